"""Values of a scenario without their provenance, as data and in words."""

from collections.abc import Mapping
from typing import Any

from ostraka.core.quantities import PROVENANCE, Quantity


def bare_value(value: Any) -> Any:
    """A value of a scenario as plain data without its provenance."""
    return shorn(
        value.model_dump(mode="json", exclude_none=True) if isinstance(value, Quantity) else value
    )


def shorn(data: Any) -> Any:
    """Plain data of a number without its provenance; one number alone as that number."""
    if not isinstance(data, Mapping):
        return data
    if isinstance(data.get("by_stratum"), Mapping):
        return {"by_stratum": {name: shorn(part) for name, part in data["by_stratum"].items()}}
    if "low" in data:
        return {name: data[name] for name in ("value", "low", "high") if name in data}
    if "value" in data:
        return data["value"]
    return {name: shorn(part) for name, part in data.items() if name not in PROVENANCE}


def certain(data: Any) -> Any:
    """Plain data of a number without its range: at its central value."""
    if not isinstance(data, Mapping):
        return data
    if "by_stratum" in data:
        return {**data, "by_stratum": {k: certain(part) for k, part in data["by_stratum"].items()}}
    return {key: data[key] for key in data if key not in ("low", "high", "distribution")}


def say(value: Any) -> str:
    """A moved value in words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return f"{value:.6g}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    if isinstance(value, Mapping):
        if "by_stratum" in value:
            return ", ".join(f"{name} {say(part)}" for name, part in value["by_stratum"].items())
        if "low" in value:
            return f"{say(value['low'])} to {say(value['high'])}"
        return ", ".join(f"{name} = {say(part)}" for name, part in value.items())
    return str(value)
