"""The conformance suite accepts what keeps the rules, and names what each broken mechanism breaks."""

import dataclasses
import sys

import numpy as np
import pytest
from pydantic import Field

from ostraka.core.declarations import Column, Mechanism, Parameter, Tally
from ostraka.core.errors import DeclarationError
from ostraka.core.quantities import Probability, Section
from ostraka.core.switches import Switch
from ostraka.draws import draw, purpose
from ostraka.draws.purposes import _registered
from ostraka.engine import schedule_for, simulate
from ostraka.engine.workbench import Workbench
from ostraka.scenario import catalogue, extend, json_schema, jurisdictions, loads, withdraw, worlds
from ostraka.scenario.extensions import GROUP, _installed
from ostraka.testing import (
    Nonconformance,
    check_mechanism,
    differing_tables,
    extended,
    faults_of,
    order_faults,
)
from tests.reference import scenarios

LUCK, OTHER = 61_001, 61_002


@pytest.fixture(scope="module", autouse=True)
def registered():
    """Purposes of these tests, and of no others: the list of all purposes is pinned elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["ostraka.draws.purposes"], "_registered", dict(_registered))
        purpose("test.poke", LUCK)
        purpose("test.other", OTHER)
        yield


SCENARIO = """
title = "Poke"
purpose = "to try the suite"
months = 8
assumed = true
[population]
cell_size = 256
[strata.everybody]
share = 1
[categories.act]
rate_per_month = 0.05
detection = 0.9
trigger = true
[blacklist]
term_months = 3
[poke]
probability = 0.2
"""


class PokeRules(Section):
    """Each record may be poked at."""

    probability: Probability = Field(description="chance of a poke")


def poke(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """Poke at some of this month's records."""
    for k in range(record_n[0]):
        i = record_owner[k]
        luck = draw(address, first + i, month, LUCK, record_index[k])
        if luck[0] < poke_chance:
            poked[i] = np.uint8(min(255, poked[i] + 1))
            tally_poked[month] += 1


def by_position(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """Its luck is that of a place in the list."""
    for k in range(record_n[0]):
        i = record_owner[k]
        luck = draw(address, first + i, month, LUCK, k)
        if luck[0] < poke_chance:
            poked[i] = np.uint8(min(255, poked[i] + 1))
            tally_poked[month] += 1


def first_come(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """Only the record that happens to lie first in the list counts."""
    if record_n[0] > 0:
        i = record_owner[0]
        luck = draw(address, first + i, month, LUCK, record_index[0])
        if luck[0] < poke_chance:
            poked[i] = np.uint8(min(255, poked[i] + 1))
            tally_poked[month] += 1


def alike_in_every_cell(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """Whoever has the same place in another cell has the same luck."""
    for k in range(record_n[0]):
        i = record_owner[k]
        luck = draw(address, i, month, LUCK, record_index[k])
        if luck[0] < poke_chance:
            poked[i] = np.uint8(min(255, poked[i] + 1))
            tally_poked[month] += 1


def for_another_purpose(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """It draws for what it does not declare."""
    for k in range(record_n[0]):
        i = record_owner[k]
        luck = draw(address, first + i, month, OTHER, record_index[k])
        if luck[0] < poke_chance:
            poked[i] = np.uint8(min(255, poked[i] + 1))
            tally_poked[month] += 1


def without_an_address(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """It asks a generator that nobody can replay."""
    for k in range(record_n[0]):
        if np.random.random() < 0.5:  # noqa: NPY002
            tally_poked[month] += k


def reads_what_nobody_wrote(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """It adds up memory that no pass has filled."""
    for k in range(record_n[0]):
        i = record_owner[k]
        luck = draw(address, first + i, month, LUCK, record_index[k])
        if luck[0] < poke_chance:
            tally_poked[month] += poked[i]


def strikes_them(
    month, first, address, poke_chance, record_n, record_owner, record_index, poked, tally_poked
):
    """It writes what it says it only reads."""
    record_n[0] = 0
    tally_poked[month] += 1
    poked[0] = 1


def strikes_records(month, poke_chance, record_n, record_class, tally_poked):
    """It changes what others read, at any strength."""
    if record_n[0] > 0:
        record_n[0] -= 1
        tally_poked[month] += 1


def looks(month, poke_chance, act_n, tally_poked):
    """It sees acts."""
    tally_poked[month] += act_n[0]


POKED = Column(np.uint8, "pokes so far", "pokes", truth=True, reset=0)


def mechanism(run=poke, **changes):
    given = {
        "name": "poke",
        "phase": "linking",
        "run": run,
        "writes": ("poked", "tally_poked")
        if "poked" in run.__code__.co_varnames
        else ("tally_poked",),
        "odd": "Some records are poked at.",
        "source": "none",
        "columns": {"poked": POKED} if "poked" in run.__code__.co_varnames else {},
        "declares": {"poke_chance": Parameter("chance of a poke", "2**-32")},
        "tallies": {"tally_poked": Tally(("month",), "pokes", "pokes")},
        "purposes": ("test.poke",) if "address" in run.__code__.co_varnames else (),
        "sees_truth": "a poke hits whom the record is about",
        "sections": {"poke": PokeRules},
        "active": lambda scenario: scenario.poke is not None,
        "parameters": lambda world: {
            "poke_chance": np.uint64(float(world.scenario.poke.probability) * 2**32)
        },
        "switches": (Switch("poke", "pokes at records", {"poke.probability": 0.0}),),
    }
    return Mechanism(**{**given, **changes})


def faults(one, scenario=SCENARIO, **options):
    return "\n".join(faults_of([one], scenario, people=600, months=6, **options))


def test_what_keeps_the_rules_passes():
    check_mechanism(mechanism(), SCENARIO, people=600, months=6)


BROKEN = {
    "a position in a list as an address": (by_position, "depends on a position in a list"),
    "the first in a list": (first_come, "depends on the order of a list"),
    "no first": (alike_in_every_cell, "outside the cell"),
    "another purpose": (for_another_purpose, "draws for 'test.other' and does not declare"),
    "another generator": (without_an_address, "'random' is randomness without an address"),
    "an undeclared write": (strikes_them, "does not compile with all but its writes read-only"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_pass_is_named_with_its_fault(name):
    run, said = BROKEN[name]
    found = faults(mechanism(run))
    assert said in found
    assert found.startswith("poke: ")


def test_memory_that_nobody_wrote_is_noticed():
    column = dataclasses.replace(POKED, reset=None)
    found = faults(
        mechanism(reads_what_nobody_wrote, writes=("tally_poked",), columns={"poked": column})
    )
    assert "tally_poked differ from a run in one block on clean memory" in found


def test_strength_zero_that_is_not_nothing_is_noticed():
    one = mechanism(strikes_records, writes=("record_n", "tally_poked"))
    found = faults(one)
    assert "at strength zero it still changes" in found
    assert "tally_records" in found


def test_truth_that_is_seen_undeclared_is_noticed():
    assert "declaration: " in faults(mechanism(looks, sees_truth=""))
    assert "takes truth (act_n)" in faults(mechanism(looks, sees_truth=""))


def test_what_is_not_said_is_asked_for():
    quiet = mechanism(
        declares={"poke_chance": Parameter("chance of a poke")},
        switches=(),
        purposes=("test.poke", "test.unregistered"),
    )
    found = faults(quiet)
    assert "poke_chance (chance of a poke): no unit" in found
    assert "'test.unregistered' is not registered" in found
    assert "no switch is declared" in found
    shared = faults(mechanism(purposes=("test.poke", "linking.mislink")))
    assert "'linking.mislink' is drawn by linking too" in shared


def test_a_scenario_that_tests_nothing_is_refused():
    absent = faults(mechanism(), SCENARIO.replace("[poke]\nprobability = 0.2", ""))
    assert "not on in the scenario" in absent
    idle = faults(mechanism(), SCENARIO.replace("probability = 0.2", "probability = 0"))
    assert "nothing differs" in idle


def test_faults_are_raised_together():
    with pytest.raises(Nonconformance) as raised:
        check_mechanism(mechanism(by_position), SCENARIO, people=600, months=6)
    assert raised.value.faults
    assert str(raised.value).startswith("poke: ")


# ---- Ostraka's own ------------------------------------------------------------------------------------


SHARED = {
    "hearing": "it draws for 'review.correction' and does not declare that purpose",
    "audit": "it draws for 'review.correction' and does not declare that purpose",
    "behaviour": "it draws for 'conduct.acts' and does not declare that purpose",
}
"""Hearings and audits strike records as reviews do, and correct them at the source for certain: what
they draw there decides nothing. Behaviour looks once more at the words by which acts were kept."""


@pytest.mark.parametrize("name", ["term", "grade", "safeguarded", "sanctioned", "answered"])
def test_no_pass_of_the_catalogue_depends_on_the_order_of_a_list(name):
    scenario = scenarios.ALL[name]()
    here = worlds(scenario, jurisdictions(scenario))
    bench = Workbench(here[0], here, cell=1, months=12, seed=4, noise=4)
    found = list(order_faults(bench.schedule.passes, bench, shuffles=1))
    undeclared = [(name, f"{name}: {words}") for name, words in SHARED.items()]
    assert [f for f in found if not any(f.startswith(words) for _, words in undeclared)] == []


def test_every_draw_leaves_a_trace():
    """Whatever of the draws floor takes an address is traced; else its addresses would go unseen."""
    from ostraka import draws
    from ostraka.testing.addresses import _TRACED

    takes = {
        name
        for name in draws.__all__
        if "address" in getattr(getattr(draws, name), "py_func", draws.purpose).__code__.co_varnames
    }
    assert {known.__name__ for known, _ in _TRACED} == takes


# ---- mechanisms from outside --------------------------------------------------------------------------


def test_an_outside_mechanism_brings_its_table_and_takes_it_away_again():
    one = mechanism()
    with extended(one):
        assert one in catalogue()
        assert "poke" in json_schema()["properties"]
        loaded = loads(SCENARIO)
        assert float(loaded.poke.probability) == 0.2
        assert simulate(loaded, people=600).tables["tally_poked"].sum() > 0
    assert one not in catalogue()
    assert "poke" not in json_schema()["properties"]


def test_a_mechanism_that_no_scenario_asks_for_changes_no_bit():
    scenario = scenarios.term()
    before = simulate(scenario, people=300, months=6)
    with extended(mechanism()):
        again = loads(SCENARIO.replace("[poke]\nprobability = 0.2", ""))
        assert "poke" not in [one.name for one in schedule_for(again).passes]
        after = simulate(scenarios.term(), people=300, months=6)
    assert not differing_tables(before, after)


def test_a_name_that_is_taken_is_refused():
    with pytest.raises(DeclarationError, match="pass listing: there is one already"):
        extend(mechanism(name="listing"))
    with pytest.raises(DeclarationError, match="on_list is declared by listing"):
        extend(mechanism(columns={"on_list": POKED, "poked": POKED}))
    one = mechanism()
    extend(one, one)
    extend(one)
    assert catalogue().count(one) == 1
    withdraw(one)


class Point:
    """An entry point as an installed package has one."""

    name = "poke"

    def __init__(self, given):
        self.given = given

    def load(self):
        return self.given


@pytest.fixture
def installed(monkeypatch):
    def install(given):
        def points(group):
            assert group == GROUP == "ostraka.mechanisms"
            return [Point(given)]

        monkeypatch.setattr("ostraka.scenario.extensions.entry_points", points)
        _installed.cache_clear()

    yield install
    monkeypatch.undo()
    _installed.cache_clear()


def test_the_mechanisms_of_installed_packages_are_known(installed):
    one = mechanism()
    installed((one,))
    assert one in catalogue()
    assert float(loads(SCENARIO).poke.probability) == 0.2
    installed(one)
    assert one in catalogue()


def test_an_entry_point_that_is_no_mechanism_is_refused(installed):
    installed(("poke",))
    with pytest.raises(DeclarationError, match="entry point poke"):
        catalogue()
