"""Running a case: draws that agree with what was set, predictions, verdicts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ostraka.evidence.cases import Case, load_case
from ostraka.evidence.formulas import DRAWS, Formulas
from ostraka.evidence.simulated import Runs, run_scenario
from ostraka.evidence.verdict import PredictedFigure, judge


@dataclass(frozen=True, slots=True)
class CaseResult:
    """All predictions of a case.

    Attributes
    ----------
    case : Case
    figures : tuple of PredictedFigure
    draws, kept : int
        Draws of the uncertain numbers, and those that agree with the set facts.
    free_parameters : int
        Uncertain numbers of the case.
    people : int
        Invented people in each run; 0 where the case has formulas only.
    """

    case: Case
    figures: tuple[PredictedFigure, ...]
    draws: int
    kept: int
    free_parameters: int
    people: int

    @property
    def headline(self) -> PredictedFigure:
        """The figure that answers how many on the list should not be there."""
        return next(f for f in self.figures if f.name == self.case.declared.headline)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for ``--json``."""
        return {
            "case": self.case.name,
            "title": self.case.declared.title,
            "draws": self.draws,
            "kept": self.kept,
            "free_parameters": self.free_parameters,
            "people": self.people,
            "figures": [figure.to_dict() for figure in self.figures],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "CaseResult":
        """Read back what :meth:`to_dict` gave; the case itself comes from the shipped ones."""
        figures = []
        for figure in data["figures"]:
            plain = {key: value for key, value in figure.items() if key != "width"}
            figures.append(PredictedFigure(**{**plain, "bounds": tuple(plain["bounds"])}))
        counts = {name: data[name] for name in ("draws", "kept", "free_parameters", "people")}
        return cls(case=load_case(data["case"]), figures=tuple(figures), **counts)


def run_case(
    case: Case,
    *,
    draws: int = 2000,
    people: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CaseResult:
    """Predict every held-out figure of a case.

    ``draws``, ``people`` and ``threads`` are those of the scenario's runs; formulas cost next to nothing
    and always have 20,000 draws.

    Raises
    ------
    OstrakaError
        If fewer than 20 draws agree with the set facts: the assumptions contradict them.
    """
    declared = case.declared
    runs: Runs | None = None
    if any(p.model is not None for p in declared.predictions):
        runs = run_scenario(
            case, draws=draws, people=people, seed=seed, threads=threads, progress=progress
        )
    formulas = Formulas(case, seed=1 if seed is None else seed)
    of_scenario = 0 if case.scenario is None else len(case.scenario.uncertain())
    figures = []
    for prediction in declared.predictions:
        if prediction.model is None or runs is None:
            figures.append(formulas.figure(prediction))
            continue
        middle, interval, monte_carlo = runs.figure(case, prediction.name)
        baseline, bounds = formulas.naive(prediction)
        figures.append(
            judge(
                case,
                prediction,
                predicted=middle,
                interval=interval,
                monte_carlo=monte_carlo,
                baseline=baseline,
                bounds=bounds,
                free_parameters=of_scenario,
            )
        )
    of_inputs = sum(getattr(given, "is_uncertain", False) for given in declared.inputs.values())
    return CaseResult(
        case,
        tuple(figures),
        DRAWS if runs is None else draws,
        formulas.kept if runs is None else runs.kept,
        of_scenario + of_inputs,
        0 if runs is None else runs.people,
    )
