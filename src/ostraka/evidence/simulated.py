"""Predictions by simulation: runs of a case's scenario, one for each draw of its uncertain numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError
from ostraka.engine import BlockPlan, Tallies, simulate
from ostraka.evidence.cases import Case
from ostraka.evidence.declaration import Share, Term
from ostraka.evidence.facts import Ends
from ostraka.population.ledgers import ERRORS, WRONGFUL
from ostraka.results.counts import TableSum
from ostraka.results.estimate import FEWEST_DRAWS, parameter_interval
from ostraka.results.labels import labels

_GROUPS = {"error": ERRORS, "wrongful": WRONGFUL}


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs that agree with the facts that set the model.

    Attributes
    ----------
    pairs : dict
        For each simulated prediction, by name, an array of shape (kept, 2): one draw, two lucks.
    kept, people : int
        Draws that agree, and invented people in each run.
    """

    pairs: dict[str, npt.NDArray[np.float64]]
    kept: int
    people: int

    def figure(self, case: Case, name: str) -> tuple[float, Ends, float]:
        """Median, 95 % interval over the draws, and half-width of the Monte Carlo interval of one."""
        pairs = self.pairs[name]
        interval = parameter_interval(pairs)
        if interval is None:
            raise OstrakaError(
                f"case {case.name}: {name!r} is undefined in some draw; use more people"
            )
        within = float((pairs[:, 0] - pairs[:, 1]).std(ddof=1)) / 2**0.5
        return float(np.median(pairs.mean(axis=1))), interval, 1.96 * within


def run_scenario(
    case: Case,
    *,
    draws: int,
    people: int | None,
    seed: int | None,
    threads: int | None,
    progress: Callable[[int, int], None] | None,
) -> Runs:
    """Run each draw of the uncertain numbers, and keep those that agree with the set facts.

    A draw that misses a set fact by more than its tolerance is dropped before any prediction is looked
    at. Kept draws are run a second time with other luck, so that Monte Carlo error can be told from the
    spread that the assumptions cause.

    Raises
    ------
    OstrakaError
        If fewer than 20 draws agree with the set facts: the assumptions contradict them.
    """
    scenario = case.scenario
    root = scenario.seed if seed is None else seed
    size = scenario.people if people is None else people
    plan = BlockPlan(threads=threads)
    wanted = {p.name: p.model for p in case.declared.predictions if p.model is not None}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in wanted}
    kept = 0
    for number in range(draws):
        settled = scenario.drawn(root, number)
        # luck of its own for every draw: else one lucky or unlucky world would decide on all of them
        tallies = simulate(settled, people=size, seed=root, replicate=2 * number, plan=plan)
        if _agrees(case, tallies):
            kept += 1
            again = simulate(settled, people=size, seed=root, replicate=2 * number + 1, plan=plan)
            for name, share in wanted.items():
                found[name].append((share_of(case, share, tallies), share_of(case, share, again)))
        if progress is not None:
            progress(number + 1, draws)
    if kept < FEWEST_DRAWS:
        raise OstrakaError(
            f"case {case.name}: only {kept} of {draws} draws agree with the facts that set it; "
            "widen the assumed ranges, loosen `within`, or ask for more draws"
        )
    return Runs({name: np.array(pairs) for name, pairs in found.items()}, kept, size)


def _agrees(case: Case, tallies: Tallies) -> bool:
    for fact in case.declared.sets:
        if fact.model is not None:
            value, _ = case.published(fact.published)
            if not abs(share_of(case, fact.model, tallies) - value) <= fact.within:
                return False
    return True


def share_of(case: Case, share: Share, tallies: Tallies) -> float:
    """The value of a share in one run; NaN where its denominator is empty."""
    weights = case.weights(share)
    by = () if weights is None else ("stratum",)
    above = _summed(share.numerator, tallies, case.scenario, by)
    below = _summed(share.denominator, tallies, case.scenario, by)
    if weights is not None:
        unit = _summed(share.per or share.denominator, tallies, case.scenario, by)
        sizes = [weights[s] for s in case.scenario.strata]
        scale = np.divide(sizes, unit, out=np.full(len(sizes), np.nan), where=unit > 0)
        above, below = above * scale, below * scale
    total = float(below.sum())
    return float(above.sum()) / total if total > 0 else float("nan")


def _summed(
    terms: list[Term], tallies: Tallies, scenario: Any, by: tuple[str, ...]
) -> npt.NDArray[np.float64]:
    """Terms added up over all axes but those of ``by``."""
    total = np.zeros(len(scenario.strata) if by else ())
    for term in terms:
        name = f"tally_{term.table}"
        if name not in tallies.tables:
            raise OstrakaError(f"case: no tally {term.table!r}; there are {sorted(tallies.tables)}")
        dims = tallies.dims[name]
        absent = [axis for axis in (*term.where, *by) if axis not in dims]
        if absent:
            raise OstrakaError(f"case: the tally {term.table!r} has no {absent}; it has {dims}")
        places = {axis: _places(axis, names, scenario) for axis, names in term.where.items()}
        one = TableSum(name, ("jurisdiction", *dims), places)
        total = total + term.sign * one.along(tallies.tables[name], *by)
    return total


def _places(axis: str, names: list[str], scenario: Any) -> tuple[int, ...]:
    known = labels(scenario, axis, 0)
    if not known:
        raise OstrakaError(f"case: the positions along {axis} have no names")
    wanted = [part for name in names for part in _GROUPS.get(name, (name,))]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise OstrakaError(f"case: {axis} has no {unknown}; it has {', '.join(known)}")
    return tuple(known.index(name) for name in wanted)
