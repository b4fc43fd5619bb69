"""The ODD document says everything that the declarations say, and a silent mechanism is caught."""

import pytest

from ostraka.core.declarations import Column, Mechanism, Parameter
from ostraka.core.units import silent, unit_of
from ostraka.core.walking import walk
from ostraka.engine import schedule_for
from ostraka.engine.schedule import CATALOGUE, declared
from ostraka.report.markdown import cell_text, choices
from ostraka.report.odd import odd
from ostraka.scenario import load, names
from tests.reference import scenarios

ELEMENTS = (
    "## 1 Purpose and patterns",
    "## 2 Entities, state variables and scales",
    "## 3 Process overview and scheduling",
    "## 4 Design concepts",
    "## 5 Initialization",
    "## 6 Input data",
    "## 7 Submodels",
)


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_every_mechanism_says_what_everything_is_and_in_which_unit(one):
    assert not silent(one), "\n".join(silent(one))
    assert (one.run.__doc__ or "").strip()


def test_a_silent_mechanism_is_caught():
    vague = Mechanism(
        name="vague",
        phase="listing",
        run=lambda: None,
        writes=(),
        odd="It is here to be caught.",
        source="none",
        columns={"mood": Column(dtype=int, doc="how it feels"), "gap": Column(dtype=int, doc="")},
        declares={"pace": Parameter("how fast"), "whose": Parameter("whether it is theirs")},
    )
    said = "\n".join(silent(vague))
    assert "mood (how it feels): no unit" in said
    assert "gap: no description" in said
    assert "pace (how fast): no unit" in said
    assert "whose" not in said


def test_what_needs_no_unit_is_named():
    assert unit_of("left_n", Column(int, "exits")) == "count"
    assert unit_of("left_who", Column(int, "who")) == "place in the cell"
    assert unit_of("on_list", Column(int, "1: listed")) == "flag, 0 or 1"
    assert unit_of("score", Column(int, "score", "points")) == "points"


@pytest.mark.parametrize("scenario", [*names(), "term", "grade"])
def test_the_document_has_every_element_pass_parameter_and_number(scenario):
    given = scenarios.ALL[scenario]() if scenario in scenarios.ALL else load(scenario)
    text = odd(given)
    places = [text.index(heading) for heading in ELEMENTS]
    assert places == sorted(places)
    schedule = schedule_for(given)
    overview, submodels = text[places[2] : places[3]], text[places[6] :]
    for number, one in enumerate(schedule.passes, start=1):
        assert f"### 7.{number} {one.name}\n" in submodels
        assert one.odd in submodels
        assert f"- **Source:** {one.source}" in submodels
        assert one.name in overview
        for purpose in one.purposes:
            assert f"| `{purpose}` | " in text
    for name, parameter in declared("declares").items():
        if name in schedule.parameters:
            unit = unit_of(name, parameter)
            assert f"| `{name}` | {cell_text(parameter.doc)} | {unit} |" in submodels
    entities = text[places[1] : places[2]]
    for name, column in schedule.columns.items():
        assert (f"| `{name}` |" in entities) != column.doc.startswith("scratch")
    rows = [line for line in text[places[5] : places[6]].splitlines() if line.startswith("| ")]
    assert len([*walk(given)]) <= len(rows)
    assert "Nobody" in text or "invented" in text


def test_columns_per_row_never_differ():
    table = []
    for line in [*odd(scenarios.term()).splitlines(), ""]:
        if line.startswith("|"):
            table.append(line.replace("\\|", "").count("|"))
        else:
            assert len(set(table)) <= 1
            table = []


def test_a_bar_and_a_line_break_stay_in_their_cell():
    assert cell_text("a | b\n c") == "a \\| b c"


def test_choices_are_words_and_marks():
    found = dict(choices(scenarios.no_restart()))
    assert found["blacklist.renewal"] == "none"
    assert found["review.recognises"] == "lawful_conduct"
    assert found["categories.worship.trigger"] == "yes"
    assert "title" not in found


def test_truth_is_marked_and_its_seers_are_named():
    text = odd(scenarios.term())
    assert "| `record_owner` | whom the record is about | place in the cell | truth |" in text
    review = next(one for one in CATALOGUE if one.name == "review")
    assert f"| review | {review.sees_truth} |" in text
