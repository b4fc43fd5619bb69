"""The functions that a formula of a case may call, each with its usage and its source."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ostraka.evidence import lending, linkage, urns


@dataclass(frozen=True, slots=True)
class Function:
    """A function of formulas.

    Attributes
    ----------
    usage : str
        How it is called.
    meaning : str
        What it gives, with units and source.
    compute : callable
        Numbers or one number a draw in, the same out.
    """

    usage: str
    meaning: str
    compute: Callable[..., Any]


def _special(name: str) -> Callable[..., Any]:
    """A function of ``scipy.special``, which is imported when a formula calls it."""

    def compute(*given: Any) -> Any:
        from scipy import special

        return getattr(special, name)(*given)

    return compute


def birthday(people: Any, dates: Any) -> Any:
    """Probability that some two of ``people`` share one of ``dates`` equally likely dates.

    Known answer 7: 1 − Π(1 − i/n).
    """
    from scipy import special  # imported late: no run of a scenario needs it

    k, n = np.asarray(people, float), np.asarray(dates, float)
    log_none = special.gammaln(n + 1) - special.gammaln(n - k + 1) - k * np.log(n)
    return 1 - np.exp(log_none)


def people_for_half(dates: Any) -> Any:
    """Least number of people among whom a shared date is as likely as not, of equally likely dates."""
    n = np.asarray(dates, float)
    # the first terms of its expansion (Brink 2012); one step around it makes it exact
    guess = np.ceil(np.sqrt(2 * n * np.log(2)) + (3 - 2 * np.log(2)) / 6)
    guess = np.where(birthday(guess, n) < 0.5, guess + 1, guess)
    return np.where(birthday(guess - 1, n) >= 0.5, guess - 1, guess)


def chosen_share(group: Any, rate: Any, odds: Any) -> Any:
    """Share of a group among the selected, if its members have other odds of being selected.

    ``group`` is its share of those to choose from, ``rate`` the share selected of all. The mean of
    Fisher's noncentral hypergeometric distribution, in the limit of large numbers (McCullagh and Nelder
    1989, section 7.3): p/(1−p) = odds·q/(1−q), with group·p + (1−group)·q = rate.
    """
    g, r, w = (np.asarray(one, float) for one in (group, rate, odds))
    # quadratic in the others' rate q: (1−g)(w−1) q² + (w g + 1 − g − r(w−1)) q − r = 0
    a, b = (1 - g) * (w - 1), w * g + 1 - g - r * (w - 1)
    root = np.sqrt(b * b + 4 * a * r)
    q = 2 * r / (b + root)
    return 1 - (1 - g) * q / r


def at_least(times: Any, mean: Any, size: Any) -> Any:
    """Share of those with one event who have ``times`` or more, from the mean number they have.

    Zero-truncated negative binomial (1 or more events); ``size`` near 0 is the logarithmic series, 1 the
    geometric, large the Poisson distribution (Johnson, Kemp and Kotz 2005, section 5.11).
    """
    from scipy import special

    k, target, r = np.broadcast_arrays(*(np.asarray(one, float) for one in (times, mean, size)))
    low, high = np.full(k.shape, 1e-9), np.array(target, float)
    for _ in range(60):  # bisection: the truncated mean rises with the mean before truncation
        middle = (low + high) / 2
        none = (r / (r + middle)) ** r
        too_low = middle / (1 - none) < target
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    none = (r / (r + low)) ** r
    return special.betainc(k, r, low / (r + low)) / (1 - none)


def size_of(mean: Any, with_any: Any) -> Any:
    """Size of the negative binomial law with this mean in which this share has one event or more.

    Solves 1 − (r/(r + mean))^r = with_any; a share as large as Poisson events would give is answered
    with a large size.
    """
    m, share = np.broadcast_arrays(np.asarray(mean, float), np.asarray(with_any, float))
    low, high = np.full(m.shape, -12.0), np.full(m.shape, 12.0)
    for _ in range(60):  # the share with any event rises with the size
        middle = (low + high) / 2
        r = np.exp(middle)
        too_low = 1 - (r / (r + m)) ** r < share
        low, high = np.where(too_low, middle, low), np.where(too_low, high, middle)
    return np.exp(low)


FUNCTIONS: dict[str, Function] = {
    f.usage.partition("(")[0]: f
    for f in (
        Function("min(a, b)", "the smaller", np.minimum),
        Function("max(a, b)", "the larger", np.maximum),
        Function("exp(x)", "e to the power x", np.exp),
        Function("log(x)", "natural logarithm", np.log),
        Function("sqrt(x)", "square root", np.sqrt),
        Function("floor(x)", "the whole number below", np.floor),
        Function("logit(p)", "log of the odds", _special("logit")),
        Function("expit(x)", "the probability with these log odds", _special("expit")),
        Function("normal(z)", "standard normal distribution function", _special("ndtr")),
        Function("normal_quantile(p)", "its inverse", _special("ndtri")),
        Function("clip(x, low, high)", "x, kept between two ends", np.clip),
        Function("choose(condition, a, b)", "a where the comparison holds, else b", np.where),
        Function(
            "birthday(people, dates)",
            "probability that some two share a date, of equally likely dates",
            birthday,
        ),
        Function(
            "chosen_share(group, rate, odds)",
            "share of a group among the selected, if its members have other odds",
            chosen_share,
        ),
        Function(
            "at_least(times, mean, size)",
            "share with so many events or more of those with one, by their mean number",
            at_least,
        ),
        Function(
            "size_of(mean, with_any)",
            "size of the negative binomial law of events with this mean and share with any",
            size_of,
        ),
        Function(
            'agreement("fields", dates)',
            "probability that two people agree in all of the fields: " + ", ".join(linkage.FIELDS),
            lambda fields, dates: linkage.agreement(fields, dates),
        ),
        Function(
            'lending("rule", ratio, "figure", "group")',
            "what a lending rule gives a group; rules " + ", ".join(lending.RULES),
            lending.of_rule,
        ),
        Function(
            'lending_alone("figure")',
            "of the Black group alone: best_threshold, best_gain, harmless_threshold",
            lending.alone,
        ),
        Function(
            "urn_share(a, b, c, d)",
            "limit of attention on the first of two places, by what is added to each when found there",
            urns.limit,
        ),
        Function(
            "people_for_half(dates)",
            "least number of people among whom a shared date is as likely as not",
            people_for_half,
        ),
    )
}
