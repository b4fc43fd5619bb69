"""The posterior: calibrated where its model is right, honest about what moved and what did not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.stats import beta, norm

import ostraka as ok
from ostraka.core.errors import FiguresError
from ostraka.estimation import Assumptions, Audit, Figures, RatioPrior, Setting
from ostraka.estimation.draws import draw, draw_prior, effective_draws, joined, quantiles
from ostraka.estimation.pooling import pool

PRIOR = RatioPrior(2, 2)


def invent(rng, listed=400, audited=40, accuracy=(1.0, 1.0), tries=1000, prior=PRIOR):
    """A list from the prior itself: its setting, and the share that is wrong."""
    for _ in range(tries):
        phi, q = rng.random(2)
        ratio = prior.median * prior.factor ** rng.normal()
        theta = phi / (phi + ratio * (1 - phi))
        psi = (theta - q * phi) / (1 - q)
        if 0 <= psi <= 1 and q * phi <= theta and q * (1 - phi) <= 1 - theta:
            break
    else:
        return None
    challenged = rng.binomial(listed, q)
    wrong, others = rng.binomial(challenged, phi), rng.binomial(listed - challenged, psi)
    sensitivity, specificity = (end + (1 - end) * rng.random() for end in accuracy)
    overturned = rng.binomial(wrong, sensitivity) + rng.binomial(
        challenged - wrong, 1 - specificity
    )
    rest = listed - challenged
    audits = ()
    if audited and rest > audited:
        found = rng.hypergeometric(others, rest - others, audited)
        audits = (Audit(audited, int(found), "unchallenged", True),)
    figures = Figures(listed, int(challenged), int(overturned), audits=audits)
    return Setting(figures, Assumptions(accuracy[1], accuracy[0])), (wrong + others) / listed


@pytest.mark.parametrize(
    ("audited", "accuracy"), [(0, (1.0, 1.0)), (40, (1.0, 1.0)), (0, (0.8, 0.9))]
)
def test_it_is_calibrated_where_the_model_is_right(audited, accuracy):
    """95 % intervals over 1,500 lists: the standard error is 0.56 points, and of a half 1.3 points."""
    rng, lists = np.random.default_rng(11), 1500
    held = below = counted = 0
    for _ in range(lists):
        setting, truth = invent(rng, audited=audited, accuracy=accuracy)
        if setting.figures.challenged == 0 or (audited and not setting.figures.audits):
            continue
        draws = draw(setting, PRIOR, 1024, rng)
        if effective_draws(draws) < 100:
            draws = draw(setting, PRIOR, 20_000, rng)
        low, middle, high = quantiles(draws.share, draws.weight)
        held += low - 1e-9 <= truth <= high + 1e-9
        below += (truth < middle) + 0.5 * (truth == middle)
        counted += 1
    assert counted > 0.85 * lists
    error = math.sqrt(0.95 * 0.05 / counted)
    assert held / counted == pytest.approx(0.95, abs=3 * error + 0.005)  # 0.5: whole entries
    assert below / counted == pytest.approx(0.5, abs=3 * 0.5 / math.sqrt(counted))


def test_it_is_not_where_the_prior_is_wrong():
    """κ a quarter, believed to be about two: the interval misses, and more figures do not help."""
    missed = []
    for times in (1, 100):
        listed, share, ratio = 2000 * times, 0.4, 0.25
        chance = 0.2
        wrong, right = int(listed * share), listed - int(listed * share)
        overturned, refused = int(wrong * chance * ratio), int(right * chance)
        found = ok.estimate(
            listed, overturned + refused, overturned, perfect_review=True, posterior=PRIOR
        )
        missed.append(found.posterior.share.posterior[2] < share)
        assert not found.posterior.ratio.is_learned
    assert missed == [True, True]


def test_it_is_the_quadrature_of_its_own_density():
    """Mean share of a large list, with an audit: an independent double integral in (φ, ψ)."""
    setting = Setting(
        Figures(100_000, 10_000, 7_000, audits=(Audit(50, 20, "unchallenged", True),)),
        Assumptions(1, 1),
    )
    q, (low, high) = 0.1, (0.67, 0.73)

    def density(psi, phi):
        theta = q * phi + (1 - q) * psi
        ratio = phi * (1 - theta) / (theta * (1 - phi))
        prior = norm.pdf(math.log2(ratio), 1, 1) * (1 - q) / (theta * (1 - theta))
        return beta.pdf(phi, 7_001, 3_001) * prior * beta.pdf(psi, 21, 31)

    weight = dblquad(density, low, high, 0.01, 0.99, epsabs=1e-6)[0]
    share = dblquad(
        lambda psi, phi: (q * phi + (1 - q) * psi) * density(psi, phi),
        *(low, high, 0.01, 0.99),
        epsabs=1e-6,
    )[0]
    draws = draw(setting, PRIOR, 40_000, np.random.default_rng(3))
    ours = float((draws.share * draws.weight).sum() / draws.weight.sum())
    assert ours == pytest.approx(share / weight, abs=0.001)


def test_two_starts_agree():
    """An audit of the list and one of the unchallenged, whichever the draws start from."""
    one, other = Audit(80, 40, "unchallenged", True), Audit(60, 33, "list", True)
    base = Setting(Figures(50_000, 5_000, 4_000, audits=(one, other)), Assumptions(1, 1))
    rng = np.random.default_rng(4)
    led_by_one = draw(base, PRIOR, 40_000, rng)
    bigger = replace(base, figures=replace(base.figures, audits=(other, one)))
    ends = [quantiles(d.share, d.weight) for d in (led_by_one, draw(bigger, PRIOR, 40_000, rng))]
    assert ends[0] == pytest.approx(ends[1], abs=0.004)
    alone = replace(base, figures=replace(base.figures, audits=(one,)))
    wide = quantiles(*_pair(draw(alone, PRIOR, 40_000, rng)))
    assert wide[2] - wide[0] > ends[0][2] - ends[0][0]


def _pair(draws):
    return draws.share, draws.weight


def test_limits_of_the_ratio_cut_its_prior():
    setting = Setting(Figures(1000, 100, 80), Assumptions(1, 1, ratio_at_least=1, ratio_at_most=4))
    for make in (draw, draw_prior):
        draws = make(setting, PRIOR, 5_000, np.random.default_rng(5))
        kept = draws.ratio[draws.weight > 0]
        assert kept.min() >= 1 - 1e-9
        assert kept.max() <= 4 + 1e-9


def test_batches_join_and_weights_count():
    setting = Setting(Figures(1000, 100, 80), Assumptions(1, 1))
    parts = [draw(setting, PRIOR, 1000, np.random.default_rng(k)) for k in range(2)]
    whole = joined(parts)
    assert len(whole.share) == 2000
    assert effective_draws(whole) > 1900


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({}, "sensitivity"),
        ({"sensitivity": 0.4, "specificity": 0.5}, "sensitivity"),
        ({"perfect_review": True, "audits": Audit(10, 5, "list")}, "audit_random"),
        ({"perfect_review": True, "told": 500, "told_challenged_at_least": 0.5}, "told"),
    ],
)
def test_what_has_no_prior_has_no_posterior(given, place):
    with pytest.raises(FiguresError, match=place):
        ok.estimate(1000, 100, 80, posterior=True, **given)


def test_a_posterior_needs_challenges_and_a_prior_that_agrees():
    with pytest.raises(FiguresError, match="no challenge was decided"):
        ok.estimate(1000, perfect_review=True, posterior=True)
    audit = Audit(400, 399, "unchallenged", True)
    with pytest.raises(FiguresError, match="hardly agree"):
        ok.estimate(
            1000, 200, 20, perfect_review=True, audits=audit, posterior=RatioPrior(50, 1.01)
        )
    for wrong in ({"median": 0}, {"factor": 1}):
        with pytest.raises(FiguresError, match="prior_"):
            RatioPrior(**wrong)


AUDITED = Figures(20_000, 2_000, 1_500, audits=(Audit(200, 100, "unchallenged", True),))
UNAUDITED = Figures(20_000, 2_000, 1_500)


def together(first, second, spread):
    settings = {
        name: Setting(f, Assumptions(1, 1)) for name, f in zip("ab", (first, second), strict=True)
    }
    return pool(settings, PRIOR, spread)


def test_an_audit_of_one_group_informs_the_other_the_more_the_less_they_differ():
    widths = []
    for spread in (1.1, 2.0, 4.0):
        found = together(AUDITED, UNAUDITED, spread).groups["b"]
        narrow, wide = (end[2] - end[0] for end in (found.share, found.share_alone))
        widths.append(narrow / wide)
        assert narrow < wide
    assert widths == sorted(widths)
    assert widths[0] < 0.4


def test_without_an_audit_pooling_teaches_nothing():
    found = together(UNAUDITED, UNAUDITED, 2.0)
    for group in found.groups.values():
        assert group.share == pytest.approx(group.share_alone, abs=0.01)
        assert np.log2(group.ratio) == pytest.approx(np.log2(group.ratio_alone), abs=0.1)
    # but for what is impossible, which is rarer where groups differ less
    assert found.spread == pytest.approx(found.spread_prior, rel=0.05)


def test_a_group_by_itself_is_the_posterior_under_the_wider_prior():
    """Alone, κ is normal about a normal centre: with spread 1.0001 that is the prior itself."""
    alone = together(AUDITED, UNAUDITED, 1.02).groups["a"].share_alone
    single = ok.estimate(
        20_000, 2_000, 1_500, audits=AUDITED.audits, perfect_review=True, posterior=PRIOR
    ).posterior.share.posterior
    assert alone == pytest.approx(single, abs=0.01)


def test_pooling_is_calibrated_where_the_model_is_right():
    """Six groups about one centre, 40 times: 95 % of 240 intervals, standard error 1.4 points."""
    rng, held, counted = np.random.default_rng(8), 0, 0
    while counted < 240:
        around = RatioPrior(2 ** rng.normal(1, 1), 2 ** max(abs(rng.normal()), 1e-6))
        # the restriction to what is possible holds for all groups at once: one try for each
        made = [invent(rng, audited=40 * (k < 3), tries=1, prior=around) for k in range(6)]
        if any(one is None or not one[0].figures.challenged for one in made):
            continue
        found = pool(
            {str(k): setting for k, (setting, _) in enumerate(made)},
            *(PRIOR, 2.0),
            draws=4096,
            seed=int(rng.integers(1 << 30)),
        )
        for k, (_, truth) in enumerate(made):
            low, _, high = found.groups[str(k)].share
            held += low - 1e-9 <= truth <= high + 1e-9
            counted += 1
    assert held / counted == pytest.approx(0.95, abs=3 * math.sqrt(0.95 * 0.05 / counted) + 0.005)


def test_a_single_group_is_pooled_with_nobody():
    few = Figures(2_000, 200, 150, audits=(Audit(8, 2, "unchallenged", True),))
    (group,) = pool({"a": Setting(few, Assumptions(1, 1))}, PRIOR, 2.0).groups.values()
    assert group.share == pytest.approx(group.share_alone, abs=1e-9)
    assert group.ratio == pytest.approx(group.ratio_alone, rel=1e-9)
