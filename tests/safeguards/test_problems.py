"""A safeguard that cannot be composed says where it is wrong, what is wrong, and what to do."""

import pytest

from ostraka.core.errors import ScenarioError
from ostraka.scenario import loads, with_safeguards
from ostraka.scenario.schema import validate
from tests.safeguards.worlds import BASE, guard, guarded

EFFECT = "safeguard.mine.effect."
NO_PARDON = BASE.replace("[pardon]\nhazard_per_month = 0.002", "")
HALF = "assumed = true\ndelivery = 0.5"


def for_words(words: str) -> str:
    return f"assumed = true\napplies_to.{words}"


# name: (text below the base, place, words of the fault, words of the remedy)
BROKEN = {
    "unknown_table": (
        guard('"linkng.mislink" = { set = 0 }'),
        f"{EFFECT}linkng.mislink",
        "the scenario has no 'linkng'",
        "did you mean 'linking'?",
    ),
    "unknown_value": (
        guard('"linking.mislinks" = { set = 0 }'),
        f"{EFFECT}linking.mislinks",
        "linking has no 'mislinks'",
        "did you mean 'mislink'?",
    ),
    "unknown_name": (
        guard('"categories.dept.points" = { set = 0 }'),
        f"{EFFECT}categories.dept.points",
        "categories has no 'dept'",
        "did you mean 'debt'?",
    ),
    "unknown_value_below_a_star": (
        guard('"categories.*.severities.*.point" = { set = 0 }'),
        f"{EFFECT}categories.*.severities.*.point",
        "has no 'point'",
        "did you mean 'points'?",
    ),
    "no_table_but_a_number": (
        guard('"months" = { set = 3 }'),
        f"{EFFECT}months",
        "the scenario has no 'months' to act on",
        "choose one of strata",
    ),
    "a_table_and_no_value": (
        guard('"review" = { set = 0 }'),
        f"{EFFECT}review",
        "review is a table",
        "name one value in it: sensitivity",
    ),
    "below_a_value": (
        guard('"linking.mislink.value" = { set = 0 }'),
        f"{EFFECT}linking.mislink.value",
        "linking.mislink has nothing below it",
        "write linking.mislink",
    ),
    "a_star_over_values": (
        guard('"review.*" = { set = 0 }'),
        f"{EFFECT}review.*",
        "review holds values of its own",
        "choose one of sensitivity",
    ),
    "who_people_are": (
        guard('"strata.*.share" = { set = 0.5 }'),
        f"{EFFECT}strata.*.share",
        "a safeguard changes rules, not who people are",
        "name a value of the rules",
    ),
    "what_an_act_is": (
        guard('"categories.petition.kind" = { set = "wrongdoing" }'),
        f"{EFFECT}categories.petition.kind",
        "what an act is",
        "name a value of the rules",
    ),
    "no_quotes": (
        guard("linking.mislink = { set = 0 }"),
        f"{EFFECT}linking",
        "'linking' holds a table, not an operator (multiply, at_least, at_most, set)",
        'write the whole place in quotes: "linking.mislink"',
    ),
    "unknown_operator": (
        guard('"linking.mislink" = { multipy = 0.5 }'),
        f"{EFFECT}linking.mislink.multipy",
        "unknown key",
        "did you mean 'multiply'?",
    ),
    "no_operator": (
        guard('"linking.mislink" = {}'),
        f"{EFFECT}linking.mislink",
        "it does nothing",
        "write multiply, at_least, at_most or set",
    ),
    "a_factor_below_0": (
        guard('"linking.mislink" = { multiply = -1 }'),
        f"{EFFECT}linking.mislink.multiply",
        "-1 is not a multiplier of at least 0",
        "change it",
    ),
    "a_limit_of_a_flag": (
        guard('"categories.debt.trigger" = { at_most = 0 }'),
        f"{EFFECT}categories.debt.trigger",
        "categories.debt.trigger is no number",
        "write { set = ... }",
    ),
    "a_flag_for_a_number": (
        guard('"linking.mislink" = { set = false }'),
        f"{EFFECT}linking.mislink",
        "linking.mislink is a probability",
        "set it to a number",
    ),
    "a_wrong_word": (
        guard('"blacklist.renewal" = { set = "never" }'),
        "blacklist.renewal",
        "with the safeguards mine: 'never' is not allowed",
        "'restart' or 'none'",
    ),
    "out_of_bounds": (
        guard('"review.specificity" = { multiply = 2 }'),
        "review.specificity",
        "with the safeguards mine: 1.9 is not a probability",
        "change it",
    ),
    "not_given": (
        guard('"score.floor" = { at_least = 0 }'),
        f"{EFFECT}score.floor",
        "score.floor is not given, so it can only be set",
        "write { set = ... }",
    ),
    "delivery_of_months": (
        guard('"blacklist.term_months" = { at_most = 12 }', head=HALF),
        f"{EFFECT}blacklist.term_months",
        "delivery is 0.5, and blacklist.term_months is a number of months",
        "set delivery = 1, or act on a probability",
    ),
    "delivery_of_a_hazard": (
        guard('"appeal.hazard_per_month" = { multiply = 2 }', head=HALF),
        f"{EFFECT}appeal.hazard_per_month",
        "is a hazard per month: the mean over those reached",
        "set delivery = 1",
    ),
    "delivery_of_a_list": (
        guard('"review.recognises" = { set = [] }', head=HALF),
        f"{EFFECT}review.recognises",
        "delivery is 0.5, and review.recognises is no number",
        "set delivery = 1",
    ),
    "no_share": (
        guard('"linking.mislink" = { set = 0 }', head="assumed = true\ndelivery = 80"),
        "safeguard.mine.delivery",
        "80 is not a share from 0 to 1",
        "change it",
    ),
    "not_by_stratum": (
        guard('"linking.mislink" = { set = 0 }', head=for_words('strata = ["minority"]')),
        f"{EFFECT}linking.mislink",
        "linking.mislink does not differ by strata",
        "leave strata out of applies_to",
    ),
    "not_by_jurisdiction": (
        guard('"strata.*.exposure" = { set = 0 }', head=for_words('jurisdictions = ["all"]')),
        f"{EFFECT}strata.*.exposure",
        "strata.*.exposure does not differ by jurisdictions",
        "leave jurisdictions out of applies_to",
    ),
    "unknown_stratum": (
        guard('"notice.probability" = { set = 1 }', head=for_words('strata = ["minorty"]')),
        "safeguard.mine.applies_to.strata",
        "nothing is called 'minorty'",
        "did you mean 'minority'?",
    ),
    "unknown_kind": (
        guard('"categories.*.points" = { set = 0 }', head=for_words('categories = ["legal"]')),
        "safeguard.mine.applies_to.categories",
        "nothing is called 'legal'",
        "choose one of debt, petition, fraud, wrongdoing, lawful, protected",
    ),
    "unknown_dimension": (
        guard('"linking.mislink" = { set = 0 }', head=for_words('stratum = ["minority"]')),
        "safeguard.mine.applies_to.stratum",
        "unknown key",
        "did you mean 'strata'?",
    ),
    "already_so": (
        guard('"linking.mislink" = { at_most = 0.5 }'),
        "safeguard.mine",
        "it changes nothing: the scenario is already so (linking.mislink)",
        "leave mine out",
    ),
    "nobody_eligible": (
        guard('"categories.*.points" = { set = 0 }', head=for_words('categories = ["protected"]')),
        "safeguard.mine",
        "or nobody is eligible",
        "mend its applies_to",
    ),
    "to_nobody": (
        guard('"linking.mislink" = { set = 0 }', head="assumed = true\ndelivery = 0"),
        "safeguard.mine",
        "it changes nothing",
        "delivery",
    ),
    "no_effect_at_all": (guard(), "safeguard.mine", "it changes nothing", "leave mine out"),
    "no_description": (
        "[safeguard.mine.effect]\n'linking.mislink' = { set = 0 }",
        "safeguard.mine.description",
        "missing",
        "what it is",
    ),
    "unknown_where_present": (
        guard('"linking.mislink" = { set = 0 }', head='assumed = true\nwhere_present = ["flags"]'),
        "safeguard.mine.where_present",
        "no table 'flags'",
        "did you mean 'flag'?",
    ),
    "two_settings": (
        guard('"linking.mislink" = { set = 0 }')
        + guard('"linking.mislink" = { set = 0.5 }', name="other"),
        "linking.mislink",
        "mine sets it to 0, other to 0.5",
        "leave one of them out",
    ),
    "two_lists": (
        guard('"review.recognises" = { set = [] }')
        + guard('"review.recognises" = { set = ["lawful_conduct"] }', name="other"),
        "review.recognises",
        "mine sets it to nothing, other to lawful_conduct",
        "leave one of them out",
    ),
    "limits_that_cross": (
        guard('"review.specificity" = { at_least = { low = 0.5, high = 0.99 } }')
        + guard('"review.specificity" = { at_most = 0.9 }', name="other"),
        "review.specificity",
        "mine asks for at least 0.99, other for at most 0.9",
        "move the limits apart",
    ),
    "a_table_that_nobody_knows": (
        guard() + "[safeguard.mine.tables.pardons]\nhazard_per_month = 0.1",
        "safeguard.mine.tables.pardons",
        "no table [pardons] that may be brought",
        "did you mean 'pardon'?",
    ),
    "unknown_safeguard": (
        "[safeguard.expirey]\ndelivery = 1",
        "safeguard.expirey",
        "no safeguard 'expirey'",
        "did you mean 'expiry'?",
    ),
    "sourced_and_assumed": (
        guard('"linking.mislink" = { set = { value = 0, source = "A", assumed = true } }'),
        f"{EFFECT}linking.mislink.set",
        "a source and is marked as assumed",
        "keep one",
    ),
}


@pytest.mark.parametrize(("text", "place", "fault", "remedy"), BROKEN.values(), ids=BROKEN.keys())
def test_a_safeguard_that_cannot_be_composed_says_so(text, place, fault, remedy):
    with pytest.raises(ScenarioError) as caught:
        guarded(text)
    named = {problem.place: problem for problem in caught.value.problems}
    assert place in named, str(caught.value)
    assert fault in named[place].fault
    assert remedy in named[place].remedy
    assert len(named) == 1, "one fault, one problem"


def test_a_number_of_a_safeguard_needs_a_source_too():
    shipped = loads(BASE).model_dump(mode="json", exclude_none=True)
    data = {key: value for key, value in shipped.items() if key != "assumed"}
    effect = {"linking.mislink": {"set": 0.3}}
    data["safeguard"] = {"mine": {"description": "a test", "effect": effect}}
    with pytest.raises(ScenarioError) as caught:
        validate(data, "test")
    (problem,) = caught.value.problems
    assert problem.place == f"{EFFECT}linking.mislink.set"
    assert problem.fault == "0.3 has no source and is not marked as assumed"
    data["safeguard"]["mine"] |= {"effect": {}, "tables": {"delay": {"reporting_months": 2}}}
    with pytest.raises(ScenarioError, match="with the safeguards mine: 2 has no source"):
        validate(data, "test")


def test_a_table_that_is_missing_is_named_with_what_to_add():
    with pytest.raises(ScenarioError) as caught:
        guarded(guard('"pardon.hazard_per_month" = { set = 1 }'), base=NO_PARDON)
    (problem,) = caught.value.problems
    assert problem.fault == "the scenario has no table [pardon]"
    assert problem.remedy == (
        "add [pardon] to the scenario, let the safeguard bring it ([safeguard.mine.tables.pardon]), "
        "or leave mine out"
    )
    inner = guard('"unfounded.fabrication.rate_per_month.debt" = { set = 0 }')
    with pytest.raises(ScenarioError, match=r"no table \[unfounded.fabrication\]; add"):
        guarded(inner)


def test_a_table_may_be_missing_if_the_safeguard_says_so():
    head = 'assumed = true\nwhere_present = ["pardon"]'
    both = guard(
        '"pardon.hazard_per_month" = { set = 1 }', '"appeal.steps" = { set = 1 }', head=head
    )
    assert [one.place for one in guarded(both, base=NO_PARDON).composition] == ["appeal.steps"]
    assert len(guarded(both).composition) == 2


def test_two_that_bring_one_table_must_agree():
    def bringing(name: str, hazard: float) -> str:
        table = f"[safeguard.{name}.tables.pardon]\nhazard_per_month = {hazard}\n"
        return guard(name=name) + table

    same = guarded(bringing("a", 0.1), bringing("b", 0.1), base=NO_PARDON)
    assert same.composition[0].safeguards == ("a", "b")
    with pytest.raises(ScenarioError) as caught:
        guarded(bringing("a", 0.1), bringing("b", 0.2), base=NO_PARDON)
    (problem,) = caught.value.problems
    assert problem.place == "safeguard.b.tables.pardon"
    assert problem.fault == "b brings pardon.hazard_per_month with another value than a"
    assert "write [pardon] in the scenario" in problem.remedy


def test_what_a_safeguard_brings_is_checked_too():
    table = "[safeguard.mine.tables.pardon]\nhazard_per_month = -1\n"
    with pytest.raises(ScenarioError, match=r"with the safeguards mine: -1 is not a hazard"):
        guarded(guard() + table, base=NO_PARDON)
    text = BASE.partition("[appeal]")[0]
    table = "[safeguard.mine.tables.review]\nsensitivity = 0.5\nspecificity = 1\n"
    with pytest.raises(ScenarioError, match="with the safeguards mine: it needs the table"):
        guarded(guard() + table, base=text)


def test_names_that_nobody_knows_or_that_act_already():
    plain = loads(BASE)
    with pytest.raises(ScenarioError, match="no safeguard 'expirey'; did you mean 'expiry'"):
        with_safeguards(plain, ["expirey"])
    with pytest.raises(ScenarioError, match="'expiry' does not act here; it has none"):
        with_safeguards(plain, without=["expiry"])
    one = with_safeguards(plain, ["expiry"])
    with pytest.raises(ScenarioError, match="'expiry' acts already"):
        with_safeguards(one, ["expiry"])
    with pytest.raises(ScenarioError, match="'firewall' does not act here; it has expiry"):
        with_safeguards(one, without=["firewall"])
    with pytest.raises(ScenarioError, match=r"safeguards.0: .*string"):
        loads("safeguards = [3]\n" + BASE)
    with pytest.raises(ScenarioError, match=r"safeguards: .*list"):
        loads('safeguards = "expiry"\n' + BASE)
    with pytest.raises(ScenarioError, match=r"safeguard.mine: this must be a table"):
        loads("safeguard.mine = 3\n" + BASE)


def test_the_scenario_must_hold_without_its_safeguards():
    table = "[safeguard.mine.tables.notice]\nprobability = 0.5\n"
    base = BASE.replace(BASE.partition("[notice]")[2].partition("[appeal]")[0], "\n").replace(
        "[notice]\n", ""
    )
    with pytest.raises(ScenarioError, match=r"appeal: it needs the table \[notice\]"):
        guarded(guard() + table, base=base)
