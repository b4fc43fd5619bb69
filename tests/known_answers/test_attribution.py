"""Shapley shares against closed forms: sources that add up, stand in for, or need each other.

Two sources of unfounded records at rates f and g a month, nobody acts, no exit. A person-month is
wrongful if at least k records have arrived by then: Q(k, x) is the upper tail of a Poisson with mean
x. With v12 = sum over months t of Q(k, (f + g) t), v1 and v2 with one source alone, the share of the
first source is (v1 + v12 - v2) / 2. For k = 1 the sources stand in for each other (what each does
when switched off alone adds up to less than the whole), for k = 2 they need each other (to more).
"""

import numpy as np
import pytest
from scipy.stats import poisson

from ostraka.results.attribution import attribute
from ostraka.results.shapley import off_alone, on_alone, shapley
from tests.known_answers.neutral import BARE, NEUTRAL, agrees_in_mean, world

MONTHS, PEOPLE, REPLICATES = 24, 50_000, 24
F, G = 0.02, 0.01

TWO_SOURCES = f"""
[unfounded.clerical.rate_per_month]
act = {F}
[unfounded.malicious_report.rate_per_month]
act = {G}
"""

TWO_RECORDS = """
[categories.act]
trigger = false
points = 1000
[blacklist]
threshold = 8500
"""


def attributed(*switched_on, base):
    return attribute(
        world(*switched_on, base=base),
        months=MONTHS,
        people=PEOPLE,
        replicates=REPLICATES,
        say=lambda words: None,
    )


def person_months(rate, least):
    """Expected, over the whole run."""
    t = np.arange(1, MONTHS + 1)
    return PEOPLE * poisson.sf(least - 1, rate * t).sum()


@pytest.mark.parametrize(
    ("least", "base", "texts"),
    [(1, BARE, (TWO_SOURCES,)), (2, NEUTRAL, (TWO_SOURCES, TWO_RECORDS))],
    ids=["one record lists", "two records list"],
)
def test_two_sources_share_as_the_closed_form_says(least, base, texts):
    found = attributed(*texts, base=base)
    assert [part.name for part in found.parts] == ["clerical", "malicious_report"]
    both, first, second = (person_months(rate, least) for rate in (F + G, F, G))
    expected = ((first + both - second) / 2, (second + both - first) / 2)
    shares = shapley(found.values)
    for share, value in zip(shares, expected, strict=True):
        agrees_in_mean(share, value)
    alone = off_alone(found.values)
    agrees_in_mean(alone[0], both - second, within=0.05)
    interaction = (found.values[-1] - alone.sum(axis=0)).mean()
    assert (interaction > 0) == (least == 1)
    assert found.all_off.value == 0


APART = """
[strata.everybody]
share = 0.5
exposure = 1.0
[strata.others]
share = 0.5
exposure = 0.0
[unfounded.clerical.rate_per_month]
act = 0.02
[categories.petition]
kind = "lawful"
detection = 1.0
trigger = true
rate_per_month = { by_stratum = { everybody = 0.0, others = 0.03 } }
"""


def test_mechanisms_that_never_meet_have_what_they_do_alone_to_the_integer():
    """One works on one stratum, the other on another: no order of switching matters."""
    found = attributed(APART, base=BARE)
    assert {part.name for part in found.parts} == {"clerical", "lawful_conduct"}
    shares = shapley(found.values)
    assert np.array_equal(shares, off_alone(found.values))
    assert np.array_equal(shares, on_alone(found.values))
    assert (shares > 0).all()
    assert found.interaction.value == 0
