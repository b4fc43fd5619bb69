"""The JSON Schema of scenarios as tables of Markdown: one a table of the file."""

from collections.abc import Iterator, Mapping
from typing import Any

from ostraka.scenario import json_schema

OF_EVERY_TABLE = ("source", "assumed")


def markdown() -> str:
    """Every table of a scenario file, with its keys."""
    schema = json_schema()
    known = schema["$defs"]
    lines = [
        "In every table `source` or `assumed` may stand once for all numbers in it and below it.",
        "",
    ]
    lines += ["## At the top", "", *_table(schema, known)]
    done: set[str] = set()
    for key, part in schema["properties"].items():
        lines += _section(key, part, known, done)
    return "\n".join(lines)


def _section(
    place: str, part: Mapping[str, Any], known: Mapping[str, Any], done: set[str]
) -> list[str]:
    """One table of the file, and the tables within it."""
    name, is_named = _reference(part)
    if name is None or name in done or name == "Quantity":
        return []
    done.add(name)
    title = f"{place}.NAME" if is_named else place
    found = known[name]
    lines = ["", f"## [{title}]", "", found.get("description", ""), "", *_table(found, known)]
    for key, inner in found["properties"].items():
        lines += _section(f"{title}.{key}", inner, known, done)
    return lines


def _reference(part: Mapping[str, Any]) -> tuple[str | None, bool]:
    """The definition that a property is, or maps names to."""
    for option in (part, *part.get("anyOf", ())):
        if "$ref" in option:
            return option["$ref"].rsplit("/", 1)[1], False
        inner = option.get("additionalProperties")
        if isinstance(inner, Mapping) and "$ref" in inner:
            return inner["$ref"].rsplit("/", 1)[1], True
    return None, False


def _table(schema: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    rows = [
        f"| `{key}` | {_kind(part)} | {_default(part, key in schema.get('required', ()))} | "
        f"{_clean(part.get('description', ''))} |"
        for key, part in schema["properties"].items()
        if key not in OF_EVERY_TABLE
    ]
    return ["| key | what it is | if left out | meaning |", "|---|---|---|---|", *rows]


def _options(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield part
    for option in part.get("anyOf", ()):
        yield from _options(option)


def _kind(part: Mapping[str, Any]) -> str:
    name, is_named = _reference(part)
    if name is not None and name != "Quantity":
        return "tables by name" if is_named else "a table"
    units = [option["x-unit"] for option in _options(part) if "x-unit" in option]
    ends = [option for option in _options(part) if "minimum" in option or "maximum" in option]
    if units:
        low, high = (ends[0].get(end) for end in ("minimum", "maximum")) if ends else (None, None)
        within = f", {low:g} to {high:g}" if low is not None and high is not None else ""
        return f"{units[0]}{within}"
    names = [value for option in _options(part) for value in option.get("enum", ())]
    if names:
        return " or ".join(f'`"{value}"`' for value in names)
    kinds = [o["type"] for o in _options(part) if o.get("type") not in (None, "null")]
    words = {"string": "text", "integer": "a whole number", "boolean": "true or false"}
    return words.get(kinds[0], kinds[0]) if kinds else ""


def _default(part: Mapping[str, Any], is_required: bool) -> str:
    if is_required:
        return "required"
    if "x-absent" in part:
        return str(part["x-absent"])
    default = part.get("default")
    if isinstance(default, Mapping):
        default = default.get("value")
    if default is None:
        return ""
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def _clean(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
