"""The rulebook of scores, as a scenario writes it."""

from pydantic import Field

from ostraka.core.quantities import NO_LIMIT, Months, Points, Quantity, Score, Section


class ScoreRules(Section):
    """The score: where it starts, how it recovers, when records expire."""

    start: Score = Field(
        Quantity(value=1000, assumed=True, note="neutral"),
        description="score of everybody at first",
    )
    floor: Score | None = Field(None, description="a score never falls below this")
    ceiling: Score | None = Field(
        None, description="a score never rises above this; the start unless given"
    )
    recovery_points: Points = Field(
        Quantity(value=0, assumed=True, note="none"),
        description="points that come back each month, never past the start",
    )
    record_life_months: Months | None = Field(
        None,
        description="after so many months a record expires and its points come back",
        json_schema_extra=NO_LIMIT,
    )
    merit_cap: Points | None = Field(
        None, description="the most that merit, as now held, adds to a score; no limit if left out"
    )

    @property
    def recovers(self) -> bool:
        """Whether any point comes back by itself."""
        return float(self.recovery_points) > 0 or self.recovery_points.is_uncertain
