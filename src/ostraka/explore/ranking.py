"""Which numbers matter: how far harm moves when each goes from one end of its range to the other."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import ostraka
from ostraka.core.errors import OstrakaError, OutputError
from ostraka.core.files import put
from ostraka.engine import BlockPlan, Tallies, schedule_for, simulate
from ostraka.engine.compile import cache_folder
from ostraka.explore.arms import scenario_of
from ostraka.explore.jobs import Tell
from ostraka.explore.numbers import Movable, movable
from ostraka.explore.running import THREADS, key_of, waits_for_compiler
from ostraka.explore.state import Arm
from ostraka.results.harms import harm_named

PEOPLE: Final = 10_000
"""People in each of these small runs; all meet the same luck, so little is left to chance."""

ENDS: Final = (0.025, 0.975)
"""Where a number stands in its distribution: near the ends, and never where it switches something off."""

HARM: Final = "wrongful_person_months"
SHOWN: Final = 6
"""Numbers laid out unless others are asked for."""

_known: dict[str, dict[str, float]] = {}


@dataclass(frozen=True)
class Ranking:
    """By how much each number moves harm.

    Attributes
    ----------
    reaches : mapping of str to float
        Wrongful person-months per 1,000 people between the two ends, by place; the furthest first.
    of : int
        How many numbers have a range; fewer are in ``reaches`` while they are still being looked at.
    """

    reaches: dict[str, float]
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether all were looked at."""
        return len(self.reaches) == self.of


def ranking(base: Any) -> Ranking:
    """What is known so far, from this process or an earlier one."""
    key = _key(base)
    if key not in _known:
        _known[key] = _read(key)
    with_range = [place for place, one in movable(base).items() if one.positions]
    found = {place: reach for place, reach in _known[key].items() if place in with_range}
    return Ranking(dict(sorted(found.items(), key=lambda one: -one[1])), len(with_range))


def rank(base: Any, tell: Tell) -> Ranking:
    """Look at every number with a range that was not looked at yet.

    One at a time, at either end of its range, on the same draws, with few people: an order to look at
    them in, no sensitivity analysis. Numbers that work together are not seen. What is done when ``tell``
    cancels is kept.
    """
    key = _key(base)
    known = ranking(base).reaches
    numbers = [number for number in movable(base).values() if number.positions]
    read = harm_named(HARM, base, schedule_for(base)).read
    for done, number in enumerate(numbers):
        tell(done, len(numbers))
        if number.place not in known:
            _known[key][number.place] = _reach(base, number, read)
    _write(key)
    return ranking(base)


def laid_out(
    found: Ranking, numbers: dict[str, Movable], moved: Sequence[str], shown: Sequence[str]
) -> list[str]:
    """Places of the numbers that the page lays out: those that matter most, then what is asked for.

    Until all were looked at, the first of the file stand for those that matter; where few numbers have a
    range, some without one are added.
    """
    order = list(dict.fromkeys((*(found.reaches if found.is_whole else ()), *numbers)))
    asked = [place for place in (*moved, *shown) if place in numbers]
    return list(dict.fromkeys((*order[:SHOWN], *asked)))


def _reach(base: Any, number: Movable, read: Callable[[Tallies], float]) -> float:
    ends = [_harm(base, number.place, value, read) for value in number.near_ends(ENDS)]
    known = [end for end in ends if end is not None]
    return max(known) - min(known) if known else 0.0


def _harm(base: Any, place: str, value: float, read: Callable[[Tallies], float]) -> float | None:
    """Wrongful person-months per 1,000 people; None where no run is possible, or it had to compile."""
    try:
        made = scenario_of(base, Arm({place: value}), people=PEOPLE, seed=int(base.seed))
    except OstrakaError:
        return None
    if waits_for_compiler([made]):
        return None
    return 1000 * read(simulate(made, plan=BlockPlan(threads=THREADS))) / PEOPLE


def _key(base: Any) -> str:
    return key_of(base, 0)


def _file(key: str) -> Path:
    return cache_folder() / "ranked" / f"{ostraka.__version__}-{key}.json"


def _read(key: str) -> dict[str, float]:
    try:
        found = json.loads(_file(key).read_text(encoding="utf-8"))
        return {str(place): float(reach) for place, reach in found.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _write(key: str) -> None:
    with suppress(OutputError):  # it is only kept so as not to be done again
        put(_file(key), json.dumps(_known[key], indent=1).encode())
