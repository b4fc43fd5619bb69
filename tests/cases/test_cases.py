"""Cases that anyone can read: a small scenario in a file, and the numbers that follow from it.

A file lays its ``[scenario]`` tables over the neutral scenario of ``tests/known_answers/neutral.py``
(everything there is switched off). ``[expected]`` then names, for all people together:

- ``listed``: how many are listed at the end of each month, or of the last month alone;
- ``months``: listed person-months by cause; a cause that is not named has none;
- ``missed``: person-months missed under the rules as written, by reason;
- ``entries``, ``exits`` (by reason), ``records`` (founded, unfounded, elsewhere);
- ``people``: ever listed, ever wrongly listed.
"""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from ostraka.engine import Tallies, simulate
from ostraka.population.ledgers import EXITS, MISSED
from ostraka.scenario.schema import validate
from tests.known_answers.neutral import NEUTRAL, ONE_THREAD, by_cause, listed, merged

FILES = sorted(Path(__file__).parent.glob("*.toml"))


def found(tallies: Tallies) -> dict[str, Any]:
    """All that a case may expect."""
    tables = tallies.tables
    exits = tables["tally_exits"].sum(axis=(0, 1, 2, 4))
    missed = tables["tally_missed"].sum(axis=(0, 1, 2))
    records = tables["tally_records"].sum(axis=(0, 1, 2))
    ever = tables["tally_ever"].sum(axis=(0, 1, 2))
    return {
        "listed": listed(tallies).tolist(),
        "months": {name: int(of_month.sum()) for name, of_month in by_cause(tallies).items()},
        "missed": {name: int(n) for name, n in zip(MISSED, missed, strict=True)},
        "entries": int(tables["tally_entries"].sum()),
        "exits": {name: int(n) for name, n in zip(EXITS, exits, strict=True)},
        "records": {
            "founded": int(records[0].sum()),
            "unfounded": int(records[1:].sum()),
            "elsewhere": int(records[:, 1].sum()),
        },
        "people": {"ever_listed": int(ever[0]), "ever_wrongly_listed": int(ever[1])},
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    assert case["says"]
    scenario = validate(merged(tomllib.loads(NEUTRAL), case["scenario"]), path.name)
    seen = found(simulate(scenario, plan=ONE_THREAD))
    for name, expected in case["expected"].items():
        if isinstance(expected, dict):
            assert expected.keys() <= seen[name].keys(), f"{name}: unknown entries"
            is_partition = name in ("months", "missed", "exits")
            nothing = dict.fromkeys(seen[name], 0) if is_partition else {}
            assert {k: seen[name][k] for k in nothing | expected} == nothing | expected, name
        elif name == "listed" and isinstance(expected, int):
            assert seen[name][-1] == expected
        else:
            assert seen[name] == expected, name


def test_there_are_cases() -> None:
    assert len(FILES) >= 10
