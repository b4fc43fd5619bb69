"""What safeguards make of values: operators, their order, delivery, strata, ranges, provenance."""

import itertools
import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ostraka.core.errors import ScenarioError
from ostraka.core.quantities import Quantity
from ostraka.core.walking import walk
from ostraka.engine import acting
from ostraka.safeguards.definition import Effect
from ostraka.safeguards.operators import Act, after
from ostraka.scenario import as_data, loads, with_safeguards
from ostraka.scenario.overrides import local
from tests.safeguards.worlds import BASE, guard, guarded, moved


def test_each_operator_does_what_it_says():
    scenario = guarded(
        guard(
            '"notice.lag_months" = { multiply = 0.5 }',
            '"review.specificity" = { at_least = 0.99 }',
            '"appeal.steps" = { at_most = 1 }',
            '"appeal.hazard_per_month" = { set = 0.4 }',
            '"review.recognises" = { set = ["error", "lawful_conduct"] }',
            '"blacklist.renewal" = { set = "none" }',
            '"categories.petition.trigger" = { set = false }',
        )
    )
    assert moved(scenario) == {
        "notice.lag_months": (2, 1),
        "review.specificity": (0.95, 0.99),
        "appeal.steps": (3, 1),
        "appeal.hazard_per_month": (0.2, 0.4),
        "review.recognises": (["error"], ["error", "lawful_conduct"]),
        "blacklist.renewal": ("restart", "none"),
        "categories.petition.trigger": (True, False),
    }
    assert float(scenario.appeal.hazard_per_month) == 0.4
    assert scenario.categories["petition"].trigger is False
    assert scenario.safeguards == ["mine"]


def test_a_limit_that_does_not_bind_leaves_the_value_and_its_provenance():
    scenario = guarded(
        guard('"linking.mislink" = { at_most = 0.5 }', '"appeal.steps" = { set = 1 }')
    )
    assert "linking.mislink" not in moved(scenario)
    before, now = loads(BASE).linking.mislink, scenario.linking.mislink
    assert now.model_dump() == before.model_dump()


def test_multiply_comes_before_limits_and_set_comes_last():
    place = '"review.disfavour" = { '
    halved, raised = f"{place}multiply = 0.5 }}", f"{place}at_least = 0.2 }}"
    both = guarded(guard(halved, name="a"), guard(raised, name="b"))
    assert moved(both)["review.disfavour"] == (0.1, 0.2)
    beside = guarded(guard(halved, name="a"), guard(f"{place}at_least = 0.08 }}", name="b"))
    assert moved(beside)["review.disfavour"] == (0.1, 0.08)
    assert beside.composition[0].safeguards == ("a", "b")
    three = guarded(
        guard(halved, name="a"), guard(raised, name="b"), guard(f"{place}set = 0.02 }}", name="c")
    )
    assert moved(three)["review.disfavour"] == (0.1, 0.02)
    assert three.composition[0].safeguards == ("a", "b", "c")


numbers = st.floats(0, 1, allow_nan=False)
acts = st.builds(
    lambda kind, operand, delivery: Act(
        kind,
        Effect.model_validate({kind: operand}),
        Quantity(value=delivery, assumed=True),
        None,
    ),
    st.sampled_from(["multiply", "at_least", "at_most"]),
    numbers,
    numbers,
)


@settings(deadline=None)
@given(numbers, st.lists(acts, min_size=2, max_size=4))
def test_no_order_of_safeguards_matters_and_delivery_mixes(before, chosen):
    number = Quantity(value=before)
    results = [after(number, order, None).value for order in itertools.permutations(chosen)]
    assert max(results) - min(results) < 1e-12
    first = chosen[0]
    whole = Act(first.safeguard, first.effect, Quantity(value=1.0), None)
    reached, share = after(number, [whole], None).value, float(first.delivery)
    mixed = after(number, [first], None).value
    assert mixed == pytest.approx((1 - share) * before + share * reached, abs=1e-12)


def test_delivery_is_an_exact_mixture():
    scenario = guarded(
        guard(
            '"linking.mislink" = { multiply = 0.2 }',
            '"review.sensitivity" = { at_least = 0.8 }',
            head="assumed = true\ndelivery = 0.75",
        )
    )
    assert float(scenario.linking.mislink) == pytest.approx(
        float(loads(BASE).linking.mislink) * (0.25 + 0.75 * 0.2)
    )
    sensitivity = scenario.review.sensitivity
    assert (sensitivity.low, sensitivity.value, sensitivity.high) == pytest.approx(
        (0.25 * 0.4 + 0.75 * 0.8, 0.25 * 0.65 + 0.75 * 0.8, 0.9)
    )


def test_two_that_reach_some_reach_each_other_by_chance():
    half = "assumed = true\ndelivery = 0.5"
    scenario = guarded(
        guard('"review.disfavour" = { multiply = 0 }', name="a", head=half),
        guard('"review.disfavour" = { multiply = 0 }', name="b", head=half),
    )
    assert float(scenario.review.disfavour) == pytest.approx(0.1 / 4)


def test_eligibility_by_stratum_makes_a_number_by_stratum():
    minority = 'assumed = true\napplies_to.strata = ["minority"]\ndelivery = 0.5'
    scenario = guarded(
        guard(
            '"notice.probability" = { at_least = 0.9 }',
            '"review.disfavour" = { multiply = 0 }',
            '"strata.*.exposure" = { multiply = 0.5 }',
            head=minority,
        )
    )
    assert moved(scenario) == {
        "notice.probability": (
            {"by_stratum": {"majority": 0.6, "minority": 0.3}},
            {"by_stratum": {"majority": 0.6, "minority": 0.6}},
        ),
        "review.disfavour": (0.1, {"by_stratum": {"majority": 0.1, "minority": 0.05}}),
        "strata.minority.exposure": (2.0, 1.5),
    }


def test_a_trigger_may_be_taken_from_one_stratum():
    minority = 'assumed = true\napplies_to.strata = ["minority"]'
    scenario = guarded(guard('"categories.debt.trigger" = { set = false }', head=minority))
    assert scenario.categories["debt"].trigger == ["majority"]
    both = guarded(
        guard('"categories.debt.trigger" = { set = false }', head=minority),
        guard(
            '"categories.debt.trigger" = { set = false }',
            name="other",
            head=minority.replace("minority", "majority"),
        ),
    )
    assert both.categories["debt"].trigger is False


@pytest.mark.parametrize(
    ("words", "place", "found"),
    [
        ('categories = ["lawful"]', "categories.*.points", {"categories.petition.points"}),
        ('categories = ["debt"]', "categories.*.points", {"categories.debt.points"}),
        (
            'categories = ["wrongdoing"]',
            "categories.*.points",
            {"categories.debt.points"},
        ),
        (
            'categories = ["wrongdoing"]',
            "unfounded.*.rate_per_month.*",
            {
                "unfounded.clerical.rate_per_month.debt",
                "unfounded.malicious_report.rate_per_month.debt",
                "unfounded.malicious_report.rate_per_month.fraud",
            },
        ),
        (
            'sources = ["malicious_report"]\napplies_to.categories = ["fraud"]',
            "unfounded.*.rate_per_month.*",
            {"unfounded.malicious_report.rate_per_month.fraud"},
        ),
        ('strata = ["official"]', "strata.*.confusability", {"strata.minority.confusability"}),
    ],
)
def test_eligibility_goes_by_name_or_kind(words, place, found):
    scenario = guarded(
        guard(f'"{place}" = {{ multiply = 0.5 }}', head=f"assumed = true\napplies_to.{words}")
    )
    assert set(moved(scenario)) == found


def test_a_star_reaches_every_name_and_passes_over_what_is_not_given():
    scenario = guarded(
        guard(
            '"categories.*.severities.*.points" = { at_most = 50 }',
            '"categories.*.ceiling_per_month" = { at_most = 0.5 }',
        )
    )
    assert moved(scenario) == {"categories.fraud.severities.big.points": (100, 50)}


def test_a_term_that_is_not_given_has_no_end():
    base = BASE.replace("term_months = { low = 6, high = 48 }", "")
    scenario = guarded(guard('"blacklist.term_months" = { at_most = 12 }'), base=base)
    assert moved(scenario) == {"blacklist.term_months": (None, 12)}


def test_ranges_are_carried_and_drawn_before_the_safeguards_act():
    scenario = guarded(
        guard(
            '"blacklist.term_months" = { at_most = 12 }',
            '"linking.mislink" = { multiply = { low = 0.1, high = 0.5 } }',
            '"unfounded.malicious_report.rate_per_month.debt" = { multiply = 0.5 }',
        )
    )
    plain = loads(BASE)
    term, mislink = scenario.blacklist.term_months, scenario.linking.mislink
    assert (term.low, term.value, term.high) == (6, 12, 12)
    assert (mislink.low, mislink.high) == pytest.approx((0.001, 0.05))
    assert mislink.distribution == "log_uniform"
    own = "safeguard.mine.effect.linking.mislink.multiply"
    assert set(scenario.uncertain()) == {*plain.uncertain(), own}
    assert scenario.uncertain()["blacklist.term_months"].high == 48
    factors = []
    for number in range(40):
        drawn, without = scenario.drawn(3, number), plain.drawn(3, number)
        assert not drawn.uncertain()
        assert drawn.safeguards == []
        numbers = scenario.draw(3, number)[1]
        assert numbers.keys() == scenario.uncertain().keys()
        assert numbers["blacklist.term_months"] == float(without.blacklist.term_months)
        assert numbers[own] == pytest.approx(
            float(drawn.linking.mislink) / float(without.linking.mislink)
        )
        assert float(drawn.blacklist.term_months) == min(12, float(without.blacklist.term_months))
        assert drawn.review.model_dump() == without.review.model_dump()
        rate = [s.unfounded.malicious_report.rate_per_month["debt"].value for s in (drawn, without)]
        assert rate[0] == pytest.approx(rate[1] / 2)
        factors.append(float(drawn.linking.mislink) / float(without.linking.mislink))
    assert 0.1 <= min(factors) < 0.2
    assert 0.4 < max(factors) <= 0.5


def test_what_moves_only_within_a_range_has_moved():
    scenario = guarded(guard('"review.sensitivity" = { at_least = { low = 0.0, high = 0.7 } }'))
    (one,) = scenario.composition
    assert one.before == one.after
    assert "other values within it" in one.words
    pairs = [(scenario.drawn(1, n), loads(BASE).drawn(1, n)) for n in range(60)]
    assert any(a.review.sensitivity.value > b.review.sensitivity.value for a, b in pairs)


def test_one_draw_serves_all_strata():
    scenario = guarded(
        guard(
            '"review.sensitivity" = { at_least = 0.6 }',
            head='assumed = true\napplies_to.strata = ["minority"]',
        )
    )
    assert "review.sensitivity" in scenario.uncertain()
    for number in range(30):
        found = scenario.drawn(1, number).review.sensitivity
        plain = loads(BASE).drawn(1, number).review.sensitivity.value
        assert (found.of("majority"), found.of("minority")) == (plain, max(plain, 0.6))


def test_whole_numbers_stay_whole():
    scenario = guarded(guard('"categories.*.points" = { multiply = 0.33 }'))
    assert moved(scenario)["categories.debt.points"] == (60, 20)


def test_a_number_is_sourced_only_if_all_that_went_in_is():
    sourced = 'source = "Gazette 2020"'
    base = BASE.replace("steps = 3", 'steps = { value = 3, source = "Act 1999" }')
    scenario = guarded(
        guard(
            '"appeal.steps" = { at_most = 2 }',
            '"review.specificity" = { at_least = 0.99 }',
            '"review.disfavour" = { set = 0 }',
            head=sourced,
        ),
        base=base,
    )
    assert scenario.appeal.steps.source == "Act 1999; Gazette 2020"
    assert scenario.review.specificity.assumed
    assert scenario.review.specificity.source is None
    assert scenario.review.disfavour.source == "Gazette 2020"
    assert scenario.appeal.steps.note == "with the safeguard mine, 3 before"


def test_a_table_is_brought_only_where_there_is_none():
    base = BASE.replace("[pardon]\nhazard_per_month = 0.002", "")
    bringing = guard('"pardon.hazard_per_month" = { multiply = 2 }') + (
        "[safeguard.mine.tables.pardon]\nhazard_per_month = 0.05\n"
    )
    assert moved(guarded(bringing, base=base)) == {
        "pardon": (None, {"hazard_per_month": 0.05}),
        "pardon.hazard_per_month": (0.05, 0.1),
    }
    scenario = guarded(bringing, base=base)
    assert scenario.pardon.hazard_per_month.assumed
    assert scenario.written.pardon is None
    assert moved(guarded(bringing)) == {"pardon.hazard_per_month": (0.002, 0.004)}


def test_an_uncertain_number_of_a_brought_table_is_drawn():
    base = BASE.replace("[pardon]\nhazard_per_month = 0.002", "")
    bringing = guard('"pardon.hazard_per_month" = { at_most = 0.05 }') + (
        "[safeguard.mine.tables.pardon]\nhazard_per_month = { low = 0.01, high = 0.1 }\n"
    )
    drawn = [guarded(bringing, base=base).drawn(1, n).pardon.hazard_per_month for n in range(40)]
    assert all(not q.is_uncertain for q in drawn)
    assert max(map(float, drawn)) == 0.05 > min(map(float, drawn))


def test_a_saved_scenario_reads_back_to_the_same_composition():
    text = BASE.replace("assumed = true", 'assumed = true\nsafeguards = ["expiry"]', 1)
    scenario = guarded(guard('"linking.mislink" = { multiply = 0.2 }'), base=text)
    data = json.loads(json.dumps(as_data(scenario)))
    assert data["blacklist"]["term_months"]["high"] == 48
    assert data["safeguards"] == ["expiry", "mine"]
    again = loads(json.dumps(data), kind="json")
    assert as_data(again) == data
    assert again.composition == scenario.composition
    assert dict(walk(again)) == dict(walk(scenario))
    data["safeguard"]["expiry"]["effect"] = {"blacklist.term_months": {"at_most": {"value": 7}}}
    data["assumed"] = True
    assert float(loads(json.dumps(data), kind="json").blacklist.term_months) == 7


def test_a_shipped_one_may_be_changed_key_by_key():
    scenario = guarded("[safeguard.identity_check]\ndelivery = 0.5\n")
    factor = scenario.linking.mislink.low / loads(BASE).linking.mislink.low
    assert factor == pytest.approx(0.5 + 0.5 * 0.05)
    sourced = guarded('[safeguard.identity_check]\nsource = "Gazette 2020"\ndelivery = 0.5\n')
    assert sourced.safeguard["identity_check"].delivery.source == "Gazette 2020"


def test_safeguards_are_added_and_left_out_by_name():
    plain = loads(BASE)
    both = with_safeguards(plain, ["identity_check", "expiry"])
    assert both.safeguards == ["expiry", "identity_check"]
    assert as_data(both) == as_data(with_safeguards(plain, ["expiry", "identity_check"]))
    one = with_safeguards(both, without=["expiry"])
    assert set(moved(one)) == {"linking.mislink"}
    assert as_data(with_safeguards(one, without=["identity_check"])) == as_data(plain)
    assert with_safeguards(plain) is plain


def test_a_changed_copy_of_a_composed_scenario_is_what_its_values_say():
    scenario = with_safeguards(loads(BASE), ["expiry"])
    copied = scenario.model_copy(update={"pardon": None})
    assert (copied.safeguards, copied.composition, copied.written) == ([], (), copied)
    assert float(copied.blacklist.term_months) == 12
    assert as_data(copied)["blacklist"]["term_months"]["value"] == 12
    assert scenario.composition
    frozen = scenario.frozen()
    assert as_data(frozen)["blacklist"] == as_data(copied)["blacklist"]
    assert loads(json.dumps(as_data(frozen)), kind="json").safeguards == []


def test_without_safeguards_nothing_of_them_is_saved():
    assert not {"safeguards", "safeguard"} & as_data(loads(BASE)).keys()
    assert tomllib.loads(BASE).keys() <= as_data(loads(BASE)).keys()


PLACES = """
[jurisdictions.north]
rules.assumed = true
rules.notice.probability = 0.4
rules.notice.lag_months = 8
[jurisdictions.south]
weight = 2
"""


def test_a_rule_of_one_jurisdiction_is_reached_too():
    scenario = guarded(
        guard('"notice.probability" = { at_least = 0.7 }', '"notice.lag_months" = { at_most = 4 }'),
        PLACES,
    )
    assert moved(scenario) == {
        "notice.probability": (
            {"by_stratum": {"majority": 0.6, "minority": 0.3}},
            {"by_stratum": {"majority": 0.7, "minority": 0.7}},
        ),
        "jurisdictions.north.rules.notice.probability": (0.4, 0.7),
        "jurisdictions.north.rules.notice.lag_months": (8, 4),
    }
    assert float(local(scenario, "north").notice.lag_months) == 4
    again = loads(json.dumps(as_data(scenario)), kind="json")
    assert again.composition == scenario.composition


def test_eligibility_by_jurisdiction_becomes_a_rule_of_its_own():
    south = 'assumed = true\napplies_to.jurisdictions = ["south"]'
    scenario = guarded(
        guard('"linking.mislink" = { multiply = 0.5 }', head=south, name="check"),
        guard('"linking.mislink" = { at_most = 0.02 }', name="cap"),
        PLACES,
    )
    found = moved(scenario)
    assert set(found) == {"linking.mislink", "jurisdictions.south.rules.linking.mislink"}
    assert scenario.composition[1].safeguards == ("cap", "check")
    plain = loads(BASE + PLACES)
    for number in range(20):
        drawn = scenario.drawn(1, number)
        mislink = float(plain.drawn(1, number).linking.mislink)
        assert float(local(drawn, "north").linking.mislink) == min(mislink, 0.02)
        assert float(local(drawn, "south").linking.mislink) == min(mislink / 2, 0.02)
    rows = {one.moved.place: one.passes for one in acting(scenario)}
    assert rows["jurisdictions.south.rules.linking.mislink"] == ("linking",)


def test_a_rule_of_one_jurisdiction_may_switch_nothing_on():
    base = BASE.replace("term_months = { low = 6, high = 48 }", "")
    south = 'assumed = true\napplies_to.jurisdictions = ["south"]'
    with pytest.raises(ScenarioError, match="with the safeguards mine: it switches term on"):
        guarded(guard('"blacklist.term_months" = { at_most = 12 }', head=south), PLACES, base=base)
