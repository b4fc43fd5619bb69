"""What a case's formulas stand on, drawn: one value of every number for each draw.

Each number has a stream of its own, addressed by its name: a case with one input more gives the same
draws to all others.
"""

import zlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose
from ostraka.core.quantities import Quantity
from ostraka.evidence.cases import Case
from ostraka.evidence.expressions import evaluate, reached

Floats = npt.NDArray[np.float64]


class Drawn:
    """The numbers of a case under one set of stand-ins, computed when a formula asks for them."""

    def __init__(self, case: Case, draws: int, seed: int, at: Mapping[str, float]) -> None:
        """``at`` holds numbers that stand in for inputs."""
        self._case, self._draws, self._seed, self._at = case, draws, seed, at
        self._known: dict[str, Floats] = {}

    def value(self, name: str) -> Floats:
        """A number by name: stand-in, input, formula of the model, or fact that sets the model."""
        if name not in self._known:
            with np.errstate(all="ignore"):
                self._known[name] = np.broadcast_to(
                    np.asarray(self._compute(name), float), (self._draws,)
                )
        return self._known[name]

    def formula(self, text: str) -> Floats:
        """The value of a formula, one for each draw."""
        value = np.asarray(evaluate(text, self.value), float)
        return np.broadcast_to(value, (self._draws,))

    def _compute(self, name: str) -> Floats | float:
        declared = self._case.declared
        if name in self._at:
            return self._at[name]
        if name in declared.inputs:
            return self._input(name)
        if name in declared.model:
            return self.formula(declared.model[name])
        return self._fact(name)

    def _input(self, name: str) -> Floats | float:
        given = self._case.declared.inputs[name]
        if isinstance(given, Quantity):
            if not given.is_uncertain:
                return float(given)
            u = self._uniform(name)
            return np.array([given.quantile(float(one)) for one in u])
        # what the counts leave open: the posterior of a binomial share under Jeffreys' prior
        count, of = self._sum(given.above), self._sum(given.below)
        stream = np.random.default_rng([self._seed, zlib.crc32(name.encode())])
        return stream.beta(count + 0.5, np.maximum(of - count, 0.0) + 0.5, self._draws)

    def _sum(self, names: list[str]) -> Floats:
        each = [np.broadcast_to(self._fact(name), (self._draws,)) for name in names]
        return np.asarray(np.sum(each, axis=0), float)

    def _fact(self, name: str) -> Floats | float:
        low, high = self._case.facts[name].ends
        if low == high:
            return low
        if name not in self._known:
            self._known[name] = low + (high - low) * self._uniform(name)
        return self._known[name]

    def _uniform(self, name: str) -> Floats:
        stream = np.random.default_rng([self._seed, zlib.crc32(name.encode())])
        # one draw in each of as many equal slices: the tails are met as often as they should be
        return (stream.permutation(self._draws) + stream.random(self._draws)) / self._draws


def free_parameters(case: Case, text: str, at: Mapping[str, float]) -> tuple[str, ...]:
    """Uncertain numbers without a count behind them on which a formula depends."""
    inputs = case.declared.inputs
    model = {k: v for k, v in case.declared.model.items() if k not in at}
    names = reached([text], model) - set(at)
    uncertain = [n for n in inputs if n in names and _is_free(inputs[n])]
    return tuple(uncertain)


def _is_free(given: object) -> bool:
    return isinstance(given, Quantity) and given.is_uncertain


def check_names(case: Case) -> None:
    """Every name in every formula is a stand-in, an input, a formula or a used fact.

    Raises
    ------
    OstrakaError
        Naming the formula, the name, and what it might have meant; also for a held-out fact in one.
    """
    declared = case.declared
    known = [*declared.inputs, *declared.model, *declared.used]
    formulas: dict[str, tuple[str, tuple[str, ...]]]
    formulas = {f"model.{k}": (v, ()) for k, v in declared.model.items()}
    for k, p in enumerate(declared.predictions):
        for key, text in (("expression", p.expression), ("baseline", p.baseline)):
            if isinstance(text, str):
                formulas[f"predictions.{k}.{key}"] = (text, tuple(p.at))
        for end, text in enumerate(p.bounds or ()):
            if isinstance(text, str):
                formulas[f"predictions.{k}.bounds.{end}"] = (text, tuple(p.at))
        strange = [name for name in p.at if name not in known]
        if strange:
            raise OstrakaError(
                f"predictions.{k}.at: {strange[0]!r} is no input, formula or used fact; "
                f"{choose(strange[0], known or ['(nothing is declared)'])}"
            )
    for k, one in enumerate(declared.sets):
        if one.expression is not None:
            formulas[f"sets.{k}.expression"] = (one.expression, ())
    for place, (text, stand_ins) in formulas.items():
        for name in sorted(reached([text], declared.model)):
            if name not in known and name not in stand_ins:
                fault = f"{place}: {name!r} is no input, formula or used fact"
                if name in case.facts:
                    raise OstrakaError(
                        f"{fault}; it is a fact: list it in `used` to set the model by it"
                    )
                raise OstrakaError(f"{fault}; {choose(name, known or ['(nothing is declared)'])}")
