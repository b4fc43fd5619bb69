"""Texts that an archive carries beside its numbers: sources, report, and a page to read first."""

import csv
import html
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import ostraka
from ostraka.archive.credit import Credit
from ostraka.core.walking import walk
from ostraka.report.assumptions import numbers

FACT_COLUMNS = (
    "arm",
    "place",
    "value",
    "low",
    "high",
    "distribution",
    "unit",
    "provenance",
    "source",
    "note",
)

INVENTED = (
    "All people in it are invented. No figure is about a real person, and nothing here certifies a real "
    "system."
)


def facts(scenarios: Mapping[str, Any]) -> bytes:
    """Every number of every arm with where it comes from, as CSV.

    Of an arm after the first, only the numbers that are not in the first, or not so. ``provenance`` is
    source, assumed, or default (of Ostraka, where no file says otherwise).
    """
    rows: list[tuple[str, ...]] = []
    first: set[tuple[str, ...]] = set()
    for number, (arm, scenario) in enumerate(scenarios.items()):
        for row in _facts(scenario):
            if number == 0:
                first.add(row)
            elif row in first:
                continue
            rows.append((arm, *row))
    return table(FACT_COLUMNS, rows)


def _facts(scenario: Any) -> Iterable[tuple[str, ...]]:
    written = {id(quantity) for _, quantity in walk(scenario, written_only=True)}
    for path, quantity, unit in numbers(scenario):
        said = "source" if quantity.source else "assumed"
        ends = ("", "") if quantity.low is None else (repr(quantity.low), repr(quantity.high))
        shape = (quantity.distribution or "uniform") if quantity.low is not None else ""
        yield (
            ".".join(path),
            repr(float(quantity)),
            *ends,
            shape,
            unit.removeprefix("a "),
            said if id(quantity) in written else "default",
            quantity.source or "",
            quantity.note or "",
        )


def sources(scenarios: Iterable[Any]) -> list[str]:
    """What the numbers were taken from, each once, in the order of the scenario."""
    found = (
        quantity.source
        for scenario in scenarios
        for _, quantity, _ in numbers(scenario)
        if quantity.source
    )
    return list(dict.fromkeys(found))


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A CSV file with one line a row."""
    written = io.StringIO(newline="")
    out = csv.writer(written, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows)
    return written.getvalue().encode()


def study_report(result: Any, comparison: str) -> bytes:
    """The report of a study, as one page of HTML.

    The page of its comparison; where there is nothing to compare, what ``comparison`` says of that.
    """
    if result.is_comparable:
        from ostraka.report.study.page import page as compared

        return compared(result.compare()).encode()
    study = result.study.table
    title, purpose = html.escape(study.title), html.escape(study.purpose)
    page = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ margin: 2rem auto; max-width: 80rem; padding: 0 1rem; font-family: sans-serif; }}
pre {{ overflow-x: auto; }}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{purpose}</p>
<p>{html.escape(INVENTED)}</p>
<pre tabindex="0">{html.escape(comparison)}</pre>
<p>Written by Ostraka {html.escape(ostraka.__version__)}.</p>
</main>
</body>
</html>
"""
    return page.encode()


def readme(
    title: str,
    purpose: str,
    made: Sequence[str],
    files: Mapping[str, str],
    credit: Credit,
) -> bytes:
    """What a person reads first: the question, what lies where, and how to check it."""
    lines = [
        f"# {title}",
        "",
        purpose,
        "",
        f"{INVENTED} What is assumed and what has a source is said number by number in `facts.csv`.",
        "",
        *made,
        "",
        "## What lies where",
        "",
        "| file | what it is |",
        "|---|---|",
        *(f"| `{path}` | {words} |" for path, words in files.items()),
        "",
        "## Check it, run it again",
        "",
        "With the file as you got it, not unpacked, and with the version of Ostraka that `versions.json` "
        "names:",
        "",
        "```sh",
        "ostraka reproduce FILE.zip              # checks every file, runs ten units again",
        "ostraka reproduce FILE.zip --all        # runs all of it again",
        "```",
        "",
        "Ten units are a sample: they show that this scenario and this code give these parts, not that "
        "none of the others was altered. The hashes tell what was altered on the way; whoever changes "
        "both a file and its hash is found by running it again, or by the SHA-256 of the whole archive "
        "where its makers have told that.",
        "",
        "## Licence",
        "",
        credit.license_words,
    ]
    return ("\n".join(lines) + "\n").encode()
