"""Which columns a pass looks through whole, found in its source and in the helpers that it calls."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from ostraka.core.declarations import Mechanism
from ostraka.engine.schedule import Schedule
from ostraka.population.ledgers import LEDGERS

QUARTERLY = "scan"
"""What looks at whole columns one month in four."""


@cache
def looked_through(function: Any) -> dict[str, float]:
    """Arguments of a function that are looked through whole, and how often a month."""
    plain = getattr(function, "py_func", function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(plain)))
    aliases: dict[str, str] = {}
    found: dict[str, float] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            origin = _viewed(node.value)
            if origin:
                aliases[node.targets[0].id] = origin
    for node in ast.walk(tree):
        for name, often in (*_in_loop(node), *_in_call(node, plain.__globals__)):
            column = aliases.get(name, name)
            found[column] = max(often, found.get(column, 0.0))
    arguments = set(inspect.signature(plain).parameters)
    return {name: often for name, often in found.items() if name in arguments}


def _viewed(value: ast.expr) -> str | None:
    """The array of which an expression is a view, if it is one."""
    while isinstance(value, (ast.Call, ast.Attribute, ast.Subscript)):
        value = value.func if isinstance(value, ast.Call) else value.value
    return value.id if isinstance(value, ast.Name) else None


def _in_loop(node: ast.AST) -> Iterator[tuple[str, float]]:
    if not (isinstance(node, ast.For) and isinstance(node.target, ast.Name)):
        return
    over = node.iter
    if not (isinstance(over, ast.Call) and len(over.args) == 1):
        return
    end = over.args[0]
    whole = (isinstance(end, ast.Attribute) and end.attr == "size") or (
        isinstance(end, ast.Name) and end.id == "subjects"
    )
    for part in ast.walk(node) if whole else ():
        if (
            isinstance(part, ast.Subscript)
            and isinstance(part.value, ast.Name)
            and isinstance(part.slice, ast.Name)
            and part.slice.id == node.target.id
        ):
            yield part.value.id, 1.0


def _in_call(node: ast.AST, known: dict[str, Any]) -> Iterator[tuple[str, float]]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return
    name, helper = node.func.id, known.get(node.func.id)
    if name in ("gather", "gather_bits", "gather_equal") and isinstance(node.args[0], ast.Name):
        yield node.args[0].id, 1.0
    elif name == QUARTERLY:
        for given in node.args[-2:]:
            if isinstance(given, ast.Name):
                yield given.id, 0.25
    elif hasattr(helper, "py_func") and helper.py_func.__module__.startswith("ostraka.mechanisms"):
        inner = looked_through(helper)
        for given, parameter in zip(
            node.args, inspect.signature(helper.py_func).parameters, strict=True
        ):
            if isinstance(given, ast.Name) and parameter in inner:
                yield given.id, inner[parameter]


def monthly(schedule: Schedule) -> Iterator[tuple[Mechanism, dict[str, float]]]:
    """The passes of a month, with what each looks through whole."""
    for one in schedule.passes:
        if one.phase != "population":
            columns = schedule.columns
            seen = {n: often for n, often in looked_through(one.run).items() if n in columns}
            yield one, seen


def bytes_per_subject(schedule: Schedule, name: str) -> int:
    """Bytes of a column that each subject has; 0 where it has none of its own."""
    column = schedule.columns[name]
    many = {"subjects": 1, "ledgers": len(LEDGERS), "counterfactuals": len(LEDGERS) - 1}
    shape = column.shape if isinstance(column.shape, str) else ""
    return int(np.dtype(column.dtype).itemsize) * many.get(shape, 0)


def scans(schedule: Schedule) -> int:
    """Passes that decide something for every subject, four months at a time."""
    return sum("scan(" in inspect.getsource(one.run) for one in schedule.passes) + sum(
        "draw_candidates(" in inspect.getsource(one.run) for one in schedule.passes
    )
