"""Colours by name, for light and dark; pictures are drawn in marks that the page turns into these.

The causes have the colours of Okabe and Ito (2008), which people with any colour vision tell apart:
warm for error, cool for the rest. Dark grounds get lighter shades where contrast would be too low.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Colour:
    """One role: its colour on light and on dark ground."""

    light: str
    dark: str


COLOURS: Final = {
    "paper": Colour("#fdfcfa", "#16181b"),
    "ink": Colour("#1d1f23", "#ece9e4"),
    "muted": Colour("#5c6067", "#a5a9b0"),
    "line": Colour("#dcd9d3", "#34383e"),
    "quiet": Colour("#e6e3dd", "#2b2f34"),
    "accent": Colour("#a5401d", "#ee8a5f"),
    "deep": Colour("#7c2a0e", "#ffb08c"),
    "tint": Colour("#e3ab93", "#7d4328"),
    "band": Colour("#c3c1bb", "#565c64"),
    "by_rules": Colour("#9a9a9a", "#7d7d7d"),
    "wrong_person": Colour("#cc79a7", "#cc79a7"),
    "false_record": Colour("#d55e00", "#e0701a"),
    "false_flag": Colour("#e69f00", "#e69f00"),
    "reimported": Colour("#b3a100", "#f0e442"),
    "disfavour": Colour("#0072b2", "#3d9bd6"),
    "association": Colour("#009e73", "#1db389"),
    "lawful_conduct": Colour("#56b4e9", "#56b4e9"),
    "stale": Colour("#8a6a4f", "#b8977a"),
    "series_a": Colour("#0072b2", "#3d9bd6"),
    "series_b": Colour("#e69f00", "#e69f00"),
    "series_c": Colour("#009e73", "#1db389"),
    "series_d": Colour("#cc79a7", "#cc79a7"),
    "series_e": Colour("#56b4e9", "#56b4e9"),
    "series_f": Colour("#d55e00", "#e0701a"),
    "series_g": Colour("#b3a100", "#f0e442"),
    "corrected": Colour("#a5401d", "#ee8a5f"),
    "repaired": Colour("#5f6873", "#a3acb7"),
    "pardoned": Colour("#7c8590", "#87919c"),
    "recovered": Colour("#98a0a9", "#6d7781"),
    "bought_out": Colour("#a6adb5", "#616b75"),
    "expired": Colour("#b4bac1", "#555e67"),
    "overtaken": Colour("#d0d4d8", "#40474e"),
    "open": Colour("#f0efec", "#23272b"),
}

MARKS: Final = {name: f"#0b0b{number:02x}" for number, name in enumerate(COLOURS, start=1)}
"""What a picture is drawn in before its colours are chosen: one mark a role, nobody's real colour."""


SERIES: Final = tuple(name for name in COLOURS if name.startswith("series_"))
"""For parts of a picture that have no colour of their own."""


def light() -> dict[str, str]:
    """Colours on light ground, by role."""
    return {name: colour.light for name, colour in COLOURS.items()}


def variable(name: str) -> str:
    """Custom property that holds a role's colour on the page."""
    return f"--{name.replace('_', '-')}"


def properties(*, dark: bool) -> str:
    """The colours as declarations of custom properties."""
    chosen = {name: c.dark if dark else c.light for name, c in COLOURS.items()}
    return " ".join(f"{variable(name)}: {value};" for name, value in chosen.items())
