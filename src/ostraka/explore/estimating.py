"""The estimator's view: three published numbers in; bounds, a posterior and a sentence out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ostraka.estimation import ListEstimate, Posterior, Step, estimate, words
from ostraka.estimation.sentences import movement, worth_words
from ostraka.explore.state import State

if TYPE_CHECKING:
    import pandas

EXAMPLE: Final = {"listed": 67_739, "challenged": 4_955, "overturned": 4_058}
"""Counts that fill the page until others are written: those of docs/estimate.md."""

QUESTIONS: Final = {
    "specificity": (
        "Of the rightly listed who challenged, at least this share was refused",
        1.0,
    ),
    "sensitivity": ("Of the wrongly listed who challenged, at least this share won", 1.0),
    "ratio_at_least": (
        "The wrongly listed challenge at least so many times as often as the others",
        None,
    ),
    "ratio_at_most": ("... and at most so many times as often", None),
}
"""What may be assumed: the words, and the largest value that has a meaning."""


@dataclass(frozen=True)
class Estimated:
    """Everything the page shows of an estimate."""

    found: ListEstimate

    @property
    def quote(self) -> str:
        """The sentence to quote."""
        return self.found.quote

    def steps(self) -> "pandas.DataFrame":
        """What each assumption leaves, those that are not made last."""
        import pandas

        rows = [_step(step, "assumed") for step in self.found.steps]
        rows += [_step(step, "if one also believes it") for step in self.found.offered]
        return pandas.DataFrame(rows)

    def posterior(self) -> "pandas.DataFrame | None":
        """Share and ratio before and after the figures; None unless it was asked for."""
        import pandas

        made = self.found.posterior
        if made is None:
            return None
        rows = [
            {
                "What": "Share of the list that is wrong, %",
                **_belief(made.share.prior, made.share.posterior, 100, 0),
            },
            {
                "What": "κ: how many times as often the wrongly listed challenge",
                **_belief(made.ratio.prior, made.ratio.posterior, 1, 2),
            },
        ]
        return pandas.DataFrame(rows).set_index("What")

    def movement(self) -> str:
        """What was learned, and what was not."""
        made: Posterior | None = self.found.posterior
        return "" if made is None else movement(made)

    def worth(self) -> "pandas.DataFrame":
        """What one more published figure would leave open, at most."""
        import pandas

        rows = [
            {
                "If one more figure were published": worth_words(one),
                "open at most": _left(one.width),
            }
            for one in self.found.worth
        ]
        columns = ["If one more figure were published", "open at most"]
        return pandas.DataFrame(rows, columns=columns).set_index(columns[0])

    def command(self) -> str:
        """The same on the command line."""
        figures, given = self.found.figures, self.found.setting.assumptions.given()
        parts = [f"--listed {figures.listed}"]
        if figures.challenged:
            parts += [f"--challenged {figures.challenged}", f"--overturned {figures.overturned}"]
        parts += [f"--{name.replace('_', '-')} {value:g}" for name, value in given.items()]
        parts += ["--posterior"] * (self.found.posterior is not None)
        return "ostraka estimate " + " ".join(parts)


def estimated(state: State) -> Estimated:
    """The estimate of the counts and beliefs on the page.

    Raises
    ------
    FiguresError
        If they cannot be: place, fault, remedy.
    """
    counts = {**EXAMPLE, **state.counts} if not state.counts else dict(state.counts)
    challenged = counts.get("challenged", 0)
    return Estimated(
        estimate(
            counts.get("listed", 0),
            challenged,
            counts.get("overturned", 0),
            posterior=state.posterior,
            **dict(state.beliefs),  # type: ignore[arg-type]
        )
    )


def _step(step: Step, standing: str) -> dict[str, object]:
    bounds = step.bounds
    said = "nothing assumed" if step.name == "nothing" else words.step_words(step)
    row: dict[str, object] = {"assumption": said, "standing": standing}
    if bounds.is_refuted or bounds.shares is None:
        return {**row, "low": None, "high": None, "entries": "contradicts the figures", "share": ""}
    low, high = bounds.shares
    sure = "" if bounds.confidence is None else f" ({100 * bounds.confidence:g} % confidence)"
    return {
        **row,
        "low": 100 * low,
        "high": 100 * high,
        "entries": words.counts(bounds),
        "share": words.shares(bounds) + sure,
    }


def _belief(
    before: tuple[float, float, float], after: tuple[float, float, float], factor: int, digits: int
) -> dict[str, str]:
    def said(ends: tuple[float, float, float]) -> str:
        low, middle, high = (f"{factor * end:.{digits}f}" for end in ends)
        return f"{middle} ({low} to {high})"

    return {"before, median (95 %)": said(before), "after, median (95 %)": said(after)}


def _left(width: float) -> str:
    return f"{words.points(width)} percentage points" if width else "nothing"
