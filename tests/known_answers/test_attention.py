"""Known answers 6 and U: an urn of attention, drawn by the engine itself.

Two cells of equal size, no frailty, detection 0.5: attention never exceeds 2, so nothing is clipped, and
acts are Poisson. Hence the records of an epoch are Poisson with a mean that no share can change, and
given their number the first cell's are binomial with its share of attention: the batch urn, exactly.
"""

import numpy as np
import pytest
from scipy import stats

from ostraka.mechanisms.attention import Budget
from ostraka.scenario import jurisdictions, worlds
from tests.known_answers.neutral import BARE, ONE_THREAD, agrees_in_mean, simulate, world

PLACES = 256
DETECTION = 0.5
UNIT = 2.0**20


def two_cells(how_many, months, *more):
    """So many jurisdictions of two cells, alike but for their names."""
    names = "\n".join(f"[jurisdictions.j{k}]\nweight = 1" for k in range(how_many))
    return world(
        f"people = {how_many * 2 * PLACES}\nmonths = {months}",
        f"[population]\ncell_size = {PLACES}\n[categories.act]\ndetection = {DETECTION}",
        "[attention]\nepoch_months = 1\nattention_floor = 0",
        names,
        *more,
        base=BARE,
    )


def share_of_first(tallies):
    """Share of attention of the cell that begins with more, in the last month, by jurisdiction."""
    attention = tallies.tables["tally_attention"][:, -1, :, 0] / UNIT
    assert np.allclose(attention.sum(axis=1), 2, atol=1e-5)  # of mean 1, whatever happened
    return attention[:, 9] / 2


def spread_left(x0, start, mean, epochs, seed=1, paths=100_000):
    """Formula U: the variance of the share after epochs with Poisson(mean) records."""
    random = np.random.default_rng(seed)
    balls, left = np.full(paths, float(start)), np.ones(paths)
    for _ in range(epochs):
        batch = random.poisson(mean, paths)
        left *= 1 - batch / (balls + batch) ** 2
        balls += batch
    return x0 * (1 - x0) * (1 - left.mean())


@pytest.mark.parametrize("batch", [0.5, 8.0, 60.0])
def test_the_batch_urn_keeps_its_mean_and_spreads_by_formula_u(batch):
    urns, epochs = 1500, 24
    rate = batch / (2 * PLACES * DETECTION)
    tallies = simulate(
        two_cells(
            urns,
            epochs + 1,
            f"[categories.act]\nrate_per_month = {rate}",
            '[attention]\nrule = "by_records"\ninitial_records = [3, 1]',
        ),
        plan=ONE_THREAD,
    )
    assert not tallies.tables["tally_clipped"].any()
    made = tallies.tables["tally_watched_records"].sum()
    assert abs(made / (urns * (epochs + 1) * batch) - 1) < 0.05
    share = share_of_first(tallies)
    agrees_in_mean(share, 0.75)
    expected = spread_left(0.75, 4, batch, epochs)
    squares = (share - 0.75) ** 2
    agrees_in_mean(squares, expected, within=0.2)


def budget(*more):
    """The budget of a jurisdiction of two cells, as the engine opens it at the first meeting."""
    (here,) = worlds(s := two_cells(1, 1, *more), jurisdictions(s))
    return Budget(here)


def test_one_record_at_a_time_leads_to_the_beta_distribution():
    """At most 0.1 records an epoch; epochs without any leave attention as it is, and are passed over."""
    random = np.random.default_rng(6)
    mean, urns, batches = 0.1, 400, 300
    batch_of = stats.poisson(mean).pmf(np.arange(1, 9)).cumsum() / -np.expm1(-mean)
    ends = []
    for _ in range(urns):
        urn = budget('[attention]\nrule = "by_records"\ninitial_records = [3, 1]')
        for u in random.random(batches):
            number = 1 + int(np.searchsorted(batch_of[:-1], u))
            first = random.binomial(number, urn.attention[0] / 2)
            urn.meet(np.array([[first, 0], [number - first, 0]]))
        ends.append(urn.attention[0] / 2)
    distance, chance = stats.kstest(ends, stats.beta(3, 1).cdf)
    assert chance > 0.001, f"distance {distance:.3f}"
    assert stats.kstest(ends, stats.beta(1, 1).cdf).pvalue < 1e-9  # it can tell


def root_of(a, b, c, d):
    """The share at rest: the root in [0, 1] of Ensign's quadratic at which the drift falls."""
    roots = np.roots(np.trim_zeros([c + d - a - b, a - 2 * c - d, c], "f"))
    real = [x.real for x in roots if abs(x.imag) < 1e-12 and -1e-12 <= x.real <= 1 + 1e-12]
    return next(x for x in real if 2 * (c + d - a - b) * x + a - 2 * c - d < 0)


def drift(share, balls, a, b, c, d, steps, batch):
    """The expected urn: what a batch adds to each cell, at the share of now."""
    for _ in range(steps):
        first = balls * share + batch * (a * share + c * (1 - share))
        second = balls * (1 - share) + batch * (b * share + d * (1 - share))
        share, balls = first / (first + second), first + second
    return share


@pytest.mark.parametrize(
    "weights", [(3, 1, 1, 2), (2, 1, 1, 2), (5, 1, 2, 3), (2, 3, 1, 4), (1, 4, 3, 2)]
)
def test_any_weights_lead_to_the_stable_root_of_the_quadratic(weights):
    a, b, c, d = weights
    random = np.random.default_rng(17)
    urns, epochs, batch = 30, 1200, 40
    ends = []
    for _ in range(urns):
        urn = budget('[attention]\nrule = "by_records"\ninitial_records = [6, 2]')
        for _ in range(epochs):
            first = random.binomial(batch, urn.attention[0] / 2)
            second = batch - first
            urn.meet(np.array([[a * first + c * second, 0], [b * first + d * second, 0]]))
        ends.append(urn.attention[0] / 2)
    root = root_of(*weights)
    still_to_go = abs(drift(0.75, 8, *weights, epochs, batch) - root)
    assert still_to_go < 0.03  # the approach is slow: a power of the records so far
    assert abs(drift(0.75, 8, *weights, 1_000_000, batch) - root) < still_to_go / 2 + 1e-6
    error = np.std(ends, ddof=1) / np.sqrt(urns)
    assert error < 0.02
    assert abs(np.mean(ends) - root) < 4 * error + still_to_go


UNLIKE = """
[strata.everybody]
share = 0.5
[strata.busy]
share = 0.5
[population]
segregation = 1
"""


def of_busy(tallies):
    """Share of attention of the busy cell, where the other one is not."""
    people = tallies.tables["tally_watched_people"]
    attention = tallies.tables["tally_attention"][:, -1, :, 0] / UNIT
    mixed = (people.sum(axis=2) > 0).all(axis=1)
    busy = people[mixed, 1].argmax(axis=1)
    return np.take_along_axis(attention[mixed], busy[:, None], axis=1)[:, 0] / 2


@pytest.mark.parametrize(("weight", "told"), [(0.5, 0.3), (0.2, 0.3), (0.8, 0.05), (0.5, 0.9)])
def test_found_and_reported_records_lead_where_ensigns_recursion_does(weight, told):
    """The engine's own weights: what attention finds in a cell follows it, what is reported does not."""
    rates, months, start = np.array([0.04, 0.02]), 61, 30.0
    tallies = simulate(
        two_cells(
            150,
            months,
            UNLIKE,
            "[categories.act]\nrate_per_month = { by_stratum = { everybody = 0.02, busy = 0.04 } }",
            f'[attention]\nrule = "by_records"\ninitial_records = [{start}]\n'
            f"discovered_weight = {weight}\nreported = {{ act = {told} }}",
        ),
        plan=ONE_THREAD,
    )
    # what a whole epoch's attention on one cell adds: to the busy one, to the other
    acts = PLACES * rates
    at_all = weight * 2 * DETECTION * acts + (1 - weight) * told * (1 - 2 * DETECTION) * acts
    at_none = (1 - weight) * told * acts
    weights = at_all[0], at_none[1], at_none[0], at_all[1]
    expected = drift(0.5, 2 * start, *weights, months - 1, 1)
    agrees_in_mean(of_busy(tallies), expected, within=0.02)
    root = root_of(*weights)
    assert 0.5 < expected < root  # on its way; and it gets there
    assert abs(drift(0.5, 2 * start, *weights, 3_000_000, 1) - root) < 0.02


def test_corrected_attention_tends_to_the_share_of_recordable_events():
    """Two thirds of what could be recorded happens in the busy cell; by records it would run away."""
    shares, months, start = {}, 121, 5.0
    for rule in ("corrected", "by_records"):
        tallies = simulate(
            two_cells(
                150,
                months,
                UNLIKE,
                "[categories.act]\n"
                "rate_per_month = { by_stratum = { everybody = 0.02, busy = 0.04 } }",
                f'[attention]\nrule = "{rule}"\ninitial_records = [{start}]\n'
                "discovered_weight = 1\nreported = { act = 0 }",
            ),
            plan=ONE_THREAD,
        )
        shares[rule] = of_busy(tallies)
    events = (months - 1) * PLACES * DETECTION * np.array([0.04, 0.02])
    expected = (start + events[0]) / (2 * start + events.sum())
    assert abs(expected - 2 / 3) < 0.002
    agrees_in_mean(shares["corrected"], expected, within=0.02)
    assert shares["by_records"].mean() > 0.8
