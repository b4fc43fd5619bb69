"""The part of a person's story that agencies tell: copies, what they deny, and what stays behind."""

from collections.abc import Iterator
from typing import Any

from ostraka.core.story import Event, Moment


def copied(moment: Moment) -> Iterator[Event]:
    """Agencies that took the entry this month, and those that dropped a stale copy."""
    was, now = moment.was("current"), moment.now("current")
    taken, dropped = now & ~was, moment.was("copies") & ~moment.now("copies")
    if taken:
        names, denied = agencies_in(taken, moment), denied_by(taken, moment)
        words = f"Copied by {', '.join(names)}: denied {', '.join(denied)}."
        yield Event("copied", words, {"agencies": names, "restrictions": denied})
    if dropped:
        names = agencies_in(dropped, moment)
        yield Event(
            "copy_dropped", f"Dropped from the copy of {', '.join(names)}.", {"agencies": names}
        )


def left_behind(moment: Moment) -> Iterator[Event]:
    """Copies that outlive the entry which ended this month."""
    stale = moment.was("current") & ~moment.now("current") & moment.now("copies")
    gone = moment.was("copies") & ~moment.now("copies")
    if gone:
        names = agencies_in(gone, moment)
        words = f"Dropped at once from the copy of {', '.join(names)}."
        yield Event("copy_dropped", words, {"agencies": names})
    if stale:
        names, denied = agencies_in(stale, moment), denied_by(stale, moment)
        words = f"Still on the stale copy of {', '.join(names)}: denied {', '.join(denied)} all the same."
        yield Event("stale", words, {"agencies": names, "restrictions": denied})


def put_back(moment: Moment) -> Iterator[Event]:
    """A stale copy that puts the person up for the list again."""
    if moment.now("reimported") and not moment.was("reimported"):
        yield Event("reimported", "A stale copy puts the removed entry up for the list again.")


def leaked(moment: Moment) -> Iterator[Event]:
    """Agencies whose copies leak this month with the person on them."""
    months = moment.after["breach_month"]
    due = sum(1 << k for k, month in enumerate(months.tolist()) if month == moment.month)
    names = agencies_in(due & moment.now("copies"), moment)
    if names:
        words = f"The list leaked from {', '.join(names)}, with this name on it."
        yield Event("leaked", words, {"agencies": names})


def agencies_in(bits: int, moment: Moment) -> list[str]:
    """Names of the agencies of a mask."""
    rules: Any = moment.world.scenario.joint_sanctions
    return [name for k, name in enumerate(rules.agencies) if (bits >> k) & 1]


def denied_by(bits: int, moment: Moment) -> list[str]:
    """What the agencies of a mask deny, each thing once."""
    rules: Any = moment.world.scenario.joint_sanctions
    denied = [
        what.replace("_", " ")
        for name in agencies_in(bits, moment)
        for what in rules.agencies[name].restrictions
    ]
    return list(dict.fromkeys(denied))
