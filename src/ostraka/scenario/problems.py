"""From the validator's errors to a place, a fault and a remedy."""

import difflib
import typing
from typing import Any

from pydantic import BaseModel

from ostraka.core.clock import SMALLEST
from ostraka.core.errors import Problem
from ostraka.core.quantities import bare


def _place(loc: tuple[Any, ...]) -> str:
    skip = ("function-after", "function-before", "list[str]")
    kept = [str(part) for part in loc if not str(part).startswith(skip)]
    if kept and kept[-1] == "bool":  # one of two kinds that a field may have
        kept.pop()
    return ".".join(kept) or "(top)"


def problem_of(error: Any, model: type[BaseModel]) -> Problem:
    """What a validator's error says to the author of a scenario; ``model`` is the scenario's."""
    kind, loc = error["type"], error["loc"]
    place = _place(loc)
    if kind == "extra_forbidden":
        known = _known_keys(loc[:-1], model)
        near = difflib.get_close_matches(str(loc[-1]), known, n=1, cutoff=0.6)
        remedy = f"known here: {', '.join(known)}" if known else "leave it out"
        if near:
            remedy = f"did you mean {near[0]!r}?"
        return Problem(place, "unknown key", remedy)
    if kind == "missing":
        doc = _description(loc, model)
        return Problem(place, "missing", f"add it ({doc})" if doc else "add it")
    if kind == "literal_error":
        return Problem(
            place, f"{error['input']!r} is not allowed", f"write {error['ctx']['expected']}"
        )
    remedies = {
        "number_twice": "keep one of the two",
        "provenance_twice": "keep one of the two; say in a note how it was derived",
        "number_nested": "write one number for each stratum",
        "not_a_number": "write a number, or { value = ..., source = ... }",
        "too_fine": f"use 0, or at least {SMALLEST:g}; near 1 likewise",
        "number_empty": "name each stratum with its number",
        "range_half": "give both, or only a value",
        "number_missing": "write a number, or { value = ..., source = ... }",
        "number_infinite": "write a finite number",
        "range_missing": "add low and high, or leave the distribution out",
        "range_order": "swap them, or write one value",
        "range_log": "raise low above 0, or use a uniform distribution",
        "range_centre": "move the value inside, or widen the range",
        "not_by_stratum": "write one number for all",
        "not_whole": "round it",
        "out_of_bounds": "change it",
    }
    message = str(error["msg"])
    if kind in remedies:
        return Problem(place, message, remedies[kind])
    if kind == "dict_type" or kind == "model_type" or kind == "model_attributes_type":
        return Problem(
            place, "this must be a table", f"write it as a [table] with named keys: [{place}]"
        )
    given = error.get("input")
    shown = f" (it is {given!r})" if isinstance(given, (int, float, str, bool)) else ""
    return Problem(place, message[:1].lower() + message[1:] + shown, "change it accordingly")


def _model_at(loc: tuple[Any, ...], model: type[BaseModel]) -> Any:
    """The type that stands at a place, as far as the scenario's fields lead there."""
    node: Any = model
    for part in loc:
        node = bare(node)
        if typing.get_origin(node) in (dict, list):
            node = typing.get_args(node)[-1]
        elif isinstance(node, type) and issubclass(node, BaseModel) and part in node.model_fields:
            node = node.model_fields[part].annotation
    return bare(node)


def _known_keys(loc: tuple[Any, ...], model: type[BaseModel]) -> list[str]:
    node = _model_at(loc, model)
    if isinstance(node, type) and issubclass(node, BaseModel):
        return list(node.model_fields)
    return []


def _description(loc: tuple[Any, ...], model: type[BaseModel]) -> str:
    node = _model_at(loc[:-1], model)
    if isinstance(node, type) and issubclass(node, BaseModel) and loc[-1] in node.model_fields:
        return node.model_fields[loc[-1]].description or ""
    return ""
