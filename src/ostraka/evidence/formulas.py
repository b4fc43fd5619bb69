"""Predictions by formula: draws of the inputs, those that agree with what was set, figures."""

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError
from ostraka.evidence.cases import Case
from ostraka.evidence.declaration import Prediction
from ostraka.evidence.facts import Ends
from ostraka.evidence.inputs import Drawn, free_parameters
from ostraka.evidence.verdict import PredictedFigure, default_bounds, judge, quantiles
from ostraka.results.estimate import FEWEST_DRAWS

DRAWS = 20_000
"""Draws of the inputs: the ends of a 95 % interval then move by about 1 % of its width with the seed."""


class Formulas:
    """The formulas of a case, over draws that agree with the facts that set it."""

    def __init__(self, case: Case, *, draws: int = DRAWS, seed: int = 1) -> None:
        """Draw the inputs and drop the draws that miss a set fact.

        Raises
        ------
        OstrakaError
            If fewer than 20 draws are left: the assumptions contradict the facts.
        """
        self.case, self.draws, self.seed = case, draws, seed
        self.agree = self._agree()
        self.kept = int(self.agree.sum())
        if self.kept < FEWEST_DRAWS:
            raise OstrakaError(
                f"case {case.name}: only {self.kept} of {draws} draws agree with the facts that set it; "
                "widen the assumed ranges, or loosen `within`"
            )

    def _agree(self) -> npt.NDArray[np.bool_]:
        agree = np.ones(self.draws, bool)
        drawn = Drawn(self.case, self.draws, self.seed, {})
        for one in self.case.declared.sets:
            if one.expression is not None:
                value, _ = self.case.published(one.published)
                agree &= np.abs(drawn.formula(one.expression) - value) <= one.within
        return agree

    def naive(self, prediction: Prediction) -> tuple[float | None, Ends]:
        """The guess without a model, and its interval."""
        drawn = Drawn(self.case, self.draws, self.seed, prediction.at)

        def number(given: float | str) -> float:
            if isinstance(given, str):
                return float(np.median(drawn.formula(given)[self.agree]))
            return float(given)

        baseline = None if prediction.baseline is None else number(prediction.baseline)
        if prediction.bounds is None:
            return baseline, default_bounds(prediction, baseline)
        low, high = (number(end) for end in prediction.bounds)
        return baseline, (low, high)

    def figure(self, prediction: Prediction) -> PredictedFigure:
        """One prediction by formula, judged.

        Raises
        ------
        OstrakaError
            If the formula has no value in some draw.
        """
        text = prediction.expression or ""
        drawn = Drawn(self.case, self.draws, self.seed, prediction.at)
        values = drawn.formula(text)[self.agree]
        if not np.isfinite(values).all():
            raise OstrakaError(
                f"case {self.case.name}: {prediction.name!r} is undefined in some draw; see that nothing "
                "in it is divided by a number that may be 0"
            )
        middle, interval = quantiles(values)
        baseline, bounds = self.naive(prediction)
        free = free_parameters(self.case, text, prediction.at)
        return judge(
            self.case,
            prediction,
            predicted=middle,
            interval=interval,
            monte_carlo=0.0,
            baseline=baseline,
            bounds=bounds,
            free_parameters=len(free),
            assumed_share=self._assumed_share(prediction, values, free),
        )

    def _assumed_share(
        self, prediction: Prediction, values: npt.NDArray[np.float64], free: tuple[str, ...]
    ) -> float | None:
        """What part of the variance goes with the assumed numbers at their middles."""
        inputs = self.case.declared.inputs
        assumed = [name for name in free if getattr(inputs[name], "assumed", False)]
        total = float(values.var())
        if total <= 1e-24 * float(np.square(values).mean()):
            return None
        middles = {name: float(getattr(inputs[name], "value", 0.0)) for name in assumed}
        settled = Drawn(self.case, self.draws, self.seed, {**middles, **prediction.at})
        left = float(settled.formula(prediction.expression or "")[self.agree].var())
        return min(max(1 - left / total, 0.0), 1.0)
