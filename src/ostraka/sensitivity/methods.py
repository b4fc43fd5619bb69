"""Sampling and analysis by SALib, with the seed as one more input of the model.

A run's figure depends on its numbers and on its luck. Here the luck is an input like the others: a
column of the design that chooses the replicate (Iooss and Ribatet 2009, Reliability Engineering and
System Safety 94, treat such an input apart from the others in the same way).
So its share of the variance is estimated with an interval, and two runs that differ in one number share
their draws: a number that does nothing gets exactly nothing.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.extras import install
from ostraka.core.intervals import CONFIDENCE
from ostraka.sensitivity.designs import Floats, inside, power_of_two

Replicates = npt.NDArray[np.int64]
Evaluate = Callable[[Floats, Replicates], Floats]
"""From array (points, number) in the unit cube, and array (points) of replicates, to the figure."""

SEED: Final = "(the seed)"
RESAMPLES: Final = 1000
LEVELS: Final = 4
"""Of Morris's grid: 0, 1/3, 2/3, 1 of the way through each range of probability."""

MEASURES: Final = {
    "sobol": ("first", "total"),
    "shapley": ("share",),
    "morris": ("effect", "mean", "spread"),
}
METHODS: Final = tuple(MEASURES)


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval; None where there is none."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Sample:
    """Where a method wants a figure evaluated, and with which luck.

    Attributes
    ----------
    names : tuple of str
        Of the inputs, the seed last where it is one.
    method : str
    seed : int
    pairs : bool
    points : array (points, input)
        As the method made them, in the closed unit cube.
    u : array (points, number)
        Those of the numbers, within (0, 1).
    replicates : array (points) of int
        The luck of each point; equal ones share their draws.
    """

    names: tuple[str, ...]
    method: str
    seed: int
    pairs: bool
    points: Floats
    u: Floats
    replicates: Replicates


@dataclass(frozen=True)
class Indices:
    """What a method says of each input, the seed last where it is one.

    Attributes
    ----------
    names : tuple of str
    measures : mapping of str to tuple of Interval
        One for each name.
    pairs : mapping of (str, str) to Interval
        Second-order Sobol indices, where asked for.
    values : array (points)
        The figure at every point of the design.
    """

    names: tuple[str, ...]
    measures: dict[str, tuple[Interval, ...]]
    pairs: dict[tuple[str, str], Interval]
    values: Floats


def library() -> Any:
    """SALib.

    Raises
    ------
    OstrakaError
        If it is not installed.
    """
    try:
        import SALib
    except ImportError:
        raise OstrakaError(
            f"sensitivity: it needs SALib; install the extra: {install('sensitivity')}"
        ) from None
    return SALib


def runs_of(method: str, inputs: int, draws: int, *, pairs: bool = False) -> int:
    """How many runs a method takes, with ``inputs`` numbers and the seed.

    Raises
    ------
    OstrakaError
        If nobody knows the method.
    """
    if method not in METHODS:
        raise OstrakaError(f"method: {method!r} is unknown; {choose(method, METHODS)}")
    if method == "sobol":
        return power_of_two(draws) * ((2 if pairs else 1) * (inputs + 1) + 2)
    return draws * (inputs + 2)


def indices(
    names: Sequence[str],
    evaluate: Evaluate,
    method: str,
    *,
    draws: int,
    seed: int,
    pairs: bool = False,
    with_seed: bool = True,
) -> Indices:
    """Sensitivity indices of whatever can be evaluated at points of the unit cube.

    Parameters
    ----------
    names : sequence of str
        Of the inputs, which are independent and uniform in the unit cube.
    evaluate : callable
    method : str
        ``sobol``: first and total indices (Sobol 2001; estimators of Saltelli et al. 2010, doi
        10.1016/j.cpc.2009.09.018). ``shapley``: Shapley effects, which add up to 1 (Owen 2014, doi
        10.1137/130936233; estimator of Goda 2021, doi 10.1016/j.ress.2021.107702). ``morris``: mean
        absolute elementary effect, mean and spread (Morris 1991, doi 10.1080/00401706.1991.10484804;
        Campolongo et al. 2007, doi 10.1016/j.envsoft.2006.10.004).
    draws : int
        Base points, or trajectories; made up to a power of two for ``sobol``.
    seed : int
        Of the design and of the resampling, which are the same every time.
    pairs : bool
        Second-order Sobol indices too.
    with_seed : bool
        Whether luck is an input; else every point is evaluated with replicate 0.

    Raises
    ------
    OstrakaError
        If the figure is undefined at some point, or the same at all.
    """
    sample = sampled(names, method, draws=draws, seed=seed, pairs=pairs, with_seed=with_seed)
    return analysed(sample, evaluate(sample.u, sample.replicates))


def sampled(
    names: Sequence[str],
    method: str,
    *,
    draws: int,
    seed: int,
    pairs: bool = False,
    with_seed: bool = True,
) -> Sample:
    """The design of a method: where :func:`indices` evaluates. Whoever runs it gives :func:`analysed`.

    Raises
    ------
    OstrakaError
        If there are fewer than two base points, or nobody knows the method.
    """
    library()
    if draws < 2:
        raise OstrakaError(f"draws: {draws} are too few for an interval; take 16 at least")
    inputs = (*names, SEED) if with_seed else tuple(names)
    points = _sample(_problem(inputs), method, draws, seed, pairs)
    u = inside(points[:, : len(names)])
    return Sample(inputs, method, seed, pairs, points, u, _replicates(points, method, with_seed))


def analysed(sample: Sample, values: npt.ArrayLike) -> Indices:
    """Indices from the figure at every point of a design, whatever ran it.

    ``values`` are an array (points). Parameters and errors are those of :func:`indices`.
    """
    found = np.asarray(values, dtype=float)
    _look_at(found)
    problem = _problem(sample.names)
    random = np.random.default_rng([sample.seed, 1])  # SALib takes a plain 0 for no seed
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        measures, between = _ANALYSES[sample.method](
            problem, sample.points, found, random, sample.pairs
        )
    return Indices(sample.names, measures, between, found)


def _problem(inputs: Sequence[str]) -> dict[str, Any]:
    """The inputs as SALib wants them."""
    return {"num_vars": len(inputs), "names": list(inputs), "bounds": [[0.0, 1.0]] * len(inputs)}


def _sample(problem: dict[str, Any], method: str, draws: int, seed: int, pairs: bool) -> Floats:
    from SALib.sample import morris, shapley, sobol

    runs_of(method, problem["num_vars"], draws)
    random = np.random.default_rng([seed, 0])
    if method == "sobol":
        made = sobol.sample(problem, power_of_two(draws), calc_second_order=pairs, seed=random)
    elif method == "morris":
        made = morris.sample(problem, draws, num_levels=LEVELS, seed=random)
    else:
        made = shapley.sample(problem, draws, seed=random)
    return np.asarray(made, dtype=float)


def _replicates(points: Floats, method: str, with_seed: bool) -> Replicates:
    """The same luck for the same value of the last column; in Morris's grid, within a trajectory."""
    if not with_seed:
        return np.zeros(len(points), dtype=np.int64)
    if method == "morris":
        trajectory = np.arange(len(points)) // (points.shape[1] + 1)
        level = np.rint(points[:, -1] * (LEVELS - 1)).astype(np.int64)
        of_grid: Replicates = trajectory * LEVELS + level
        return of_grid
    return np.asarray(points[:, -1] * 2**31, dtype=np.int64)


def _look_at(values: Floats) -> None:
    undefined = int((~np.isfinite(values)).sum())
    if undefined:
        raise OstrakaError(
            f"harm: it is undefined in {undefined} of {len(values)} runs (nothing to divide by); "
            "choose a count, or take more people"
        )
    if np.ptp(values) == 0:
        raise OstrakaError(
            f"harm: it is {values[0]:g} in all {len(values)} runs, so nothing moves it; "
            "choose another, or take more people"
        )


_Measures = tuple[dict[str, tuple[Interval, ...]], dict[tuple[str, str], Interval]]


def _sobol(problem: Any, points: Floats, values: Floats, random: Any, pairs: bool) -> _Measures:
    from SALib.analyze import sobol

    made = sobol.analyze(
        problem,
        values,
        calc_second_order=pairs,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        seed=random,
    )
    found = {
        "first": _around(made["S1"], made["S1_conf"]),
        "total": _around(made["ST"], made["ST_conf"]),
    }
    between = {}
    names = problem["names"]
    if pairs:
        for j in range(len(names)):
            for k in range(j + 1, len(names)):
                value, half = made["S2"][j, k], made["S2_conf"][j, k]
                between[names[j], names[k]] = _around([value], [half])[0]
    return found, between


def _shapley(problem: Any, points: Floats, values: Floats, random: Any, pairs: bool) -> _Measures:
    from SALib.analyze import shapley

    made = shapley.analyze(problem, points, values, conf_level=CONFIDENCE)
    return {"share": _around(made["shapley_normalized"], made["shapley_normalized_conf"])}, {}


def _morris(problem: Any, points: Floats, values: Floats, random: Any, pairs: bool) -> _Measures:
    from SALib.analyze import morris
    from scipy.special import stdtrit

    made = morris.analyze(
        problem,
        points,
        values,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=LEVELS,
        seed=random,
    )
    trajectories = len(points) // (len(problem["names"]) + 1)
    spread = np.asarray(made["sigma"], dtype=float)
    student = float(stdtrit(trajectories - 1, (1 + CONFIDENCE) / 2))
    found = {
        "effect": _around(made["mu_star"], made["mu_star_conf"]),
        "mean": _around(made["mu"], student * spread / np.sqrt(trajectories)),
        "spread": tuple(Interval(float(value)) for value in spread),
    }
    return found, {}


_ANALYSES: Final = {"sobol": _sobol, "shapley": _shapley, "morris": _morris}


def _around(values: Any, halves: Any) -> tuple[Interval, ...]:
    return tuple(
        Interval(float(value), float(value - half), float(value + half))
        for value, half in zip(values, halves, strict=True)
    )
