"""Every sentence of a study's report agrees with the numbers that it is made from."""

from dataclasses import replace

import pytest

from ostraka.report.study import sentences
from ostraka.report.study.wording import say
from ostraka.sensitivity.robustness import Robustness, Share
from ostraka.studies.ceilings import Candidate, Ceiling
from ostraka.studies.changes import Change
from tests.report.study.comparisons import (
    APPEAL,
    CHANCE,
    CHECK,
    EXPIRY,
    MONTHS,
    RATE,
    comparison,
)


def plain(text):
    return str(text).replace("\u00a0", " ")


def test_the_headline_names_the_arm_that_spares_most_with_both_intervals():
    found = comparison(expiry=EXPIRY, identity_check=CHECK, appeal=APPEAL)
    assert plain(sentences.headline(found)) == (
        "“Identity check” spares most: 194 fewer of every 100,000 people are ever wrongly listed "
        "(90 to 270 over the assumptions; Monte Carlo 182 to 207)."
    )
    swapped = comparison(expiry=CHECK, identity_check=EXPIRY)
    assert plain(sentences.headline(swapped)).startswith("“Expiry” spares most: 194 fewer")


def test_the_headline_says_the_unit_of_another_harm_and_the_plural_of_several_safeguards():
    found = comparison(MONTHS, **{"a+b": Change(-2242.0, -2325.0, -2158.0)})
    assert plain(sentences.headline(found)) == (
        "“A” and “b” together spare most: they lower wrongful person-months by 2,240 "
        "(Monte Carlo 2,160 to 2,320)."
    )
    share = comparison("wrongful_share_of_listed", a=Change(-0.031, -0.04, -0.022))
    assert "by 3.1 percentage points" in plain(sentences.headline(share))


def test_what_chance_could_do_is_no_success_and_what_harms_is_none():
    assert plain(sentences.headline(comparison(a=CHANCE))) == (
        "None of the arms lowers people ever wrongly listed by more than chance: “a” comes closest, "
        "with a decrease of 2.0 per 100,000 people (−4.0 to 9.0 over the assumptions; Monte Carlo "
        "−1.0 to 5.0)."
    )
    none = plain(sentences.headline(comparison(a=EXPIRY, b=Change(0.0))))
    assert none == "None of the arms lowers people ever wrongly listed."
    assert plain(sentences.headline(comparison(a=Change(None)))) == none


def test_arms_that_tie_are_named_together():
    said = plain(sentences.headline(comparison(a=CHECK, b=CHECK, c=APPEAL)))
    assert said.startswith("“A” and “b” spare most: 194 fewer")


def test_spared_and_newly_harmed_are_of_100_000_people_each_with_its_intervals():
    both = (Change(41.9, 39.31, 44.49, 20.85, 57.78), Change(3.0, 1.795, 4.205, 3.0, 4.0))
    found = comparison(identity_check=CHECK, sets={"identity_check": both})
    said = plain(sentences.newly(found, "identity_check"))
    assert said == (
        "Of 100,000 people, “identity check” spares 210 (100 to 290 over the assumptions; Monte Carlo "
        "197 to 222) from ever being wrongly listed, and newly harms 15 (15 to 20 over the assumptions; "
        "Monte Carlo 9 to 21) who are not wrongly listed without it."
    )
    assert 41.9 * 100_000 / found.people == pytest.approx(209.5)
    assert sentences.newly(comparison(a=CHECK), "a") == ""
    nobody = comparison(a=CHECK, sets={"a": (Change(0.0, 0.0, 0.18), Change(0.0, 0.0, 0.18))})
    said = plain(sentences.newly(nobody, "a"))
    assert said == (
        "Of 100,000 people, “a” spares nobody (Monte Carlo 0 to 0.90) from ever being wrongly listed, "
        "and newly harms nobody (Monte Carlo 0 to 0.90)."
    )
    assert "In no replicate" in sentences.both_worlds(nobody)


def test_most_newly_harmed_is_the_largest_of_all_arms():
    few, many = Change(1.0, 0.5, 1.5), Change(7.0, 6.0, 8.0)
    found = comparison(a=CHECK, b=APPEAL, sets={"a": (many, few), "b": (few, many)})
    assert plain(sentences.both_worlds(found)) == (
        "Most people are newly harmed by “b”: 35 (Monte Carlo 30 to 40) of 100,000."
    )


def test_arms_that_add_harm_are_named_the_worst_first_and_chance_is_not():
    worse = Change(40.0, 30.0, 50.0)
    found = comparison(a=EXPIRY, b=worse, c=Change(1.0, -1.0, 3.0), d=CHECK)
    said = plain(sentences.adding(found, RATE))
    assert said.index("“b”, by 40 per 100,000 people") < said.index("“a”, by 12 per 100,000 people")
    assert "“c”" not in said
    assert "“d”" not in said
    assert sentences.adding(comparison(d=CHECK), RATE) == ""
    many = {f"arm_{k}": Change(10.0 + k, 9.0 + k, 11.0 + k) for k in range(5)}
    assert "with 2 other arms" in plain(sentences.adding(comparison(**many), RATE))


@pytest.mark.parametrize(
    ("change", "amount"),
    [
        (Change(-723.4, -770.0, -677.0), "720 fewer person-months missed"),
        (Change(388.1, 352.0, 424.0), "390 more person-months missed"),
        (Change(0.0), "no more and no fewer person-months missed"),
    ],
)
def test_what_is_missed_stands_beside_and_is_set_off_against_nothing(change, amount):
    said = plain(sentences.beside(comparison(a=CHECK, missed={"a": change}), "a"))
    assert f"with “a”: {amount} under the rules as written" in said
    assert "never set off against harm" in said
    assert "%" not in said


def test_how_sure_the_first_place_is_and_what_comes_next():
    found = comparison(a=CHECK, b=APPEAL)
    assert plain(sentences.next_best(found, RATE)) == (
        "“A” has the least of it in 100 % of the 30 draws of the assumptions and 75 % of the 20 "
        "replicates at the central values, ties shared. Next is “b”, with a decrease of 1.0 per 100,000 "
        "people (Monte Carlo 0.04 to 2.0)."
    )
    assert "Next" not in sentences.next_best(comparison(a=CHECK, b=EXPIRY), RATE)
    assert sentences.next_best(comparison(b=EXPIRY), RATE) == ""
    order = plain(sentences.order(found, RATE))
    assert "“a” is first, with a mean rank of 1.0 of 3" in order
    assert (
        "best in 100 % of the 30 draws of the assumptions and in 75 % of the 20 replicates" in order
    )


def test_an_open_sign_is_said_of_the_arms_whose_assumptions_hold_zero_only():
    said = sentences.uncertain_sign(comparison(a=CHANCE, b=CHECK), RATE)
    assert "with “a”." in said
    assert sentences.uncertain_sign(comparison(b=CHECK), RATE) == ""


def test_zero_is_what_the_reference_comes_to():
    assert plain(sentences.zero(comparison(a=CHECK), RATE)) == (
        "Zero is the scenario as it is: 1,450 per 100,000 people (1,330 to 1,550 over the assumptions; "
        "Monte Carlo 1,410 to 1,490)."
    )


@pytest.mark.parametrize(
    ("draws", "says"),
    [(30, "Over the assumptions"), (5, "5 draws of the uncertain"), (0, "No uncertain number was")],
)
def test_how_to_read_says_which_intervals_there_are(draws, says):
    assert says in plain(sentences.how_to_read(replace(comparison(a=CHECK), draws=draws)))


def test_the_cause_that_changes_most_and_those_that_grow():
    causes = {
        "a": {
            "wrong_person": Change(-649.6, -698.8, -600.5),
            "false_record": Change(45.1, 26.27, 63.93),
            "disfavour": Change(3.0, -2.0, 8.0),
        }
    }
    said = plain(sentences.largest_cause(comparison(a=CHECK, causes=causes), "a"))
    assert "a record that belongs to somebody else: −650 person-months" in said
    assert "It grows through a record of something that never happened +45" in said
    assert "disfavour" not in said
    assert "no cause" in sentences.largest_cause(comparison(a=CHECK), "a")


def test_who_carries_it_and_who_gains_are_the_numbers_of_the_strata():
    strata = {
        "majority": (Change(1420.0, 1380.0, 1460.0), {"a": Change(-169.0, -185.7, -152.3)}),
        "minority": (Change(1700.0, 1500.0, 1900.0), {"a": Change(-427.7, -512.2, -343.2)}),
    }
    levels, gains = map(plain, sentences.carried(comparison(a=CHECK, strata=strata), RATE, "a"))
    assert levels == (
        "People ever wrongly listed, per 100,000 people, in the scenario as it is: majority 1,420 (Monte "
        "Carlo 1,380 to 1,460) and minority 1,700 (Monte Carlo 1,500 to 1,900)."
    )
    assert gains == (
        "With “a” that changes by: majority −170 (Monte Carlo −190 to −150) and minority −430 (Monte "
        "Carlo −510 to −340)."
    )


def test_what_common_draws_saved_goes_from_the_least_to_the_most():
    found = comparison(a=CHECK, b=APPEAL, c=EXPIRY)
    assert "10 to 30 times for people ever wrongly listed" in plain(sentences.saved(found))


def test_precision_says_whether_it_was_reached():
    found = replace(comparison(a=CHECK), until="half_width<=2%", reached=True)
    assert "stopped after 20 replicates" in plain(sentences.precision(found))
    missed = replace(found, reached=False)
    assert "All 20 replicates at the central values did not" in plain(sentences.precision(missed))
    assert sentences.precision(comparison(a=CHECK)) == ""


def part(value):
    return Share(value, max(0.0, value - 0.1), min(1.0, value + 0.1), 40)


def robustness(**helped):
    """Arms with the share of draws in which each helps; in the rest each harms."""
    from ostraka.sensitivity.robustness import Arm

    arms = [
        Arm(
            n,
            part(v),
            part(1 - v),
            part(0.0),
            40,
            None,
            None,
            0,
            0,
            0,
            part(0),
            0,
            0,
            None,
            None,
            (),
        )
        for n, v in helped.items()
    ]
    return Robustness(RATE, "as_is", "per 100,000 people", 40, 2, None, "", tuple(arms))


def test_in_how_many_draws_an_arm_helps_and_which_harm():
    found = comparison(a=CHECK, b=APPEAL)
    found = replace(found, robustness={RATE: robustness(a=1.0, b=0.6)})
    assert plain(sentences.robust(found, RATE)) == (
        "“A” lowers people ever wrongly listed in 100 % (90 to 100 %) of 40 draws of the uncertain "
        "numbers. Harm rises with “b” in 40 % (30 to 50 %)."
    )
    never = replace(found, robustness={RATE: robustness(a=1.0, b=1.0)})
    assert plain(sentences.robust(never, RATE)).endswith("with no arm does it rise in any.")


def candidate(arm, value, *, meets, minimal):
    return Candidate(arm, tuple(arm.split("+")), Change(value), meets, 0.97, minimal)


def test_the_fewest_safeguards_for_a_ceiling_are_the_minimal_ones():
    held = Ceiling(
        MONTHS,
        "person-months",
        4000.0,
        (
            candidate("as_is", 4464.0, meets=False, minimal=False),
            candidate("a", 3859.0, meets=True, minimal=True),
            candidate("a+b", 3000.0, meets=True, minimal=False),
        ),
    )
    said = plain(sentences.ceiling(held, "wrongful person-months", "person-months", 1.0))
    assert said == (
        "To keep wrongful person-months at or below 4,000, this is enough, and no part of it is: “a” (so "
        "in 97 % of the draws)."
    )
    none = replace(held, candidates=held.candidates[:1])
    said = plain(sentences.ceiling(none, "wrongful person-months", "person-months", 1.0))
    assert said == "No combination of this study keeps wrongful person-months at or below 4,000."
    free = replace(held, candidates=(candidate("as_is", 10.0, meets=True, minimal=True),))
    said = sentences.ceiling(free, "wrongful person-months", "person-months", 1.0)
    assert "no safeguard is needed" in said


def test_a_count_of_people_is_scaled_and_keeps_its_interval():
    found = comparison(a=CHECK)
    change = Change(41.9, 39.31, 44.49)
    said = sentences.of_people(found, change)
    scaled = Change(*(x * 5 for x in (41.9, 39.31, 44.49)))
    assert said == say(scaled, 20)
