"""No link in the repository's pages leads nowhere: files, headings, paths in backticks, addresses."""

import json
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from docs.extensions.pages import blocks, inline_code, prose

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    if not name.startswith("src/")
)
LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+(?:\([^)\s]*\)[^)\s]*)?)\)")
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
ADDRESS = re.compile(r"\bhttps?://[^\s)\"'`>\]]+")

OWN_SITES = {
    "keepachangelog.com": "the changelog's form",
    "semver.org": "what a version says",
    "example.org": "reserved for examples (RFC 2606)",
    "jobqueue.dask.org": "what starts Dask workers on a cluster",
    "orcid.org": "how authors are named in an archive",
    "specs.frictionlessdata.io": "the form of data packages",
    "w3id.org": "the forms of archives",
    "www.w3.org": "the form of metadata for tables",
}
"""Sites that pages may name besides the sources of facts."""


def known_as(path):
    return path.relative_to(ROOT).as_posix()


@cache
def headings(path):
    """Anchors of a page as GitHub makes them."""
    text = re.sub(r"^(```).*?^\1", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    slugs = set()
    for title in re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "").strip().lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        number = 1
        while slug in slugs:
            slug, number = f"{slug.rstrip('0123456789-')}-{number}", number + 1
        slugs.add(slug)
    return slugs


@pytest.mark.parametrize("page", PAGES, ids=known_as)
def test_links_lead_to_files_and_headings(page):
    text = prose(page.read_text(encoding="utf-8"))
    broken = []
    for target in [*LINK.findall(text), *IMAGE.findall(text)]:
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or ROOT not in (found, *found.parents):
            broken.append(target)
        elif anchor and anchor not in headings(found):
            broken.append(f"{target}: no such heading")
    assert not broken


ROOTS = (
    *(ROOT, ROOT / "src", ROOT / "src" / "ostraka"),
    *(ROOT / "docs", ROOT / "docs" / "examples" / "fines"),
)
FOLDERS = {
    *("benchmarks", "docs", "src", "tests", "requirements", "ostraka", "report", "examples"),
    *(path.name for path in (ROOT / "src" / "ostraka").iterdir() if path.is_dir()),
}


@pytest.mark.parametrize("page", PAGES, ids=known_as)
def test_files_named_in_backticks_exist(page):
    """Such as ``tests/known_answers/test_appeals.py``: what begins with a folder of ours."""
    missing = []
    for line, code in inline_code(page.read_text(encoding="utf-8")):
        path = code.removesuffix("/")
        if not re.fullmatch(r"[\w./-]+/[\w.-]+", path) or path.split("/")[0] not in FOLDERS:
            continue
        if path.endswith((".py", ".md", ".toml", ".txt", ".html", ".css")) or path.startswith(
            "tests/"
        ):
            given = [root / path for root in ROOTS] + [page.parent / path]
            if not any(one.exists() for one in given):
                missing.append(f"line {line}: {path}")
    assert not missing


@cache
def cited():
    """Every address that a fact, a scenario or a safeguard gives as its source."""
    found = set()
    for folder in ("evidence/shipped", "scenario/shipped", "safeguards/shipped"):
        for path in (ROOT / "src" / "ostraka" / folder).rglob("*"):
            if path.suffix == ".json":
                json.loads(path.read_text(encoding="utf-8"))
            elif path.suffix == ".toml":
                tomllib.loads(path.read_text(encoding="utf-8"))
            else:
                continue
            found |= set(ADDRESS.findall(path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("page", PAGES, ids=known_as)
def test_addresses_are_well_formed_and_those_of_sources(page):
    text = page.read_text(encoding="utf-8")
    given = {target for target in LINK.findall(text) if target.startswith("http")}
    given |= {one.rstrip(".,;:") for one in ADDRESS.findall(prose(text)) if "(" not in one}
    given |= {one for block in blocks(text) for one in ADDRESS.findall(block.text)}
    sites = {urlsplit(one).hostname for one in cited()}
    for address in given:
        parts = urlsplit(address)
        if parts.hostname == "127.0.0.1":
            continue
        assert parts.hostname, address
        assert parts.hostname in sites | set(OWN_SITES), f"{address}: neither a source nor known"
        # where a fact was read long ago its address is what it was
        assert parts.scheme == "https" or address in cited(), f"{address}: use https"
        assert "." in parts.hostname
        assert not re.search(r"\s", address)


def test_digital_object_identifiers_are_well_formed():
    for page in PAGES:
        for one in re.findall(r"\bdoi:?\s+(\S+)", page.read_text(encoding="utf-8")):
            assert re.match(r"10\.\d{4,9}/\S+", one), f"{known_as(page)}: {one}"
