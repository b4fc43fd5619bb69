"""Stopping by precision: replicates until every paired difference is known closely enough."""

import re
from dataclasses import dataclass

import numpy as np

from ostraka.core.errors import OstrakaError, choose
from ostraka.results.estimate import Floats, replicate_half_width
from ostraka.studies.study import Study

FEWEST = 10
"""Replicates before which no run is stopped: below, the spread itself is hardly known."""

_FORM = re.compile(r"(?:(\S+)\s+)?half_width\s*(?:<=|≤)\s*([0-9.eE+-]+)\s*(%?)")


@dataclass(frozen=True, slots=True)
class Precision:
    """When to stop.

    Attributes
    ----------
    figure : str
        Whose difference between each arm and the reference is looked at, of the whole.
    half_width : float
        At most so wide may half the 95 % Monte Carlo interval be, in every arm: in the figure's unit,
        or, if ``relative``, as a share of the figure in the reference arm.
    relative : bool
    """

    figure: str
    half_width: float
    relative: bool

    @property
    def words(self) -> str:
        """As it is written on the command line."""
        size = f"{self.half_width * 100:g}%" if self.relative else f"{self.half_width:g}"
        return f"{self.figure} half_width<={size}"

    def is_met(self, reference: Floats, arms: Floats) -> bool:
        """Whether the runs so far suffice: ``reference`` by replicate, ``arms`` (arm, replicate)."""
        if reference.size < FEWEST or not np.isfinite(arms).all():
            return False
        scale = abs(float(reference.mean())) if self.relative else 1.0
        half = replicate_half_width((arms - reference).T)
        return bool((half <= self.half_width * scale).all())


def precision(text: str, study: Study) -> Precision:
    """Read ``[FIGURE] half_width<=SIZE`` or ``half_width<=SHARE%``; the study's first harm unless named.

    Raises
    ------
    OstrakaError
        If it is written otherwise, or the study has no such figure.
    """
    found = _FORM.fullmatch(text.strip())
    remedy = 'write "half_width<=20", "half_width<=5%" or "FIGURE half_width<=20"'
    try:
        size = float(found[2]) if found else 0.0
    except ValueError:
        size = 0.0
    if found is None or not 0 < size < float("inf"):
        raise OstrakaError(f"until: {text!r} is no precision; {remedy}")
    figure = found[1] or study.table.harms[0]
    if figure not in study.figures:
        raise OstrakaError(
            f"until: not all arms have a figure {figure!r}; {choose(figure, list(study.figures))}"
        )
    if len(study.arms) < 2 or study.table.replicates < FEWEST:
        raise OstrakaError(
            f"until: it looks at differences between arms over at least {FEWEST} replicates; give the "
            "study two arms or more, and replicates = the most that may be run"
        )
    return Precision(figure, size / 100 if found[3] else size, bool(found[3]))
