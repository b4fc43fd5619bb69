"""Who lives in a cell: frailty, segregation, households, confusability."""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy import stats

from ostraka.population.rules import FRAILTY_STEPS, frailty_table
from tests.known_answers.neutral import Cell, agrees_in_mean, cells, run, world

CELLS = 200


def people(text: str, *, cell_count: int = CELLS, rest: int = 0) -> Iterator[Cell]:
    return cells(world(text), cell_count * 1024 + rest, 1)


@pytest.mark.parametrize("cv", [0.1, 0.5, 1.0, 2.0, 5.0])
def test_the_frailty_table_has_mean_one_and_nearly_the_variance(cv: float) -> None:
    table = frailty_table(cv)
    assert table.shape == (FRAILTY_STEPS,)
    assert (np.diff(table) >= 0).all()
    assert table.mean() == pytest.approx(1, abs=1e-12)
    # what lies within a step is lost: 3e-4 at cv = 1, one in two hundred at cv = 5
    assert (1 - (3e-4 if cv <= 1 else 5e-3)) * cv**2 <= table.var() <= cv**2


def test_the_frailty_table_follows_the_gamma_distribution() -> None:
    table = frailty_table(1.5)
    gamma = stats.gamma(1 / 1.5**2, scale=1.5**2)
    edges = gamma.ppf(np.arange(1, FRAILTY_STEPS) / FRAILTY_STEPS)
    assert (table[:-1] <= edges + 1e-12).all()
    assert (edges <= table[1:] + 1e-12).all()
    assert set(frailty_table(0.0)) == {1.0}


def test_everybody_has_one_frailty_drawn_from_the_table() -> None:
    found = np.concatenate([c["frailty"].copy() for c in people("[population]\nfrailty_cv = 1.0")])
    agrees_in_mean(found, 1.0)
    agrees_in_mean((found - 1) ** 2, 1.0, within=0.05)
    thinned = found[::40]
    assert stats.kstest(thinned, stats.gamma(1.0).cdf).pvalue > 1e-4


SHARES = np.array([0.5, 0.3, 0.2])
THREE = """
[strata.everybody]
share = 0.5
[strata.b]
share = 0.3
[strata.c]
share = 0.2
"""


@pytest.mark.parametrize("segregation", [0.0, 0.3, 0.7, 1.0])
def test_two_of_a_cell_share_their_stratum_by_the_cell_with_probability_g_squared(
    segregation: float,
) -> None:
    text = THREE + f"[population]\nsegregation = {segregation}\n"
    together, by_share = [], []
    for cell in people(text, cell_count=1500):
        count = cell.tables["tally_people"]
        together.append((count * (count - 1)).sum() / (1024 * 1023))
        by_share.append(count / 1024)
    by_chance = (SHARES**2).sum()
    expected = segregation**2 + (1 - segregation**2) * by_chance
    error = np.std(together, ddof=1) / np.sqrt(len(together))
    assert abs(np.mean(together) - expected) <= 4 * error + 1e-12
    assert 4 * error <= 0.03 * expected
    # the shares of strata do not depend on it
    for stratum, share in enumerate(SHARES):
        values = np.array(by_share)[:, stratum]
        spread = values.std(ddof=1) / np.sqrt(values.size)
        assert abs(values.mean() - share) <= 4 * spread + 1e-12


HOUSEHOLDS = "[population]\nhousehold_sizes = [0.4, 0.3, 0.2, 0.1]\n"
SIZES = np.array([0.4, 0.3, 0.2, 0.1])


def test_households_are_runs_of_members_within_a_cell() -> None:
    seen = np.zeros(5, dtype=int)
    for cell in people(HOUSEHOLDS, rest=300):
        inhabited = int(cell.tables["tally_people"].sum())
        first, size = cell["household_first"][:inhabited], cell["household_size"][:inhabited]
        heads = np.flatnonzero(first == np.arange(inhabited))
        np.testing.assert_array_equal(np.repeat(heads, size[heads]), first)
        np.testing.assert_array_equal(np.repeat(size[heads], size[heads]), size)
        assert size[heads].sum() == inhabited
        seen += np.bincount(size[heads][:-1], minlength=5)  # the last may have been cut
    found = seen[1:] / seen.sum()
    error = np.sqrt(SIZES * (1 - SIZES) / seen.sum())
    assert (np.abs(found - SIZES) <= 4 * error).all()


def test_cut_households_are_counted_and_as_many_as_renewal_theory_says() -> None:
    """A cell ends within a household with probability 1 - u(1024), u the renewal sequence."""
    renewal = np.zeros(1025)
    renewal[0] = 1.0
    for place in range(1, 1025):
        for members, share in enumerate(SIZES, start=1):
            if members <= place:
                renewal[place] += share * renewal[place - members]
    cuts = run(HOUSEHOLDS, people=4000 * 1024, months=1).tables["tally_household_cuts"].sum()
    expected = 1 - renewal[1024]
    assert expected == pytest.approx(1 - 1 / (SIZES @ [1, 2, 3, 4]))
    error = np.sqrt(expected * (1 - expected) / 4000)
    assert abs(cuts / 4000 - expected) <= 4 * error
    assert run("", people=5000, months=1).tables["tally_household_cuts"].sum() == 0


def test_a_household_has_one_stratum_unless_mixed() -> None:
    for cell in people(THREE + HOUSEHOLDS, cell_count=5):
        np.testing.assert_array_equal(cell["stratum"], cell["stratum"][cell["household_first"]])
    alike = []
    for cell in people(THREE + HOUSEHOLDS + "household_mixing = 0.4\n"):
        member = cell["household_first"] != np.arange(1024)
        head = cell["stratum"][cell["household_first"]]
        alike.append((cell["stratum"] == head)[member].mean())
    both_kept = 0.6**2
    expected = both_kept + (1 - both_kept) * (SHARES**2).sum()
    agrees_in_mean(alike, expected)


def test_confusability_is_scaled_to_a_mean_of_one() -> None:
    text = THREE.replace("share = 0.3", "share = 0.3\nconfusability = 3.0")
    for cell in people(text, cell_count=3):
        weight = np.diff(cell["confusable_sum"].astype(int), prepend=0)
        mean = 0.5 + 0.3 * 3 + 0.2
        expected = np.rint(np.array([1, 3, 1]) / mean * 1000)
        np.testing.assert_array_equal(weight, expected[cell["stratum"]])


def test_empty_places_of_the_last_cell_are_nobody() -> None:
    *_, last = people(THREE, cell_count=1, rest=300)
    assert last["frailty"][300:].max() == 0
    assert last["act_threshold"][300:].max() == 0
    assert np.diff(last["confusable_sum"][299:].astype(int)).max() == 0
