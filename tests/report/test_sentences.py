import numpy as np
import pytest

from ostraka.population.ledgers import WRONGFUL
from ostraka.report import readings, sentences
from ostraka.report.readings import Ends, Grades, Step
from ostraka.report.words import NBSP, number
from ostraka.results import Estimate
from tests.report.pages import read

UNDEFINED = Estimate(None, None, None, 5, "undefined")


def ok(value, low=None, high=None, least=None, most=None):
    return Estimate(value, low, high, 20, "ok" if low is not None else "too_few", least, most)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (
            ok(0.23, 0.228, 0.232, 0.14, 0.35),
            "Of 100 person-months on this list, 23 fall on people who should not be there "
            "(14 to 35 over the assumptions; Monte Carlo 22.8 to 23.2).",
        ),
        (
            ok(0.01, 0.008, 0.013),
            "Of 1,000 person-months on this list, 10 fall on people who should not be there "
            "(Monte Carlo 8 to 13).",
        ),
        (
            ok(0.00104, 0.0005, 0.003),
            "Of 1,000 person-months on this list, 1.0 fall on people who should not be there "
            "(Monte Carlo 0.5 to 3.0).",
        ),
        (
            ok(0.0001, 0.00001, 0.0011),
            "Of 10,000 person-months on this list, 1 falls on people who should not be there "
            "(Monte Carlo 0.1 to 11).",
        ),
        (UNDEFINED, "Nobody was listed in this run, so there is no list to judge."),
        (
            ok(0.0, 0.0, 0.003),
            "Of 1,652 person-months on this list, none falls on people who should not be there "
            "(Monte Carlo 0 to 3.0 of 1,000).",
        ),
        (
            ok(0.0, 0.0, 0.0),
            "Of 1,652 person-months on this list, none falls on people who should not be there.",
        ),
    ],
)
def test_the_harm_in_one_sentence(share, said):
    assert str(sentences.headline(share, ok(1652.3))) == said


def test_the_largest_cause_is_named_with_its_numbers():
    harm = {name: ok(0.0, 0.0, 0.0) for name in WRONGFUL}
    harm["wrongful_person_months"] = ok(0.0, 0.0, 0.0)
    assert "no cause to name" in sentences.largest_cause(harm)
    harm |= {"association": ok(50.0, 40, 60), "wrongful_person_months": ok(50.0, 40, 60)}
    assert sentences.largest_cause(harm) == (
        "The only wrongful cause is what somebody else of the household did: "
        "50 (Monte Carlo 40 to 60) of 50 wrongful person-months."
    )
    harm |= {"wrong_person": ok(70.0, 60, 80)}
    assert sentences.largest_cause(harm).startswith(
        "The largest wrongful cause is a record that belongs to somebody else: 70"
    )


@pytest.mark.parametrize(
    ("ratio", "end"),
    [
        (ok(2.0, 1.8, 2.2), "That is 2.0 times the rate (Monte Carlo 1.8 to 2.2)."),
        (ok(1.1, 0.8, 1.4), "this run is too small to show a difference."),
        (ok(1.4, 1.2, 1.6, 0.8, 2.0), "whether the groups differ depends on them."),
        (ok(1.1, 0.8, 1.4, 0.8, 2.0), "does not show that the groups differ."),
        (ok(3.0), "There is too little to say whether the groups differ."),
        (UNDEFINED, "The ratio is undefined, since the reference is 0."),
    ],
)
def test_groups_are_compared_only_as_far_as_the_intervals_go(ratio, end):
    rates = {"group_a": ok(800.0, 700, 900), "majority": ok(400.0, 380, 420)}
    said = sentences.compared("group_a", "majority", rates, ratio)
    assert said.startswith(
        "Group a: 800 of 100,000 people were wrongly listed at some time; majority: 400."
    )
    assert said.endswith(end)


def test_one_replicate_leaves_a_comparison_to_the_assumptions():
    rates = {"group_a": ok(800.0, 700, 900), "majority": ok(400.0, 380, 420)}
    apart = Estimate(2.0, None, None, 1, "too_few", 1.1, 3.0)
    said = sentences.compared("group_a", "majority", rates, apart)
    assert said.endswith("(1.1 to 3.0 over the assumptions; one replicate: no interval).")
    either = Estimate(2.0, None, None, 1, "too_few", 0.9, 3.0)
    said = sentences.compared("group_a", "majority", rates, either)
    assert said.endswith("whether the groups differ depends on them.")


def test_a_comparison_that_turns_in_some_draws_says_so():
    rates = {"group_a": ok(800.0, 700, 900), "majority": ok(400.0, 380, 420)}
    ratio = ok(2.0, 1.8, 2.2, 1.1, 3.0)
    assert sentences.compared("group_a", "majority", rates, ratio, (2, 60)).endswith(
        f"In 2 of 60{NBSP}draws of the assumptions it is the other way."
    )


def test_a_median_that_is_not_reached_is_undefined_in_words():
    said = sentences.correction(UNDEFINED, ok(0.66, 0.53, 0.8), 72)
    assert said == (
        f"Of 100 wrongful spells, 66 (Monte Carlo 53 to 80) are not corrected within the 72{NBSP}months "
        "of the run: they end in another way, or still run; the median time to correction is undefined, "
        "since fewer than half are corrected by then."
    )
    assert sentences.correction(UNDEFINED, Estimate(1.0, 1.0, 1.0, 5, "ok"), 1).startswith(
        f"No wrongful spell was corrected within the 1{NBSP}month of the run;"
    )
    reached = sentences.correction(ok(20.0, 18, 22), ok(0.3, 0.28, 0.32), 72)
    assert reached.endswith(
        f"Half of all wrongful spells are corrected within 20{NBSP}months (Monte Carlo 18 to 22)."
    )
    assert "no time to correction" in sentences.correction(UNDEFINED, UNDEFINED, 72)


def ends_at(**shares):
    values = {name: np.array([0.0, share]) for name, share in shares.items()}
    return Ends(np.arange(2.0), np.array([9.0, 0.0]), values, values, values)


def test_ways_out_are_counted_out_of_a_hundred():
    said = sentences.ways_out(ends_at(corrected=0.34, expired=0.65, overtaken=0.01), 72)
    assert said == (
        f"Within the 72{NBSP}months of the run, of 100 wrongful spells, 34 end corrected, 65 end because "
        "the term ran out (nobody looked at the error) and 1 turns into a listing by the rules."
    )


def test_spells_that_still_run_are_named_as_such():
    assert sentences.ways_out(ends_at(corrected=0.0), 1) == (
        f"Within the 1{NBSP}month of the run, of 100 wrongful spells, none ends corrected and 100 still "
        "run."
    )
    assert sentences.ways_out(ends_at(corrected=0.6, expired=0.39), 6).endswith(
        "(nobody looked at the error) and 1 still runs."
    )


def test_missed_stands_beside_harm_and_no_ratio_is_formed():
    said = sentences.missed(ok(2345.0, 2230, 2460), ok(180.0, 140, 220))
    assert said == (
        "Wrongful: 2,340 (Monte Carlo 2,230 to 2,460) person-months. "
        "Missed under the rules as written: 180 (Monte Carlo 140 to 220) person-months."
    )
    assert "times" not in said


def test_redress_without_a_wrongful_entry():
    steps = [Step("entries", ok(0.0, 0.0, 0.1), ok(9.0, 8, 10))]
    assert "nothing to redress" in sentences.redress(steps)


def test_grades_in_words():
    people = np.zeros((2, 2, 2))
    none = Grades(("A", "B"), people, ok(0.0, 0.0, 0.1), ok(0.0, 0.0, 0.1))
    assert sentences.misgraded(none, 10) == (
        f"At the end none of 10{NBSP}people has a lower grade than own wrongdoing gives."
    )
    some = Grades(("A", "B"), people, ok(45.0, 40, 50), ok(3.5, 2.2, 4.8))
    assert "45 (Monte Carlo 40 to 50) of" in sentences.misgraded(some, 10)
    assert "3.5 (Monte Carlo 2.2 to 4.8) a higher one." in sentences.misgraded(some, 10)


def test_stock_flow_and_person_months_keep_their_names():
    harm = {
        "wrongful_share_of_listed": ok(0.2, 0.18, 0.22),
        "wrongful_share_at_end": UNDEFINED,
        "wrongful_share_of_entries": ok(0.4, 0.38, 0.42),
    }
    said = sentences.three_shares(harm)
    assert said.startswith(f"Wrongful are 20{NBSP}% of the person-months over the whole run and 40")
    assert said.endswith(
        "The wrongful share of the people on the list at the end (the stock) is undefined: nobody "
        "was listed at the end."
    )
    assert "overtaken" in sentences.WHY_THEY_DIFFER


def test_what_the_intervals_are_made_of():
    assert "no second interval" in sentences.intervals(20, 0, 0)
    assert "the interval over the assumptions is missing" in sentences.intervals(20, 0, 3)
    few = sentences.intervals(20, 4, 3)
    assert few.endswith(
        f"4{NBSP}draws of the 3{NBSP}uncertain numbers are too few for an interval over the assumptions: "
        "it takes 20."
    )
    said = sentences.intervals(1, 30, 1)
    assert f"come from 1{NBSP}replicate with" in said
    assert f"30{NBSP}draws of the 1{NBSP}uncertain number," in said
    assert said.endswith("The two are never pooled.")


def test_sourced_and_assumed_are_counted():
    assert sentences.provenance(1, 0, 0, 0) == (
        f"Of 1{NBSP}number, 1 has a named source, none is assumed and none carries a range."
    )
    assert sentences.provenance(8, 55, 32, 0).endswith(
        "8 have a named source, 55 are assumed and 32 carry a range."
    )
    assert sentences.provenance(8, 55, 32, 7).endswith(". 7 more are left at their defaults.")


def test_sentences_of_a_page_agree_with_the_numbers_of_its_result(pages, rich):
    text = read(pages["rich"]).text.replace(NBSP, " ")
    share = rich.harm["wrongful_share_of_listed"]
    assert f"Of 100 person-months on this list, {round(100 * share.value)} fall on" in text
    for end in (share.parameter_low, share.parameter_high):
        assert f"{round(100 * end)}" in text
    never = rich.harm["never_corrected_share"].value
    assert f"Of 100 wrongful spells, {round(100 * never)} (" in text
    reasons = readings.missed_reasons(rich)
    total = sum(e.value for e in reasons.values())
    assert total == pytest.approx(rich.harm["missed_person_months"].value)
    filed = next(s for s in readings.redress(rich) if s.name == "filed")
    assert filed.wrongful.value + filed.by_rules.value == pytest.approx(
        rich.harm["appeals_filed"].value
    )
    assert f"{number(rich.people)} people were wrongly listed at some time." in text
