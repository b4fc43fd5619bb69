"""Known answer L: local rules, people who move between them, and conduct that is judged in two ways."""

import numpy as np
import pytest

from ostraka.core.errors import ScenarioError
from tests.known_answers.neutral import BARE, agrees, run, world

PLACES = """
[jurisdictions.coast]
weight = 1.0
[jurisdictions.inland]
weight = 1.0
"""
ACTS = """
[categories.act]
rate_per_month = 0.05
points = 20
trigger = false
[score]
start = 100
[blacklist]
threshold = 50
term_months = 12
"""
STRICT = """
[blacklist]
threshold = 90
term_months = 24
[categories.act]
points = 30
"""
STRICT_INLAND = """
[jurisdictions.inland.rules]
assumed = true
[jurisdictions.inland.rules.blacklist]
threshold = 90
term_months = 24
[jurisdictions.inland.rules.categories.act]
points = 30
"""


def tables(*texts):
    return run(PLACES, ACTS, *texts, base=BARE, people=20_000, months=36).tables


def test_a_jurisdiction_with_its_own_rules_is_as_if_all_had_them_and_changes_no_other():
    """The rules of one place move nothing in another: to the last integer."""
    mild, strict, both = tables(), tables(STRICT), tables(STRICT_INLAND)
    for name, table in mild.items():
        np.testing.assert_array_equal(both[name][0], table[0], err_msg=name)
        np.testing.assert_array_equal(both[name][1], strict[name][1], err_msg=name)
    assert both["tally_entries"][1].sum() > both["tally_entries"][0].sum()


def test_l_moves_follow_the_two_state_chain():
    """P(inland at t) = p / (p + q) (1 - (1 - p - q)^t) for those who began on the coast."""
    out, back = 0.03, 0.05
    moves = f"[moves.coast]\ninland = {out}\n[moves.inland]\ncoast = {back}\n"
    tallies = run(PLACES, ACTS, moves, base=BARE, people=200_000, months=36)
    p, q = -np.expm1(-out), -np.expm1(-back)
    inland = p / (p + q) * (1 - (1 - p - q) ** np.arange(36))
    expected = p * (1 - inland) + q * inland
    moved = tallies.tables["tally_moves"].sum(axis=-1)
    agrees(moved[0].sum(), 100_000 * 36, expected.mean())
    agrees(moved[0, :3].sum(), 300_000, expected[:3].mean(), within=0.05)
    elsewhere = q / (p + q) * (1 - (1 - p - q) ** np.arange(36))
    agrees(moved[1].sum(), 100_000 * 36, (q * (1 - elsewhere) + p * elsewhere).mean())


def test_moves_between_places_with_the_same_rules_change_nothing_but_the_count_of_moves():
    still = tables()
    moving = tables("[moves.coast]\ninland = 0.1\n[moves.inland]\ncoast = 0.1\n")
    assert moving.pop("tally_moves").sum() > 0
    for name, table in still.items():
        np.testing.assert_array_equal(moving[name], table, err_msg=name)


def test_movers_come_under_the_rules_of_where_they_are():
    """If all of the coast moves inland at once, nearly everybody lives under the strict rules."""
    moving = tables(STRICT_INLAND, "[moves.coast]\ninland = 20.0\n")
    strict, mild = tables(STRICT), tables()
    here = moving["tally_entries"][0].sum()
    assert abs(here - strict["tally_entries"][0].sum()) < 0.1 * here
    assert here > 2 * mild["tally_entries"][0].sum()


def test_records_that_another_place_leaves_free_are_counted():
    free = "[jurisdictions.inland.rules.categories.act]\npoints = 0\n"
    text = "[jurisdictions.inland.rules]\nassumed = true\n" + free
    tallied = tables(text)["tally_conflicts"].sum(axis=(1, 2))
    assert tallied[0, 1] > 0
    assert tallied[0].sum() == tallied[0, 1]  # punished on the coast, free inland
    assert tallied[1].sum() == 0  # what costs nothing punishes nobody
    alike = tables(STRICT_INLAND)["tally_conflicts"].sum(axis=(1, 2))
    assert (alike[:, 0] > 0).all()
    assert alike[:, 1:].sum() == 0


@pytest.mark.parametrize(
    ("text", "place", "fault"),
    [
        ("people = 5", "rules.people", "cannot differ"),
        ("[jurisdictions.inland.rules.blacklist]\nthreshhold = 5", "threshhold", "unknown key"),
        ("[jurisdictions.inland.rules.categories.acts]\npoints = 5", "acts", "no such name"),
        ("[jurisdictions.inland.rules.notice]\nprobability = 0.5", "notice", "no such table"),
        (
            "[jurisdictions.inland.rules.blacklist]\nthreshold = { low = 1, high = 9 }",
            "threshold",
            "not a range",
        ),
        ("[jurisdictions.inland.rules.blacklist]\nthreshold = 101", "threshold", "above the start"),
        ("[jurisdictions.inland.rules.score]\nrecord_life_months = 9", "rules", "record_expiry"),
        ("[moves.inland]\nseaside = 0.1", "moves.inland", "no jurisdiction"),
        ("[moves.inland]\ninland = 0.1", "moves.inland.inland", "where they are"),
    ],
)
def test_a_local_rule_that_cannot_be_laid_is_named(text, place, fault):
    head = "" if text.startswith("[moves") else "[jurisdictions.inland.rules]\nassumed = true\n"
    with pytest.raises(ScenarioError) as caught:
        world(PLACES, ACTS, head + text, base=BARE)
    assert any(place in p.place and fault in p.fault for p in caught.value.problems), str(
        caught.value
    )


def test_a_rule_that_cannot_follow_people_who_move_is_named():
    head = "[jurisdictions.inland.rules]\nassumed = true\n"
    text = head + "[jurisdictions.inland.rules.score]\nstart = 90\n"
    with pytest.raises(ScenarioError, match="score at first"):
        run(PLACES, ACTS, text, "[moves.coast]\ninland = 0.1\n", base=BARE, people=2000, months=2)
