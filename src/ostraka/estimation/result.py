"""An estimate of the wrongly listed: bounds, what they rest on, and what would narrow them."""

from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from ostraka.core.accessor import Accessor
from ostraka.estimation import sentences, words
from ostraka.estimation.bounds import AUDIT_RIGHT, Bounds, Setting, Step, bounds_of, steps_of
from ostraka.estimation.curve import Curve, curve_of, implied_ratios
from ostraka.estimation.figures import Figures
from ostraka.estimation.information import Worth, worth_of
from ostraka.estimation.posterior import Posterior


@dataclass(frozen=True)
class ListEstimate:
    """How many entries of a list are wrong, as far as its published figures say.

    Attributes
    ----------
    setting : Setting
        Figures, assumptions, how they are read, and what luck may miss.
    posterior : Posterior or None
        Where it was asked for.
    """

    setting: Setting
    posterior: Posterior | None = None

    plot = Accessor("ostraka.plots.of_estimate", "EstimatePlots")

    @property
    def figures(self) -> Figures:
        """The published counts."""
        return self.setting.figures

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Nothing assumed, then each assumption in turn; bounds never widen."""
        return steps_of(self.setting)

    @property
    def bounds(self) -> Bounds:
        """With all that is assumed."""
        return self.steps[-1].bounds

    @property
    def low(self) -> float | None:
        """Smallest share of the list that is wrong; None where the assumptions are refuted."""
        return None if self.bounds.shares is None else self.bounds.shares[0]

    @property
    def high(self) -> float | None:
        """Largest share of the list that is wrong; None where the assumptions are refuted."""
        return None if self.bounds.shares is None else self.bounds.shares[1]

    @property
    def is_refuted(self) -> bool:
        """Whether the figures contradict the assumptions."""
        return self.bounds.is_refuted

    @cached_property
    def offered(self) -> tuple[Step, ...]:
        """Assumptions that are not switched on, each added to those before it."""
        if not self.bounds.width:  # nothing is left to narrow
            return ()
        return tuple(_offered(self.setting))

    @cached_property
    def curve(self) -> Curve | None:
        """The share over κ; None unless challenges were decided both ways."""
        return curve_of(self.setting)

    @cached_property
    def worth(self) -> tuple[Worth, ...]:
        """What one more published figure would leave, the best first."""
        return worth_of(self.setting)

    @cached_property
    def implied_ratios(self) -> tuple[float, float] | None:
        """The κ that figures and assumptions imply, where they do."""
        return implied_ratios(self.setting)

    @property
    def quote(self) -> str:
        """One sentence that carries its assumptions with it."""
        return sentences.quote(self)

    def picture(self, path: str | Path) -> Path:
        """Save bounds and curve as one picture, SVG or PNG by the ending of ``path``."""
        # by name: the report stands on this floor, not below it
        return Path(import_module("ostraka.report.estimate_picture").save(self, path))

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            **self.bounds.to_dict(),
            "reading": self.setting.reading,
            "figures": self.figures.to_dict(),
            "assumptions": self.setting.assumptions.given(),
            "steps": [step_to_dict(step) for step in self.steps],
            "offered": [step_to_dict(step) for step in self.offered],
            "curve": None if self.curve is None else self.curve.to_dict(),
            "implied_ratio": None if self.implied_ratios is None else list(self.implied_ratios),
            "worth": [one.to_dict() for one in self.worth],
            "posterior": None if self.posterior is None else self.posterior.to_dict(),
            "quote": self.quote,
        }

    def __str__(self) -> str:
        """The answer in words."""
        return "\n".join(sentences.lines(self)) + "\n"


def step_to_dict(step: Step) -> dict[str, Any]:
    """Plain data of one step."""
    return {
        "assumption": step.name,
        "value": step.value,
        "audit": step.audit,
        "words": words.step_words(step),
        "limit": step.limit,
        **step.bounds.to_dict(),
    }


def _offered(setting: Setting) -> list[Step]:
    """The usual assumptions that are not switched on yet."""
    so_far, found = setting, []
    given = setting.assumptions.given()
    wanted = {}
    if setting.figures.challenged:
        wanted = {"specificity": 1.0, "sensitivity": 1.0}
        if setting.figures.refused and not {"ratio_at_least", "ratio_at_most"} & set(given):
            wanted["ratio_at_least"] = 1.0
    for name, value in wanted.items():
        if given.get(name) != value:
            assumptions = so_far.assumptions.with_(**{name: value})
            so_far = replace(so_far, assumptions=assumptions)
            found.append(Step(name, value, so_far, bounds_of(so_far)))
    for place, audit in enumerate(setting.figures.audits):
        if not any(audit.stated):
            audits = list(so_far.figures.audits)
            audits[place] = replace(audit, sensitivity=1.0, specificity=1.0)
            so_far = replace(so_far, figures=replace(so_far.figures, audits=tuple(audits)))
            found.append(Step(AUDIT_RIGHT, None, so_far, bounds_of(so_far), None, place))
    return found
