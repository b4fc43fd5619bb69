"""The picture of a flow: stops in stages, joined by ribbons as wide as what goes along them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ostraka.report.canvas import SMALL, Sheet, spread_apart
from ostraka.report.cascades import Flow, Link, Node
from ostraka.report.figures import WIDE, Draw
from ostraka.report.words import say

_TOP: Final = 40.0
_BAR: Final = 10.0
_GAP: Final = 14.0
_LABEL: Final = 36.0
_LABEL_NARROW: Final = 50.0
_POINTS: Final = 24


@dataclass(frozen=True, slots=True)
class Names:
    """Words (some shorter, for a phone) and colours of every stop, and the head of every stage."""

    words: Mapping[str, str]
    short: Mapping[str, str]
    colours: Mapping[str, str]
    heads: Sequence[str]


def height_of_flow(found: Flow) -> Callable[[float], float]:
    """Pixels that the flow needs, by width."""
    most = max(len(stage) for stage in found.stages)

    def height(width: float) -> float:
        if width >= WIDE:
            return _TOP + max(280.0, most * _LABEL + 60)
        return _TOP + max(420.0, most * _LABEL_NARROW + 60)

    return height


def draw_flow(found: Flow, names: Names) -> Draw:
    """Stages from left to right; a stop's height and a ribbon's width are numbers of entries."""

    def draw(sheet: Sheet) -> None:
        height = height_of_flow(found)(sheet.width) - _TOP - 12
        most = max(len(stage) for stage in found.stages)
        whole = sum(node.entries.value or 0.0 for node in found.stages[0])
        scale = (height - _GAP * (most - 1)) / whole
        columns = _columns(sheet)
        tops = [_tops(stage, scale, height) for stage in found.stages]
        for stage, links in enumerate(found.links):
            places = (columns[stage].bar, columns[stage + 1].bar)
            _ribbons(sheet, links, (tops[stage], tops[stage + 1]), places, scale, names, stage)
        for column, nodes, top, head in zip(columns, found.stages, tops, names.heads, strict=True):
            x = column.edge if sheet.is_narrow else column.words
            align = column.edge_align if sheet.is_narrow else column.align
            sheet.text(x, 14, head, "muted", size=SMALL, align=align)
            for node in nodes:
                tall = max((node.entries.value or 0.0) * scale, 1.0)
                colour = names.colours.get(node.key, "muted")
                sheet.box(column.bar, top[node.key], _BAR, tall, colour)
            _labels(sheet, nodes, top, scale, column, names)

    return draw


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a stage stands: its bars, its words and how they are set, the edge for its head."""

    bar: float
    words: float
    align: str
    edge: float
    edge_align: str


def _columns(sheet: Sheet) -> tuple[_Column, ...]:
    width = sheet.width
    if sheet.is_narrow:
        return (
            _Column(92.0, 86.0, "right", 0.0, "left"),
            _Column(164.0, 180.0, "left", 164.0, "center"),
            _Column(width - _BAR, width - _BAR - 6, "right", width, "right"),
        )
    middle = (150.0 + width - 170.0) / 2
    return (
        _Column(150.0, 140.0, "right", 140.0, "right"),
        _Column(middle, middle + _BAR + 8, "left", middle, "left"),
        _Column(width - 170.0, width - 170.0 + _BAR + 10, "left", width, "right"),
    )


def _tops(stage: Sequence[Node], scale: float, height: float) -> dict[str, float]:
    """Where each stop begins: with gaps between, the whole in the middle."""
    tall = [(node.entries.value or 0.0) * scale for node in stage]
    gap = max(_GAP, (height - sum(tall)) / max(len(stage) - 1, 1)) if len(stage) > 1 else 0.0
    y = _TOP if len(stage) > 1 else _TOP + (height - sum(tall)) / 2
    found = {}
    for node, size in zip(stage, tall, strict=True):
        found[node.key] = y
        y += size + gap
    return found


def _ribbons(
    sheet: Sheet,
    links: Sequence[Link],
    tops: tuple[Mapping[str, float], Mapping[str, float]],
    places: tuple[float, float],
    scale: float,
    names: Names,
    stage: int,
) -> None:
    """Those of one stage, in the order of their stops, so that none crosses another needlessly."""
    leaving, arriving = (dict(side) for side in tops)
    t = np.linspace(0, 1, _POINTS)
    bend = t * t * (3 - 2 * t)
    x = places[0] + _BAR + t * (places[1] - places[0] - _BAR)
    for link in links:
        size = (link.entries.value or 0.0) * scale
        low = leaving[link.start] + bend * (arriving[link.end] - leaving[link.start])
        leaving[link.start] += size
        arriving[link.end] += size
        colour = names.colours.get(link.start, "quiet") if stage == 0 else "quiet"
        sheet.area(x, low + max(size, 0.8), low, colour)


def _labels(
    sheet: Sheet,
    nodes: Sequence[Node],
    tops: Mapping[str, float],
    scale: float,
    column: _Column,
    names: Names,
) -> None:
    """Name, number and interval beside each stop, moved apart where they would touch."""
    step = _LABEL_NARROW if sheet.is_narrow else _LABEL
    middles = [tops[n.key] + (n.entries.value or 0.0) * scale / 2 for n in nodes]
    moved = spread_apart(middles, step, _TOP + step / 2 - 6, sheet.height - step / 2 - 4)
    made = [(_lines(sheet, node, names), y) for node, y in zip(nodes, moved, strict=True)]
    for lines, y in made:
        # paper behind words that lie on a ribbon, so that they can be read on any colour
        width = max(6.7 * len(text) + (8 if bold else 0) for text, bold in lines)
        left = column.words - (width if column.align == "right" else 0) - 3
        sheet.box(left, y - 8 * len(lines), width + 6, 16 * len(lines) + 1, "paper")
    for lines, y in made:
        for k, (text, bold) in enumerate(lines):
            baseline = y - 8 * len(lines) + 12 + 16 * k
            colour = "ink" if bold or k == 0 else "muted"
            sheet.text(
                column.words, baseline, text, colour, size=SMALL, align=column.align, bold=bold
            )


def _lines(sheet: Sheet, node: Node, names: Names) -> list[tuple[str, bool]]:
    """The words of a stop, line by line, and whether they are bold."""
    said = say(node.entries, "")
    interval = said.monte_carlo
    if sheet.is_narrow:
        short = names.short.get(node.key, names.words[node.key])
        return [(short, False), (said.value, True), *([(interval, False)] if interval else [])]
    number = f"{said.value} ({interval})" if interval else said.value
    return [(names.words[node.key], False), (number, True)]
