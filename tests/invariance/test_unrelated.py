"""What is not used, or lies elsewhere, changes no bit of anything else."""

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import Scenario, loads
from tests.reference import scenarios

PLAN = BlockPlan(threads=1)

CORE = """
title = "core"
purpose = "to be compared with itself"
assumed = true
[strata]
majority = { share = 0.7, assumed = true }
minority = { share = 0.3, exposure = 2.0, confusability = 3.0, assumed = true }
[population]
cell_size = 256
frailty_cv = 0.8
household_sizes = [0.5, 0.3, 0.2]
[categories.debt]
rate_per_month = 0.05
detection = 0.6
points = 40
[categories.theft]
rate_per_month = 0.02
detection = 0.5
points = 60
trigger = true
[categories.petition]
kind = "lawful"
rate_per_month = 0.03
detection = 0.7
points = 30
[unfounded.clerical]
rate_per_month = { debt = 0.02, petition = 0.01 }
[score]
start = 1000
[blacklist]
threshold = 930
term_months = 9
"""

IDLE = {
    "linking": "mislink = 0",
    "delay": "reporting_months = 0",
    "flag": 'claims = "theft"\nwindow_months = 3\nsensitivity = 0\nspecificity = 1',
    "pardon": "hazard_per_month = 0",
    "repair": "hazard_per_month = 0",
    "joint_sanctions.agencies.idle": (
        'restrictions = ["credit"]\nadoption_probability = 0\nnever_drops = 1\n'
        "reimport_per_month = 0.5\nbreach_per_year = 0.9"
    ),
    "notice": "probability = 0",
    "appeal": "hazard_per_month = 0.5\nreview_months = 2\nmax_appeals = 3",
    "review": "sensitivity = 0.9\nspecificity = 0.5",
    "unfounded.malicious_report": "rate_per_month = { theft = 0 }",
    "grades.lowest": "A = 980\nB = 900",
    "grades": 'last = "C"',
}


OF_SANCTIONS = {
    "tally_copies",
    "tally_restrictions",
    "tally_sanctioned",
    "tally_ever_sanctioned",
    "tally_reached",
    "tally_exposed",
    "tally_ever_exposed",
}


def idle(base=CORE):
    """Every mechanism is there, and none of them does anything."""
    text = base.replace(
        "start = 1000", "start = 1000\nrecord_life_months = 500\nrecovery_points = 0"
    )
    return loads(text + "\n".join(f"[{name}]\n{body}" for name, body in IDLE.items()))


def run(scenario, **options):
    return simulate(scenario, plan=PLAN, **{"people": 600, "months": 30, "seed": 3, **options})


def test_mechanisms_that_are_on_and_do_nothing_change_no_bit():
    core, full = run(loads(CORE)), run(idle())
    others = {"tally_redress", "tally_flags", "tally_grades"} | OF_SANCTIONS
    others |= {"tally_cascades", "tally_aftermath", "tally_breaches"}
    assert set(full.tables) - set(core.tables) == others
    for name, table in core.tables.items():
        assert np.array_equal(table, full.tables[name]), name
    assert not full.tables["tally_redress"].any()
    assert not full.tables["tally_flags"].any()
    assert not any(full.tables[name].any() for name in OF_SANCTIONS)
    assert full.tables["tally_aftermath"].sum() > full.tables["tally_aftermath"][..., 1].sum() == 0
    assert full.tables["tally_breaches"].any()  # of a copy that nobody is on


def test_a_source_whose_rate_rises_below_its_ceiling_moves_no_other_record():
    """Two worlds with the same ceilings: candidates are the same, and each is kept by its own draw."""
    quiet = scenarios.term()
    sources = quiet.unfounded
    report = sources.malicious_report

    def at(rate):
        rates = {
            name: number.model_copy(update={"value": rate})
            for name, number in report.rate_per_month.items()
        }
        louder = report.model_copy(update={"rate_per_month": rates})
        return quiet.model_copy(
            update={"unfounded": sources.model_copy(update={"malicious_report": louder})}
        )

    none, some, most = (run(at(rate)).tables for rate in (0.0, 0.02, 0.05))
    for less, more in ((none, some), (some, most)):
        assert np.array_equal(less["tally_acts"], more["tally_acts"])
        others = [0, 1, 2, 4]
        assert np.array_equal(less["tally_made"][:, :, others], more["tally_made"][:, :, others])
        assert less["tally_made"][:, :, 3].sum() < more["tally_made"][:, :, 3].sum()
        assert (less["tally_made"] <= more["tally_made"]).all()
    assert none["tally_made"][:, :, 3].sum() == 0


def test_redress_and_rules_leave_conduct_and_records_alone():
    """What the system does with records cannot change what people do, or what was written."""
    one, other = run(scenarios.term()).tables, run(scenarios.other_rules()).tables
    for name in ("tally_people", "tally_acts", "tally_made", "tally_waiting"):
        assert np.array_equal(one[name], other[name]), name
    assert not np.array_equal(one["tally_states"], other["tally_states"])


def with_places(**weights):
    scenario = scenarios.term()
    text = {name: {"weight": weight} for name, weight in weights.items()}
    data = scenario.model_dump(mode="json", exclude_none=True)
    data["jurisdictions"] = text
    return Scenario.model_validate(data)


def test_one_more_jurisdiction_changes_none_of_the_others():
    two = run(with_places(north=2, south=1), people=900)
    three = run(with_places(north=2, east=3, south=1), people=1800)
    assert [(place.name, place.people) for place in two.jurisdictions] == [
        ("north", 600),
        ("south", 300),
    ]
    kept = [k for k, place in enumerate(three.jurisdictions) if place.name != "east"]
    for name, table in two.tables.items():
        assert np.array_equal(table, three.tables[name][kept]), name


def test_jurisdictions_are_told_apart_by_name_and_not_by_place():
    one = run(with_places(north=1, south=1), people=1024)
    swapped = run(with_places(south=1, north=1), people=1024)
    for name, table in one.tables.items():
        assert np.array_equal(table, swapped.tables[name][::-1]), name
    assert not np.array_equal(one.tables["tally_states"][0], one.tables["tally_states"][1])


def test_a_longer_run_begins_as_the_shorter_one():
    short, long = run(scenarios.term(), months=20).tables, run(scenarios.term(), months=33).tables
    for name in ("tally_states", "tally_missed", "tally_entries", "tally_exits", "tally_ever"):
        assert np.array_equal(short[name], long[name][:, :20]), name
    for name in ("tally_records", "tally_returned", "tally_redress", "tally_flags"):
        assert np.array_equal(short[name], long[name][:, :20]), name


@pytest.mark.parametrize("extra", [256, 100])
def test_more_people_in_new_cells_leave_the_old_ones_alone(extra):
    """Cells are independent: a table of a larger world is the sum over its cells."""
    small, large = run(scenarios.term(), people=512), run(scenarios.term(), people=512 + extra)
    for name in ("tally_people", "tally_acts", "tally_made", "tally_burden", "tally_entries"):
        assert (large.tables[name] >= small.tables[name]).all(), name
    assert large.tables["tally_people"].sum() - small.tables["tally_people"].sum() == extra
