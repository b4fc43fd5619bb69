"""The JSON Schema says what a file may hold: no less than what is read, and with words."""

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ostraka.scenario import as_data, json_schema, load, names, shipped
from tests.known_answers.neutral import BARE, GRADED, NEUTRAL

SCHEMA = json_schema()
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(value: Any, schema: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """What a value breaks of the part of JSON Schema that is used here; unknown words fail."""
    known = {
        *("$ref", "$defs", "$schema", "anyOf", "type", "properties", "required", "items"),
        *("additionalProperties", "enum", "minimum", "maximum", "exclusiveMinimum", "default"),
        *("minItems", "maxItems", "minProperties", "title", "description", "x-unit"),
    }
    assert not schema.keys() - known, schema.keys() - known
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].removeprefix("#/$defs/")], place)
    if "anyOf" in schema:
        tried = [list(faults(value, branch, place)) for branch in schema["anyOf"]]
        if all(tried):
            yield min(tried, key=len)[0]
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if "type" in schema:
        yield from _faults_of_type(value, schema, place)


def _faults_of_type(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    kind = schema["type"]
    if kind in ("number", "integer"):
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or (kind == "integer" and value != int(value)):
            yield f"{place}: {value!r} is no {kind}"
        else:
            within = schema.get("minimum", value) <= value <= schema.get("maximum", value)
            if not within or value <= schema.get("exclusiveMinimum", value - 1):
                yield f"{place}: {value!r} is out of bounds"
    elif not isinstance(value, TYPES[kind]):
        yield f"{place}: {value!r} is no {kind}"
    elif kind == "object":
        own = schema.get("properties", {})
        others = schema.get("additionalProperties", True)
        for name in schema.get("required", ()):
            if name not in value:
                yield f"{place}: {name} is missing"
        for name, part in value.items():
            if name in own:
                yield from faults(part, own[name], f"{place}.{name}")
            elif others is False:
                yield f"{place}: {name} is unknown"
            elif isinstance(others, Mapping):
                yield from faults(part, others, f"{place}.{name}")
    elif kind == "array":
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{place}: {len(value)} items"
        for number, part in enumerate(value):
            yield from faults(part, schema.get("items", {}), f"{place}[{number}]")


FILES = {name: shipped(name) for name in names()} | {
    "neutral": NEUTRAL,
    "bare": BARE,
    "graded": GRADED,
}


@pytest.mark.parametrize("name", FILES)
def test_a_scenario_that_loads_fits_the_schema(name: str) -> None:
    assert list(faults(tomllib.loads(FILES[name]), SCHEMA)) == []


@pytest.mark.parametrize("name", names())
def test_a_saved_scenario_fits_the_schema(name: str) -> None:
    assert list(faults(as_data(load(name)), SCHEMA)) == []


def test_one_number_a_stratum_may_be_written_plainly() -> None:
    data = tomllib.loads(NEUTRAL)
    data["categories"]["act"]["rate_per_month"] = {"by_stratum": {"everybody": 0.1}}
    assert list(faults(data, SCHEMA)) == []


def test_what_does_not_load_does_not_fit() -> None:
    for place, wrong in (("flag", {}), ("linking", {"mislink": 2}), ("months", 601), ("apeal", {})):
        assert list(faults(tomllib.loads(NEUTRAL) | {place: wrong}, SCHEMA)), place


def test_the_library_for_json_schema_agrees() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    for text in FILES.values():
        jsonschema.Draft202012Validator(SCHEMA).validate(tomllib.loads(text))


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
