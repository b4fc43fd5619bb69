"""Going through the numbers of a validated table, place by place."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ostraka.core.quantities import Quantity


def walk(
    node: Any, place: str = "", *, written_only: bool = False
) -> Iterator[tuple[str, Quantity]]:
    """Every quantity of a validated table, with its dotted place.

    ``written_only`` leaves out what is as it is where no file says otherwise.
    """
    if isinstance(node, Quantity):
        if node.by_stratum is None:
            yield place, node
        else:
            for name, part in node.by_stratum.items():
                yield f"{place}.by_stratum.{name}", part
    elif isinstance(node, BaseModel):
        for name, field in type(node).model_fields.items():
            part = getattr(node, name)
            if not (written_only and is_default(part, field)):
                below = f"{place}.{name}" if place else name
                yield from walk(part, below, written_only=written_only)
    elif isinstance(node, Mapping):
        for name, part in node.items():
            below = f"{place}.{name}" if place else name
            yield from walk(part, below, written_only=written_only)
    elif isinstance(node, list):
        for number, part in enumerate(node):
            yield from walk(part, f"{place}.{number}", written_only=written_only)


def is_default(value: Any, field: FieldInfo) -> bool:
    """Whether a number, or a list of numbers, is its field's default, its note included.

    So a scenario that was saved whole, defaults and all, still tells them from what was written.
    """
    default = field.default
    if isinstance(value, Quantity) and isinstance(default, Quantity):
        return value.model_dump() == default.model_dump()
    if isinstance(value, list) and isinstance(default, list) and value and default:
        return [_plain(part) for part in value] == [_plain(part) for part in default]
    return False


def _plain(part: Any) -> Any:
    return part.model_dump() if isinstance(part, BaseModel) else part


def replace(node: Any, change: Callable[[str, Quantity], Quantity], place: str = "") -> Any:
    """A copy of a validated table with every quantity passed through ``change``."""
    if isinstance(node, Quantity):
        if node.by_stratum is None:
            return change(place, node)
        parts = {k: change(f"{place}.by_stratum.{k}", q) for k, q in node.by_stratum.items()}
        return node.model_copy(update={"by_stratum": parts})
    if isinstance(node, BaseModel):
        update = {
            name: replace(getattr(node, name), change, f"{place}.{name}" if place else name)
            for name in type(node).model_fields
        }
        return node.model_copy(update=update)
    if isinstance(node, Mapping):
        return {k: replace(v, change, f"{place}.{k}" if place else k) for k, v in node.items()}
    if isinstance(node, list):
        return [replace(part, change, f"{place}.{k}") for k, part in enumerate(node)]
    return node
