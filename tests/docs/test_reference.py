"""The reference leaves nothing public out."""

import re
from pathlib import Path

import ostraka
from ostraka.scenario import json_schema

DOCS = Path(__file__).parents[2] / "docs"


def test_every_public_name_is_in_the_reference():
    page = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\.\. auto(?:class|function|data):: (\w+)", page))
    assert shown >= set(ostraka.__all__) - {"__version__"}


def test_every_public_name_says_what_it_is():
    for name in ostraka.__all__:
        thing = getattr(ostraka, name)
        if callable(thing):
            assert (thing.__doc__ or "").strip(), name


def test_every_table_of_a_scenario_has_a_description():
    for name, table in json_schema()["$defs"].items():
        if table.get("type") == "object" and table.get("properties"):
            assert table.get("description"), name
