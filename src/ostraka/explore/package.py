"""What can be taken away: scenario, report and figures in one archive."""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from ostraka.report import write
from ostraka.results import Result
from ostraka.results.storage import figures_of

_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Of every entry, so that the same result makes the same archive."""


def archive(results: dict[str, Result], tomls: dict[str, str], address: str) -> bytes:
    """A ZIP with the scenario, the report and the figures of every arm, and where they come from.

    Parameters
    ----------
    results, tomls : dict by the name of the arm
    address : str
        Of the view.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for arm, result in results.items():
            folder = "".join(c if c.isalnum() else "_" for c in arm.lower())
            _add(whole, f"{folder}/scenario.toml", tomls[arm].encode())
            _add(whole, f"{folder}/report.html", _report(result))
            figures = json.dumps(figures_of(result), indent=1, ensure_ascii=False)
            _add(whole, f"{folder}/figures.json", figures.encode())
        _add(whole, "README.txt", _readme(results, address).encode())
    return made.getvalue()


def _readme(results: dict[str, Result], address: str) -> str:
    some = next(iter(results.values()))
    arms = ", ".join(results)
    return (
        f"{some.scenario.title}\n\nAll people are invented: no figure is about a real person.\n\n"
        f"Arms: {arms}. All met the same draws: {some.people:,} people, {some.months} months, seed "
        f"{some.seed}, {some.replicates} replicates, {some.parameter_draws} draws of the uncertain "
        f"numbers.\n\nThe view: {address}\nAgain without the page: ostraka run scenario.toml\n"
    )


def _report(result: Result) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return Path(write(result, Path(folder) / "report.html")).read_bytes()


def _add(whole: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    whole.writestr(info, content)
