"""Work that runs beside the page: it tells how far it is, and can be cancelled."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Tell = Callable[[int, int], None]


class Cancelled(Exception):
    """The work was cancelled; nothing of it is kept."""


class Job(Generic[T]):
    """A function in a thread of its own, which is given somebody to tell how far it is.

    Cancelling takes effect where the function tells next: a run does so after each block of cells,
    every few hundredths of a second.
    """

    def __init__(self, work: Callable[[Tell], T]) -> None:
        """Start at once."""
        self.done, self.total = 0, 1
        self._cancelled = threading.Event()
        self._result: Any = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def share(self) -> float:
        """How much of the work is done, from 0 to 1."""
        return min(1.0, self.done / max(1, self.total))

    def cancel(self) -> None:
        """Let the work end where it next tells how far it is."""
        self._cancelled.set()

    def ended_within(self, seconds: float) -> bool:
        """Wait so long; whether the work has ended by then."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def result(self) -> T:
        """What the function returned, once it has ended; what it raised is raised."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        made: T = self._result
        return made

    def _run(self, work: Callable[[Tell], T]) -> None:
        try:
            self._result = work(self._tell)
        except BaseException as error:  # it is raised again where the result is asked for
            self._error = error

    def _tell(self, done: int, total: int) -> None:
        if self._cancelled.is_set():
            raise Cancelled
        self.done, self.total = done, total
