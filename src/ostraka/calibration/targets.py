"""What is fitted and what is held out, each with the way it is read from a run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from ostraka.calibration.published import (
    Compared,
    TargetsFile,
    ends_of,
    read_file,
    share_with_errors,
)
from ostraka.core.errors import OstrakaError, choose
from ostraka.engine import Tallies
from ostraka.evidence import Case, load_case
from ostraka.evidence import names as case_names
from ostraka.evidence.declaration import Prediction, SetFact
from ostraka.evidence.simulated import share_of
from ostraka.results.counts import SCOPES, Scope, collect
from ostraka.results.declared import figure_set
from ostraka.results.estimate import Floats
from ostraka.results.labels import ALL, groups_of
from ostraka.scenario import jurisdictions

NEVER_FITTED: Final = ("missed_person_months", "acts_deterred")
"""Figures of what a system misses or deters: they may be predicted, and nothing is tuned by them."""

Read = Callable[[Tallies], float]


@dataclass(frozen=True)
class Target:
    """A published figure, and the same in a run.

    Attributes
    ----------
    name : str
    read : callable
        From the tables of a run to its value; nan where the run has none.
    published, low, high : float
        The figure, and its 95 % interval or what its rounding allows.
    below, above : float
        Standard error below and above the figure: what a difference is divided by.
    source : str
        Where it was published.
    """

    name: str
    read: Read
    published: float
    low: float
    high: float
    below: float
    above: float
    source: str


@dataclass(frozen=True)
class Targets:
    """What a calibration is held to: ``fitted`` steers it, ``held_out`` is only predicted."""

    title: str
    fitted: tuple[Target, ...]
    held_out: tuple[Target, ...]

    def distance(self, values: Floats) -> Floats:
        """Squared distances of figures (draws, fitted then held out), in standard errors."""
        total = np.zeros(len(values))
        for k, one in enumerate(self.fitted):
            difference = values[:, k] - one.published
            total += (difference / np.where(difference < 0, one.below, one.above)) ** 2
        return np.where(np.isfinite(total), total, np.inf)


def read_targets(to: str | Path, scenario: Any, *, people: int | None = None) -> Targets:
    """Published figures, from a file of them or from a case, ready to be read from runs of a scenario.

    Of a case, the facts that set it are fitted and its predictions held out, where runs of its scenario
    have them; what a case computes by a formula is left to the case.

    Parameters
    ----------
    to : str or Path
        A TOML or JSON file, the name of a shipped case, or the folder of one.
    scenario : Scenario
    people : int, optional
        People in the runs; the scenario's own unless given.

    Raises
    ------
    OstrakaError
        For every fault of the file, and for a figure or group that runs of the scenario do not have.
    """
    if str(to) in case_names() or (Path(to) / "case.toml").is_file():
        return _of_case(load_case(to), scenario)
    file = read_file(to)
    size = scenario.people if people is None else people
    return Targets(
        file.title,
        tuple(_of_file(one, file, scenario, size, fitted=True) for one in file.fit),
        tuple(_of_file(one, file, scenario, size, fitted=False) for one in file.held_out),
    )


def _of_file(
    one: Compared, file: TargetsFile, scenario: Any, people: int, *, fitted: bool
) -> Target:
    if fitted and {one.figure, one.per} & set(NEVER_FITTED):
        raise OstrakaError(
            f"{one.name!r}: {one.figure} says what a system misses or deters, and nothing is "
            "fitted to that; hold it out (`held_out`), where it is only predicted"
        )
    read = _reader(one, scenario)
    if one.people is not None:
        scale, plain = file.fact(one.people).value / people, read

        def read(tallies: Tallies) -> float:
            return scale * plain(tallies)

    sources = dict.fromkeys(
        f"{fact.source_title} ({fact.period}), {fact.source_url}"
        for fact in (file.fact(name) for name in (one.counted, *one.below))
    )
    return Target(one.name, read, *ends_of(one, file), source="; ".join(sources))


def _reader(one: Compared, scenario: Any) -> Read:
    """How a figure of the run is read, for one group."""
    known = figure_set(scenario)
    figures = known.figures
    for name in (one.figure, one.per):
        if name is not None and name not in figures:
            raise OstrakaError(
                f"{one.name!r}: runs of this scenario have no figure {name!r}; "
                f"{choose(name, list(figures))}"
            )
    grows = figures[one.figure].grows and (one.per is None or not figures[one.per].grows)
    if grows and one.people is None:
        raise OstrakaError(
            f"{one.name!r}: {one.figure} grows with the number of people, and a run has its own; "
            "divide it by another figure (`per`), or say among how many it was counted (`people`)"
        )
    if not grows and one.people is not None:
        raise OstrakaError(
            f"{one.name!r}: {one.figure} does not grow with the people; leave out `people`"
        )
    scope, place = _group(one, scenario)
    asked = [name for name in (one.figure, one.per) if name is not None]
    sums = {k: v for k, v in known.sums.items() if k.partition("/")[0] in asked}
    with_appeals = scenario.appeal is not None

    def read(tallies: Tallies) -> float:
        counts = collect(
            tallies.tables, tallies.months, scope, with_appeals=with_appeals, sums=sums
        )
        values = [float(figures[name].read(counts).value[place]) for name in asked]
        if len(values) == 1:
            return values[0]
        return values[0] / values[1] if values[1] > 0 else float("nan")

    return read


def _group(one: Compared, scenario: Any) -> tuple[Scope, int]:
    """Scope of a group, and its place there."""
    if one.group is None or one.group == ALL:
        return "all", 0
    groups = groups_of(scenario, tuple(place.name for place in jurisdictions(scenario)))
    for scope in SCOPES:
        names = [name for kind, name in groups if kind == scope]
        if scope != "all" and one.group in names:
            return scope, names.index(one.group)
    names = [name for _, name in groups if name != ALL]
    raise OstrakaError(f"{one.name!r}: there is no group {one.group!r}; {choose(one.group, names)}")


def _of_case(case: Case, scenario: Any) -> Targets:
    declared = case.declared
    fitted = tuple(t for one in declared.sets if (t := _of_share(case, one, scenario)))
    if not fitted:
        raise OstrakaError(
            f"case {case.name}: no fact sets a figure of its runs, so there is nothing to fit; write a "
            "file of published figures instead"
        )
    held_out = tuple(t for one in declared.predictions if (t := _of_share(case, one, scenario)))
    return Targets(declared.title, fitted, held_out)


def _of_share(case: Case, one: SetFact | Prediction, scenario: Any) -> Target | None:
    """A share of counts that a case compares with its runs; None where it has another form."""
    share = one.published.share
    model = one.model
    if model is None or share is None or one.published.relative_to is not None:
        return None
    if set(case.scenario.strata) != set(scenario.strata):
        raise OstrakaError(
            f"case {case.name}: its figures are of the strata {', '.join(case.scenario.strata)}; this "
            f"scenario has {', '.join(scenario.strata)}"
        )
    number, total = (
        sum(case.facts[name].value for name in names) for names in (share.above, share.below)
    )
    facts = [case.facts[name] for name in (*share.above, *share.below)]
    source = "; ".join(
        dict.fromkeys(f"{f.source_title} ({f.period}), {f.source_url}" for f in facts)
    )
    return Target(
        one.name,
        lambda tallies: share_of(case, model, tallies),
        *share_with_errors(number, total),
        source=source,
    )
