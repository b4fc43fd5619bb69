"""Running arms: once each, kept by what was run."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Final

from ostraka.engine import schedule_for
from ostraka.engine.compile import is_compiled
from ostraka.engine.schedule import fingerprint
from ostraka.explore.jobs import Tell
from ostraka.results import Result, run
from ostraka.scenario import as_data

THREADS: Final = 2
MOST_KEPT: Final = 48
"""Results kept in memory; the oldest goes first."""


class Kept:
    """Results by the scenario that was run, frozen as text."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        """Empty."""
        self._most = most
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Result | None:
        """What was run under this key, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def put(self, key: str, result: Result) -> None:
        """Keep it."""
        with self._lock:
            self._results[key] = result
            self._results.move_to_end(key)
            while len(self._results) > self._most:
                self._results.popitem(last=False)


KEPT: Final = Kept()


def key_of(scenario: Any, draws: int) -> str:
    """What a result is kept under: the frozen scenario, and how many draws of its uncertain numbers."""
    text = json.dumps(as_data(scenario), sort_keys=True)
    return f"{hashlib.sha256(text.encode()).hexdigest()}-{draws}"


def known(scenario: Any, draws: int) -> Result | None:
    """The result if it is there already; one with draws serves who asks for none."""
    return KEPT.get(key_of(scenario, draws)) or (
        KEPT.get(key_of(scenario, int(scenario.parameter_draws))) if draws == 0 else None
    )


def run_all(scenarios: Sequence[Any], draws: int, tell: Tell) -> list[Result]:
    """Results of these scenarios in their order, each run unless it is kept.

    Raises
    ------
    Cancelled
        If ``tell`` does; what was finished before is kept.
    """
    found: list[Result] = []
    for number, scenario in enumerate(scenarios):
        kept = known(scenario, draws)
        if kept is None:

            def progress(done: int, total: int, number: int = number) -> None:
                tell(number * total + done, len(scenarios) * total)

            progress(0, 1)
            kept = run(scenario, parameter_draws=draws, threads=THREADS, progress=progress)
            KEPT.put(key_of(scenario, draws), kept)
        found.append(kept)
    return found


def waits_for_compiler(scenarios: Sequence[Any]) -> bool:
    """Whether any of these needs code that was never compiled on this machine."""
    schedules = [schedule_for(scenario) for scenario in scenarios]
    return not all(is_compiled(fingerprint(s)) for s in schedules)
