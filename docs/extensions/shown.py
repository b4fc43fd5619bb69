"""What a page shows is what its commands print now. A Sphinx extension: a stale page fails the build.

Every block of a page is one of these:

- ``sh`` with one ``ostraka`` command and, directly below, ``text``: it is run, and the text is what it
  prints; text that begins or ends with ``...`` is a part of it. A quotation directly below is the
  sentence that the command gives with ``--json``.
- ``python``: it is run, and ``text`` directly below is what it prints.
- other ``sh``: every command, and every ``ostraka`` command in the prose, exists with these options.
- other ``text``, or what is not run here, has a comment directly above that says what holds it:
  ``<!-- held by tests/docs/test_X.py -->`` or ``<!-- measured: DAY MONTH YEAR, MACHINE -->``.

``<!-- numbers within 10 %: why -->`` above a command allows the numbers that it prints to differ by
so much.
"""

import contextlib
import io
import json
import re
import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from docs.extensions.commands import ROOT, line_faults
from docs.extensions.pages import Block, blocks, inline_code
from ostraka.cli.app import app as command_line

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
_DAY = re.compile(
    r"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|"
    r"December) 20\d\d\b"
)


def faults(page: str, *, is_run: bool = True) -> Iterator[tuple[int, str]]:
    """Line and words of everything on a page that is stale; ``is_run`` as False runs nothing."""
    found = blocks(page)
    shown: set[int] = set()
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        # commands name the files of the examples as they stand in the repository
        Path("docs").mkdir()
        Path("docs/examples").symlink_to(ROOT / "docs" / "examples")
        for k, block in enumerate(found):
            following = found[k + 1] if k + 1 < len(found) else None
            if following is not None and not (
                following.language == "text"
                and re.fullmatch(r"(?:\s|<!--.*?-->)*", following.before, re.DOTALL)
            ):
                following = None
            if following is not None and block.language in ("sh", "python"):
                shown.add(k + 1)
            said = list(_faults(block, following, k in shown, is_run))
            yield from ((block.line, words) for words in said)
    for line, code in inline_code(page):
        if re.match(r"ostraka [a-z]", code) and "..." not in code:
            # in prose a command may be named without what it is given
            told = (words for words in line_faults(code) if ": Missing argument" not in words)
            yield from ((line, words) for words in told)


def _faults(block: Block, below: Block | None, is_shown: bool, is_run: bool) -> Iterator[str]:
    if block.language == "sh":
        for line in block.text.splitlines():
            yield from line_faults(line)
    if block.comment.startswith(("held by", "measured")):
        yield from _provenance(block.comment)
    elif block.language == "text" and not is_shown:
        yield "nothing says where this text comes from: show its command above, or say what holds it"
    elif block.language == "python":
        if is_run:
            yield from _script(block.text, below)
    elif block.language == "sh" and is_run and (below is not None or block.quote):
        yield from _command(block, below)


def _provenance(comment: str) -> Iterator[str]:
    if comment.startswith("measured") and not _DAY.search(comment):
        yield f"“{comment}” names no day"
    if comment.startswith("held by"):
        named = re.findall(r"[\w/]+\.py", comment)
        if not named:
            yield f"“{comment}” names no test"
        yield from (f"there is no {one}" for one in named if not (ROOT / one).is_file())


def _script(text: str, below: Block | None) -> Iterator[str]:
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            exec(compile(text, "script of the page", "exec"), {"__name__": "page"})
    except Exception as error:
        yield f"the script fails: {type(error).__name__}: {error}"
        return
    if below is not None:
        yield from difference(printed.getvalue(), below.text, below.comment)


def _command(block: Block, below: Block | None) -> Iterator[str]:
    lines = block.text.splitlines()
    words = shlex.split(lines[0], comments=True)
    if len(lines) != 1 or words[0] != "ostraka":
        yield "what is shown below must be what one ostraka command prints"
        return
    as_json = [] if below is not None else ["--json"]
    done = CliRunner().invoke(command_line, [*words[1:], *as_json])
    if done.exit_code != 0:
        yield f"{lines[0]}: ends with {done.exit_code}: {done.output[-500:]}{done.exception or ''}"
    elif below is not None:
        yield from difference(done.stdout, below.text, block.comment)
    elif f"“{json.loads(done.stdout)['quote']}”" != block.quote:
        yield f"{lines[0]}: gives another sentence now: “{json.loads(done.stdout)['quote']}”"


def difference(printed: str, shown: str, comment: str = "") -> Iterator[str]:
    """In what the text shown is not what is printed."""
    printed, text = printed.rstrip(), shown.rstrip()
    if text.startswith("...") or text.endswith("..."):
        part = text.removeprefix("...").removesuffix("...").strip("\n")
        if part not in printed:
            yield f"this is no part of what is printed:\n{part}"
        return
    tolerance = re.match(r"numbers within (\d+) %: \S", comment)
    if tolerance and _agree(printed, text, int(tolerance[1]) / 100):
        return
    if printed != text:
        lines = ([*one.splitlines(), "(nothing)"] for one in (printed, text))
        now, then = next(pair for pair in zip(*lines, strict=False) if pair[0] != pair[1])
        yield f"stale output. It prints now:\n{now}\nand the page shows:\n{then}"


def _agree(one: str, other: str, share: float) -> bool:
    """Whether two texts have the same words, and numbers that differ by at most this share."""
    words, others = (" ".join(_NUMBER.sub("#", text).split()) for text in (one, other))
    if words != others:
        return False
    values = [
        [float(found.replace(",", "")) for found in _NUMBER.findall(text)] for text in (one, other)
    ]
    # the last digits shown of a small number are worth more than the share
    return all(abs(a - b) <= share * abs(b) + 0.02 for a, b in zip(*values, strict=True))


def _check(app: Any, docname: str, source: list[str]) -> None:
    from sphinx.util import logging

    if app.builder.name == "linkcheck" or not str(app.env.doc2path(docname)).endswith(".md"):
        return
    for line, words in faults(source[0]):
        logging.getLogger(__name__).warning(words, location=(docname, line), type="shown")


def setup(app: Any) -> dict[str, bool]:
    """Check every page as it is read."""
    app.connect("source-read", _check)
    return {"parallel_read_safe": False, "parallel_write_safe": True}


def page_faults(path: Path, *, is_run: bool = True) -> list[str]:
    """The faults of one file, each with its place."""
    text = path.read_text(encoding="utf-8")
    return [f"{path.name}:{line}: {words}" for line, words in faults(text, is_run=is_run)]
