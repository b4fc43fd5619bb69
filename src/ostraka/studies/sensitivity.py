"""What a harm, or the difference that an arm makes to it, depends on: asked of runs that a study keeps.

A question about a scenario becomes a study of one arm, whose design is that of the method; so its runs
are units like any others: kept, resumed, shared between machines. A study with draws is asked as it is.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ostraka.core.errors import OstrakaError, choose
from ostraka.results.harms import harm_named
from ostraka.results.run import as_run
from ostraka.sensitivity.analysis import DRAWS, About, Sensitivity, sensitivity_of, varied_of
from ostraka.sensitivity.own_draws import FromDraws, own_draws
from ostraka.sensitivity.tornado import Tornado, tornado_of
from ostraka.studies.arms import Arm
from ostraka.studies.compare import Cubes
from ostraka.studies.definition import StudyTable
from ostraka.studies.designs import METHOD_OF, ONE_AT_A_TIME
from ostraka.studies.persons import schedule_of
from ostraka.studies.result import StudyResult
from ostraka.studies.running import run_study
from ostraka.studies.store import missing
from ostraka.studies.study import Study
from ostraka.studies.units import units

METHODS = (*METHOD_OF.values(), ONE_AT_A_TIME)
"""Methods that make a design of their own."""

_KIND_OF = {method: kind for kind, method in METHOD_OF.items()}

Answer = Sensitivity | Tornado | FromDraws


@dataclass(frozen=True)
class Answers:
    """What a study says.

    Attributes
    ----------
    answers : tuple of Sensitivity, Tornado or FromDraws
        The harm in the reference arm, then the difference that each other arm makes.
    unmoved : mapping of str to str
        By arm: why there is no answer, such as that the arm changes nothing.
    """

    answers: tuple[Answer, ...]
    unmoved: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Plain data, for JSON."""
        return {
            "answers": [one.to_dict() for one in self.answers],
            "unmoved": dict(self.unmoved),
        }

    def __str__(self) -> str:
        """One table after the other."""
        lines = [f"{arm}: {why}.\n" for arm, why in self.unmoved.items()]
        return "\n".join([*map(str, self.answers), *lines])


def scenario_study(
    scenario: Any,
    method: str = "sobol",
    *,
    harm: str = "ever_wrongly_listed_per_100k",
    draws: int | None = None,
    numbers: Sequence[str] | None = None,
    pairs: bool = False,
    people: int | None = None,
    months: int | None = None,
    seed: int | None = None,
    replicates: int | None = None,
) -> Study:
    """The study that answers what a harm of a scenario depends on: one arm, the design of a method.

    Parameters
    ----------
    scenario : Scenario, str or Path
        A scenario, a file, or the name of a shipped one.
    method : str
        ``sobol``, ``shapley``, ``morris`` or ``tornado``.
    harm : str
        A figure that counts harm.
    draws : int, optional
        Base points or trajectories; :data:`~ostraka.sensitivity.analysis.DRAWS` unless given.
    numbers : sequence of str, optional
        Dotted places of uncertain numbers; all unless given. The others stay at their centre.
    pairs : bool
        Second-order Sobol indices too: about twice the runs.
    people, months, seed : int, optional
        Instead of the scenario's own.
    replicates : int, optional
        Of a tornado; the scenario's own unless given.

    Raises
    ------
    OstrakaError
        If the figure is no harm, a place or method is unknown, or nothing is uncertain.
    """
    asked = as_run(scenario, people=people, months=months, seed=seed, replicates=replicates)
    varied_of(asked, numbers)
    table = {
        "title": asked.title,
        "purpose": f"What {harm} depends on.",
        "scenario": asked.title,
        "people": asked.people,
        "months": asked.months,
        "seed": asked.seed,
        "harms": [harm],
    }
    own = _design(method, draws, numbers, pairs, asked.replicates)
    return Study.of({**table, **own}, asked.title, scenario=asked)


def ask(
    scenario: Any,
    method: str = "sobol",
    *,
    folder: str | Path | None = None,
    threads: int | None = None,
    **how: Any,
) -> Answer:
    """What a harm of a scenario depends on: its study is made, run and read.

    Parameters are those of :func:`scenario_study`, and

    folder : str or Path, optional
        Where the runs are kept, so that the same question runs nothing again; nowhere unless given.
    threads : int, optional
        All processors unless given; changes no figure.
    """
    study = scenario_study(scenario, method, **how)
    with nullcontext(folder) if folder is not None else TemporaryDirectory() as where:
        result = run_study(study, Path(where), threads=threads)
        assert result is not None  # no shard was asked for
        return sensitivity(result).answers[0]


def designed(
    study: Study,
    method: str,
    *,
    draws: int | None = None,
    numbers: Sequence[str] | None = None,
    pairs: bool = False,
    replicates: int | None = None,
) -> Study:
    """The arms of a study, run over the design of a method; parameters as in :func:`scenario_study`.

    Raises
    ------
    OstrakaError
        If a place or method is unknown, or nothing is uncertain.
    """
    kept = {"title", "purpose", "scenario", "people", "months", "seed", "reference", "harms"}
    table = {k: v for k, v in study.table.model_dump(exclude_none=True).items() if k in kept}
    chosen = numbers if numbers is not None else study.table.design.parameters
    count = study.table.replicates if replicates is None else replicates
    own = _design(method, draws, chosen, pairs, count)
    made = StudyTable.model_validate({**table, **own})
    return Study.checked(made, study.arms, study.table.title)


def _design(
    method: str, draws: int | None, numbers: Sequence[str] | None, pairs: bool, replicates: int
) -> dict[str, Any]:
    """Those keys of a study file that a method decides."""
    if method not in METHODS:
        raise OstrakaError(f"method: {method!r} is unknown; {choose(method, METHODS)}")
    design: dict[str, Any] = {"kind": _KIND_OF.get(method, method)}
    if numbers is not None:
        design["parameters"] = list(numbers)
    if pairs:
        design["pairs"] = True
    if method == ONE_AT_A_TIME:
        return {"replicates": replicates, "design": design}
    return {"design": {**design, "draws": draws or DRAWS[method]}}


def cost(study: Study, folder: Path) -> str:
    """In a sentence, what it takes to run a study for its sensitivity, and what of it is done."""
    kind = study.table.design.kind
    planned = units(study)
    runs = len({(unit.arm, unit.draw, unit.replicate) for unit in planned})
    numbers = f"{len(study.places)} uncertain number{'' if len(study.places) == 1 else 's'}"
    seed = " and the seed" if kind in METHOD_OF else ""
    unique = len({unit.key for unit in planned})
    done = unique - len(missing(folder, planned))
    kept = f" Of {unique:,} units {done:,} are done." if done else ""
    return (
        f"{METHOD_OF.get(kind, kind)}: {runs:,} runs x {int(study.base.people):,} people x "
        f"{int(study.base.months)} months; {numbers}{seed}.{kept}"
    )


def sensitivity(
    result: StudyResult, harm: str | None = None, arms: Sequence[str] | None = None
) -> Answers:
    """What the harm in the reference arm, and the difference that each other arm makes, depends on.

    A study whose design is that of a method is read with it; any other from its own draws.

    Parameters
    ----------
    result : StudyResult
    harm : str, optional
        The study's first unless given; any other is read from the same runs.
    arms : sequence of str, optional
        Only these; the reference arm stands for its own harm.

    Raises
    ------
    OstrakaError
        If the figure is no harm, an arm is unknown, or the reference arm's harm has no answer.
    """
    study = result.study
    name = harm or study.table.harms[0]
    harm_named(name, study.base, schedule_of(study, study.base))
    reference = study.table.reference
    chosen = [reference, *(one for one in study.arms if one != reference)]
    for arm in arms or ():
        if arm not in study.arms:
            raise OstrakaError(f"arm: there is no arm {arm!r}; {choose(arm, list(study.arms))}")
    cubes = Cubes(result, None if name in result.figures_kept else [name])
    answers, unmoved = [], {}
    for arm in [one for one in chosen if arms is None or one in arms]:
        try:
            answers.append(_answer(cubes, name, study.arms[arm]))
        except OstrakaError as error:
            if len(chosen) == 1:
                raise
            unmoved[arm] = str(error).removeprefix("harm: ")
    if not answers:
        raise OstrakaError(f"harm: {name} has no answer: {next(iter(unmoved.values()))}")
    return Answers(tuple(answers), unmoved)


def _answer(cubes: Cubes, harm: str, arm: Arm) -> Answer:
    study = cubes.study
    drawn, reference = cubes.drawn(arm.name, harm), study.table.reference
    centre = cubes.central(arm.name, harm) if study.table.replicates else None
    if arm.name != reference:
        drawn = drawn - cubes.drawn(reference, harm)
        centre = None if centre is None else centre - cubes.central(reference, harm)
    about, kind = _about(study, harm, arm), study.table.design.kind
    sample = study.layout.sample
    if sample is not None:
        return sensitivity_of(
            sample, drawn[:, 0], about, study.parameters, study.table.design.draws
        )
    if kind == ONE_AT_A_TIME:
        assert centre is not None
        return tornado_of(centre, drawn, about, study.parameters)
    # a number of a safeguard that neither arm has can do nothing here
    both = (arm.scenario, study.arms[reference].scenario)
    has = {place for scenario in both for place in scenario.uncertain()}
    varied = {place: quantity for place, quantity in study.parameters.items() if place in has}
    return own_draws(study.draws()[list(varied)], drawn, about, varied, centre)


def _about(study: Study, harm: str, arm: Arm) -> About:
    figure = study.figures[harm]
    uncertain = {**study.base.uncertain(), **arm.scenario.uncertain()}
    return About(
        title=study.table.title,
        harm=harm,
        unit=figure.unit,
        definition=figure.definition,
        arm=arm.name,
        reference=study.table.reference,
        people=int(study.base.people),
        months=int(study.base.months),
        seed=study.seed,
        fixed=tuple(place for place in uncertain if place not in study.parameters),
        together=any(one.scenario.posterior is not None for one in study.arms.values()),
    )
