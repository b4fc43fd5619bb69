"""The metadata: an RO-Crate 1.1 that says what each file is, and a process run that says how it came.

Sources: RO-Crate Metadata Specification 1.1, https://w3id.org/ro/crate/1.1; Process Run Crate 0.5,
https://w3id.org/ro/wfrun/process/0.5, which builds on that version and whose terms ``sha256`` and
``environment`` are taken from its vocabulary, https://w3id.org/ro/terms/workflow-run.

It is a flat list of plain data, so it is written here: the library for it stamps the time of writing into
what it writes, and an archive made twice is to be the same bytes.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from ostraka.archive import documents
from ostraka.archive.credit import Credit, Party
from ostraka.archive.entries import METADATA, Entry, digest
from ostraka.archive.records import Contents, kinds
from ostraka.results.versions import LIBRARIES

CRATE = "https://w3id.org/ro/crate/1.1"
PROCESS = "https://w3id.org/ro/wfrun/process/0.5"
_TERMS = "https://w3id.org/ro/terms/workflow-run#"
CONTEXT = [f"{CRATE}/context", {n: f"{_TERMS}{n}" for n in ("sha256", "environment")}]

_PAGES = {
    "python": "https://www.python.org/",
    "numba": "https://numba.pydata.org/",
    "llvmlite": "https://llvmlite.readthedocs.io/",
    "numpy": "https://numpy.org/",
    "scipy": "https://scipy.org/",
    "pandas": "https://pandas.pydata.org/",
    "pyarrow": "https://arrow.apache.org/docs/python/",
    "pydantic": "https://docs.pydantic.dev/",
}

_FOLDERS = {
    "as_given": ("As given", "The files as they were written."),
    "csv": ("CSV files", "The result as a Frictionless data package."),
    "parts": ("Parts", "What each unit of work gave; units.csv says which is which."),
    "scenarios": ("Scenarios", "The scenario of every arm in full; each can be run on its own."),
    "twin": ("Without safeguards", "The same people and draws without any safeguard of the run."),
    "tables": ("Tables", "The result in long form, as Parquet files."),
}

_LINK = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'.,;:()]")

Node = dict[str, Any]


def crate(found: Contents, entries: Sequence[Entry], credit: Credit) -> bytes:
    """The content of ``ro-crate-metadata.json``: the same bytes for the same archive."""
    graph = list(_graph(found, sorted(entries, key=lambda entry: entry.path), credit))
    data = {"@context": CONTEXT, "@graph": graph}
    return (json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def address(path: str) -> str:
    """The identifier of a file in the metadata: its path, as part of a URI."""
    return quote(path)


def _graph(found: Contents, entries: Sequence[Entry], credit: Credit) -> Iterator[Node]:
    publisher = None if credit.publisher is None else _party(credit.publisher, "Organization", {})
    offices = {one.of: _office(one.of, publisher) for one in credit.authors if one.of}
    people = [_party(one, "Person", offices) for one in credit.authors]
    cited = list(_cited(found))
    yield {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": _to(CRATE),
        "about": _to("./"),
    }
    published = credit.published or found.finished.date()
    yield {
        "@id": "./",
        "@type": "Dataset",
        "name": found.title,
        "description": f"{found.purpose} {documents.INVENTED}",
        "datePublished": published.isoformat(),
        "dateCreated": found.finished.date().isoformat(),
        "license": _to(_license_id(credit)),
        "conformsTo": _to(PROCESS),
        "keywords": ["agent-based model", "simulation", "synthetic population", "Ostraka"],
        **({"author": _all(one["@id"] for one in people)} if people else {}),
        **({"publisher": _to(publisher["@id"])} if publisher else {}),
        **({"citation": _all(one["@id"] for one in cited)} if cited else {}),
        "hasPart": _all(one for one in _top(entries)),
        "mentions": _to("#run"),
    }
    yield {"@id": PROCESS, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    yield {
        "@id": _license_id(credit),
        "@type": "CreativeWork",
        "name": credit.license or "No licence stated",
        "description": credit.license_words,
    }
    yield from _action(found, entries, people)
    yield from _files(entries)
    yield from _each_once([*people, *([publisher] if publisher else []), *offices.values(), *cited])


def _each_once(nodes: Sequence[Node]) -> Iterator[Node]:
    yield from {node["@id"]: node for node in reversed(nodes)}.values()


def _to(identifier: str) -> Node:
    return {"@id": identifier}


def _all(identifiers: Iterable[str]) -> Node | list[Node]:
    """References; a single one stands for itself, as the specification recommends."""
    found = [_to(one) for one in identifiers]
    return found[0] if len(found) == 1 else found


def _license_id(credit: Credit) -> str:
    return credit.license_address or "#license"


def _party(one: Party, kind: str, offices: Mapping[str, Node]) -> Node:
    node: Node = {"@id": one.url or _local(kind, one.name), "@type": kind, "name": one.name}
    if one.url and kind == "Organization":
        node["url"] = one.url
    if one.of in offices:
        node["affiliation"] = _to(offices[one.of]["@id"])
    return node


def _office(name: str, publisher: Node | None) -> Node:
    """Where somebody works: the publisher, if that is its name."""
    if publisher is not None and publisher["name"] == name:
        return publisher
    return {"@id": _local("Organization", name), "@type": "Organization", "name": name}


def _local(kind: str, name: str) -> str:
    return f"#{kind.lower()}-{quote(name, safe='')}"


def _cited(found: Contents) -> Iterator[Node]:
    """The pages that the sources of numbers name."""
    pages: dict[str, str] = {}
    for source in documents.sources(found.scenarios.values()):
        for link in _LINK.findall(source):
            pages.setdefault(link, source)
    for link, source in pages.items():
        yield {"@id": link, "@type": "CreativeWork", "name": source, "url": link}


def _top(entries: Sequence[Entry]) -> Iterator[str]:
    """What the root holds: its files, and its folders."""
    yield from dict.fromkeys(
        f"{address(entry.folder)}/" if entry.folder else address(entry.path) for entry in entries
    )


def _files(entries: Sequence[Entry]) -> Iterator[Node]:
    folders: dict[str, list[str]] = {}
    for entry in entries:
        if entry.folder:
            folders.setdefault(entry.folder, []).append(address(entry.path))
    for folder, paths in folders.items():
        name, words = _FOLDERS.get(folder, (folder, "A folder of the run."))
        yield {
            "@id": f"{address(folder)}/",
            "@type": "Dataset",
            "name": name,
            "description": words,
            "hasPart": _all(path for path in paths),
        }
    for entry in entries:
        content = entry.read()
        yield {
            "@id": address(entry.path),
            "@type": "File",
            "name": entry.name,
            "description": entry.description,
            "encodingFormat": entry.media,
            "contentSize": str(len(content)),
            "sha256": digest(content),
        }


def _action(found: Contents, entries: Sequence[Entry], people: Sequence[Node]) -> Iterator[Node]:
    tools, surroundings = list(_tools(found)), list(_environment(found))
    by_role = {
        role: list(_whole_folders([entry for entry in entries if entry.role == role]))
        for role in ("input", "result")
    }
    yield {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"The {found.kind}: {found.title}",
        "description": found.command,
        "instrument": _to("#ostraka"),
        "object": _all(one for one in by_role["input"]),
        "result": _all(one for one in by_role["result"]),
        **({"startTime": _moment(found.started)} if found.started else {}),
        "endTime": _moment(found.finished),
        "actionStatus": "http://schema.org/CompletedActionStatus",
        **({"agent": _all(one["@id"] for one in people)} if people else {}),
        **({"environment": _all(one["@id"] for one in surroundings)} if surroundings else {}),
    }
    yield {
        "@id": "#ostraka",
        "@type": "SoftwareApplication",
        "name": "Ostraka",
        "description": "A laboratory for the harm done by blacklists, social credit pilots and automated "
        "flags, on synthetic people only",
        "softwareVersion": found.code
        or " or ".join(kinds(found.made_with, "ostraka"))
        or "not kept",
        "license": _to("https://spdx.org/licenses/Apache-2.0"),
        **({"softwareRequirements": _all(one["@id"] for one in tools)} if tools else {}),
    }
    yield {
        "@id": "https://spdx.org/licenses/Apache-2.0",
        "@type": "CreativeWork",
        "name": "Apache License 2.0",
        "description": "The licence of Ostraka, not of this archive.",
    }
    yield from tools
    yield from surroundings


def _whole_folders(entries: Sequence[Entry]) -> Iterator[str]:
    yield from dict.fromkeys(
        f"{entry.folder}/" if entry.folder in ("parts", "scenarios") else address(entry.path)
        for entry in entries
    )


def _tools(found: Contents) -> Iterator[Node]:
    for name in ("python", *LIBRARIES):
        for version in kinds(found.made_with, name):
            yield {
                "@id": f"{_PAGES[name]}#{quote(version, safe='')}",
                "@type": "SoftwareApplication",
                "name": name,
                "softwareVersion": version,
                "url": _PAGES[name],
            }


def _environment(found: Contents) -> Iterator[Node]:
    for name in ("system", "machine", "processor"):
        for value in kinds(found.made_with, name):
            yield {
                "@id": f"#{name}-{quote(value, safe='')}",
                "@type": "PropertyValue",
                "name": name,
                "value": value,
            }


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
