"""The indicators and their sentences agree with the numbers that they are made from."""

import numpy as np
import pytest
from scipy import stats

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.core.quantities import Quantity
from ostraka.report.assessment import automated, social_scoring
from ostraka.report.assessment.automated import Unseen, contest, unseen, without_a_person
from ostraka.report.assessment.basis import completeness
from ostraka.report.assessment.numbers import after, given, share_of, totals
from ostraka.report.assessment.oversight import how_many
from ostraka.report.assessment.people import reached
from ostraka.report.assessment.period import entries_a_year
from ostraka.report.words import say
from ostraka.results import Estimate
from tests.report.assessment_worlds import FLAGGED, HEARD, ONLY_FLAGGED, WITH_AGENCIES


def fixed(value, low=None, high=None):
    return Estimate(value, low, high, 5, "ok")


@pytest.fixture(scope="module")
def shared():
    return ostraka.run(ostraka.loads(WITH_AGENCIES))


@pytest.fixture(scope="module")
def heard():
    return ostraka.run(ostraka.loads(HEARD))


def test_a_quotient_of_figures_has_the_intervals_of_both(rich):
    found = rich.quotient("listed_person_months", "entries")
    value = rich.harm["listed_person_months"].value / rich.harm["entries"].value
    assert found.value == pytest.approx(value)
    assert found.low < value < found.high
    assert found.parameter_low <= value <= found.parameter_high
    by_hand = np.array(
        [
            (t["tally_states"].dense() * _listed(t)).sum() / t["tally_entries"].dense().sum()
            for t in rich.tables
        ]
    )
    assert by_hand.min() <= value <= by_hand.max()


def _listed(tables):
    states = tables["tally_states"].dense().shape[-1]
    return (np.arange(states) & 1).astype(float)


def test_a_quotient_with_nothing_below_is_undefined_and_an_unknown_figure_is_refused(nobody):
    assert nobody.quotient("listed_person_months", "entries").value is None
    with pytest.raises(
        OstrakaError, match="'entrie': no figure of this run; did you mean 'entries'"
    ):
        nobody.quotient("entrie", "people")


def test_with_one_replicate_a_quotient_has_no_monte_carlo_interval():
    from tests.results.worlds import PLAIN

    one = ostraka.run(ostraka.loads(PLAIN), replicates=1).quotient(
        "listed_person_months", "entries"
    )
    assert one.value > 0
    assert one.low is None
    assert one.status == "too_few"


def test_a_share_over_equal_wholes_has_the_classical_interval():
    parts, wholes = np.array([300.0, 340.0, 320.0, 310.0]), np.full(4, 1000.0)
    found = share_of(parts, wholes)
    mean, error = (parts / 1000).mean(), stats.sem(parts / 1000)
    low, high = stats.t.interval(0.95, 3, mean, error)
    assert found.value == pytest.approx(mean)
    assert (found.low, found.high) == pytest.approx((low, high))


def test_a_share_of_nothing_is_undefined_and_of_few_is_exact():
    assert share_of(np.zeros(3), np.zeros(3)).value is None
    few = share_of(np.array([0.0, 1.0]), np.array([10.0, 10.0]), independent=True)
    exact = stats.binomtest(1, 20).proportion_ci(0.95, method="exact")
    assert (few.low, few.high) == pytest.approx((exact.low, exact.high))
    assert share_of(np.array([0.0, 1.0]), np.array([10.0, 10.0])).low is None


def test_more_than_one_event_an_entry_is_a_rate_above_one():
    found = share_of(np.array([150.0, 160.0]), np.array([100.0, 100.0]), largest=np.inf)
    assert found.value == pytest.approx(1.55)
    assert found.high > 1.55


def test_entries_a_year_are_entries_by_people_and_years(plain):
    entries = totals(plain, "tally_entries").mean()
    per_year = entries / plain.people / (plain.months / 12)
    assert entries_a_year(plain).value == pytest.approx(1000 * per_year)


def test_numbers_of_the_scenario_say_their_range_and_whether_they_have_a_source():
    assert given(Quantity(value=0.6, assumed=True), percent=True) == "60\u00a0% (assumed)"
    ranged = Quantity(low=1, high=6, source="Report 4")
    assert given(ranged, "months") == "1 to 6\u00a0months (sourced)"
    assert given(Quantity(value=1, assumed=True), "months") == "1\u00a0month (assumed)"
    by = Quantity(by_stratum={"a": 1, "b_c": 2}, assumed=True)
    assert given(by) == "a 1 (assumed), b c 2 (assumed)"
    assert after(Quantity(value=0, assumed=True)) == "at once"
    assert after(Quantity(value=2, assumed=True)) == "on average after 2\u00a0months (assumed)"


@pytest.mark.parametrize(
    ("points", "threshold", "records"),
    [
        (10, 960, "5"),
        (20, 960, "3"),
        (40, 960, "2"),
        (41, 960, "1"),
        (60, 950, "1"),
        (0, 960, "none do"),
    ],
)
def test_how_many_records_list_follows_from_start_threshold_and_points(points, threshold, records):
    # 1,000 − n × points < threshold
    from tests.results.worlds import RICH

    text = RICH.replace("threshold = 950", f"threshold = {threshold}").replace(
        "points = 60", f"points = {points}", 1
    )
    rows = {row[0]: row for row in social_scoring.gravity_rows(ostraka.loads(text))}
    assert rows["debt"][3] == records
    assert rows["petition"][1] == "lawful"


def test_a_trigger_lists_with_one_record_and_a_range_of_points_gives_a_range(plain):
    from tests.results.worlds import RICH

    (row,) = social_scoring.gravity_rows(plain.scenario)
    assert row[2:] == ("a place on the list", "1")
    ranged = RICH.replace("points = 60", "points = { low = 10, high = 50 }", 1)
    rows = {row[0]: row[3] for row in social_scoring.gravity_rows(ostraka.loads(ranged))}
    assert rows["debt"] == "2 to 6"


def test_copies_held_for_another_purpose_are_counted_in_the_tables(shared):
    table = shared.table("copies")
    other = table[table["agency"] == "school"]["count"].sum() / table["count"].sum()
    texts = [p.text for p in social_scoring.social_scoring(shared).parts if hasattr(p, "text")]
    (said,) = (text for text in texts if "copies, month by month" in text)
    assert said.startswith(
        "Of 2\u00a0agencies, 1 acts for another purpose than the entry; it holds "
    )
    assert float(said.split(" of every 100")[0].split()[-1]) == pytest.approx(100 * other, rel=0.02)


def test_unrelated_contexts_in_every_number():
    share = fixed(0.4, 0.35, 0.45)
    assert social_scoring.unrelated(0, 3, share).startswith(
        "All 3\u00a0agencies act for the purpose"
    )
    assert social_scoring.unrelated(0, 1, share).startswith(
        "The 1\u00a0agency acts for the purpose"
    )
    assert social_scoring.unrelated(1, 1, share).startswith("The one agency acts for another")
    assert social_scoring.unrelated(3, 3, share).startswith("All 3\u00a0agencies act for another")
    some = social_scoring.unrelated(2, 3, share)
    assert "Of 3\u00a0agencies, 2 act for another" in some
    assert "they hold 40 of every 100 copies, month by month (Monte Carlo 35 to 45)" in some
    assert "no copy was held" in social_scoring.unrelated(2, 3, fixed(None))


def test_severity_is_months_per_entry_of_the_tables(shared):
    months = shared.table("restrictions")
    property_months = months[months["restriction"] == "property"]["mean"].sum()
    entries = shared.table("entries")["mean"].sum()
    found = shared.quotient("restriction_months.property", "entries")
    assert found.value == pytest.approx(property_months / entries)


def test_without_clerk_or_hearing_all_listings_are_made_without_a_person(plain):
    assert unseen(plain).kind == "all"
    said = without_a_person(unseen(plain), plain.harm["entries"])
    assert said.startswith("Of 100 listings, 100 are made without a human decision")


def test_a_hearing_is_a_human_decision_for_those_who_are_heard(heard):
    found = unseen(heard)
    entries, held = (
        totals(heard, "tally_entries"),
        totals(heard, "tally_hearings", hearing_result=[2]),
    )
    assert found.kind == "share"
    assert found.share.value == pytest.approx(1 - held.sum() / entries.sum())
    # 30 % are heard and none is dismissed: four standard errors over 1,500 listings
    assert found.share.value == pytest.approx(0.7, abs=4 * (0.3 * 0.7 / entries.sum()) ** 0.5)


def test_flags_that_no_clerk_can_drop_list_without_a_person():
    result = ostraka.run(ostraka.loads(ONLY_FLAGGED))
    entries = result.table("entries")
    majority = entries[entries["stratum"] == "majority"]["count"].sum() / entries["count"].sum()
    found = unseen(result)
    assert found.kind == "share"
    assert found.share.value == pytest.approx(majority)


def test_flags_beside_records_bound_the_share_from_below():
    result = ostraka.run(ostraka.loads(FLAGGED))
    found = unseen(result)
    minority = list(result.scenario.strata).index("minority")
    flags = totals(result, "tally_flags", stratum=[minority], flag_selected=[1])
    entries = totals(result, "tally_entries")
    assert found.kind == "at_least"
    assert found.share.value == pytest.approx(1 - flags.sum() / entries.sum())
    assert ", at least " in without_a_person(found, result.harm["entries"])


def test_who_decides_in_every_number():
    some = Unseen("share", fixed(0.01, 0.009, 0.011))
    assert without_a_person(some, fixed(9.0)).startswith("Of 100 listings, 1.00 are")
    many = Unseen("share", fixed(0.75, 0.7, 0.8))
    assert "75 are made without a human decision (Monte Carlo 70 to 80)." in without_a_person(
        many, fixed(9.0)
    )
    assert "no decision was taken" in without_a_person(many, fixed(0.0))


def test_contests_are_those_of_the_tables(rich, plain):
    redress, entries = rich.redress(), rich.table("entries")
    wrongful = entries[~entries["cause"].isin(["not_listed", "by_rules"])]["mean"].sum()
    told = redress[
        (redress["redress_event"] == "told") & ~redress["cause"].isin(["not_listed", "by_rules"])
    ]["value"].sum()
    said = contest(rich)
    assert said.startswith("For 100 wrongful entries there are ")
    shown = float(said.split("there are ")[1].split()[0])
    assert shown == pytest.approx(100 * told / wrongful, rel=0.05)
    assert "nobody can contest one" in contest(plain)


def test_wrongs_that_no_reviewer_may_put_right_are_named(rich):
    assert automated.not_contestable(rich.scenario) == [
        "listings for conduct that is lawful or protected"
    ]


def test_counts_in_words_agree_with_their_nouns():
    assert how_many(0) == "In this scenario no person looks at a case at any step."
    assert how_many(1).endswith("at 1\u00a0step.")
    assert how_many(2).endswith("at 2\u00a0steps.")
    assert completeness(1, 1).startswith("This draft has 1 gap, in 1\u00a0section:")
    assert completeness(0, 0) == "No gap is left in this draft."
    one, many = fixed(1.0, 1.0, 1.0), fixed(12.0, 9.0, 15.0)
    assert reached("held", say(one, ""), one) == "1 person was held."
    assert reached("held", say(many, ""), many).startswith("12 people were held")
    assert reached("held", say(fixed(0.0), ""), fixed(0.0)) == "Nobody was held."


def test_shares_of_listed_months_without_wrongdoing_and_for_lawful_conduct(rich, plain):
    share = rich.harm["lawful_conduct_share_of_listed"]
    said = social_scoring.lawful(rich.scenario, share)
    assert said.startswith("The rules record lawful or protected conduct (petition); of the listed")
    assert "punishes no lawful" in social_scoring.lawful(plain.scenario, share)
    assert social_scoring.without_wrongdoing(fixed(None)).startswith("Nobody was listed")
    assert social_scoring.without_wrongdoing(fixed(0.0)).startswith("No listed month")
    assert (
        "25\u00a0% (Monte Carlo 20 to 30) are not justified"
        in social_scoring.without_wrongdoing(fixed(0.25, 0.2, 0.3))
    )
