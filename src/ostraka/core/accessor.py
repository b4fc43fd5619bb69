"""An attribute that is made on a floor above, when it is first asked for."""

from importlib import import_module
from typing import Any


class Accessor:
    """``result.plot``: what a class offers, and another module makes, imported only then.

    Asked of the class it is the accessor's class, so that its methods can be listed and documented.
    """

    def __init__(self, module: str, name: str) -> None:
        """Where the accessor's class lives: by name, since that floor stands on this one."""
        self._module = module
        self._name = name

    def __get__(self, instance: Any, owner: type | None = None) -> Any:
        """The accessor of an instance, or its class."""
        made = getattr(import_module(self._module), self._name)
        return made if instance is None else made(instance)
