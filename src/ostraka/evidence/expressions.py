"""Formulas in a case file: arithmetic over named numbers and a few named functions, and nothing else.

A formula is parsed, never executed as code: what is not arithmetic, a comparison, a known name or a
known function is refused with its place.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from ostraka.core.errors import OstrakaError, choose
from ostraka.evidence.functions import FUNCTIONS

Floats = npt.NDArray[np.float64]

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@lru_cache(maxsize=1024)
def parse(text: str) -> ast.expr:
    """The tree of a formula.

    Raises
    ------
    OstrakaError
        If it is no formula: the text, and what in it is not allowed.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise OstrakaError(
            f"the formula {text!r} cannot be read; see `ostraka cases formulas`"
        ) from None
    _check(tree, text)
    return tree


def names_in(text: str) -> tuple[str, ...]:
    """Names of numbers that a formula asks for, in order of appearance."""
    called = {id(n.func) for n in ast.walk(parse(text)) if isinstance(n, ast.Call)}
    found = [
        node.id
        for node in ast.walk(parse(text))
        if isinstance(node, ast.Name) and id(node) not in called
    ]
    return tuple(dict.fromkeys(found))


def evaluate(text: str, value_of: Callable[[str], Floats]) -> Any:
    """The value of a formula; ``value_of`` gives the number behind a name, one for each draw."""
    with np.errstate(all="ignore"):  # an undefined figure is reported as such, by its name
        return _value(parse(text), value_of)


def _check(node: ast.expr, text: str) -> None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return
    if isinstance(node, ast.Name):
        return
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        _check(node.left, text)
        _check(node.right, text)
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
        _check(node.operand, text)
        return
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
        _check(node.left, text)
        _check(node.comparators[0], text)
        return
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        _check_call(node, node.func.id, text)
        return
    part = ast.unparse(node)
    raise OstrakaError(
        f"the formula {text!r} holds {part!r}; allowed are numbers, names, + - * / **, comparisons and "
        f"the functions {', '.join(sorted(FUNCTIONS))}"
    )


def _check_call(node: ast.Call, name: str, text: str) -> None:
    if name not in FUNCTIONS:
        raise OstrakaError(
            f"the formula {text!r} calls {name!r}; {choose(name, sorted(FUNCTIONS))}"
        )
    for argument in node.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            _check(argument, text)


def _value(node: ast.expr, value_of: Callable[[str], Floats]) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return value_of(name)
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _value(left, value_of), _value(right, value_of)
            return _BINARY[type(op)](np.asarray(first, float), np.asarray(second, float))
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, value_of)
            return -value if isinstance(op, ast.USub) else value
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _COMPARE[type(op)](_value(left, value_of), _value(right, value_of))
        case ast.Call(func=ast.Name(id=name), args=args):
            given = [_value(argument, value_of) for argument in args]
            try:
                return FUNCTIONS[name].compute(*given)
            except TypeError:
                raise OstrakaError(
                    f"{ast.unparse(node)!r}: {name} is called as {FUNCTIONS[name].usage}"
                ) from None
    raise AssertionError(ast.dump(node))  # _check lets nothing else pass


def reached(texts: list[str], model: Mapping[str, str]) -> set[str]:
    """Names that formulas lead to, through the model's own formulas.

    Raises
    ------
    OstrakaError
        If a formula of the model leads to itself.
    """
    found: set[str] = set()

    def follow(text: str, above: tuple[str, ...]) -> None:
        for name in names_in(text):
            if name in above:
                raise OstrakaError(f"{' -> '.join([*above, name])}: a formula leads to itself")
            if name in model:
                follow(model[name], (*above, name))
            found.add(name)

    for text in texts:
        follow(text, ())
    return found
