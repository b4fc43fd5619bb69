"""What the shipped scenario of attention is there to show."""

import numpy as np
import pytest

from ostraka.engine import BlockPlan, simulate
from ostraka.scenario import as_data, load
from ostraka.scenario.schema import validate

REPLICATES = 6


@pytest.fixture(scope="module")
def runs():
    """Each rule on the same people and draws, a few times over."""
    data = as_data(load("grid_attention"))
    made = {}
    for rule in ("by_records", "corrected"):
        scenario = validate({**data, "attention": {**data["attention"], "rule": rule}}, rule)
        made[rule] = [simulate(scenario, replicate=k) for k in range(REPLICATES)]
    return made


def mean_and_error(numbers):
    numbers = np.array(numbers)
    return numbers.mean(), numbers.std(ddof=1) / np.sqrt(numbers.size)


def records_of_most_attended(run):
    """Share of all records of the last two years."""
    made = run.tables["tally_watched_records"][:, -24:].sum(axis=(0, 1, 2, 4))
    return made[-1] / made.sum()


def wrongful_months_per_head(run):
    """In the last two years: in the tenth of cells most attended at first, over all other cells."""
    wrong = run.tables["tally_watched_months"][:, -24:].sum(axis=(0, 1, 2))
    people = run.tables["tally_watched_people"].sum(axis=(0, 1))
    return (wrong[-1] / people[-1]) / (wrong[:-1].sum() / people[:-1].sum())


def test_records_stay_where_attention_was_unless_it_is_corrected_for(runs):
    """A tenth of the cells has 31 in 100 records for good, though conduct is alike; corrected, 14."""
    by_records, error = mean_and_error([records_of_most_attended(r) for r in runs["by_records"]])
    assert by_records > 0.25 + 4 * error
    corrected, error = mean_and_error([records_of_most_attended(r) for r in runs["corrected"]])
    assert 0.09 < corrected < 0.16 - 4 * error


def test_living_where_they_look_is_what_gets_people_wrongly_listed(runs):
    by_records, error = mean_and_error([wrongful_months_per_head(r) for r in runs["by_records"]])
    assert by_records > 4 + 4 * error
    corrected, error = mean_and_error([wrongful_months_per_head(r) for r in runs["corrected"]])
    assert corrected < 3 - 4 * error


def test_conduct_is_the_same_under_both_rules(runs):
    for one, other in zip(runs["by_records"], runs["corrected"], strict=True):
        for name in ("tally_people", "tally_acts"):
            assert np.array_equal(one.tables[name], other.tables[name])


def test_packed_it_takes_few_bytes_and_counts_the_same(runs):
    whole = runs["by_records"][0]
    packed = simulate(load("grid_attention"), plan=BlockPlan(kept="packed"))
    for name, table in whole.tables.items():
        assert np.array_equal(table, packed.tables[name]), name
    assert 1 < packed.kept_bytes_per_person < 6
    assert 100 < whole.kept_bytes_per_person < 250
