"""Two results held against each other on the same draws."""

from dataclasses import replace

from ostraka.core.errors import OstrakaError
from ostraka.results.groups import GroupTable, Sample
from ostraka.results.harm_table import HarmTable
from ostraka.results.result import Result


def difference(changed: Result, unchanged: Result) -> HarmTable:
    """Every figure of one result minus that of another with the same people and draws.

    The error is that of the paired difference: replicate by replicate, and draw by draw of the
    uncertain numbers that both have. What grows with the number of people is per 100,000 of them.
    Figures that only one of them has are left out.

    Raises
    ------
    OstrakaError
        If they differ in people, months, seed or replicates: then they share no draws.
    """
    for name in ("people", "months", "seed", "replicates"):
        here, there = getattr(changed, name), getattr(unchanged, name)
        if here != there:
            raise OstrakaError(
                f"difference: the results have {here:,} and {there:,} {name}, so they share no draws; "
                "run both with the same"
            )
    shared = [name for name in unchanged.figures if name in changed.figures]
    members = {"changed": _only(changed.whole, shared), "unchanged": _only(unchanged.whole, shared)}
    return GroupTable("arm", members, {}, "unchanged").difference()["changed"]


def _only(sample: Sample, names: list[str]) -> Sample:
    """The sample with some of its figures."""
    at = [list(sample.figures).index(name) for name in names]
    return replace(
        sample,
        readings={name: sample.readings[name] for name in names},
        draws=sample.draws[:, :, at],
        figures={name: sample.figures[name] for name in names},
    )
