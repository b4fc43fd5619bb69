"""Which mechanism causes which share of a harm: worlds on the same draws, parts that add up."""

import json
from math import factorial

import numpy as np
import pytest

from ostraka.core.errors import OstrakaError
from ostraka.core.switches import Switch
from ostraka.engine import BlockPlan, schedule_for, simulate
from ostraka.engine.schedule import CATALOGUE
from ostraka.mechanisms.behaviour import RESPONSES
from ostraka.population.ledgers import CARRIED, EXITS
from ostraka.results.attribution import FEWEST, MOST, attribute
from ostraka.results.run import run
from ostraka.results.shapley import shapley_numerators
from ostraka.scenario import loads
from ostraka.scenario.switches import at, named, switched_off, switches_on
from tests.reference import scenarios
from tests.results.worlds import PLAIN, RICH

PLAN = BlockPlan(threads=1)


def silent(words):
    pass


@pytest.fixture(scope="module")
def found():
    return attribute(loads(RICH), people=2000, replicates=6, threads=1, say=silent)


def test_parts_add_up_to_the_whole_in_every_replicate(found):
    assert found.values.dtype == np.int64
    whole = found.values[-1] - found.values[0]
    parts = shapley_numerators(found.values).sum(axis=0)
    assert np.array_equal(parts, factorial(len(found.parts)) * whole)
    assert sum(part.share.value for part in found.parts) == pytest.approx(found.whole.value)
    assert sum(part.of_whole.value for part in found.parts) == pytest.approx(1)


def test_the_world_with_all_on_is_the_run_itself(found):
    result = run(loads(RICH), people=2000, replicates=6, parameter_draws=0, threads=1)
    assert result.harm["wrongful_person_months"].value == pytest.approx(found.all_on.value)


def test_every_world_is_the_scenario_with_the_others_off(found):
    scenario = loads(RICH)
    schedule = schedule_for(scenario)
    known = switches_on(scenario)
    assert [part.name for part in found.parts] == list(known)
    for world in (0, 1, len(found.values) - 2):
        off = [known[p.name] for k, p in enumerate(found.parts) if not world >> k & 1]
        tallies = simulate(
            switched_off(scenario, off), people=2000, replicate=3, plan=PLAN, schedule=schedule
        )
        burden = tallies.tables["tally_burden"].sum(axis=(0, 1))
        assert found.values[world, 3] == burden @ np.arange(burden.size)


def test_intervals_hold_the_value_and_need_replicates(found):
    for change in (found.whole, found.all_on, *(part.share for part in found.parts)):
        assert change.low <= change.value <= change.high
    few = attribute(loads(PLAIN), people=500, replicates=FEWEST - 1, threads=1, say=silent)
    assert few.whole.low is None
    assert "Too few replicates" in str(few)


def test_the_table_and_the_plain_data_say_the_same(found):
    text = str(found)
    for part in found.parts:
        assert part.words in text
    plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert plain["worlds"][-1] == [part.name for part in found.parts]
    assert plain["worlds"][0] == []
    assert plain["values"][-1] == found.values[-1].tolist()


def test_what_it_costs_is_said_before_it_runs():
    said = []
    attribute(loads(PLAIN), people=500, replicates=2, threads=1, say=said.append)
    assert said[0] == (
        "2 worlds (clerical) x 2 replicates x 500 people x 24 months: 48,000 person-months."
    )


def test_of_many_mechanisms_those_are_taken_that_do_most_alone():
    scenario = scenarios.term()
    many = attribute(scenario, replicates=1, threads=1, say=silent)
    assert len(switches_on(scenario)) > MOST
    assert len(many.parts) == MOST
    assert {part.name for part in many.parts} | set(many.kept_on) == set(switches_on(scenario))
    left = attribute(scenario, [many.kept_on[0]], replicates=1, threads=1, say=silent)
    least = min(abs(part.off_alone.value) for part in many.parts)
    assert abs(left.parts[0].off_alone.value) <= least


def test_other_harms_can_be_asked_for():
    found = attribute(
        loads(RICH),
        ["mislinks", "clerical"],
        harm="wrongful_share_of_listed",
        people=2000,
        replicates=2,
        threads=1,
        say=silent,
    )
    assert [part.name for part in found.parts] == ["mislinks", "clerical"]
    assert 0 < found.all_on.value < 1
    assert sum(part.share.value for part in found.parts) == pytest.approx(found.whole.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"harm": "by_rules"}, "is no harm"),
        ({"harm": "listed_person_months"}, "is no harm"),
        ({"harm": "eror"}, "did you mean 'error'"),
        ({"mechanisms": ["mislink"]}, "did you mean 'mislinks'"),
        ({"mechanisms": ["fabrication"]}, "not on in this scenario"),
    ],
)
def test_what_cannot_be_attributed_is_said(asked, said):
    with pytest.raises(OstrakaError, match=said):
        attribute(loads(RICH), people=500, replicates=1, say=silent, **asked)


def test_a_scenario_with_nothing_to_switch_off_says_so():
    text = PLAIN.replace("[unfounded.clerical.rate_per_month]\ndebt = 0.002\n", "")
    with pytest.raises(OstrakaError, match="nothing in this scenario"):
        attribute(loads(text), say=silent)


# ---- switches -----------------------------------------------------------------------------------------


def tables(scenario, schedule):
    return simulate(scenario, people=900, months=24, seed=3, plan=PLAN, schedule=schedule).tables


UNTOUCHED = {
    "clerical": lambda t: t["tally_made"][..., [0, 2, 3, 4], :],
    "malicious_report": lambda t: t["tally_made"][..., [0, 1, 2, 4], :],
    "fabrication": lambda t: t["tally_made"][..., [0, 1, 2, 3], :],
    "mislinks": lambda t: t["tally_made"].sum(axis=-1),
    "lawful_conduct": lambda t: t["tally_made"][..., 1:, :],
    "false_flags": lambda t: t["tally_flags"][:, :, :, 1],
    "clerks_disfavour": lambda t: t["tally_flags"].sum(axis=-1),
    "reassertion": lambda t: t["tally_made"],
    "reviewers_disfavour": lambda t: t["tally_flags"],
}
"""What a mechanism that is switched off must leave as it is, to the bit."""


@pytest.mark.parametrize("name", UNTOUCHED)
def test_switching_off_moves_no_other_draw(name):
    scenario = scenarios.term()
    schedule = schedule_for(scenario)
    on = tables(scenario, schedule)
    off = tables(switched_off(scenario, named(scenario, [name])), schedule)
    assert np.array_equal(on["tally_acts"], off["tally_acts"])
    assert np.array_equal(UNTOUCHED[name](on), UNTOUCHED[name](off))
    assert not np.array_equal(on["tally_states"], off["tally_states"])


def test_every_switch_of_the_reference_is_tried():
    assert set(switches_on(scenarios.term())) == set(UNTOUCHED)


def test_off_is_as_good_as_absent():
    scenario = loads(PLAIN)
    off = switched_off(scenario, switches_on(scenario).values())
    absent = loads(PLAIN.replace("[unfounded.clerical.rate_per_month]\ndebt = 0.002\n", ""))
    one, other = (
        tables(off, schedule_for(scenario)),
        tables(absent, schedule_for(absent)),
    )
    for name, table in other.items():
        assert np.array_equal(table, one[name]), name


def test_a_switch_that_is_off_is_not_on():
    scenario = scenarios.term()
    every = switches_on(scenario).values()
    assert not switches_on(switched_off(scenario, every))
    assert at(switched_off(scenario, every), "flag.specificity").note == "switched off"
    assert at(scenario, "flag.nothing.here") is None


def test_a_switch_may_set_what_is_no_number():
    scenario = scenarios.no_restart()
    switch = Switch("renewal", "no restart", {"blacklist.renewal": "restart", "absent.here": 1})
    assert switched_off(scenario, [switch]).blacklist.renewal == "restart"


def test_agencies_and_their_copies_can_be_switched_off():
    scenario = scenarios.ALL["sanctioned"]()
    schedule = schedule_for(scenario)
    on = tables(scenario, schedule)
    off = tables(switched_off(scenario, named(scenario, ["stale_copies"])), schedule)
    stale = CARRIED.index("stale")
    assert on["tally_restrictions"][..., stale, :].any()
    assert not off["tally_restrictions"][..., stale, :].any()
    none = tables(switched_off(scenario, named(scenario, ["joint_sanctions"])), schedule)
    assert not none["tally_copies"].any()
    for other in (off, none):
        assert np.array_equal(on["tally_acts"], other["tally_acts"])
        assert np.array_equal(on["tally_made"], other["tally_made"])


def test_a_figure_that_a_mechanism_declares_as_harm_can_be_asked_for():
    scenario = scenarios.ALL["sanctioned"]()
    found = attribute(
        scenario,
        ["stale_copies", "joint_sanctions"],
        harm="stale_person_months",
        replicates=2,
        say=silent,
    )
    whole = found.values[-1] - found.values[0]
    assert (whole > 0).all()
    assert found.parts[0].share.value == found.parts[1].share.value  # each needs the other
    with pytest.raises(OstrakaError, match="is no harm"):
        attribute(scenario, harm="sanctioned_person_months", replicates=1, say=silent)


OWN = {
    "malicious_informants": ("officials", lambda t: t["tally_reports"][..., 3]),
    "quota": ("officials", lambda t: t["tally_fabricated"]),
    "averaging": ("officials", lambda t: t["tally_averaging"]),
    "favour": ("officials", lambda t: t["tally_dropped"]),
    "sale": ("officials", lambda t: t["tally_exits"][..., EXITS.index("sold"), :]),
    "hardship": ("answered", lambda t: t["tally_responses"][..., RESPONSES.index("induced")]),
    "gaming": ("answered", lambda t: t["tally_responses"][..., RESPONSES.index("gamed")]),
    "deterrence": ("answered", lambda t: t["tally_responses"][..., RESPONSES.index("deterred")]),
    "chilling": (
        "answered",
        lambda t: t["tally_responses"][..., RESPONSES.index("foregone_protected")],
    ),
}
"""What a mechanism does by itself, in a scenario in which it does it."""


@pytest.mark.parametrize("name", OWN)
def test_what_is_switched_off_does_nothing_any_more(name):
    make, own = OWN[name]
    scenario = scenarios.ALL[make]()
    schedule = schedule_for(scenario)
    on = tables(scenario, schedule)
    off = tables(switched_off(scenario, named(scenario, [name])), schedule)
    assert own(on).any()
    assert not own(off).any()
    if make == "officials":  # what people do, and what is founded, is as it was
        assert np.array_equal(on["tally_acts"], off["tally_acts"])
        assert np.array_equal(on["tally_made"][..., 0, :], off["tally_made"][..., 0, :])


@pytest.mark.parametrize("make", scenarios.ALL.values(), ids=scenarios.ALL)
def test_every_switch_that_is_on_can_be_switched_off(make):
    scenario = make()
    for name, switch in switches_on(scenario).items():
        assert name not in switches_on(switched_off(scenario, [switch]))


def test_every_switch_of_the_catalogue_is_on_in_some_reference():
    declared = {switch.name for one in CATALOGUE for switch in one.switches}
    on = {name for make in scenarios.ALL.values() for name in switches_on(make())}
    assert declared - on <= {"automated_inference"}  # a source like the others
