"""The JSON Schema says what a file may hold: no less than what is read, and with words."""

import json
import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ostraka.scenario import as_data, json_schema, load, names, shipped
from tests.known_answers.neutral import BARE, GRADED, NEUTRAL

SCHEMA = json_schema()
VALIDATOR = Draft202012Validator(SCHEMA)


def faults(value: Any) -> list[str]:
    """What a value breaks of the schema."""
    return [error.message for error in VALIDATOR.iter_errors(value)]


FILES = {name: shipped(name) for name in names()} | {
    "neutral": NEUTRAL,
    "bare": BARE,
    "graded": GRADED,
}


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_that_loads_fits_the_schema(name: str) -> None:
    assert faults(tomllib.loads(FILES[name])) == []


@pytest.mark.parametrize("name", names())
def test_a_saved_scenario_fits_the_schema(name: str) -> None:
    assert faults(as_data(load(name))) == []


def test_one_number_a_stratum_may_be_written_plainly() -> None:
    data = tomllib.loads(NEUTRAL)
    data["categories"]["act"]["rate_per_month"] = {"by_stratum": {"everybody": 0.1}}
    assert faults(data) == []


def test_what_does_not_load_does_not_fit() -> None:
    for place, wrong in (("flag", {}), ("linking", {"mislink": 2}), ("months", 601), ("apeal", {})):
        assert faults(tomllib.loads(NEUTRAL) | {place: wrong}), place


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_has_a_description() -> None:
    silent = []
    for name, table in [("scenario", SCHEMA), *SCHEMA["$defs"].items()]:
        assert table.get("description"), name
        for key, entry in table["properties"].items():
            below = SCHEMA["$defs"].get(entry.get("$ref", "").removeprefix("#/$defs/"), {})
            if not (entry.get("description") or below.get("description")):
                silent.append(f"{name}.{key}")
    assert silent == []


def test_every_unit_is_named_and_every_reference_resolves() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    text = json.dumps(SCHEMA)
    assert text.count('"x-unit"') > 30
    for reference in {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}:
        assert reference in SCHEMA["$defs"]
