"""Minimal combinations: the fewest safeguards with which a harm stays below a ceiling."""

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ostraka.core.errors import OstrakaError
from ostraka.results.estimate import Floats, without_noise
from ostraka.results.harms import harm_named
from ostraka.studies.changes import Change, changed
from ostraka.studies.persons import schedule_of

if TYPE_CHECKING:
    from ostraka.studies.result import StudyResult

_FORM = re.compile(r"(\S+?)\s*(?:<=|≤)\s*([0-9.eE+-]+)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One combination of safeguards, held against a ceiling.

    Attributes
    ----------
    arm : str
    safeguards : tuple of str
    value : Change
        The harm in this arm.
    meets : bool
        Whether the upper end of its 95 % Monte Carlo interval is at or below the ceiling.
    share_of_draws : float or None
        Share of the draws of the uncertain numbers in which the harm is at or below it, Monte Carlo error
        taken out as for the interval over the assumptions; None without draws.
    is_minimal : bool
        It meets the ceiling, and no part of it does.
    """

    arm: str
    safeguards: tuple[str, ...]
    value: Change
    meets: bool
    share_of_draws: float | None
    is_minimal: bool


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A harm's ceiling and the combinations that a study tried.

    Attributes
    ----------
    harm, unit : str
    ceiling : float
    candidates : tuple of Candidate
        Fewest safeguards first.
    """

    harm: str
    unit: str
    ceiling: float
    candidates: tuple[Candidate, ...]

    @property
    def minimal(self) -> tuple[Candidate, ...]:
        """Those that meet it and of which no part does."""
        return tuple(one for one in self.candidates if one.is_minimal)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return asdict(self)


def minimal_combinations(result: "StudyResult", ceiling: str) -> Ceiling:
    """Which combinations keep a harm at or below a ceiling, written ``HARM<=NUMBER``.

    Only arms that add safeguards to the scenario, and do nothing else, are looked at; combinations
    that the study does not have are not guessed from those that it has.

    Raises
    ------
    OstrakaError
        If the ceiling is written otherwise, or the figure counts no harm.
    """
    found = _FORM.fullmatch(ceiling.strip())
    try:
        most = float(found[2]) if found else np.nan
    except ValueError:
        most = np.nan
    if found is None or not np.isfinite(most):
        raise OstrakaError(f'ceiling: {ceiling!r} is none; write "HARM<=NUMBER"')
    study = result.study
    harm = harm_named(found[1], study.base, schedule_of(study, study.base))
    arms = {arm.name: arm.added for arm in study.arms.values() if arm.only_adds}
    kept = {name: _values(result, harm.name, name) for name in arms}
    value = {name: changed(*both) for name, both in kept.items()}
    meets = {name: _meets(value[name], most) for name in arms}
    order = sorted(arms, key=lambda name: (len(arms[name]), list(arms).index(name)))
    return Ceiling(
        harm.name,
        harm.unit,
        most,
        tuple(
            Candidate(
                name,
                tuple(sorted(arms[name])),
                value[name],
                meets[name],
                _share(kept[name][0], kept[name][1], most),
                meets[name] and not any(meets[o] and arms[o] < arms[name] for o in arms),
            )
            for name in order
        ),
    )


def _values(result: "StudyResult", harm: str, arm: str) -> Any:
    found = []
    kept = harm in result.figures_kept
    for central in (True, False):
        table = result.outcomes(None if kept else [harm], central=central)
        mine = (table["arm"] == arm) & (table["figure"] == harm) & (table["stratum"] == "")
        found.append(table[mine].sort_values(["draw", "replicate"])["value"].to_numpy(dtype=float))
    study = result.study
    return found[0], found[1].reshape(len(study.points), study.table.design.replicates)


def _meets(value: Change, most: float) -> bool:
    end = value.value if value.high is None else value.high
    return end is not None and end <= most


def _share(central: Floats, drawn: Floats, most: float) -> float | None:
    """Share of the draws at or below a ceiling, measured from the centre under the same luck."""
    if len(drawn) < 2 or not np.isfinite(drawn).all() or not np.isfinite(central).all():
        return None
    common = min(central.size, drawn.shape[1])
    shift = float(central.mean() - central[:common].mean()) if common else 0.0
    return float(np.mean(without_noise(drawn[:, : common or None]) + shift <= most))
