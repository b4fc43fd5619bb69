"""The redlist and merit: who is clean in truth and on paper, and what of merit counts.

Known answers, in the words of the model. With m clean months asked for, act rate r, detection d and
unfounded rate f (frailty cv 0, no delay, no mislinks) the share on the redlist is exp(-(rd + f)m) from
month m on, and nobody before; by true conduct exp(-rm); on it undeserved is the share
1 - exp(-r(1-d)m) of those on it; kept off it by error are exp(-rm)(1 - exp(-fm)) of all. Without other
records a score is start + min(merit_cap, merit of the last `record_life` months), in every ledger.
"""

import math

import numpy as np
import pytest

from ostraka.core.errors import ScenarioError
from ostraka.harms.redlist_truth import STANDINGS
from ostraka.mechanisms.behaviour import RESPONSES
from ostraka.population.ledgers import LEDGERS
from tests.known_answers.neutral import agrees, cells, run, world

MONTHS, CLEAN = 30, 12
RATE, DETECTION, FALSE, LAWFUL = 0.02, 0.4, 0.015, 0.01

PRIZED = f"""
title = "Prized"
purpose = "A redlist for those of whom nothing was recorded"
months = {MONTHS}
people = 100_000
seed = 20
assumed = true
strata.everybody.share = 1.0
[categories.act]
rate_per_month = {RATE}
detection = {DETECTION}
points = 10
[categories.petition]
kind = "lawful"
rate_per_month = 0.0
detection = 1.0
points = 10
[categories.help]
kind = "merit"
rate_per_month = 0.0
ceiling_per_month = 0.6
detection = 1.0
points = 10
[unfounded.clerical.rate_per_month]
act = 0.0
help = 0.0
[linking]
mislink = 0.0
[score]
start = 1000
ceiling = 1025
merit_cap = 25
record_life_months = 8
[blacklist]
threshold = 500
term_months = 5
[behaviour.gaming]
strength = 0.0
[redlist]
clean_months = {CLEAN}
"""


def prized(*switched_on, **how):
    return run(*switched_on, base=PRIZED, **how)


def standing(tallies):
    """People by standing, at each month's end."""
    table = tallies.tables["tally_redlist"].sum(axis=(0, 2))
    return dict(zip(STANDINGS, table.T, strict=True))


def fault_of(*switched_on):
    with pytest.raises(ScenarioError) as caught:
        world(*switched_on, base=PRIZED)
    return [problem.place for problem in caught.value.problems]


# ---- the redlist ------------------------------------------------------------


def test_the_redlist_has_those_of_whom_nothing_was_recorded():
    people = 100_000
    found = standing(prized(people=people))
    on_it = found["deserved"] + found["undeserved"]
    assert not on_it[: CLEAN - 1].any()
    for month in (CLEAN - 1, MONTHS - 1):
        agrees(on_it[month], people, math.exp(-RATE * DETECTION * CLEAN))
        agrees(found["deserved"][month], people, math.exp(-RATE * CLEAN))
        share = 1 - math.exp(-RATE * (1 - DETECTION) * CLEAN)
        agrees(found["undeserved"][month], on_it[month], share, within=0.05)
    assert not any(found[name].any() for name in STANDINGS if name.startswith("kept_off"))
    assert (np.sum(list(found.values()), axis=0) == people).all()


def test_an_unfounded_record_keeps_off_it():
    people = 100_000
    found = standing(prized(f"unfounded.clerical.rate_per_month.act = {FALSE}", people=people))
    last = {name: of_month[-1] for name, of_month in found.items()}
    on_it = last["deserved"] + last["undeserved"]
    agrees(on_it, people, math.exp(-(RATE * DETECTION + FALSE) * CLEAN))
    kept = math.exp(-RATE * CLEAN) * -math.expm1(-FALSE * CLEAN)
    agrees(last["kept_off_by_error"], people, kept, within=0.05)
    others = ("kept_off_late", "kept_off_otherwise", "kept_off_by_lawful_conduct")
    assert not any(last[name] for name in others)


def test_a_petition_keeps_off_it():
    people = 100_000
    found = standing(prized(f"categories.petition.rate_per_month = {LAWFUL}", people=people))
    kept = math.exp(-RATE * CLEAN) * -math.expm1(-LAWFUL * CLEAN)
    agrees(found["kept_off_by_lawful_conduct"][-1], people, kept, within=0.05)
    assert not found["kept_off_by_error"].any()


def test_with_true_and_complete_records_the_redlist_is_what_conduct_deserves():
    found = standing(prized("categories.act.detection = 1.0"))
    assert found.pop("deserved").sum() > 100_000
    assert found.pop("neither").sum() > 100_000
    assert not any(of_month.any() for of_month in found.values())


def test_merit_does_not_interrupt_a_clean_record():
    helped = standing(prized("categories.help.rate_per_month = 0.3"))
    for name, of_month in standing(prized()).items():
        assert np.array_equal(of_month, helped[name]), name


def test_a_redlist_by_score_goes_by_the_points():
    """Detected acts alone take points; they come back when the record expires, after 8 months."""
    people = 100_000
    by_score = 'redlist.clean_months = "absent"\nredlist.score = 1000'
    found = standing(prized(by_score, people=people))
    agrees(found["deserved"][-1], people, math.exp(-RATE * DETECTION * 8))
    assert not found["undeserved"].any()  # without clean_months only the points are asked for
    assert found["deserved"][0] > 0.9 * people


# ---- merit ------------------------------------------------------------------

HELPING = "categories.help.rate_per_month = 0.2\ncategories.act.rate_per_month = 0.0"
EVERYWHERE = """
behaviour.gaming.strength = 1.0
unfounded.clerical.rate_per_month.help = 0.05
linking.mislink = 0.2
"""


def test_a_score_is_the_start_and_the_merit_of_the_last_months_up_to_the_cap():
    """Exactly, for everybody, in every ledger: gamed, false and mislinked deeds among them."""
    seen = dict.fromkeys(range(4), 0)
    for cell in cells(world(HELPING, EVERYWHERE, base=PRIZED), 2048, MONTHS):
        n = int(cell["log_n"][0])
        log = {k: cell[f"log_{k}"][:n] for k in ("holder", "owner", "origin", "state", "month")}
        alive = log["month"] > MONTHS - 1 - 8
        true, own = log["origin"] == 0, (log["state"] & 32) == 0
        for name in LEDGERS:
            counts = alive.copy()
            if name in ("error_free", "individual", "legitimate"):
                counts &= true
            if name in ("individual", "legitimate"):
                counts &= own
            who = log["holder" if name == "recorded" else "owner"][counts]
            deeds = np.bincount(who, minlength=1024)
            number = LEDGERS.index(name)
            scores = cell["recorded_score"]
            if number:
                scores = cell["counterfactual_score"][:, number - 1]
            assert np.array_equal(scores, 1000 + np.minimum(25, 10 * deeds)), name
            if name == "recorded":
                for k in seen:
                    seen[k] += int((deeds == k).sum())
    assert min(seen.values()) > 50


def test_merit_lists_nobody_and_costs_nothing():
    """Even where everybody's score lies below the threshold already."""
    low = "score.start = 500\nscore.ceiling = 525\nscore.floor = 0"
    with_help = prized(low, "categories.help.rate_per_month = 0.3", people=20_000)
    without = prized(low, people=20_000)
    for name in ("tally_states", "tally_entries", "tally_exits"):
        assert with_help.tables[name].sum() <= without.tables[name].sum(), name
    assert with_help.tables["tally_states"].sum() > 0
    nobody = prized(low, HELPING, people=20_000)
    assert not nobody.tables["tally_states"].any()
    assert nobody.tables["tally_records"].sum() > 10_000


def test_the_share_at_the_cap_is_that_of_three_deeds_in_a_life():
    people = 50_000
    found = standing(
        prized(
            'redlist.clean_months = "absent"\nredlist.score = 1025',
            HELPING,
            people=people,
        )
    )
    mean = 0.2 * 8
    share = 1 - math.exp(-mean) * (1 + mean + mean**2 / 2)
    agrees(found["deserved"][-1], people, share, within=0.05)


def test_points_that_were_gamed_are_not_true_conduct():
    """A redlist by score: deeds done for the points put people there whom true conduct would not."""
    by_score = 'redlist.clean_months = "absent"\nredlist.score = 1025'
    gaming = prized(by_score, HELPING, "behaviour.gaming.strength = 1.0", people=50_000)
    found = standing(gaming)
    mean = 2 * 0.2 * 8

    def three(mean):
        return 1 - math.exp(-mean) * (1 + mean + mean**2 / 2)

    agrees(found["deserved"][-1], 50_000, three(mean / 2), within=0.05)
    agrees(found["undeserved"][-1], 50_000, three(mean) - three(mean / 2), within=0.05)
    gamed = gaming.tables["tally_responses"][..., RESPONSES.index("gamed")].sum()
    assert gamed > 50_000


# ---- what is refused -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("categories.help.trigger = true", "categories.help.trigger"),
        ("categories.help.points = -5", "categories.help.points"),
        ('score.merit_cap = "absent"', "score.merit_cap"),
        ("score.ceiling = 1024", "score.ceiling"),
        ('redlist.clean_months = "absent"', "redlist"),
        (
            '[flag]\nclaims = "help"\nwindow_months = 2\nsensitivity = 0.5\nspecificity = 1.0',
            "flag.claims",
        ),
        (
            'behaviour.hardship = { strength = 1, categories = ["at"] }',
            "behaviour.hardship.categories",
        ),
        (
            'behaviour.hardship = { strength = 1, categories = ["act"] }',
            "categories.act.ceiling_per_month",
        ),
        (
            "behaviour.gaming.strength = 9\ncategories.help.rate_per_month = 0.1",
            "categories.help.ceiling_per_month",
        ),
    ],
)
def test_what_cannot_be_is_said(text, place):
    assert fault_of(text) == [place]


def test_the_ceiling_that_is_asked_for_is_enough():
    text = 'behaviour.hardship = { strength = 2.3, categories = ["act"] }'
    with pytest.raises(ScenarioError) as caught:
        world(text, base=PRIZED)
    (problem,) = caught.value.problems
    assert "write ceiling_per_month = 0.066" in problem.remedy
    world(text, "categories.act.ceiling_per_month = 0.066", base=PRIZED)
