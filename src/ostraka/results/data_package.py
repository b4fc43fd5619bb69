"""The CSV files: a Frictionless data package that says what every column means."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ostraka.core.intervals import CONFIDENCE
from ostraka.results.figures import Figure
from ostraka.results.labels import WHOLE_NUMBERS, dimensions_of
from ostraka.results.tables import PREFIX

if TYPE_CHECKING:
    import pandas

    from ostraka.results.result import Result

_PERCENT = f"{CONFIDENCE:.0%}".replace("%", " %")

_FIELDS = {
    "count": "how many, added up over all replicates",
    "mean": "how many in one run, on average over replicates",
    "figure": "name of the figure",
    "unit": "unit of the figure",
    "value": "mean over replicates of a count; of a share, that of all replicates together",
    "low": f"lower end of the {_PERCENT} Monte Carlo interval: what another seed could give",
    "high": "its upper end",
    "n": "replicates behind the interval, or events behind an exact one",
    "status": "ok; undefined: no value; too_few: too little for an interval",
    "parameter_low": f"lower end of the {_PERCENT} interval over draws of the uncertain numbers, without "
    "Monte Carlo error; never to be pooled with the other",
    "parameter_high": "its upper end",
    "months": "months since the wrongful spell began",
    "at_risk": "spells that could still be seen to end, over all replicates",
    "definition": "the figure in words",
}
_NUMBERS = ("mean", "value", "low", "high", "parameter_low", "parameter_high", "at_risk")


def fields_of(scenario: Any) -> dict[str, str]:
    """Every column that the CSV files of a scenario may have, in words."""
    return {**dimensions_of(scenario), **_FIELDS}


def write_data_package(result: "Result", folder: Path) -> None:
    """Figures, incidence and all tables (added up over replicates) as CSV, with datapackage.json."""
    files = [
        ("figures", "All figures, for the whole and by group.", result.to_pandas()),
        ("definitions", "Name, unit and definition of each figure.", _definitions(result.figures)),
        (
            "incidence",
            "How wrongful spells end: cumulative incidence of competing outcomes.",
            result.incidence(),
        ),
    ]
    words_of = fields_of(result.scenario)
    resources = [_write(folder, name, words, frame, words_of) for name, words, frame in files]
    for name in result.tables[0]:  # one frame at a time: a nation's take tens of megabytes each
        short = name.removeprefix(PREFIX)
        words = f"{result.tally_in_words(short)}; combinations that are missing are 0."
        frame = result.table(short, compact=True)
        assert frame is not None  # it is one of the tables
        resources.append(_write(folder, short, words[:1].upper() + words[1:], frame, words_of))
    package = {
        "profile": "tabular-data-package",
        "name": "ostraka-result",
        "title": result.scenario.title,
        "description": f"{result.scenario.purpose} All people are invented; no figure certifies a real "
        "system.",
        "resources": resources,
    }
    text = json.dumps(package, indent=1, ensure_ascii=False) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")


def _definitions(figures: Mapping[str, Figure]) -> "pandas.DataFrame":
    import pandas

    return pandas.DataFrame(
        [
            {"figure": figure.name, "unit": figure.unit, "definition": figure.definition}
            for figure in figures.values()
        ]
    )


def _write(
    folder: Path, name: str, words: str, frame: "pandas.DataFrame", words_of: Mapping[str, str]
) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    frame.to_csv(path, index=False, lineterminator="\n")
    return {
        "profile": "tabular-data-resource",
        "name": name.replace("_", "-"),
        "path": path.name,
        "description": words,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(column, words_of[column]) for column in frame.columns],
            "missingValues": [""],
        },
    }


def _field(column: str, words: str) -> dict[str, str]:
    if column in (*WHOLE_NUMBERS, "count", "n", "months"):
        kind = "integer"
    elif column in _NUMBERS:
        kind = "number"
    else:
        kind = "string"
    return {"name": column, "type": kind, "description": words}
