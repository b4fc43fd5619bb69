"""``ostraka facts``: what it prints, and what it refuses. Every number here is invented."""

import json

import pytest
from typer.testing import CliRunner

from ostraka.cli.app import app
from ostraka.core.errors import OstrakaError
from tests.evidence.test_sdmx import first

SOURCE = ("--source-title", "An invented yearbook", "--source-url", "https://example.org/y")


@pytest.fixture
def facts(tmp_path):
    (tmp_path / "invented.csv").write_text(first())

    def print_facts(*arguments):
        done = CliRunner().invoke(
            app, ["facts", str(tmp_path / "invented.csv"), *arguments], catch_exceptions=False
        )
        assert done.exit_code == 0
        return done.stdout

    return print_facts


def test_a_summary_says_what_there_is_to_choose(facts):
    assert "  REF_AREA: 01, 02\n" in facts()
    assert "4 observations with a value; without one: 1" in facts()
    about = json.loads(facts("--json"))
    assert about["dimensions"]["SEX"] == ["F", "M"]
    assert about["without_value"] == 1


def test_a_table_strata_and_facts_can_be_taken(facts):
    table = facts("--as", "table", "--where", "REF_AREA=02,SEX=F+M")
    assert len(table.splitlines()) == 3
    strata = ("--as", "strata", "--by", "SEX", "--where", "REF_AREA=02", *SOURCE)
    assert facts(*strata).count("[strata.group_") == 2
    assert json.loads(facts(*strata, "--json")) == {"F": 31 / 60, "M": 29 / 60}
    assert facts("--as", "facts", *SOURCE).count("[[facts]]") == 4
    assert len(json.loads(facts("--as", "facts", *SOURCE, "--json"))) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--as", "people"), "no such form"),
        (("--as", "facts"), "a figure without a source is refused"),
        (("--as", "strata", *SOURCE), "say --by which dimension"),
        (("--where", "SEX"), "write DIMENSION=CODE"),
    ],
)
def test_what_is_missing_is_said(facts, arguments, said):
    with pytest.raises(OstrakaError, match=said):
        facts(*arguments)
