"""How far the answer about each arm holds, as a table."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING, Final

from ostraka.results.estimate import number_in_words

if TYPE_CHECKING:
    from ostraka.sensitivity.discovery import Region
    from ostraka.sensitivity.robustness import Arm, Robustness, Share

WIDTH: Final = 100


def robustness_text(found: "Robustness") -> str:
    """The whole answer."""
    lines = [
        f"{found.harm}: each arm against {found.base!r}, over {found.draws} draws of the uncertain "
        f"numbers ({found.replicates} replicates on common draws)",
        "",
        *_table(found),
        "",
        *(line for arm in found.arms for line in _regions(arm)),
        fill(
            "Of 100 draws, with the exact 95 % interval of so many draws. Change: median, and 2.5 to "
            "97.5 % points over the draws. Regret: harm beyond that of the best arm of the same draw, on "
            "average and at the 97.5 % point. Harms only are compared; all people are invented.",
            WIDTH,
        ),
    ]
    return "\n".join(lines) + "\n"


def _table(found: "Robustness") -> Iterator[str]:
    heads = ("arm", "helps", "harms", "change of the harm", "best", "regret")
    rows = [heads, *(_row(arm) for arm in found.arms)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(heads))]
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _row(arm: "Arm") -> tuple[str, ...]:
    change = (
        f"{number_in_words(arm.middle)} ({number_in_words(arm.low)} to {number_in_words(arm.high)})"
    )
    regret = f"{number_in_words(arm.mean_regret)}; {number_in_words(arm.most_regret)}"
    return arm.name, _share(arm.helps), _share(arm.harms), change, _share(arm.best), regret


def _share(share: "Share") -> str:
    return f"{100 * share.value:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"


def _regions(arm: "Arm") -> Iterator[str]:
    for region in arm.where_it_harms:
        yield fill(f"{arm.name} does harm where {region_words(region)}.", WIDTH)
    if arm.where_it_harms:
        yield ""


def region_words(region: "Region") -> str:
    """The ranges of a box, and how often the event happens in it and elsewhere."""
    ranges = [_range(place, *ends) for place, ends in region.limits.items()]
    return (
        f"{' and '.join(ranges)}: in {100 * region.density:.0f} % of {region.draws} draws there "
        f"({100 * region.low:.0f} to {100 * region.high:.0f}), against "
        f"{100 * region.everywhere:.0f} % everywhere; "
        f"{100 * region.coverage:.0f} % of all draws in which it does lie there"
    )


def _range(place: str, low: float | None, high: float | None) -> str:
    if low is None:
        return f"{place} ≤ {number_in_words(high or 0.0)}"
    if high is None:
        return f"{place} > {number_in_words(low)}"
    return f"{place} is {number_in_words(low)} to {number_in_words(high)}"
