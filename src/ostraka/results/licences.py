"""Licences that whoever ran something may give its tables; none is given unasked."""

import re

from ostraka.core.errors import OstrakaError
from ostraka.results.described import Licence

_KNOWN = {
    one.name: one
    for one in (
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution Share-Alike 4.0",
            "https://creativecommons.org/licenses/by-sa/4.0/",
        ),
        Licence(
            "ODC-BY-1.0",
            "Open Data Commons Attribution License 1.0",
            "https://opendatacommons.org/licenses/by/1-0/",
        ),
        Licence(
            "ODbL-1.0",
            "Open Data Commons Open Database License 1.0",
            "https://opendatacommons.org/licenses/odbl/1-0/",
        ),
        Licence(
            "PDDL-1.0",
            "Open Data Commons Public Domain Dedication and Licence 1.0",
            "https://opendatacommons.org/licenses/pddl/1-0/",
        ),
    )
}


def licence_of(given: str) -> Licence:
    """A licence by its SPDX name, or by the address of its text.

    Raises
    ------
    OstrakaError
        If it is neither.
    """
    for name, known in _KNOWN.items():
        if given.lower() in (name.lower(), known.address):
            return known
    if re.fullmatch(r"https?://\S+", given):
        return Licence("other", given, given)
    raise OstrakaError(
        f"licence: {given!r} is not known here; use {', '.join(_KNOWN)}, or the address of its text"
    )
