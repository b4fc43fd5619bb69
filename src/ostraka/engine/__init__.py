"""The only loop: schedule, cells, blocks, threads."""

from ostraka.engine.run import BlockPlan, Tallies, simulate
from ostraka.engine.schedule import Schedule, schedule_for

__all__ = ["BlockPlan", "Schedule", "Tallies", "schedule_for", "simulate"]
