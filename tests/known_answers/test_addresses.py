"""Known answer 10, the part on addresses: a jurisdiction's people do not notice the others."""

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import jurisdictions
from tests.known_answers.neutral import ONE_THREAD, world

RULES = """
[strata.everybody]
share = 0.7

[strata.others]
share = 0.3
exposure = 2.0

[population]
frailty_cv = 1.0
segregation = 0.3
household_sizes = [0.3, 0.4, 0.3]

[categories.act]
rate_per_month = 0.02

[unfounded.clerical.rate_per_month]
act = 0.01

[linking]
mislink = 0.1

[blacklist]
term_months = 6

[pardon]
hazard_per_month = 0.02
"""


def tables_by_place(scenario: object, **how: object) -> dict[str, dict[str, np.ndarray]]:
    tallies = simulate(scenario, months=18, plan=ONE_THREAD, **how)
    return {
        place.name: {name: table[number] for name, table in tallies.tables.items()}
        for number, place in enumerate(tallies.jurisdictions)
    }


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(one[name], other[name]) for name in one)


def places(*sizes: tuple[str, int]) -> str:
    return "\n".join(f"[jurisdictions.{name}]\nweight = {size}" for name, size in sizes)


def test_10_adding_a_jurisdiction_changes_no_other() -> None:
    two = places(("north", 3000), ("south", 1500))
    three = places(("east", 2048), ("south", 1500), ("north", 3000))
    before = tables_by_place(world(RULES, two), people=4500)
    after = tables_by_place(world(RULES, three), people=6548)
    assert before.keys() < after.keys()
    for name in before:
        assert same(before[name], after[name])
    assert not same(after["east"], after["north"])


def test_10_neither_does_what_the_others_are_made_of() -> None:
    text = places(("north", 2000), ("south", 2000))
    before = tables_by_place(world(RULES, text), people=4000)
    mixed = text + "\n[jurisdictions.south.strata]\neverybody = 0.1\nothers = 0.9\n"
    after = tables_by_place(world(RULES, mixed), people=4000)
    assert same(before["north"], after["north"])
    assert not same(before["south"], after["south"])


def test_10_a_jurisdiction_is_addressed_by_its_name() -> None:
    first = tables_by_place(world(RULES, places(("north", 1), ("south", 1))), people=4000)
    other = tables_by_place(world(RULES, places(("north", 1), ("west", 1))), people=4000)
    assert same(first["north"], other["north"])
    assert not same(first["south"], other["west"])
    assert not same(first["north"], first["south"])


def test_10_sizes_are_absolute_so_more_people_are_people_added() -> None:
    """Three full cells and then some: the first three are what they were."""
    fewer = simulate(world(RULES), people=3 * 1024, months=12, plan=ONE_THREAD).tables
    more = simulate(world(RULES), people=3 * 1024 + 700, months=12, plan=ONE_THREAD).tables
    for name in ("tally_people", "tally_entries", "tally_made", "tally_acts", "tally_burden"):
        assert (more[name] >= fewer[name]).all()
        assert more[name].sum() > fewer[name].sum()
    one_by_one = [
        simulate(
            world(RULES),
            people=3 * 1024,
            months=12,
            plan=BlockPlan(threads=1, cells_per_block=size),
        ).tables
        for size in (1, 2, 3)
    ]
    for tables in one_by_one:
        assert same(tables, dict(fewer))


def test_10_people_scale_before_sizes_are_fixed() -> None:
    scenario = world(RULES, places(("north", 3), ("south", 1)))
    assert [p.people for p in jurisdictions(scenario, 10_000)] == [7_500, 2_500]
    assert [p.people for p in jurisdictions(scenario, 1_000)] == [750, 250]
    assert [p.people for p in jurisdictions(scenario)] == [75_000, 25_000]


@pytest.mark.parametrize("how", [{"seed": 21}, {"replicate": 1}], ids=["seed", "replicate"])
def test_10_another_seed_or_replicate_is_another_world(how: dict[str, int]) -> None:
    first = tables_by_place(world(RULES), people=4000)["all"]
    again = tables_by_place(world(RULES), people=4000)["all"]
    other = tables_by_place(world(RULES), people=4000, **how)["all"]
    assert same(first, again)
    assert not np.array_equal(first["tally_entries"], other["tally_entries"])


def test_10_a_shorter_run_is_the_beginning_of_a_longer_one() -> None:
    short = simulate(world(RULES), people=4000, months=12, plan=ONE_THREAD).tables
    long = simulate(world(RULES), people=4000, months=30, plan=ONE_THREAD).tables
    for name in ("tally_states", "tally_missed", "tally_entries", "tally_exits", "tally_records"):
        np.testing.assert_array_equal(short[name], long[name][:, :12])
