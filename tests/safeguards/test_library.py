"""The shipped safeguards: each says what it is and how it may do harm, composes, and commutes."""

import itertools
import re
from pathlib import Path

import pytest

from ostraka import safeguards
from ostraka.core.errors import ScenarioError
from ostraka.core.walking import walk
from ostraka.safeguards.definition import Safeguard
from ostraka.scenario import as_data, loads, with_safeguards
from ostraka.scenario.schema import validate
from tests.safeguards.worlds import BASE, MORE

NAMES = {
    "notice_before_effect",
    "right_to_be_heard",
    "human_review",
    "independent_appeal",
    "corroboration",
    "identity_check",
    "correction_reaches_recipients",
    "firewall",
    "no_penalty_for_association",
    "no_penalty_for_lawful_conduct",
    "expiry",
    "proportionality",
    "audit_with_rollback",
    "error_ceiling",
    "public_reporting",
    "corrected_attention",
}

READY = sorted(NAMES)
PLAIN = loads(MORE)
PAGE = (Path(__file__).parents[2] / "docs" / "safeguards.md").read_text(encoding="utf-8")


def test_the_library_is_whole():
    assert set(safeguards.names()) == NAMES
    with pytest.raises(ScenarioError, match="no safeguard 'expiri'; did you mean 'expiry'"):
        safeguards.load("expiri")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_says_what_it_is_how_it_helps_and_how_it_may_harm(name):
    found = safeguards.load(name)
    for text in (found.description, found.mechanism, found.may_harm):
        assert text.endswith(".")
        assert len(text) > 20
    assert found.effect
    for place, number in walk(found):
        assert number.source or number.assumed, place
    with_numbers = Safeguard.model_validate(found.model_dump(mode="json", exclude_none=True))
    assert with_numbers.model_dump() == found.model_dump()


@pytest.mark.parametrize("name", sorted(NAMES))
def test_each_stands_in_the_docs_as_it_is_in_its_file(name):
    found = safeguards.load(name)
    (row,) = re.findall(rf"^\| `{name}` \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    assert row[0] == found.description
    assert row[1] == ", ".join(f"`{place}`" for place in found.effect)


@pytest.mark.parametrize("name", READY)
def test_each_moves_something_and_reads_back(name):
    scenario = with_safeguards(PLAIN, [name])
    assert scenario.composition
    assert {who for one in scenario.composition for who in one.safeguards} == {name}
    assert validate(as_data(scenario), "again").composition == scenario.composition


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(READY, 2)))
def test_safeguards_commute(one, other):
    """Whatever comes first by name: what acts on a value acts at once."""
    base = as_data(PLAIN)

    def composed(first, second):
        named = {f"a_{first}": first, f"b_{second}": second}
        whole = {
            name: safeguards.load(which).model_dump(mode="json", exclude_none=True)
            for name, which in named.items()
        }
        made = validate({**base, "safeguard": whole}, "test")
        data = made.frozen().model_dump(mode="json", exclude_none=True)
        return data, {place: (q.value, q.low, q.high) for place, q in walk(made.frozen())}

    (data, numbers), (swapped, others) = composed(one, other), composed(other, one)
    assert numbers.keys() == others.keys()
    for place, ends in numbers.items():
        for end, same in zip(ends, others[place], strict=True):
            assert end == same or end == pytest.approx(same, abs=1e-12), place
    assert flags(data) == flags(swapped)


def flags(node):
    """Everything in plain data that is no number and says nothing of one."""
    if isinstance(node, dict):
        told = {"source", "assumed", "note", "value", "low", "high"}
        return {key: flags(value) for key, value in node.items() if key not in told}
    return node


def test_all_of_them_compose_at_once():
    scenario = with_safeguards(PLAIN, READY)
    assert {who for one in scenario.composition for who in one.safeguards} == set(READY)


def test_human_review_keeps_its_harm():
    """A reviewer drops true flags too, and favour stays as the scenario sets it."""
    scenario = with_safeguards(PLAIN, ["human_review"])
    assert scenario.flag.check_keeps_true.low < 1
    assert scenario.flag.favour.model_dump() == PLAIN.flag.favour.model_dump()
    assert "disfavour" in safeguards.load("human_review").may_harm


def test_the_example_of_the_docs_composes():
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    top, tables = example.split("\n\n", 1)
    scenario = loads("\n".join([top, BASE, tables]))
    assert scenario.safeguards == ["expiry", "identity_check", "second_look"]
    moved = {one.place for one in scenario.composition if "second_look" in one.safeguards}
    assert moved == {"notice.probability", "strata.minority.exposure"}
