"""What the build holds pages to: every command exists, and nothing shown is without its origin."""

import re
from pathlib import Path

import pytest

from docs.extensions.outside import PAGES, turned
from docs.extensions.shown import difference, faults, page_faults

ROOT = Path(__file__).parents[2]
READ = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "benchmarks" / "peers" / "README.md",
    *sorted(ROOT.glob("docs/**/*.md")),
]


@pytest.mark.parametrize("page", READ, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_exists_and_everything_shown_says_where_it_is_from(page):
    """Nothing is run here: ``make docs`` runs what the pages of the documentation show."""
    assert page_faults(page, is_run=False) == []


ESTIMATE = "ostraka estimate --listed 100 --challenged 10 --overturned 5"


def words(page):
    return " ".join(said for _, said in faults(page))


def test_a_stale_output_is_found():
    page = f"```sh\n{ESTIMATE}\n```\n\n```text\nFigures: 101 entries listed\n```\n"
    assert "stale output" in words(page)
    assert [line for line, _ in faults(page)] == [1]


def test_an_output_that_is_still_printed_is_no_fault():
    first = "Figures: 100 entries listed; 10 challenges decided, 5 overturned."
    page = f"```sh\n{ESTIMATE}\n```\n\n```text\n{first}\n...\n```\n"
    assert words(page) == ""


def test_a_stale_quotation_is_found():
    assert "another sentence" in words(f"```sh\n{ESTIMATE}\n```\n\n> “Nothing is known.”\n")


def test_a_script_that_fails_or_prints_something_else_is_found():
    assert "ZeroDivisionError" in words("```python\n1 / 0\n```\n")
    assert "stale output" in words("```python\nprint(2)\n```\n\n```text\n3\n```\n")
    assert words("```python\nprint(2)\n```\n\n```text\n2\n```\n") == ""


@pytest.mark.parametrize(
    "line",
    [
        "ostraka nosuch",
        "ostraka study runs x",
        "ostraka run missed_fines --poeple 5",
        "ostraka run missed_fines --people none",
        "make nothing",
        "python -m benchmarks.nosuch",
    ],
)
def test_a_command_that_does_not_exist_is_found(line):
    assert words(f"```sh\n{line}\n```\n")
    if line.startswith("ostraka"):
        assert words(f"Then `{line}` does it.\n")


def test_text_of_no_origin_is_found():
    assert "nothing says where" in words("```text\nThree of four.\n```\n")
    assert "names no day" in words("<!-- measured: lately -->\n```text\nThree of four.\n```\n")
    assert "there is no tests/docs/test_nosuch.py" in words(
        "<!-- held by tests/docs/test_nosuch.py -->\n```text\nThree of four.\n```\n"
    )
    assert words("<!-- measured: 1 May 2026, a laptop -->\n```text\nThree of four.\n```\n") == ""


def test_numbers_may_differ_by_as_much_as_is_said_and_words_may_not():
    said = "numbers within 10 %: why"
    assert not list(difference("a 1,050 b", "a 1,000 b", said))
    assert list(difference("a 1,150 b", "a 1,000 b", said))
    assert list(difference("c 1,000 b", "a 1,000 b", said))
    assert list(difference("a 1,050 b", "a 1,000 b"))


def test_links_out_of_the_documentation_lead_to_its_pages():
    assert turned("[c](../CHARTER.md#x)", "docs/a.md", "a") == "[c](project/charter.md#x)"
    assert turned("[c](../../CHARTER.md)", "docs/t/a.md", "t/a") == "[c](../project/charter.md)"
    assert turned("[d](docs/speed.md)", "CHANGELOG.md", "project/changelog") == "[d](../speed.md)"
    assert turned("[e](estimate.md#a)", "docs/t/a.md", "t/a") == "[e](estimate.md#a)"
    assert turned("[w](https://example.org)", "docs/a.md", "a") == "[w](https://example.org)"
    for file, page in PAGES.items():
        assert (ROOT / file).is_file()
        assert (ROOT / "docs" / f"{page}.md").is_file()


def test_the_build_asks_for_all_this():
    conf = (ROOT / "docs" / "conf.py").read_text(encoding="utf-8")
    for name in ("shown", "outside", "casebook_now"):
        assert f'"docs.extensions.{name}"' in conf
    assert "suppress_warnings" not in conf
    (recipe,) = re.findall(
        r"^docs:.*\n\t(.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    assert "--fail-on-warning" in recipe
    assert "--fresh-env" in recipe
