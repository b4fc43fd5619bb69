"""Sale: known answer 4 with the hazard of the bribe, and who pays."""

import numpy as np

from ostraka.population.ledgers import CAUSES, EXITS, MISSED
from tests.known_answers.neutral import (
    agrees,
    by_cause,
    cells,
    listed,
    run,
    spells,
    world,
)
from tests.known_answers.officials import OFFICIALS

PEOPLE = 200_000
HAZARD = 0.1
MONTHLY = -np.expm1(-HAZARD)

SALE = f"""
[blacklist]
renewal = "none"
[sale]
hazard_per_month = {HAZARD}
"""
TRUE = "[categories.act]\nrate_per_month = 0.02\n"
FALSE = "[unfounded.clerical.rate_per_month]\nact = 0.02\n"

SOLD = EXITS.index("sold")


def test_4_the_share_listed_tends_to_p_over_p_plus_q() -> None:
    tallies = run(SALE, TRUE, base=OFFICIALS, people=PEOPLE, months=120)
    entry = -np.expm1(-0.02)
    agrees(listed(tallies)[-1], PEOPLE, entry / (entry + MONTHLY))
    # nobody sells in `legitimate`, which holds on to whoever it ever listed
    missed = tallies.tables["tally_missed"].sum(axis=(0, 2))[-1]
    assert missed.argmax() == MISSED.index("sold")
    ever = -np.expm1(-0.02 * 120)
    agrees(missed.sum() + listed(tallies)[-1], PEOPLE, ever)


def test_4_months_on_the_list_are_geometric() -> None:
    """Of the wronged who are on it for d months, q leave: at every d alike, from the first on."""
    tallies = run(SALE, FALSE, base=OFFICIALS, people=PEOPLE, months=60)
    bought, still_there = spells(tallies, "bought_out"), spells(tallies, "open")
    assert bought[0] == 0
    for d in (1, 2, 6, 12):
        agrees(bought[d], bought[d:].sum() + still_there[d + 1 :].sum(), MONTHLY, within=0.06)


def test_bribes_come_at_one_hazard_from_whoever_is_listed_and_the_wronged_pay_theirs() -> None:
    """Of the people listed at the end of a month, q pay in the next: by cause, by stratum."""
    tallies = run(SALE, TRUE, FALSE, base=OFFICIALS, people=50_000, months=60)
    bribes = tallies.tables["tally_exits"][:, :, :, SOLD].sum(axis=(0, 1, 2))
    for cause in ("by_rules", "false_record"):
        exposed = by_cause(tallies)[cause][:-1].sum()
        agrees(bribes[CAUSES.index(cause)], exposed, MONTHLY)
    assert bribes.sum() == tallies.tables["tally_exits"].sum()


def test_only_those_who_can_afford_it_pay() -> None:
    tables = run(
        SALE,
        TRUE,
        """
        [strata.everybody]
        share = 0.5
        [strata.rich]
        share = 0.5
        [sale]
        assumed = true
        hazard_per_month = { by_stratum = { everybody = 0.0, rich = 0.3 } }
        """,
        base=OFFICIALS.replace("[sale]\nhazard_per_month = 0.0", ""),
        people=20_000,
        months=36,
    ).tables
    sold = tables["tally_exits"][:, :, :, SOLD].sum(axis=(0, 1, 3))
    assert sold[0] == 0
    assert sold[1] > 1000


def test_what_was_sold_is_void_and_never_comes_back() -> None:
    """Every record behind a sold entry is struck, and no other; its points are back."""
    points = """
    [categories.act]
    trigger = false
    points = 30
    [score]
    start = 100
    [blacklist]
    threshold = 50
    term_months = 600
    [sale]
    hazard_per_month = 0.5
    """
    scenario = world(SALE, TRUE, FALSE, points, base=OFFICIALS)
    sold = 0
    for cell in cells(scenario, 4 * 1024, 48):
        n = int(cell["log_n"][0])
        counted = cell["log_state"][:n] & 1 == 0
        left = np.bincount(cell["log_holder"][:n][counted], minlength=1024)
        np.testing.assert_array_equal(cell["recorded_score"], 100 - 30 * left)
        assert (left[cell["on_list"] > 0] >= 2).all()
        assert (left[cell["on_list"] == 0] < 2).all()
        sold += cell.tables["tally_exits"][:, :, SOLD].sum()
        assert (cell["log_state"][:n] & 2 == 0).all()
    assert sold > 100
