"""Association (MODEL 7.7, rulings 11, 38, 39): who is listed, charged or restricted for others."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

from ostraka.engine import simulate
from tests.known_answers.neutral import (
    BARE,
    ONE_THREAD,
    agrees,
    by_cause,
    cells,
    run,
    spells,
    world,
)

PEOPLE = 1024 * 300
MONTHS = 36
FOUNDED, FALSE = 0.01, 0.006

RULES = """
[strata.firms]
share = 0.0
sector = "firm"

[population]
household_sizes = [0.0, 1.0]

[categories.act]
rate_per_month = 0.01
points = 50
trigger = false

[unfounded.clerical.rate_per_month]
act = 0.006

[score]
start = 1000

[blacklist]
threshold = 960               # one record lists; nothing comes back, so nobody leaves
term_months = 600

[association]
share = 1.0
representative_share = 0.0
restrictions = ["schooling", "rail"]
"""


def families(*switched_on: str, **how: Any) -> Any:
    return run(RULES, *switched_on, base=BARE, **{"people": PEOPLE, "months": MONTHS, **how})


@pytest.fixture(scope="module")
def couples() -> Any:
    """Two to a household, who answer for each other with all of the points."""
    return families()


def test_listed_for_the_other_of_two(couples: Any) -> None:
    """A record lists at once, and the other a month later. After T months listed by association:
    none of one's own, and a founded one of the other in the first T - 1: e^(-lT) (1 - e^(-l(T-1)))."""
    own, others = FOUNDED * MONTHS, FOUNDED * (MONTHS - 1)
    causes = by_cause(couples)
    agrees(causes["association"][-1], PEOPLE, np.exp(-own) * (1 - np.exp(-others)))
    agrees(causes["by_rules"][-1], PEOPLE, 1 - np.exp(-own))
    false = FALSE * (2 * MONTHS - 1)
    agrees(causes["false_record"][-1], PEOPLE, np.exp(-own - others) * (1 - np.exp(-false)))
    assert causes["wrong_person"].sum() == causes["lawful_conduct"].sum() == 0


@pytest.mark.parametrize(
    ("size", "share", "cost"),
    [(2, 0.25, 13), (3, 1.0, 50), (8, 0.1, 5), (8, 0.01, 1), (8, 0.009, 0)],
)
def test_what_is_charged_is_the_share_of_the_points_times_the_others(
    size: int, share: float, cost: int
) -> None:
    """Exactly: 50 points cost 12.5, charged as 13; 0.5 as 1; 0.45 not at all. Nothing travels on."""
    sizes = [0.0] * (size - 1) + [1.0]
    text = f"[population]\nhousehold_sizes = {sizes}\n[association]\nshare = {share}"
    entries = 0
    for cell in cells(world(RULES, text, base=BARE), 1024 * 4, MONTHS):
        held = np.zeros(1024, dtype=np.int64)
        log = {
            name: cell[f"log_{name}"][: cell["log_n"][0]] for name in ("holder", "month", "points")
        }
        for i in np.flatnonzero(cell["charged_on"]):
            points, month = int(cell["charged_on"][i]), int(cell["entry_month"][i])
            took = log["points"][(log["holder"] == i) & (log["month"] == month)]
            assert points == took.sum() > 0
            home = int(cell["household_first"][i])
            others = np.setdiff1d(np.arange(home, home + int(cell["household_size"][i])), [i])
            if month < MONTHS - 1:  # what the last month charges would arrive after it
                held[others] += int(np.floor(share * points + 0.5 + 1e-9))
            assert np.floor(share * 50 + 0.5 + 1e-9) == cost
            entries += 1
        np.testing.assert_array_equal(cell["association_held"], held)
        assert cell.tables["tally_association_points"].sum() == held.sum()
        own = cell.tables["tally_entries"].sum() - cell.tables["tally_entries_for_others"].sum()
        assert own == np.count_nonzero(cell["charged_on"])
    assert entries > 500


@pytest.mark.parametrize("share", [0.01, 0.001])
def test_collective_liability_charges_everybody_else_of_the_cell(share: float) -> None:
    """The score of each is what is left after the own records and a share of each other entry."""
    text = f"[association]\nshare = 0.5\ncollective_share = {share}\n[score]\nstart = 10000\n"
    text += "[blacklist]\nthreshold = 9960"
    (cell,) = cells(world(RULES, text, base=BARE), 1000, MONTHS)
    log = {name: cell[f"log_{name}"][: cell["log_n"][0]] for name in ("holder", "points")}
    expected = 10_000 - np.bincount(log["holder"], log["points"], minlength=1024)
    for i in np.flatnonzero(cell["charged_on"]):
        if cell["entry_month"][i] < MONTHS - 1:
            costs = np.full(1024, int(np.floor(share * cell["charged_on"][i] + 0.5)))
            home = cell["household_first"][i]
            costs[home : home + 2] = int(np.floor(0.5 * cell["charged_on"][i] + 0.5))
            costs[i] = 0
            expected -= costs
    np.testing.assert_array_equal(cell["recorded_score"][:1000], expected[:1000])
    assert (cell["recorded_score"][1000:] == 10_000).all()
    assert np.count_nonzero(cell["charged_on"]) > 10


FIRMS = """
[strata.everybody]
share = 0.9

[strata.firms]
share = 0.1

[population]
household_sizes = [1.0, 0.0]

[categories.act]
rate_per_month = { by_stratum = { everybody = 0.0, firms = 0.01 } }

[unfounded.clerical.rate_per_month]
act = 0.0

[association]
share = 0.0
representative_share = 1.0
"""


def test_each_entry_of_a_firm_reaches_exactly_one_person() -> None:
    """Uniform among the k individuals of a cell of n: with q the chance that a firm was listed a
    month ago, k (1 - (1 - q/k)^(n-k)) of them are listed, on average over a binomial k."""
    tables = families(FIRMS).tables
    entries = tables["tally_firm_entries"].sum(axis=(0, 1, 2))
    assert entries[0] == 0
    firms, persons = (tables["tally_entries"][0, :, k].sum(axis=-1) for k in (1, 0))
    assert entries[1] == firms.sum()
    assert tables["tally_entries_for_others"].sum() == persons.sum()
    assert tables["tally_firms"][..., 0].sum() == 0
    q = 1 - np.exp(-FOUNDED * (MONTHS - 1))
    k = np.arange(1, 1024)
    weight = stats.binom.pmf(k, 1024, 0.9)
    reached = float(weight @ (k * (1 - (1 - q / k) ** (1024 - k))))
    agrees(persons.sum(), 300 * 0.9 * 1024, reached / (0.9 * 1024), within=0.05)
    assert tables["tally_association_points"].sum() % 50 == 0


def test_the_representative_is_an_individual_of_the_cell_drawn_uniformly() -> None:
    ranks = []
    for cell in cells(world(RULES, FIRMS, base=BARE), 1024 * 60, 1):
        firms = np.flatnonzero(cell["stratum"] == 1)
        people = np.flatnonzero(cell["stratum"] == 0)
        signs = cell["representative"][firms]
        assert np.isin(signs, people).all()
        assert (cell["representative"][people] == -1).all()
        ranks += list(np.searchsorted(people, signs) / people.size)
        for person in set(signs.tolist()):  # and the firms of a person are all found from there
            mine, firm = set(), int(cell["first_firm"][person])
            while firm >= 0:
                mine.add(firm)
                firm = int(cell["next_firm"][firm])
            assert mine == set(firms[signs == person].tolist())
    counts = np.histogram(ranks, bins=32, range=(0, 1))[0]
    assert len(ranks) > 5000
    assert stats.chisquare(counts).pvalue > 1e-4


def test_a_person_s_entry_reaches_all_firms_it_signs_for() -> None:
    text = "[categories.act]\nrate_per_month = { by_stratum = { everybody = 0.01, firms = 0.0 } }"
    for cell in cells(world(RULES, FIRMS, text, base=BARE), 1024 * 4, MONTHS):
        firms = np.flatnonzero(cell["representative"] >= 0)
        signs = cell["representative"][firms]
        before = (cell["charged_on"] > 0) & (cell["entry_month"] < MONTHS - 1)
        np.testing.assert_array_equal(cell["on_list"][firms] == 1, before[signs])


def test_at_share_0_no_bit_of_anything_else_changes() -> None:
    none = run(RULES, "[association]\nshare = 0.0\n", base=BARE, people=20_000)
    absent = RULES[: RULES.index("[association]")]
    without = run(absent, base=BARE, people=20_000)
    for name, table in without.tables.items():
        np.testing.assert_array_equal(table, none.tables[name], err_msg=name)
    assert without.tables["tally_states"].sum() > 0


def listed(*switched_on: str) -> np.ndarray:
    """bool[months, subjects], as the system sees it: the runs of 1, 2, 3 ... months at their ends."""
    scenario = world(RULES, *switched_on, base=BARE)
    return np.array(
        [
            np.concatenate([c["on_list"].copy() for c in cells(scenario, 1024 * 2, months)])
            for months in range(1, 25)
        ]
    ).astype(bool)


@pytest.mark.parametrize(
    "text",
    ["", "[population]\nhousehold_sizes = [0.2, 0.2, 0.2, 0.4]\n[blacklist]\nterm_months = 5"],
    ids=["couples_for_good", "households_with_a_term"],
)
def test_association_only_adds_months(text: str) -> None:
    """From none to any share; from a share to a larger one in households of two, without an exit."""
    none, some, all_ = (listed(text, f"[association]\nshare = {s}") for s in (0.0, 0.8, 1.0))
    assert not (none & ~some).any()
    assert not (none & ~all_).any()
    assert some.sum() > none.sum()
    if not text:
        assert not (some & ~all_).any()


def test_restrictions_bite_on_exactly_one_other_in_a_household_of_two(couples: Any) -> None:
    """Each month that one is listed restricts the other, in error if no true record is behind it."""
    tables = couples.tables
    states = tables["tally_states"][0].sum(axis=1)
    recorded = np.arange(states.shape[1]) & 1 == 1
    just = np.arange(states.shape[1]) & 4 == 4
    restricted = tables["tally_restricted_for_others"][0].sum(axis=1)
    np.testing.assert_array_equal(restricted[:, 0], states[:, recorded & ~just].sum(axis=1))
    np.testing.assert_array_equal(restricted[:, 1], states[:, recorded & just].sum(axis=1))
    by_name = tables["tally_restrictions_for_others"][0].sum(axis=1)
    for name in range(2):
        np.testing.assert_array_equal(by_name[:, name], restricted)
    ever = tables["tally_ever_for_others"].sum(axis=(0, 1, 2))
    assert ever[1] == restricted[-1].sum()  # nobody leaves, so who is restricted stays so


REDRESS = """
[categories.act]
trigger = false
points = 50
rate_per_month = {founded}

[unfounded.clerical.rate_per_month]
act = {false}

[population]
household_sizes = [0.0, 1.0]

[score]
start = 1000
recovery_points = 0

[blacklist]
threshold = 960

[notice]
probability = 1.0

[appeal]
hazard_per_month = 50.0
review_months = 1

[review]
sensitivity = 1.0
recognises = {recognises}

[association]
share = 1.0
"""


def test_an_error_that_is_put_right_leaves_no_point_with_anybody() -> None:
    """Entered in month t, upheld in t + 2; the other is charged in t + 1, and has it back in t + 2."""
    text = REDRESS.format(founded=0.0, false=0.01, recognises='["error"]')
    some = 0
    for cell in cells(world(text), 1024 * 8, MONTHS):
        n = cell["log_n"][0]
        last = np.full(1024, -10)
        np.maximum.at(last, cell["log_holder"][:n], cell["log_month"][:n])
        home = last.reshape(-1, 2).max(axis=1).repeat(2)
        settled = home <= MONTHS - 4
        assert (cell["recorded_score"][settled] == 1000).all()
        assert (cell["association_held"][settled] == 0).all()
        assert (cell["association_held"][home == MONTHS - 2] > 0).any()
        some += np.count_nonzero(settled & (home >= 0))
    assert some > 1000


def test_a_reviewer_who_sees_association_gives_the_points_back_and_ends_it() -> None:
    """All records are true. Told in the month of entry, heard in the second after it: two months on
    the list, unless a record of one's own overtakes them; and without that sight, none is corrected."""
    for recognises, sees in (('["association"]', True), ('["error"]', False)):
        text = REDRESS.format(founded=0.01, false=0.0, recognises=recognises)
        tallies = run(text, people=1024 * 20, months=MONTHS)
        corrected = spells(tallies, "corrected")
        if sees:
            assert corrected[2] == corrected.sum() > 1000
            assert by_cause(tallies)["association"].sum() > 0
        else:
            assert corrected.sum() == 0
            assert spells(tallies, "open").sum() > 1000


def test_the_address_of_a_representative_is_its_firm() -> None:
    """More people in further cells change nobody's representative."""
    few, many = (
        next(iter(cells(world(RULES, FIRMS, base=BARE), people, 1)))["representative"].copy()
        for people in (1024, 2048)
    )
    np.testing.assert_array_equal(few, many)
    assert simulate(world(RULES, FIRMS, base=BARE), people=1024, months=1, plan=ONE_THREAD).people
