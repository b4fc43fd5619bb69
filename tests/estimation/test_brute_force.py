"""Closed forms against every world of small lists, told apart in a different way."""

from fractions import Fraction
from itertools import product

import pytest

import ostraka as ok
from ostraka.estimation import Audit
from tests.estimation.brute import hull, ratio_is, told_is, worlds

SMALL = [
    (n, a, o) for n in (1, 2, 5, 9, 13) for a in range(0, min(n, 7) + 1, 2) for o in range(a + 1)
]
EXACT = {0.0: Fraction(0), 0.5: Fraction(1, 2), 0.8: Fraction(4, 5), 0.9: Fraction(9, 10), 1.0: 1}


def found(*figures, **assumptions):
    bounds = ok.estimate(*figures, **assumptions).bounds
    return None if bounds.is_refuted else (bounds.low, bounds.high)


@pytest.mark.parametrize("sensitivity", EXACT)
@pytest.mark.parametrize("specificity", EXACT)
def test_review_that_errs(sensitivity, specificity):
    for figures in SMALL:
        every = worlds(*figures, EXACT[sensitivity], EXACT[specificity])
        expected = hull(whole for _, whole in every)
        assert found(*figures, sensitivity=sensitivity, specificity=specificity) == expected


@pytest.mark.parametrize(
    ("least", "most"),
    [(1, None), (2, None), (0.5, None), (7, None), (None, 2), (None, 0.4), (1, 3), (0.5, 2)],
)
@pytest.mark.parametrize("accuracy", [1.0, 0.8, 0.0])
def test_who_challenges(least, most, accuracy):
    compared = outside = 0
    limits = [None if end is None else Fraction(str(end)) for end in (least, most)]
    for figures in SMALL:
        listed, challenged, _ = figures
        expected = hull(
            whole
            for w, whole in worlds(*figures, EXACT[accuracy], EXACT[accuracy])
            if ratio_is(w, whole, listed, challenged, *limits)
        )
        ours = found(
            *figures,
            sensitivity=accuracy,
            specificity=accuracy,
            ratio_at_least=least,
            ratio_at_most=most,
        )
        if least is not None and most is not None:
            # two limits may leave less than one entry: then the nearest number stands for it
            assert ours is not None or expected is None
            if expected is not None:
                assert ours[0] <= expected[0] <= expected[1] <= ours[1]
                outside += ours != expected
                compared += 1
            continue
        assert ours == expected, figures
        compared += expected is not None
    assert compared > 25
    assert outside <= compared / 10


@pytest.mark.parametrize("share", [0.5, 0.8, 1.0])
@pytest.mark.parametrize("accuracy", [1.0, 0.8])
def test_being_told(share, accuracy):
    for figures in SMALL:
        listed, challenged, _ = figures
        for told in range(challenged, listed + 1, 3):
            expected = hull(
                whole
                for w, whole in worlds(*figures, EXACT[accuracy], EXACT[accuracy])
                if told_is(w, whole, listed, challenged, told, Fraction(str(share)))
            )
            ours = found(
                *figures,
                told=told,
                sensitivity=accuracy,
                specificity=accuracy,
                told_challenged_at_least=share,
            )
            assert ours == expected


@pytest.mark.parametrize("accuracy", [1.0, 0.8])
def test_an_audit_of_no_random_sample(accuracy):
    least = EXACT[accuracy]
    for listed, seen in product((4, 7), (1, 3, 4)):
        for wrong in range(seen + 1):
            expected = hull(
                whole
                for whole in range(listed + 1)
                for inside in range(max(0, seen - listed + whole), min(seen, whole) + 1)
                if any(
                    0 <= wrong - caught <= seen - inside
                    and caught >= least * inside
                    and seen - inside - (wrong - caught) >= least * (seen - inside)
                    for caught in range(inside + 1)
                )
            )
            audit = Audit(seen, wrong, "list", False, accuracy, accuracy)
            assert found(listed, audits=audit) == expected


def test_everything_at_once():
    compared = outside = 0
    cases = product((6, 9), (2, 4), (0.0, 0.8, 1.0), (0.0, 0.9, 1.0), (0.5, 1, 3), (None, 4))
    for n, a, s, c, least, most in cases:
        for o in range(a + 1):
            expected = hull(
                whole
                for w, whole in worlds(n, a, o, EXACT[s], EXACT[c])
                if ratio_is(w, whole, n, a, Fraction(str(least)), most)
                and told_is(w, whole, n, a, n - 1, Fraction(1, 2))
            )
            ours = found(
                *(n, a, o),
                sensitivity=s,
                specificity=c,
                ratio_at_least=least,
                ratio_at_most=most,
                told=n - 1,
                told_challenged_at_least=0.5,
            )
            if most is None:
                assert ours == expected
            elif expected is not None:
                assert ours[0] <= expected[0] <= expected[1] <= ours[1]
                outside += ours != expected
                compared += 1
    assert compared > 200
    assert outside <= compared / 20
