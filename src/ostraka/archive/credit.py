"""Who made an archive, when, and what others may do with it: said by them, or not known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from ostraka.core.errors import OstrakaError

_PERSON = re.compile(r"(?P<name>[^()<>]+?)\s*(?:\((?P<of>[^()<>]+)\))?\s*(?:<(?P<url>[^<>]*)>)?")
_SPDX = re.compile(r"[A-Za-z0-9]+(?:[.+-][A-Za-z0-9.+]+)+|MIT|ISC|Unlicense|Zlib")


@dataclass(frozen=True, slots=True)
class Party:
    """A person or an organization.

    Attributes
    ----------
    name : str
    of : str
        Where a person works; empty if it was not said.
    url : str
        An ORCID or a page; empty if it was not said.
    """

    name: str
    of: str = ""
    url: str = ""

    @classmethod
    def read(cls, text: str, place: str) -> Self:
        """From ``Name (Institute) <https://...>``; all but the name may be missing.

        Raises
        ------
        OstrakaError
            If it is not written so.
        """
        found = _PERSON.fullmatch(text.strip())
        if found is None or (found["url"] and not re.match(r"https?://\S+$", found["url"])):
            raise OstrakaError(
                f"{place}: {text!r} cannot be read; write Name (Institute) <https://orcid.org/...>, "
                "or the name alone"
            )
        return cls(found["name"].strip(), (found["of"] or "").strip(), found["url"] or "")


@dataclass(frozen=True, slots=True)
class Credit:
    """What only the people behind an archive can say.

    Attributes
    ----------
    license : str
        An SPDX name such as CC-BY-4.0, an address, or words; empty if none is stated.
    authors : tuple of Party
        Who ran it and offers it.
    publisher : Party or None
        The organization that publishes it.
    published : date or None
        Unless given, the day on which the result was finished.
    """

    license: str = ""
    authors: tuple[Party, ...] = ()
    publisher: Party | None = None
    published: date | None = None

    @classmethod
    def read(
        cls,
        license: str | None = None,
        authors: Sequence[str] = (),
        publisher: str | None = None,
        published: str | None = None,
    ) -> Self:
        """From the words of a command or a file.

        Raises
        ------
        OstrakaError
            If a name, an address or the date cannot be read.
        """
        try:
            day = None if published is None else date.fromisoformat(published)
        except ValueError:
            raise OstrakaError(f"date: {published!r} is no day; write YYYY-MM-DD") from None
        return cls(
            (license or "").strip(),
            tuple(Party.read(one, "author") for one in authors),
            None if publisher is None else Party.read(publisher, "publisher"),
            day,
        )

    def or_else(self, license: str | None, authors: Sequence[str]) -> Self:
        """The same, with what a study file says where nothing else was said."""
        return type(self)(
            self.license or (license or "").strip(),
            self.authors or tuple(Party.read(one, "authors") for one in authors),
            self.publisher,
            self.published,
        )

    @property
    def license_address(self) -> str:
        """The address of the licence, if it has one."""
        if re.match(r"https?://\S+$", self.license):
            return self.license
        return f"https://spdx.org/licenses/{self.license}" if _SPDX.fullmatch(self.license) else ""

    @property
    def license_words(self) -> str:
        """What may be done with the archive, in a sentence."""
        if not self.license:
            return "No licence is stated. Ask those who made this archive before you reuse it."
        return f"Those who made this archive offer it under: {self.license}"
