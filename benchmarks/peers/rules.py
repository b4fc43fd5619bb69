"""The numbers of the small model, read from the scenario, so that no peer has numbers of its own."""

import dataclasses
import math
import tomllib
from pathlib import Path

SCENARIO = Path(__file__).with_name("small.toml")

COUNTS = (
    "founded",
    "unfounded",
    "listed",
    "wrongly_listed",
    "missed",
    "entries",
    "expired",
    "upheld",
    "listed_at_end",
)
"""What every peer counts over a run, as the README defines it."""


@dataclasses.dataclass(frozen=True)
class Rules:
    """Parameters; rates and probabilities are per month."""

    months: int
    act_rate: float
    detection: float
    unfounded_rate: float
    points: int
    start: int
    recovery: int
    threshold: int
    term: int
    appeal_hazard: float
    sensitivity: float
    specificity: float

    @property
    def founded_rate(self) -> float:
        """Mean founded records a month at frailty 1: a thinned Poisson process is a Poisson process."""
        return self.act_rate * self.detection

    @property
    def appeal_probability(self) -> float:
        """Chance that somebody listed files in a month."""
        return -math.expm1(-self.appeal_hazard)


def small_model(**instead: float) -> Rules:
    """The rules of ``small.toml``, some of them replaced."""
    given = tomllib.loads(SCENARIO.read_text(encoding="utf-8"))
    (category,) = given["categories"].values()
    (unfounded,) = given["unfounded"]["clerical"]["rate_per_month"].values()
    rules = Rules(
        months=given["months"],
        act_rate=category["rate_per_month"],
        detection=category["detection"],
        unfounded_rate=unfounded,
        points=category["points"],
        start=given["score"]["start"],
        recovery=given["score"]["recovery_points"],
        threshold=given["blacklist"]["threshold"],
        term=given["blacklist"]["term_months"],
        appeal_hazard=given["appeal"]["hazard_per_month"],
        sensitivity=given["review"]["sensitivity"],
        specificity=given["review"]["specificity"],
    )
    return dataclasses.replace(rules, **instead)


def no_counts() -> dict[str, int]:
    """Counts at the start of a run."""
    return dict.fromkeys(COUNTS, 0)
