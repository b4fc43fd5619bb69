"""A study: arms, draws and replicates of one scenario, settled before anything runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cached_property
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from ostraka.core.errors import OstrakaError, Problem, ScenarioError, choose
from ostraka.core.quantities import Quantity
from ostraka.results.declared import figure_set
from ostraka.results.figures import Figure
from ostraka.results.harms import harm_named
from ostraka.results.run import as_run
from ostraka.scenario import as_data, load
from ostraka.scenario.files import names as scenario_names
from ostraka.scenario.schema import luck_of, validate
from ostraka.sensitivity.analysis import MOST_PAIRS
from ostraka.sensitivity.common import with_common_candidates
from ostraka.sensitivity.tornado import ENDS
from ostraka.studies.arms import Arm, arms_of
from ostraka.studies.definition import StudyTable, read, table_of
from ostraka.studies.designs import METHOD_OF, ONE_AT_A_TIME, Layout, Points, layout
from ostraka.studies.persons import schedule_of

if TYPE_CHECKING:
    import pandas

CENTRAL = -1
"""Number of the draw that stands for the central values."""


@dataclass(frozen=True)
class Study:
    """A study, checked and whole: what is in it depends on no file any more.

    Attributes
    ----------
    table : StudyTable
        What its file says.
    arms : mapping of str to Arm
        By name; the scenario as it stands first.
    """

    table: StudyTable
    arms: Mapping[str, Arm]

    @classmethod
    def load(cls, file: str | Path, **instead: Any) -> Self:
        """Read a study: a TOML or JSON file, or the name of a shipped one.

        ``instead`` replaces keys of the file, such as ``people``.

        Raises
        ------
        ScenarioError
            If it cannot be read, or with every problem found in it, its scenario or its arms.
        """
        table, origin, folder = read(file)
        if instead:
            table = table_of({**table.model_dump(exclude_unset=True), **instead}, origin)
        return cls.of(table, origin, folder)

    @classmethod
    def of(
        cls,
        table: StudyTable | Mapping[str, Any],
        origin: str = "study",
        folder: Any = "",
        *,
        scenario: Any = None,
    ) -> Self:
        """A study from its table or plain data; ``folder`` is where a scenario's file is looked for.

        ``scenario`` is one that was loaded already, instead of the one named.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        table = table if isinstance(table, StudyTable) else table_of(table, origin)
        name = table.scenario
        base = scenario or load(name if name in scenario_names() else Path(folder) / name)
        given = {"people": table.people, "months": table.months, "seed": table.seed}
        return cls.checked(table, arms_of(table, as_run(base, **given), origin), origin)

    @classmethod
    def checked(cls, table: StudyTable, arms: Mapping[str, Arm], origin: str) -> Self:
        """A study of arms that are there already.

        Raises
        ------
        ScenarioError
            With every problem found.
        """
        made = cls(table, arms)
        problems = list(made._problems())
        if problems:
            raise ScenarioError(problems, origin)
        return made._sharing_candidates()

    def _sharing_candidates(self) -> Self:
        """Of a design for indices: candidates at the highest rates, so that runs share their draws."""
        kind = self.table.design.kind
        if kind not in (*METHOD_OF, ONE_AT_A_TIME):
            return self
        most = 1.0 if kind in METHOD_OF else ENDS[1]
        highest = {
            place: float(q.high) if most == 1.0 and q.high is not None else q.quantile(ENDS[1])
            for place, q in self.parameters.items()
        }
        arms = {
            name: replace(arm, scenario=with_common_candidates(arm.scenario, highest))
            for name, arm in self.arms.items()
        }
        return type(self)(self.table, arms)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """What :meth:`to_dict` gave."""
        table = StudyTable.model_validate(data["study"])
        arms = {
            name: Arm(
                name,
                arm["description"],
                validate(arm["scenario"], f"arm {name}"),
                frozenset(arm["added"]),
                arm["only_adds"],
            )
            for name, arm in data["arms"].items()
        }
        return cls(table, arms)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, with every arm's scenario in full."""
        arms = {
            name: {
                "description": arm.description,
                "added": sorted(arm.added),
                "only_adds": arm.only_adds,
                "scenario": as_data(arm.scenario),
            }
            for name, arm in self.arms.items()
        }
        return {"study": self.table.model_dump(mode="json", exclude_none=True), "arms": arms}

    def _problems(self) -> Any:
        table = self.table
        if table.reference not in self.arms:
            remedy = choose(table.reference, list(self.arms))
            yield Problem("reference", f"no arm {table.reference!r}", remedy)
        for pattern in table.design.parameters or ():
            known = self._uncertain_everywhere
            if not any(fnmatchcase(place, pattern) for place in known):
                fault = f"no uncertain number at {pattern!r}"
                remedy = choose(pattern, list(known)) if known else "no number here has a range"
                yield Problem("design.parameters", fault, remedy)
        try:
            self.points  # noqa: B018 - a design that cannot be made is told before anything runs
        except OstrakaError as error:
            place, _, rest = str(error).partition(": ")
            fault, _, remedy = rest.partition("; ")
            yield Problem(place, fault, remedy)
        yield from self._harm_problems()
        yield from self._index_problems()
        if table.replicates == 0 and (table.design.draws == 0 or not self.places):
            yield Problem("replicates", "there is nothing to run", "give replicates, or draws")

    def _index_problems(self) -> Any:
        table, kind = self.table, self.table.design.kind
        if kind in METHOD_OF and (table.replicates, table.design.replicates) != (0, 1):
            fault = f"design {kind} gives every run a luck of its own"
            yield Problem("replicates", fault, "leave replicates out, there and under [design]")
        if kind == ONE_AT_A_TIME and not 2 <= table.replicates == table.design.replicates:
            fault = f"design {kind} compares runs replicate by replicate"
            yield Problem("replicates", fault, "give 2 or more, and none under [design]")
        if table.design.pairs and (kind != "sobol_indices" or len(self.places) > MOST_PAIRS):
            fault = f"{len(self.places)} numbers by {kind}"
            remedy = f"sobol_indices has them, for at most {MOST_PAIRS} numbers"
            yield Problem("design.pairs", fault, remedy)

    def _harm_problems(self) -> Any:
        for harm in self.table.harms:
            for name, arm in self.arms.items():
                try:
                    harm_named(harm, arm.scenario, schedule_of(self, arm.scenario))
                except OstrakaError as error:
                    fault, _, remedy = str(error).removeprefix("harm: ").partition("; ")
                    yield Problem("harms", f"in arm {name}: {fault}", remedy)
                    break

    @property
    def base(self) -> Any:
        """The scenario as it stands, with the study's people, months and seed."""
        return next(iter(self.arms.values())).scenario

    @property
    def seed(self) -> int:
        """Seed of every draw."""
        return int(self.base.seed)

    @cached_property
    def _uncertain_everywhere(self) -> Mapping[str, Quantity]:
        found: dict[str, Quantity] = {}
        for arm in self.arms.values():
            for place, quantity in arm.scenario.uncertain().items():
                found.setdefault(place, quantity)
        return found

    @cached_property
    def parameters(self) -> Mapping[str, Quantity]:
        """The uncertain numbers that the design draws, by place: of all arms, their safeguards' too.

        Where arms give a number different ranges, that of the first arm.
        """
        asked = self.table.design.parameters
        return {
            place: quantity
            for place, quantity in self._uncertain_everywhere.items()
            if asked is None or any(fnmatchcase(place, pattern) for pattern in asked)
        }

    @property
    def places(self) -> tuple[str, ...]:
        """Dotted places of the uncertain numbers that are drawn."""
        return tuple(self.parameters)

    @cached_property
    def layout(self) -> Layout:
        """The draws, the luck that they choose, and what their indices are read with."""
        design = self.table.design
        draws = design.draws if self.places else 0
        if draws == 0:
            return layout("random", self.places, 0, self.seed, pairs=False)
        return layout(design.kind, self.places, draws, self.seed, pairs=bool(design.pairs))

    @property
    def points(self) -> Points:
        """The design, the same in every arm: array (draw, place) in (0, 1); nan where at the centre."""
        return self.layout.points

    def replicates_of(self, draw: int) -> Sequence[int]:
        """The replicates of a draw of the design: the same of every draw, unless the design chooses."""
        lucks = self.layout.lucks
        return range(self.table.design.replicates) if lucks is None else (lucks[draw],)

    def draws(self) -> "pandas.DataFrame":
        """The settled value of every uncertain number: index ``draw``, one column a dotted place."""
        import pandas

        carries = next((one.scenario for one in self.arms.values() if one.scenario.posterior), None)
        values = []
        for draw, row in enumerate(self.points):
            joint = {} if carries is None else self._joint(carries, draw)
            pairs = zip(self.parameters.items(), row, strict=True)
            values.append([joint.get(place, _settled(q, float(u))) for (place, q), u in pairs])
        index = pandas.RangeIndex(len(values), name="draw")
        return pandas.DataFrame(values, index=index, columns=list(self.places), dtype=float)

    def numbers(self, arm: str, draw: int) -> dict[str, float]:
        """The settled numbers of one arm in one draw, by place; those it does not have are left out."""
        scenario = self.arms[arm].scenario
        own, joint = scenario.uncertain(), self._joint(scenario, draw)
        return {
            place: joint.get(place, _settled(own[place], float(u)))
            for place, u in zip(self.places, self.points[draw], strict=True)
            if place in own
        }

    def _joint(self, scenario: Any, draw: int) -> dict[str, float]:
        """Numbers that a calibrated scenario draws together, as in a run; of designs for indices none."""
        posterior = scenario.posterior
        if self.table.design.kind in (*METHOD_OF, ONE_AT_A_TIME):
            return {}
        return posterior.drawn(luck_of("posterior", self.seed, draw)) if posterior else {}

    def settled(self, arm: str, draw: int) -> Any:
        """The scenario that one arm runs in one draw; at the central values for ``CENTRAL``.

        Uncertain numbers that the design does not draw are at their centre.
        """
        scenario = self.arms[arm].scenario
        return scenario if draw == CENTRAL else scenario.at(self.numbers(arm, draw))

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Every figure that all arms have, in the order of reports."""
        sets = [figure_set(arm.scenario).figures for arm in self.arms.values()]
        return {n: figure for n, figure in sets[0].items() if all(n in one for one in sets)}


def _settled(quantity: Quantity, u: float) -> float:
    """A number below which a share u of its distribution lies; its centre for nan."""
    return float(quantity) if isnan(u) else quantity.settled(u)
