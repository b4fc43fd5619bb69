"""The records that every archive has: what it is, which versions made it, where its numbers come from."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from ostraka.archive import documents
from ostraka.archive.credit import Credit
from ostraka.archive.entries import ABOUT, FACTS, FORMAT, VERSIONS, Entry
from ostraka.results.versions import versions


class Contents(Protocol):
    """What can be packed: a finished study, or a saved run."""

    @property
    def kind(self) -> str:
        """``study`` or ``run``."""

    @property
    def title(self) -> str:
        """Its name, for headings."""

    @property
    def purpose(self) -> str:
        """Its question, in one line."""

    @property
    def command(self) -> str:
        """How it was, or can be, run."""

    @property
    def started(self) -> datetime | None:
        """When it was begun, if that is known."""

    @property
    def finished(self) -> datetime:
        """When its result was there."""

    @property
    def code(self) -> str:
        """Ostraka's version and the hash of its code; empty if that was not kept."""

    @property
    def made_with(self) -> list[dict[str, str]]:
        """Libraries and machines that made it, each kind once; empty if that was not kept."""

    @property
    def scenarios(self) -> Mapping[str, Any]:
        """Its scenarios, by arm."""

    def credit(self, given: Credit) -> Credit:
        """Who made it, with what its own files say."""

    def made(self) -> list[str]:
        """How it was made, in lines for people."""

    def entries(self) -> Iterator[Entry]:
        """Every file but the metadata, the records and the page to read first."""


def records(found: Contents) -> Iterator[Entry]:
    """What this archive is, its versions, and the sources of its numbers."""
    about = {"format": FORMAT, "kind": found.kind, "title": found.title}
    words = "What kind of archive this is, for programs."
    yield Entry(ABOUT, as_json(about), "About this archive", words, "record")
    known = {"code": found.code, "made_with": found.made_with, "archived_with": versions()}
    words = (
        "Ostraka and a hash of its code; libraries, system and processor that made the result, and that "
        "wrote this archive."
    )
    yield Entry(VERSIONS, as_json(known), "Versions", words, "record")
    words = (
        "Every number of the scenario with its source, or that it is assumed; for further arms, only "
        "what differs from the first."
    )
    yield Entry(
        FACTS, documents.facts(found.scenarios), "Where the numbers come from", words, "record"
    )


def as_json(data: Any) -> bytes:
    """A JSON file."""
    return (json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def kinds(made_with: Sequence[Mapping[str, str]], name: str) -> list[str]:
    """The different values of one key, such as the versions of a library."""
    return list(dict.fromkeys(one[name] for one in made_with if name in one))
