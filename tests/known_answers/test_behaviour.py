"""How people answer to the system: factors, identities on common draws, and what nothing may move.

Known answers, in the words of the model. With common draws and a ceiling that no arm changes:
acts at hardship h less those induced are the acts at h = 0; acts done plus acts foregone (or deterred)
are, in the first month that chilling (or deterrence) acts, the acts at strength 0; induced acts are
Poisson with mean h x rate x restricted person-months; of deeds the share g / (1 + g) is for the points.
"""

import math

import numpy as np
import pytest

from ostraka.mechanisms.behaviour import RESPONSES
from tests.known_answers.neutral import agrees, by_cause, cells, listed, run, world

ANSWERING = """
title = "Answering"
purpose = "People who could answer to the system, and do not"
months = 24
people = 50_000
seed = 20
assumed = true
strata.everybody.share = 1.0
[categories.debt]
rate_per_month = 0.05
ceiling_per_month = 0.3
detection = 0.0
trigger = true
[categories.theft]              # lists for good
rate_per_month = 0.0
detection = 1.0
trigger = true
[categories.petition]
kind = "lawful"
rate_per_month = 0.1
detection = 0.5
points = 10
[categories.worship]
kind = "protected"
rate_per_month = 0.2
detection = 0.5
points = 10
[categories.help]
kind = "merit"
rate_per_month = 0.05
ceiling_per_month = 0.3
detection = 1.0
points = 1
[score]
merit_cap = 100
ceiling = 1100
record_life_months = 600
[blacklist]
public = true
term_months = 600
[behaviour]
deterrence.strength = 0.0
chilling.strength = 0.0
gaming.strength = 0.0
[behaviour.hardship]
strength = 0.0
categories = ["debt"]
"""
NO_ANSWERS = 'behaviour = "absent"'
SOME_LISTED = "categories.theft.rate_per_month = 0.05"
ALL_LISTED = "categories.theft.rate_per_month = 12.0"
"""In the first month: 1 - exp(-12) of the people."""

CLASSES = ("debt", "theft", "petition", "worship", "help")


def answering(*switched_on, **how):
    return run(*switched_on, base=ANSWERING, **how)


def acts(tallies, name):
    return int(tallies.tables["tally_acts"][..., CLASSES.index(name)].sum())


def responses(tallies, what, name=None):
    """Acts of one response by month."""
    of = tallies.tables["tally_responses"][..., RESPONSES.index(what)]
    return (of if name is None else of[..., [CLASSES.index(name)]]).sum(axis=(0, 2, 3))


def restricted_person_months(tallies):
    """Of those who act in a month, as many as were listed at the end of the month before."""
    return int(listed(tallies)[:-1].sum())


def is_poisson(count, mean, *, within=0.03):
    error = math.sqrt(mean)
    assert 4 * error <= within * mean, f"too few: {mean:.4g}"
    assert abs(count - mean) <= 4 * error, f"{count} against {mean:.6g}"


# ---- hardship ----------------------------------------


def test_hardship_multiplies_the_acts_of_the_restricted_by_1_plus_h():
    """Measured: 95,791 induced against 96,205 (310)."""
    h = 4.0
    without, hard = (
        answering(SOME_LISTED, f"behaviour.hardship.strength = {strength}") for strength in (0.0, h)
    )
    induced = int(responses(hard, "induced", "debt").sum())
    restricted = restricted_person_months(hard)
    is_poisson(induced, h * 0.05 * restricted)
    assert induced == responses(hard, "induced").sum()
    # debt is never recorded here, so nothing else differs: the identity holds over the whole run
    assert acts(hard, "debt") - induced == acts(without, "debt")
    for name in ("theft", "petition", "worship", "help"):
        assert acts(hard, name) == acts(without, name)


def test_where_agencies_act_on_the_list_it_is_their_copies_that_restrict():
    """With one agency that copies all entries at once, exactly as the list alone; with none, nobody."""
    h = "behaviour.hardship.strength = 4.0"
    agency = """[joint_sanctions.agencies.bank]
    restrictions = ["credit"]
    adoption_probability = """
    alone, all_copied, none_copied = (
        answering(SOME_LISTED, h, *text, people=8192, months=12)
        for text in ((), (agency + "1.0",), (agency + "0.0",))
    )
    assert responses(alone, "induced").sum() > 1000
    assert np.array_equal(responses(alone, "induced"), responses(all_copied, "induced"))
    assert not responses(none_copied, "induced").any()


def test_months_by_the_rules_rest_on_induced_acts_as_often_as_one_arrives():
    """Theft restarts the term every month, so a month counts if an induced record came in it:
    1 - exp(-h x rate). Measured: .1822 for .1813 (.0018)."""
    h, people, months = 4.0, 4096, 12
    recorded = "categories.debt.detection = 1.0"
    hard = answering(
        ALL_LISTED,
        recorded,
        f"behaviour.hardship.strength = {h}",
        people=people,
        months=months,
    )
    basis = hard.tables["tally_basis"].sum(axis=(0, 2))
    assert np.array_equal(basis.sum(axis=1), by_cause(hard)["by_rules"])
    assert basis[0, 1] == 0
    agrees(basis[1:, 1].sum(), basis[1:].sum(), 1 - math.exp(-h * 0.05), within=0.06)


# ---- deterrence and chilling ----------------------------------------


@pytest.fixture(scope="module")
def everybody_listed():
    return {
        eta: answering(ALL_LISTED, f"behaviour.deterrence.strength = {eta}", people=8192, months=8)
        for eta in (0.0, 1.5)
    }


def test_deterrence_leaves_exp_of_minus_eta_where_all_are_seen_listed(everybody_listed):
    """Measured: .7739 deterred for .7769 (.0077)."""
    undone = everybody_listed[1.5]
    deterred = responses(undone, "deterred", "debt")
    assert deterred[0] == 0
    candidates = acts(everybody_listed[0.0], "debt")
    assert acts(undone, "debt") + deterred.sum() == candidates
    first = acts(
        answering(ALL_LISTED, "behaviour.deterrence.strength = 1.5", people=8192, months=1), "debt"
    )
    agrees(deterred.sum(), candidates - first, 1 - math.exp(-1.5), within=0.05)
    for name in ("petition", "worship", "help"):
        assert acts(undone, name) == acts(everybody_listed[0.0], name)


def test_a_list_that_nobody_sees_deters_nobody(everybody_listed):
    hidden = answering(
        ALL_LISTED,
        "behaviour.deterrence.strength = 1.5",
        "blacklist.public = false",
        people=8192,
        months=8,
    )
    for name, table in everybody_listed[0.0].tables.items():
        assert np.array_equal(table, hidden.tables[name]), name


_ACT = ("act_subject", "act_class", "act_index")
CHILLED = "behaviour.chilling.strength = 20.0"


def test_acts_foregone_and_acts_done_are_the_acts_without_chilling():
    """To the integer, in the first month in which chilling acts."""
    calm, chilled = (answering(*text, months=2) for text in ((), (CHILLED,)))
    for name, what in (("petition", "foregone_lawful"), ("worship", "foregone_protected")):
        foregone = responses(chilled, what)
        assert foregone[0] == 0
        assert foregone[1] > 1000
        assert foregone.sum() == responses(chilled, what, name).sum()
        assert acts(chilled, name) + foregone[1] == acts(calm, name)
    for name in ("debt", "theft", "help"):
        assert acts(chilled, name) == acts(calm, name)


def test_chilling_is_by_the_penalties_of_each_kind_on_each_head_of_the_cell():
    """The factor exactly; and the acts that it leaves: measured 20,086 for 20,117 (81)."""
    chi, done, expected, variance = 5.0, 0.0, 0.0, 0.0
    for cell in cells(world(f"behaviour.chilling.strength = {chi}", base=ANSWERING), 100_000, 2):
        heads = int(cell.tables["tally_people"].sum())
        starts, acted = cell["log_start"], cell["act_class"][: cell["act_n"][0]]
        for kind, name in enumerate(("petition", "worship"), 1):
            of = CLASSES.index(name)
            before, now = (
                np.sum(cell["log_class"][starts[k] : starts[k + 1]] == of) for k in (0, 1)
            )
            # the column holds already what this month's records mean for the next
            factor = math.exp(-chi * now / heads)
            assert cell["climate_factor"][kind] == pytest.approx(factor, rel=1e-12)
            foregone = cell.tables["tally_responses"][1, 0, of].sum()
            candidates = np.sum(acted == of) + foregone
            left = math.exp(-chi * before / heads)
            done += candidates - foregone
            expected += left * candidates
            variance += left * (1 - left) * candidates
    assert 4 * math.sqrt(variance) < 0.02 * expected
    assert abs(done - expected) < 4 * math.sqrt(variance), f"{done} against {expected:.1f}"


def test_points_that_are_not_taken_chill_nobody():
    """A record that costs nothing and lists nobody is no penalty."""
    free = "categories.petition.points = 0\ncategories.worship.points = 0"
    assert not responses(answering(free, CHILLED, months=4), "foregone_lawful").any()
    assert not responses(answering(free, CHILLED, months=4), "foregone_protected").any()


@pytest.mark.parametrize("kind", ["petition", "worship"])
def test_more_chilling_never_adds_such_an_act_in_the_month_after(kind):
    def of(chi):
        scenario = world(f"behaviour.chilling.strength = {chi}", base=ANSWERING)
        found = set()
        for number, cell in enumerate(cells(scenario, 6 * 1024, 2)):
            n = cell["act_n"][0]
            rows = zip(*(cell[c][:n].tolist() for c in _ACT), strict=True)
            found |= {(number, *row) for row in rows if row[1] == CLASSES.index(kind)}
        return found

    none, some, much = of(0.0), of(3.0), of(30.0)
    assert much < some < none


# ---- gaming ----------------------------------------


def test_of_the_deeds_g_in_1_plus_g_are_for_the_points():
    """Measured: .6678 for .6667 (.0011)."""
    g = 2.0
    own, gaming = (answering(f"behaviour.gaming.strength = {x}") for x in (0.0, g))
    gamed, deeds = (int(responses(gaming, what).sum()) for what in ("gamed", "deeds"))
    agrees(gamed, deeds, g / (1 + g))
    assert deeds == acts(gaming, "help")
    assert deeds - gamed == acts(own, "help") == responses(own, "deeds").sum()
    for name in CLASSES[:4]:
        assert acts(gaming, name) == acts(own, name)


def test_a_product_of_answers_stops_at_the_ceiling_and_is_counted():
    """5 x 4 times 0.05 is 1, the ceiling 0.3: all candidates of the restricted are deeds.
    Measured: 17,238 for 17,203 (131)."""
    both = answering(
        ALL_LISTED,
        "behaviour.gaming.strength = 3.0",
        "behaviour.hardship.strength = 4.0",
        'behaviour.hardship.categories = ["help"]',
        people=8192,
        months=8,
    )
    deeds, capped = responses(both, "deeds"), responses(both, "capped")
    assert capped[0] == 0
    assert np.array_equal(capped[1:], deeds[1:])
    is_poisson(deeds[1:].sum(), 0.3 * restricted_person_months(both), within=0.04)


# ---- nothing where nothing is asked for ----------------------------------------


def test_answers_of_strength_0_change_no_bit():
    asked, unasked = answering(SOME_LISTED), answering(SOME_LISTED, NO_ANSWERS)
    assert set(asked.tables) - set(unasked.tables) == {"tally_responses", "tally_basis"}
    for name, table in unasked.tables.items():
        assert np.array_equal(table, asked.tables[name]), name
    table = asked.tables["tally_responses"]
    assert table.sum() == table[..., RESPONSES.index("deeds")].sum() == acts(asked, "help")
    assert not asked.tables["tally_basis"][..., 1].any()
