"""What must never be said is not said, whatever the figures and assumptions."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import settings as run_with
from hypothesis import strategies as st

import ostraka as ok
from ostraka.estimation import Audit, ListEstimate
from ostraka.report.estimate_picture import described
from tests.estimation.given import settings

MANY = run_with(max_examples=120, deadline=None, derandomize=True)

NEVER = re.compile(
    r"innocen|guilt|accept|acquiesc|false.positive|accura|probab|chance that|\bodds\b|worse|"
    r"(?<!at )\bmost\b|majority|person|people|individual|proves?\b|shows that",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"it speaks of no person|--reading probabilities", re.IGNORECASE)


def said(found):
    """Everything that is said of an estimate."""
    words = [str(found), found.quote, described(found)]
    words += [step["words"] for step in found.to_dict()["steps"]]
    return [ALLOWED.sub("", " ".join(text.split())) for text in words]


@MANY
@given(settings(most=120))
def test_no_word_says_what_figures_cannot(setting):
    found = ListEstimate(setting)
    for text in said(found):
        assert not NEVER.search(text), NEVER.search(text)


@MANY
@given(settings(most=120))
def test_more_than_half_only_where_the_lower_bound_is(setting):
    found = ListEstimate(setting)
    claims = "more than half" in "".join(said(found))
    assert claims == (not found.is_refuted and 2 * found.bounds.low > setting.figures.listed)


@MANY
@given(settings(most=120))
def test_the_quote_carries_every_assumption_or_claims_nothing(setting):
    found = ListEstimate(setting)
    quote = found.quote
    if found.is_refuted:
        assert "contradict" in quote
        assert "nothing follows" in quote
        assert " % to " not in quote
    elif (found.bounds.low, found.bounds.high) == (0, setting.figures.listed):
        assert "do not show" in quote or "allow any number" in quote
    else:
        assert quote.startswith("If ")
    if len(found.steps) == 1:
        return
    given_ = setting.assumptions.given()
    for name, word in (
        ("specificity", r"overturn was right|rightly listed who challenged were refused"),
        ("sensitivity", r"refusal was right|wrongly listed who challenged won"),
        ("ratio_at_least", r"as often|as likely"),
        ("ratio_at_most", r"as often|as likely"),
        ("told_challenged_at_least", r"who were told"),
    ):
        if name in given_:
            assert re.search(word + r"|challenge was decided rightly", quote), (name, quote)
    drawn = [step for step in found.steps if step.name == "audit_random"]
    assert quote.count("drawn at random") == len(drawn)


@MANY
@given(settings(most=120))
def test_overturned_is_never_a_lower_bound_without_believing_overturns(setting):
    found = ListEstimate(setting)
    right = [a for a in setting.figures.audits if a.stated[1] > 0]
    if not found.is_refuted and not setting.assumptions.specificity and not right:
        audited = [a for a in setting.figures.audits if a.stated[0] > 0]
        if not audited:
            assert found.bounds.low == 0
    for text in said(found):
        assert not re.search(rf"at least {setting.figures.overturned:,} (of|entries|were)", text)


@MANY
@given(settings(most=120))
def test_one_number_needs_an_audit_or_a_named_ratio(setting):
    found = ListEstimate(setting)
    figures, given_ = setting.figures, setting.assumptions.given()
    if found.is_refuted or found.bounds.low != found.bounds.high:
        return
    assert (
        figures.audits
        or "ratio_at_most" in given_
        or "ratio_at_least" in given_
        or "told_challenged_at_least" in given_
        or figures.challenged == figures.listed
    )


@MANY
@given(settings(most=120))
def test_no_interval_from_a_sample_that_was_not_random(setting):
    found = ListEstimate(setting)
    if any(audit.is_random for audit in setting.figures.audits):
        return
    assert "drawn at random from" not in found.quote
    assert all(step.name != "audit_random" for step in (*found.steps, *found.offered))
    if setting.reading == "realised":
        assert found.bounds.confidence is None
        assert "confidence" not in str(found)
    if not found.is_refuted and set(setting.assumptions.given()) <= {"specificity", "sensitivity"}:
        unseen = setting.figures.unchallenged - sum(a.audited for a in setting.figures.audits)
        assert found.bounds.high - found.bounds.low >= unseen


@MANY
@given(settings(most=120))
def test_the_share_overturned_is_never_the_answer(setting):
    """O / A stands only beside a named κ, or as one end of bounds, never alone."""
    figures = setting.figures
    if not figures.challenged or figures.challenged == figures.listed:
        return
    found = ListEstimate(setting)
    if len(found.steps) == 1:
        assert (found.bounds.low, found.bounds.high) == (0, figures.listed)
    rate = f"{100 * figures.overturned / figures.challenged:.1f} %"
    by_ratio = re.compile(r"^    (share|from|to) .*$", re.MULTILINE)
    text = " ".join(by_ratio.sub("", str(found)).split())
    text = re.sub(r"entries \([^)]*\) were never decided on", "", text)
    points = [step.bounds for step in (*found.steps, *found.offered) if step.bounds.width == 0]
    if not points:
        assert not re.search(rf"(?<! to )(?<![\d.]){re.escape(rate)}(?! to )", text)


@run_with(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.integers(1, 200), st.integers(0, 200), st.integers(0, 200)),
        min_size=2,
        max_size=3,
    ),
    st.sampled_from([{}, {"perfect_review": True}, {"perfect_review": True, "ratio_at_least": 1}]),
)
def test_groups_differ_only_where_their_bounds_are_apart(counts, assumptions):
    groups = {}
    for name, (n, a, o) in zip("abc", counts, strict=False):
        a = min(a, n)
        groups[name] = ok.estimate(n, a, min(o, a), **assumptions)
    found = ok.compare_groups(groups)
    assert not NEVER.search(str(found))
    assert "never show different rates of error" in " ".join(str(found).split())
    for pair in found.pairs:
        one, other = groups[pair.group].bounds, groups[pair.reference].bounds
        if one.is_refuted or other.is_refuted:
            assert pair.difference is None
            continue
        (low, high), (base_low, base_high) = one.shares, other.shares
        assert pair.difference == (low - base_high, high - base_low)
        assert pair.differs == (low > base_high or high < base_low)
        if base_low == 0 and pair.ratio is not None:
            assert pair.ratio[1] is None
        if not assumptions:
            assert not pair.differs
    claims = re.findall(r"is (larger|smaller) in", found.quote)
    assert len(claims) == sum(pair.differs for pair in found.pairs)


@pytest.mark.parametrize("draws", [{}, {"audits": Audit(60, 40, "unchallenged", True)}])
def test_a_posterior_never_stands_without_its_prior(draws):
    found = ok.estimate(1000, 100, 80, perfect_review=True, posterior=True, **draws)
    text = str(found)
    assert "before" in text
    assert "after" in text
    assert ("κ did not move" in text) == (not found.posterior.ratio.is_learned) == (not draws)
    assert "Posterior" not in found.quote
    assert set(json.loads(json.dumps(found.to_dict()))["posterior"]["ratio"]) == {
        "prior",
        "posterior",
        "learned",
    }
