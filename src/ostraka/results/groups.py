"""Figures of the whole and of groups, and their paired differences and ratios."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.core.intervals import binomial_interval, poisson_interval
from ostraka.results.counts import Counts
from ostraka.results.estimate import (
    FEW,
    Estimate,
    Floats,
    jackknife_half_width,
    parameter_interval,
    replicate_half_width,
    too_few,
    undefined,
)
from ostraka.results.figures import Figure
from ostraka.results.harm_table import PER_PEOPLE, Comparison, HarmTable
from ostraka.results.readings import Reading, divided


@dataclass(frozen=True)
class Sample:
    """The readings of one group: of all replicates, with each left out, and of each alone.

    Attributes
    ----------
    readings : mapping of str to Reading
        Each array has the axis [all, without replicate 0, 1 ..., only replicate 0, 1 ...].
    replicates : int
    draws : array (draws + 1, 2, figure)
        Figures in the parameter draws, and last at the central values; of no use without draws.
    figures : mapping of str to Figure
        All that are read, in the order of ``draws``.
    """

    readings: Mapping[str, Reading]
    replicates: int
    draws: Floats
    figures: Mapping[str, Figure]

    def left_out(self, values: Floats) -> Floats:
        """The part of a reading's values in which one replicate is missing."""
        return values[1 : 1 + self.replicates]

    def alone(self, values: Floats) -> Floats:
        """The part of a reading's values that rests on one replicate each."""
        return values[1 + self.replicates :]

    def drawn(self, figure: Figure) -> Floats:
        """One figure in the parameter draws, and last at the central values: array (draws + 1, 2)."""
        return self.draws[:, :, list(self.figures).index(figure.name)]

    def compared(self, figure: Figure) -> Floats:
        """A figure's values as groups are compared by them: what grows, per 100,000 people."""
        value = self.readings[figure.name].value
        if not figure.grows:
            return value
        return PER_PEOPLE * divided(value, self.readings["people"].value)

    def compared_drawn(self, figure: Figure) -> Floats:
        """The same in the parameter draws."""
        if not figure.grows:
            return self.drawn(figure)
        return PER_PEOPLE * divided(self.drawn(figure), self.drawn(self.figures["people"]))


def samples(replicates: Counts, draws: Floats, figures: Mapping[str, Figure]) -> list[Sample]:
    """One sample for each group.

    Parameters
    ----------
    replicates : Counts
        With the leading axes (replicate, group).
    draws : array (draws + 1, 2, group, figure)
        The last at the central values.
    figures : mapping of str to Figure
    """
    n = replicates.people.shape[0]

    def spread(counts: Floats) -> Floats:
        total = counts.sum(axis=0, keepdims=True)
        without = [(total - counts) / (n - 1)] if n > 1 else [counts]
        return np.concatenate([total / n, *without, counts])

    whole = replicates.changed(spread)
    read = {name: figure.read(whole) for name, figure in figures.items()}
    return [
        Sample(
            readings={name: _of_group(reading, group) for name, reading in read.items()},
            replicates=n,
            draws=draws[:, :, group],
            figures=figures,
        )
        for group in range(whole.people.shape[1])
    ]


def _of_group(reading: Reading, group: int) -> Reading:
    return Reading(
        reading.value[:, group],
        reading.events[:, group],
        None if reading.out_of is None else reading.out_of[:, group],
        reading.scale[:, group],
    )


def estimates(sample: Sample, certain: Mapping[str, float], title: str) -> HarmTable:
    """Every figure of one group, with its intervals."""
    found = {}
    for name, figure in sample.figures.items():
        made = _estimate(figure, sample, certain)
        largest = math.inf if figure.largest is None else figure.largest
        bounds = (figure.smallest, largest)
        found[name] = _with_parameters(made, sample.drawn(figure), bounds)
    return HarmTable(found, sample.figures, title)


def _estimate(figure: Figure, sample: Sample, certain: Mapping[str, float]) -> Estimate:
    n = sample.replicates
    reading = sample.readings[figure.name]
    value = float(reading.value[0])
    if not np.isfinite(value):
        return undefined(n)
    if certain.get(figure.name) == value:
        return Estimate(value, value, value, n, "ok")
    events = _events(reading, n)
    only_one = n == 1
    if figure.exact:
        if events < FEW or (only_one and figure.units_are_independent):
            if only_one and not figure.units_are_independent:
                return too_few(value, n)
            return _exact(figure, reading, n)
    elif events < FEW:
        return too_few(value, n)
    half = None if only_one else _half_width(figure, sample, reading.value)
    if half is None:
        return too_few(value, n)
    high = value + half if figure.largest is None else min(value + half, figure.largest)
    return Estimate(value, max(figure.smallest, value - half), high, n, "ok")


def _events(reading: Reading, replicates: int) -> float:
    """Events behind a value over all replicates; of a share, of the rarer side."""
    events = float(reading.events[0]) * replicates
    if reading.out_of is None:
        return events
    return min(events, float(reading.out_of[0]) * replicates - events)


def _exact(figure: Figure, reading: Reading, replicates: int) -> Estimate:
    value, scale = float(reading.value[0]), float(reading.scale[0])
    events = float(reading.events[0]) * replicates
    if reading.out_of is None:
        low, high = (end * scale / replicates for end in poisson_interval(events))
    else:
        out_of = float(reading.out_of[0]) * replicates
        if out_of <= 0:
            return too_few(value, replicates)
        low, high = (end * scale for end in binomial_interval(events, out_of))
    return Estimate(value, low, high, round(events), "ok")


def _half_width(figure: Figure, sample: Sample, values: Floats) -> float | None:
    if figure.smooth:
        half = float(jackknife_half_width(sample.left_out(values)))
    else:
        half = float(replicate_half_width(sample.alone(values)))
    return half if np.isfinite(half) else None


def _with_parameters(made: Estimate, draws: Floats, bounds: tuple[float, float]) -> Estimate:
    """Add the interval over the draws, measured from the central values under the same luck.

    So it lies around the value of all replicates, not around that of the draws' two; and within the
    ``bounds`` of the value.
    """
    interval = parameter_interval(draws[:-1])
    if made.value is None or interval is None or not np.isfinite(draws[-1]).all():
        return made
    shift = made.value - float(draws[-1].mean())
    low, high = (min(max(end + shift, bounds[0]), bounds[1]) for end in interval)
    # the central values are one of the assumptions: their own result is never outside
    low, high = min(low, made.value), max(high, made.value)
    return replace(made, parameter_low=low, parameter_high=high)


def quotient(sample: Sample, over: str, under: str) -> Estimate:
    """One figure of a group over another, with both intervals; undefined where the other is 0."""
    n = sample.replicates
    top, bottom = sample.readings[over], sample.readings[under]
    values = divided(top.value, bottom.value)
    value = float(values[0])
    if not np.isfinite(value):
        return undefined(n)
    made = too_few(value, n)
    if n > 1 and min(_events(top, n), _events(bottom, n)) >= FEW:
        half = float(jackknife_half_width(sample.left_out(values)))
        if np.isfinite(half):
            made = Estimate(value, max(0.0, value - half), value + half, n, "ok")
    drawn = [sample.drawn(sample.figures[name]) for name in (over, under)]
    return _with_parameters(made, divided(*drawn), (0.0, math.inf))


class _ByGroup(Mapping[str, HarmTable]):
    """Tables by group, beside the group that the others are compared with."""

    def __init__(self, tables: Mapping[str, HarmTable], reference: str) -> None:
        self._tables = dict(tables)
        self.reference = reference

    def __getitem__(self, group: str) -> HarmTable:
        """The table of one group."""
        return self._tables[group]

    def __iter__(self) -> Iterator[str]:
        """Names of the groups; where they are compared, without the reference."""
        return iter(self._tables)

    def __len__(self) -> int:
        """How many groups."""
        return len(self._tables)

    def __repr__(self) -> str:
        """All tables, one below the other."""
        return "\n\n".join(repr(table) for table in self.values())

    def _repr_html_(self) -> str:
        return "".join(table._repr_html_() for table in self.values())


class GroupTable(_ByGroup):
    """Figures by group."""

    def __init__(
        self,
        dimension: str,
        members: Mapping[str, Sample],
        tables: Mapping[str, HarmTable],
        reference: str,
    ) -> None:
        """Keep the samples too: comparisons are paired over replicates."""
        super().__init__(tables, reference)
        self.dimension = dimension
        self._members = dict(members)

    def sample(self, group: str) -> Sample:
        """The readings behind the figures of one group."""
        return self._members[group]

    def difference(self, reference: str | None = None) -> "ComparedGroups":
        """Every other group minus the reference, paired over replicates.

        Figures that grow with a group's size are put per 100,000 people of the group first.
        ``reference`` is the scenario's unless given.

        Raises
        ------
        OstrakaError
            If there is no such group.
        """
        return self._compared(reference, "difference")

    def ratio(self, reference: str | None = None) -> "ComparedGroups":
        """Every other group over the reference, paired over replicates; else as :meth:`difference`.

        Its interval is symmetric in the logarithm. Undefined where the reference is 0.
        """
        return self._compared(reference, "ratio")

    def _compared(self, reference: str | None, comparison: Comparison) -> "ComparedGroups":
        chosen = self.reference if reference is None else reference
        if chosen not in self._members:
            known = ", ".join(self._members)
            raise OstrakaError(f"{self.dimension}: no group {chosen!r}; choose one of {known}")
        base = self._members[chosen]
        sign = " − " if comparison == "difference" else " / "
        tables = {
            name: HarmTable(
                {
                    figure.name: compare(figure, member, base, comparison)
                    for figure in base.figures.values()
                    if figure.name != "people"
                },
                base.figures,
                f"{name}{sign}{chosen}",
                comparison,
            )
            for name, member in self._members.items()
            if name != chosen
        }
        return ComparedGroups(tables, chosen)

    def drawn_differences(self, figure: str) -> dict[str, Floats]:
        """Every other group minus the reference in each parameter draw: array (draws, 2) each."""
        base = self._members[self.reference]
        wanted = base.figures[figure]
        return {
            name: (member.compared_drawn(wanted) - base.compared_drawn(wanted))[:-1]
            for name, member in self._members.items()
            if name != self.reference
        }


class ComparedGroups(_ByGroup):
    """Differences or ratios of groups to a reference, by group."""


def compare(
    figure: Figure,
    member: Sample,
    base: Sample,
    comparison: Comparison,
    *,
    same_people: bool = False,
) -> Estimate:
    """One figure of a sample held against that of another, paired over replicates.

    A Monte Carlo interval takes enough events on both sides. Of counts of the ``same_people`` it takes
    them on one side: an event weighs the same on both, so the rarer adds next to nothing to the error.
    """
    n = member.replicates
    one, other = member.readings[figure.name], base.readings[figure.name]
    values = _contrast(member.compared(figure), base.compared(figure), comparison)
    value = float(values[0])
    if not np.isfinite(value):
        return undefined(n)
    draws = _contrast(member.compared_drawn(figure), base.compared_drawn(figure), comparison)
    bounds = (0.0 if comparison == "ratio" else -math.inf, math.inf)
    events = [_events(one, n), _events(other, n)]
    behind = max(events) if same_people and figure.counts_people_or_months else min(events)
    if n == 1 or behind < FEW:
        return _with_parameters(too_few(value, n), draws, bounds)
    if comparison == "difference":
        half = _half_width(figure, member, values)
        made = None if half is None else Estimate(value, value - half, value + half, n, "ok")
    else:
        half = _half_width(figure, member, np.log(values)) if (values > 0).all() else None
        made = (
            None
            if half is None
            else Estimate(value, value * math.exp(-half), value * math.exp(half), n, "ok")
        )
    return _with_parameters(made or too_few(value, n), draws, bounds)


def _contrast(one: Floats, other: Floats, comparison: Comparison) -> Floats:
    if comparison == "difference":
        return one - other
    nothing = np.full_like(one, np.nan)
    ratio: Floats = np.divide(one, other, out=nothing, where=other > 0)
    return ratio
