"""Why something is drawn: written names with fixed numbers, so that no two decisions share luck."""

from ostraka.core.errors import OstrakaError

LARGEST = 2**16 - 1

_registered: dict[str, int] = {}


def purpose(name: str, number: int) -> int:
    """Register the purpose `name` under `number` and return the number as a plain int.

    Registering the same pair again is harmless (a module may be reloaded).

    Raises
    ------
    OstrakaError
        If the name has another number, or the number another name, or it does not fit.
    """
    if not 0 < number <= LARGEST:
        raise OstrakaError(
            f"purpose {name!r}: {number} is outside 1 to {LARGEST}; choose a number in that range"
        )
    if _registered.get(name, number) != number:
        raise OstrakaError(
            f"purpose {name!r}: it has the number {_registered[name]} already, so {number} would "
            "give its draws two addresses; keep the first"
        )
    for other, taken in _registered.items():
        if taken == number and other != name:
            raise OstrakaError(
                f"purpose {name!r}: {number} belongs to {other!r}, and both would draw the same "
                f"luck; take a free number, such as {max(_registered.values()) + 1}"
            )
    _registered[name] = number
    return number


def purposes() -> dict[str, int]:
    """Every purpose registered so far, by name."""
    return dict(sorted(_registered.items(), key=lambda item: item[1]))
