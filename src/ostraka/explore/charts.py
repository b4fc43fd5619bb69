"""The page's pictures: Altair charts whose arms differ in shape as well as in colour."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import altair as alt

if TYPE_CHECKING:
    import pandas

COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Okabe and Ito (2008): told apart with any colour vision, on light ground and on dark."""

SHAPES: Final = ("circle", "diamond", "square", "triangle-up", "cross", "triangle-down")
_LABELS: Final = 170
_ROW: Final = 26


def bars_of_arms(data: "pandas.DataFrame", by: str, unit: str, arms: Sequence[str]) -> Any:
    """Points with their intervals, a row for each category and arm; thin over the assumptions."""
    rows = alt.Y(f"{by}:N", title=None, sort=None, axis=alt.Axis(labelLimit=_LABELS))
    offset = alt.YOffset("arm:N", sort=list(arms))
    return _points(data, rows, unit, arms, offset, _ROW * max(1, len(arms)))


def arms_beside(data: "pandas.DataFrame", unit: str, arms: Sequence[str]) -> Any:
    """One figure of several arms, a row each."""
    rows = alt.Y("arm:N", title=None, sort=list(arms), axis=alt.Axis(labelLimit=_LABELS))
    return _points(data, rows, unit, arms, None, _ROW + 10)


def differences(data: "pandas.DataFrame", unit: str) -> Any:
    """Each arm less the reference, a row each, beside a line at no difference."""
    arms = list(data["arm"])
    rows = alt.Y("arm:N", title=None, sort=arms, axis=alt.Axis(labelLimit=_LABELS))
    none = (
        alt.Chart().mark_rule(strokeWidth=1.5, color="#8a8a8a", aria=False).encode(x=alt.datum(0))
    )
    one = data.assign(kind="difference")
    return (none + _points(one, rows, unit, ["difference"], None, _ROW + 10, by="kind")).properties(
        height=alt.Step(_ROW + 10)
    )


def correction(data: "pandas.DataFrame", arms: Sequence[str], months: int) -> Any:
    """How many wrongful spells are not corrected yet, over the months since they began."""
    base = alt.Chart(data).encode(
        x=alt.X(
            "months:Q",
            title="Months since the wrongful listing began",
            scale=alt.Scale(domain=[0, months], nice=False),
        ),
        color=_colour(arms),
    )
    band = base.mark_area(opacity=0.25).encode(
        y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 100]), title="Not corrected yet (%)"),
        y2="high:Q",
    )
    line = base.mark_line(strokeWidth=2).encode(
        y=alt.Y("value:Q"),
        strokeDash=alt.StrokeDash(
            "arm:N", sort=list(arms), scale=_scale(arms, _DASHES), legend=None
        ),
        tooltip=["arm", "months", alt.Tooltip("value:Q", format=".1f", title="not corrected, %")],
    )
    return (band + line).properties(height=260)


def bounds(data: "pandas.DataFrame") -> Any:
    """What each assumption leaves of the share of a list."""
    there = data.dropna(subset=["low"]).assign(order=range(data["low"].notna().sum()))
    order = alt.EncodingSortField("order")
    standing = ["assumed", "if one also believes it"]
    base = alt.Chart(there).encode(
        y=alt.Y(
            "assumption:N",
            sort=order,
            title=None,
            axis=alt.Axis(labelLimit=260, labelExpr=_WRAPPED, labelLineHeight=13),
        ),
        color=alt.Color(
            "standing:N",
            scale=_scale(standing, COLOURS),
            legend=alt.Legend(title=None, orient="top"),
        ),
    )
    bars = base.mark_bar(height=12).encode(
        x=alt.X(
            "low:Q", scale=alt.Scale(domain=[0, 100]), title="Share of the list that is wrong (%)"
        ),
        x2="high:Q",
        tooltip=["assumption", "entries", "share"],
    )
    ends = base.mark_tick(thickness=3, size=18)
    low, high = (ends.encode(x=f"{end}:Q") for end in ("low", "high"))
    return (bars + low + high).properties(height=alt.Step(64))


_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [10, 4])
_WRAPPED: Final = (
    "length(datum.label) < 42 ? datum.label : "
    "[slice(datum.label, 0, lastindexof(slice(datum.label, 0, 42), ' ')), "
    "truncate(slice(datum.label, lastindexof(slice(datum.label, 0, 42), ' ') + 1), 42)]"
)


def _points(
    data: "pandas.DataFrame",
    rows: Any,
    unit: str,
    arms: Sequence[str],
    offset: Any,
    step: int,
    by: str = "arm",
) -> Any:
    encoded = {"y": rows, "color": _colour(arms) if by == "arm" else alt.value(COLOURS[0])}
    if offset is not None:
        encoded["yOffset"] = offset
    base = alt.Chart(data).encode(**encoded)
    axis = alt.X("value:Q", title=unit, scale=alt.Scale(zero=True))
    assumed = base.mark_rule(strokeWidth=1.5, opacity=0.8).encode(
        x="assumed_low:Q", x2="assumed_high:Q"
    )
    luck = base.mark_rule(strokeWidth=5, opacity=0.55).encode(x="low:Q", x2="high:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=axis,
        shape=alt.Shape(f"{by}:N", sort=list(arms), scale=_scale(arms, SHAPES), legend=None),
        tooltip=["arm", alt.Tooltip("said:N", title=unit)],
    )
    return (assumed + luck + points).properties(height=alt.Step(step))


def _colour(arms: Sequence[str]) -> Any:
    legend = alt.Legend(
        title=None, orient="top", labelLimit=_LABELS, columns=2, symbolType="square"
    )
    return alt.Color("arm:N", sort=list(arms), scale=_scale(arms, COLOURS), legend=legend)


def _scale(arms: Sequence[str], given: Sequence[Any]) -> Any:
    ranged = [given[number % len(given)] for number in range(len(arms))]
    return alt.Scale(domain=list(arms), range=ranged)
