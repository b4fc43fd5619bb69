"""Archives opened, changed and packed again, and the MUSTs of RO-Crate 1.1 that need no network."""

import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ostraka.archive.entries import METADATA, digest


def files(path: Path) -> dict[str, bytes]:
    """Every file of an archive, by name."""
    with zipfile.ZipFile(path) as packed:
        return {head.filename: packed.read(head) for head in packed.infolist() if not head.is_dir()}


def graph(path: Path) -> dict[str, Any]:
    """The entities of its metadata, by identifier."""
    return {node["@id"]: node for node in json.loads(files(path)[METADATA])["@graph"]}


def pack(content: Mapping[str, bytes], path: Path) -> Path:
    """A zip file of these files."""
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in content.items():
            packed.writestr(name, data)
    return path


def changed(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A copy of an archive in which something was done to its files."""
    content = files(source)
    change(content)
    return pack(content, target)


def with_metadata(content: dict[str, bytes], change: Callable[[dict[str, Any]], None]) -> None:
    """Change the metadata of an archive's files."""
    data = json.loads(content[METADATA])
    change(data)
    content[METADATA] = json.dumps(data).encode()


def forge(content: dict[str, bytes], name: str, data: bytes) -> None:
    """Change a file together with what the metadata say of it."""
    content[name] = data

    def sign(metadata: dict[str, Any]) -> None:
        (node,) = (one for one in metadata["@graph"] if one["@id"] == name)
        node["sha256"], node["contentSize"] = digest(data), str(len(data))

    with_metadata(content, sign)


def broken(path: Path) -> list[str]:
    """The MUSTs of RO-Crate 1.1 and Process Run Crate 0.5 that an archive does not keep."""
    there = files(path)
    with zipfile.ZipFile(path) as packed:
        folders = {head.filename for head in packed.infolist() if head.is_dir()}
    data = json.loads(there[METADATA])
    nodes = data["@graph"]
    found = []
    if data["@context"][0] != "https://w3id.org/ro/crate/1.1/context":
        found.append("context")
    by_id = {node["@id"]: node for node in nodes}
    if len(by_id) < len(nodes):
        found.append("an identifier twice")
    for node in nodes:
        found += [f"{node['@id']} is not flat" for value in node.values() if not flat(value)]
        found += [f"{one} is not there" for one in references(node) if one not in by_id]
    descriptor, root = by_id[METADATA], by_id["./"]
    if descriptor["about"] != {"@id": "./"} or descriptor["@type"] != "CreativeWork":
        found.append("descriptor")
    if descriptor["conformsTo"] != {"@id": "https://w3id.org/ro/crate/1.1"}:
        found.append("conformsTo")
    lacking = {"name", "description", "datePublished", "license"} - root.keys()
    found += [f"root without {name}" for name in sorted(lacking)]
    listed = {unquote(n["@id"]) for n in nodes if n["@type"] == "File"}
    found += [f"{name}: listed or there, not both" for name in listed ^ (there.keys() - {METADATA})]
    inner = {n["@id"] for n in nodes if n["@type"] == "Dataset"} - {"./"}
    found += [f"{name}: listed or there, not both" for name in {*map(unquote, inner)} ^ folders]
    data_entities = {n["@id"] for n in nodes if n["@type"] in ("File", "Dataset")} - {"./"}
    held = {one for n in nodes for one in references({"": n.get("hasPart", [])})}
    found += [f"{name} is part of nothing" for name in data_entities - held]
    actions = [n for n in nodes if n["@type"] == "CreateAction"]
    tools = [by_id.get(n.get("instrument", {}).get("@id"), {}).get("@type") for n in actions]
    if not tools or set(tools) != {"SoftwareApplication"}:
        found.append("instrument")
    return found


def flat(value: Any) -> bool:
    """Whether a value is plain, a reference, or a list of such."""
    if isinstance(value, list):
        return all(not isinstance(one, list) and flat(one) for one in value)
    return not isinstance(value, dict) or value.keys() == {"@id"}


def references(node: dict[str, Any]) -> list[str]:
    """What a node refers to; the specification itself need not be described."""
    every = [v for value in node.values() for v in (value if isinstance(value, list) else [value])]
    found = [one["@id"] for one in every if isinstance(one, dict)]
    return [one for one in found if one != "https://w3id.org/ro/crate/1.1"]
