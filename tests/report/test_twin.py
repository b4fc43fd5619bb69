"""What safeguards change, in the report: sentences and tables that agree with the numbers."""

import re
from types import SimpleNamespace

import pytest

import ostraka
from ostraka.report import twin_section, twin_sentences
from ostraka.report.page import page
from ostraka.report.words import MINUS, NBSP
from ostraka.results import Estimate
from ostraka.results.paired import LESS, MORE, OPEN, SAME, direction
from tests.report.pages import read

RATE, MONTHS, MISSED = twin_sentences.RATE, twin_sentences.MONTHS, twin_sentences.MISSED


@pytest.fixture(scope="module")
def pair():
    return ostraka.run(
        "missed_fines",
        people=20_000,
        replicates=4,
        parameter_draws=20,
        safeguards=["identity_check", "expiry"],
        twin=True,
        progress=False,
    )


@pytest.fixture(scope="module")
def section(pair):
    (found,) = [
        one for one in read(page(pair)).every("section") if one.attributes["id"] == "safeguards"
    ]
    return found


def made(estimate, *, draws=50, names=("expiry",)):
    """As a result held against its twin would be, every figure of it this one."""
    return SimpleNamespace(
        safeguards=names,
        is_joint=len(names) > 1,
        harm={RATE: estimate, MONTHS: estimate, MISSED: estimate},
        result=SimpleNamespace(parameter_draws=draws),
        direction=lambda figure: direction(estimate, with_assumptions=True),
    )


FEWER = Estimate(-210.0, -250.0, -170.0, 5, "ok", -330.0, -110.0)
GROWN = Estimate(210.0, 170.0, 250.0, 5, "ok", 110.0, 330.0)


@pytest.mark.parametrize(
    ("estimate", "way", "said"),
    [
        (
            FEWER,
            LESS,
            "With “expiry” there are 210 fewer people ever wrongly listed per 100,000 people than "
            "without it (110 to 330 over the assumptions; Monte Carlo 170 to 250).",
        ),
        (
            GROWN,
            MORE,
            "With “expiry” there are 210 more people ever wrongly listed per 100,000 people than "
            "without it (110 to 330 over the assumptions; Monte Carlo 170 to 250).",
        ),
        (
            Estimate(-210.0, -450.0, 30.0, 5, "ok", -330.0, -110.0),
            OPEN,
            "Whether there are fewer or more people ever wrongly listed with “expiry” than without it "
            "cannot be told: the difference is −210 per 100,000 people (−330 to −110 over the "
            "assumptions; Monte Carlo −450 to 30), and the Monte Carlo interval holds 0.",
        ),
        (
            Estimate(-210.0, -250.0, -170.0, 5, "ok", -330.0, 110.0),
            OPEN,
            "the interval over the assumptions holds 0",
        ),
        (
            Estimate(-210.0, -450.0, 30.0, 5, "ok", -330.0, 110.0),
            OPEN,
            "both intervals hold 0",
        ),
        (
            Estimate(-210.0, None, None, 5, "too_few", -330.0, -110.0),
            OPEN,
            "there is no Monte Carlo interval to tell it from chance by",
        ),
        (
            Estimate(0.0, 0.0, 0.0, 5, "ok", 0.0, 0.0),
            SAME,
            "With “expiry” there are as many people ever wrongly listed as without it",
        ),
    ],
)
def test_fewer_is_said_only_where_neither_interval_holds_zero(estimate, way, said):
    found = made(estimate)
    assert found.direction(RATE) == way
    sentence = twin_sentences.told(found, RATE).replace(NBSP, " ")
    assert said in sentence
    assert bool(re.search(r"\d fewer|\d more", sentence)) == (way in (LESS, MORE))


def test_too_few_draws_leave_it_open_and_say_so():
    only_luck = Estimate(-210.0, -250.0, -170.0, 5, "ok")
    sentence = twin_sentences.told(made(only_luck, draws=4), RATE).replace(NBSP, " ")
    assert "cannot be told" in sentence
    assert "(4 draws of the uncertain numbers, and it takes 20)" in sentence


@pytest.mark.parametrize("estimate", [FEWER, GROWN, Estimate(1.0, -1.0, 3.0, 5, "ok", -2.0, 4.0)])
def test_what_is_missed_stands_beside_and_is_never_set_off(estimate):
    sentence = twin_sentences.beside(made(estimate))
    assert sentence.startswith("Beside it, missed under the rules as written: ")
    assert sentence.endswith("That is no measure of success and is never set off against harm.")


def test_of_several_safeguards_only_the_joint_effect_is_claimed(section):
    assert twin_sentences.joint(made(FEWER)) == ""
    assert "“expiry” and “identity check” act together here" in section.text
    assert "what each safeguard does singly: a study of this scenario" in section.text
    assert "ostraka compare STUDY" in section.text


def test_the_first_sentence_is_the_number_of_the_table(pair, section):
    harm = pair.against().harm[RATE]
    shown = twin_sentences.said_of(harm)
    (first, *_) = [p.text for p in section.every("p")]
    assert shown.value.removeprefix(MINUS) in first
    assert "fewer" in first
    cells = [[cell.text for cell in row.every("th", "td")] for row in section.every("tr")]
    assert [
        "Everybody: ever wrongly listed",
        shown.value,
        shown.monte_carlo,
        shown.assumptions,
    ] in [row[:4] for row in cells]


def test_every_number_of_the_pictures_is_in_a_table(pair, section):
    told = " ".join(cell.text for cell in section.every("td"))
    for svg in section.every("svg"):
        (description,) = svg.every("desc")
        for number in re.findall(rf"[+{MINUS}][\d,.]*\d", description.text):
            assert number in told


def test_each_harm_stands_without_with_and_less_by_strata_and_causes(pair, section):
    rows = [row.text for row in section.every("tr")]
    for name in (
        "People ever wrongly listed",
        "Wrongful person-months",
        "Not corrected within the run",
    ):
        for which in ("without", "with", "difference"):
            assert any(row.startswith(f"{name}, {which}") for row in rows)
    for stratum in pair.scenario.strata:
        assert any(row.startswith(f"{stratum.capitalize()}: missed, beside it") for row in rows)
    assert any(row.startswith("False record") for row in rows)


def test_a_measure_by_which_harm_rises_is_told(pair):
    """An entry that ends by itself is corrected by nobody: expiry lowers the share that is."""
    found = pair.against()
    assert found.direction("never_corrected_share") == MORE
    (sentence,) = [one for one in twin_section.by_other_measures(found) if "harm is more" in one]
    assert "“Not corrected within the run” +" in sentence
    assert sentence in twin_section.lead(found)


def test_causes_add_up_to_all_wrongful_months(pair):
    harm = pair.against().harm
    causes = twin_sentences.causes(pair.against())
    assert sum(harm[cause].value for cause in causes) == pytest.approx(harm[MONTHS].value)


def test_what_happens_after_the_listing_is_a_harm_too():
    """Agencies that drop what was struck list nobody less; stale copies are what it changes."""
    found = ostraka.run(
        "joint_sanctions",
        people=20_000,
        replicates=3,
        parameter_draws=0,
        months=36,
        safeguards=["correction_reaches_recipients"],
        twin=True,
        progress=False,
    ).against()
    assert "stale_person_months" in found.harms
    assert found.harm["stale_person_months"].value < 0
    rows = [name for name, _, _ in twin_section.levels(found)]
    assert "Stale person months, difference" in rows
    assert not any("." in name for name in found.harms)


def test_without_a_twin_the_report_says_how_to_get_one(pair):
    alone = ostraka.run("missed_fines", people=500, replicates=2, safeguards=["expiry"])
    text = page(alone)
    assert "run it again with --twin" in text
    assert 'id="twin-harms' not in text
