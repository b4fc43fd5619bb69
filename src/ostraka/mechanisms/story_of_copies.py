"""What is told of the agencies' copies in one person's story."""

from collections.abc import Iterator

from ostraka.core.clock import NEVER
from ostraka.core.story import Event, Moment


def _names(moment: Moment, mask: int) -> list[str]:
    return [
        name
        for k, name in enumerate(moment.world.scenario.joint_sanctions.agencies)
        if (mask >> k) & 1
    ]


def _listed(names: list[str]) -> str:
    words = [name.replace("_", " ") for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _denies(moment: Moment, names: list[str]) -> list[str]:
    agencies = moment.world.scenario.joint_sanctions.agencies
    denied = [what for name in names for what in agencies[name].restrictions]
    return list(dict.fromkeys(denied))


def _verb(names: list[str], one: str, several: str) -> str:
    return one if len(names) == 1 else several


def _gone(moment: Moment) -> Iterator[Event]:
    dropped = _names(moment, moment.was("copies") & ~moment.now("copies"))
    if dropped:
        verb = _verb(dropped, "drops its copy", "drop their copies")
        words = f"{_listed(dropped).capitalize()} {verb} of a removed entry."
        yield Event("copy_dropped", words, {"agencies": dropped})


def adopted(moment: Moment) -> Iterator[Event]:
    """Who copies the entry this month, and who drops a stale copy."""
    taken = _names(moment, moment.now("current") & ~moment.was("current"))
    if taken:
        denied = _denies(moment, taken)
        verb = _verb(taken, "copies", "copy")
        words = f"{_listed(taken).capitalize()} {verb} the entry; restricted: {_listed(denied)}."
        yield Event("copied", words, {"agencies": taken, "restrictions": denied})
    yield from _gone(moment)


def left_behind(moment: Moment) -> Iterator[Event]:
    """Whose copies outlive the entry that ends this month."""
    stale = _names(moment, moment.was("current") & moment.now("copies") & ~moment.now("current"))
    yield from _gone(moment)
    if stale:
        verb = _verb(stale, "keeps its copy", "keep their copies")
        words = f"{_listed(stale).capitalize()} {verb}, which nothing carries any more (stale)."
        yield Event("stale", words, {"agencies": stale, "restrictions": _denies(moment, stale)})


def put_back(moment: Moment) -> Iterator[Event]:
    """Whether a stale copy asks for a new listing."""
    if moment.now("reimported") and not moment.was("reimported"):
        yield Event("reimport", "A stale copy is taken for a new entry, and asks for a listing.")


def leaked(moment: Moment) -> Iterator[Event]:
    """Which agency's copies leak while the person is on them."""
    held = moment.now("copies")
    due = [int(month) for month in moment.after["breach_month"]]
    leaks = sum(1 << k for k, month in enumerate(due) if month == moment.month != NEVER)
    exposed = _names(moment, held & leaks)
    if exposed:
        words = f"Exposed: the copies of {_listed(exposed)} leak."
        yield Event("exposed", words, {"agencies": exposed})
