"""The only loop: schedule, cells, blocks, threads."""

from ostraka.engine.acting import Acting, acting
from ostraka.engine.run import BlockPlan, Tallies, simulate
from ostraka.engine.schedule import Schedule, schedule_for

__all__ = [
    "Acting",
    "BlockPlan",
    "Schedule",
    "Tallies",
    "acting",
    "schedule_for",
    "simulate",
]
