"""A table of figures: each with its estimate, its unit and its definition."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Literal

from ostraka.results.estimate import Estimate
from ostraka.results.figures import Figure

Comparison = Literal["", "difference", "ratio"]

PER_PEOPLE = 100_000
"""Groups differ in size, so comparisons put whatever grows with it per so many people."""


class HarmTable(Mapping[str, Estimate]):
    """Figures by name, each an :class:`Estimate`: those of every run, then the declared ones."""

    def __init__(
        self,
        estimates: Mapping[str, Estimate],
        figures: Mapping[str, Figure],
        title: str,
        comparison: Comparison = "",
    ) -> None:
        """Keep the estimates; ``comparison`` says whether they are values, differences or ratios."""
        self._estimates = dict(estimates)
        self._figures = figures
        self.title = title
        self.comparison = comparison

    def __getitem__(self, name: str) -> Estimate:
        """One figure."""
        return self._estimates[name]

    def __iter__(self) -> Iterator[str]:
        """Names of the figures."""
        return iter(self._estimates)

    def __len__(self) -> int:
        """How many figures."""
        return len(self._estimates)

    def unit(self, name: str) -> str:
        """Unit of a figure here: a ratio has none, and compared counts are per 100,000 people."""
        if self.comparison == "ratio":
            return "ratio"
        figure = self._figures[name]
        if self.comparison and figure.grows:
            return f"{figure.unit} per {PER_PEOPLE:,} people"
        return figure.unit

    def to_dict(self) -> dict[str, dict[str, object]]:
        """Plain data, for JSON."""
        return {name: estimate.to_dict() for name, estimate in self.items()}

    def __repr__(self) -> str:
        """A table for the terminal."""
        shown = [str(estimate) for estimate in self.values()]
        first = max(map(len, self), default=0)
        second = max(map(len, shown), default=0)
        lines = [
            f"{name:<{first}}  {text:<{second}}  {self.unit(name)}"
            for name, text in zip(self, shown, strict=True)
        ]
        return "\n".join([self.title, *lines])

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr title="{escape(self._figures[name].definition)}"><th scope="row">{escape(name)}</th>'
            f"<td>{escape(str(estimate))}</td><td>{escape(self.unit(name))}</td></tr>"
            for name, estimate in self.items()
        )
        return (
            f"<table><caption>{escape(self.title)}</caption><thead><tr><th>figure</th>"
            f"<th>value (95 % Monte Carlo interval)</th><th>unit</th></tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
