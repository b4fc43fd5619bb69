"""How far the answer about each arm holds, as a table."""

from collections.abc import Iterator
from textwrap import fill
from typing import TYPE_CHECKING, Final

from ostraka.results.estimate import number_in_words

if TYPE_CHECKING:
    from ostraka.sensitivity.discovery import Region
    from ostraka.sensitivity.robustness import Arm, Robustness, Share

WIDTH: Final = 100


HEADS: Final = (
    "arm",
    "helps",
    "harms",
    "surely helps; harms",
    "change of the harm",
    "best",
    "mean regret",
    "regret, 97.5 %",
)
"""Of the table: one column a head."""

READING: Final = (
    "Of 100 draws, with the exact 95 % interval of so many draws. Surely: by more than the 95 % Monte "
    "Carlo error of a draw. Change: median, and 2.5 to 97.5 % points over the draws. Regret: harm beyond "
    "that of the best arm of the same draw, on average (95 % interval of so many draws) and at the 97.5 "
    "% point. Harms only are compared; all people are invented."
)


def robustness_text(found: "Robustness") -> str:
    """The whole answer."""
    unit = f" ({found.unit})" if found.unit else ""
    lines = [
        f"{found.harm}{unit}: each arm against {found.base!r}, over {found.draws} draws of the uncertain "
        f"numbers ({found.replicates} replicates on common draws)",
        "",
        *_table(found),
        "",
        *(fill(words, WIDTH) + "\n" for words in lines_of(found)),
        fill(READING, WIDTH),
    ]
    return "\n".join(lines) + "\n"


def rows_of(found: "Robustness") -> list[tuple[str, ...]]:
    """The rows of the table, heads left out."""
    return [_row(arm) for arm in found.arms]


def lines_of(found: "Robustness") -> list[str]:
    """What of the regret is luck; then where each arm harms, a sentence each, or why nobody looked."""
    luck = (
        []
        if found.regret_by_luck is None
        else [
            f"Luck, by which an arm may look the best of its draw, is at most "
            f"{number_in_words(found.regret_by_luck)} of each mean regret."
        ]
    )
    if found.regions:
        return [*luck, found.regions]
    return luck + [
        f"{arm.name} does harm where {region_words(region)}."
        for arm in found.arms
        for region in arm.where_it_harms
    ]


def _table(found: "Robustness") -> Iterator[str]:
    rows = [HEADS, *rows_of(found)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEADS))]
    for row in rows:
        cells = [f"{row[0]:{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join(cells).rstrip()


def _row(arm: "Arm") -> tuple[str, ...]:
    words = number_in_words
    change = f"{words(arm.middle)} ({words(arm.low)} to {words(arm.high)})"
    surely = "unknown"
    if arm.surely_helps is not None and arm.surely_harms is not None:
        surely = f"{100 * arm.surely_helps.value:.0f}; {100 * arm.surely_harms.value:.0f}"
    regret = words(arm.mean_regret)
    if arm.regret_low is not None and arm.regret_high is not None:
        regret += f" ({words(arm.regret_low)} to {words(arm.regret_high)})"
    return (
        arm.name,
        _share(arm.helps),
        _share(arm.harms),
        surely,
        change,
        _share(arm.best),
        regret,
        words(arm.most_regret),
    )


def _share(share: "Share") -> str:
    return f"{100 * share.value:.0f} ({100 * share.low:.0f} to {100 * share.high:.0f})"


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
