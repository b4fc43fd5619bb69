"""One content, three renderers: the same words, nothing from outside, no markup by chance."""

import io
import re
import sys

import pytest

from ostraka.core.errors import OutputError
from ostraka.report import assessment as writer
from ostraka.report.assessment.as_docx import clean, docx
from ostraka.report.assessment.as_html import html
from ostraka.report.assessment.as_markdown import escaped, markdown
from ostraka.report.assessment.content import Gap, Points, Text
from ostraka.report.assessment.document import assessment
from tests.report.pages import read

_TAGS = """
html head meta title style body a header p strong main section h1 h2 b span div table caption thead
tbody tr th td dl dt dd nav ul li footer
"""
KNOWN_TAGS = frozenset(_TAGS.split())
NAMES = ("rich", "plain", "hostile", "nobody")


@pytest.fixture(scope="module")
def documents(rich, plain, hostile, nobody):
    runs = dict(zip(NAMES, (rich, plain, hostile, nobody), strict=True))
    return {name: assessment(run) for name, run in runs.items()}


@pytest.fixture(scope="module", params=NAMES)
def document(request, documents):
    return documents[request.param]


def opened(document):
    from docx import Document

    return Document(io.BytesIO(docx(document)))


def flat(text):
    return " ".join(text.replace("\u00a0", " ").split())


def texts_of(document):
    """Everything that is said in sentences."""
    said = [*document.notice, document.question, str(document.headline), *document.summary]
    for element in document.elements:
        said += [element.heading, *([element.asks] if element.asks else [])]
        for part in element.parts:
            if isinstance(part, Text):
                said.append(part.text)
            elif isinstance(part, Points):
                said += part.items
            elif isinstance(part, Gap):
                said.append(str(part))
            else:
                said += [cell.text for row in part.rows for cell in row]
    return [flat(text) for text in said if text]


def test_the_page_asks_nothing_of_any_other_place_and_runs_nothing(document):
    tree = read(html(document))
    for one in tree.all():
        assert one.tag in KNOWN_TAGS
        for name, value in one.attributes.items():
            assert not name.startswith("on")
            assert name not in ("src", "srcset", "data", "action", "poster", "background")
            if name == "href":
                assert value.startswith("#")
    style = "".join(s.text for s in tree.every("style"))
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = (m for m in tree.every("meta") if "http-equiv" in m.attributes)
    assert "default-src 'none'" in policy.attributes["content"]


def test_every_link_of_the_page_leads_somewhere_and_every_gap_can_be_reached(document):
    tree = read(html(document))
    known = [one.attributes["id"] for one in tree.all() if "id" in one.attributes]
    assert len(known) == len(set(known))
    links = {link.attributes["href"].removeprefix("#") for link in tree.every("a")}
    assert links <= set(known)
    assert {f"gap-{gap.number}" for gap in document.gaps} <= links


def test_the_page_prints_on_a4_and_knows_dark_and_narrow_screens(document):
    page = html(document)
    assert "size: A4" in page
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page
    assert "max-width: 44rem" in page


def test_all_three_say_the_same(document):
    shown = flat(read(html(document)).text)
    unmarked = re.sub(r"(?m)^> ?", "", markdown(document))
    unmarked = re.sub(r"(?<!\\)\*", "", unmarked)
    unmarked = flat(re.sub(r"\\([\\`*_\[\]<>#|~$&.)=+-])", r"\1", unmarked))
    word = opened(document)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    written = flat("\n".join([*(p.text for p in word.paragraphs), *cells]))
    for said in texts_of(document):
        assert said in shown, said
        assert said in unmarked, said
        assert said in written, said


def test_the_word_document_opens_again_with_its_headings_tables_and_gaps(document):
    word = opened(document)
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert headings == [*(clean(one.heading) for one in document.elements), "All gaps"]
    tables = sum(
        not isinstance(part, (Text, Points, Gap)) for one in document.elements for part in one.parts
    )
    assert len(word.tables) == tables + 1
    last = word.tables[-1]
    assert [cell.text for cell in last.rows[0].cells][-1] == "answer"
    assert len(last.rows) == 1 + len(document.gaps)
    labels = [
        p.runs[0].text for p in word.paragraphs if p.runs and p.runs[0].text.startswith("Gap ")
    ]
    assert labels == [f"{gap.label}: " for gap in document.gaps]
    for table in word.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml, "the head stands on every page"
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "Ostraka" in word.core_properties.author


def test_the_word_document_asks_nothing_of_any_other_place(document):
    word = opened(document)
    assert not [rel for rel in word.part.rels.values() if rel.is_external]


def test_rows_of_markdown_tables_are_as_wide_as_their_heads(document):
    width = None
    for line in markdown(document).splitlines():
        if not line.startswith("| "):
            width = None if not line.startswith("|---") else width
            continue
        bars = len(re.findall(r"(?<!\\)\|", line))
        width = width or bars
        assert bars == width, line


def test_words_of_the_scenario_are_no_markup(documents):
    hostile = documents["hostile"]
    assert "<script>" not in html(hostile)
    assert "<script>" not in re.sub(r"\\<", "", markdown(hostile))
    assert "</title><script>alert(1)</script> $x^2$ {{ 7*7 }}" in read(html(hostile)).text
    assert escaped("a*b_c|d <e> [f](g) #h") == r"a\*b\_c\|d \<e\> \[f\](g) \#h"
    assert escaped("1. x") == r"1\. x"
    assert escaped("4.7 to 5") == "4.7 to 5"
    assert escaped("- x") == r"\- x"


def test_signs_that_xml_forbids_do_not_reach_the_word_document():
    assert clean("a\x00b\x0bc\ttab\ufffe") == "abc\ttab"


def test_the_same_run_gives_the_same_page_and_text(plain, documents):
    assert html(assessment(plain)) == html(documents["plain"])
    assert markdown(assessment(plain)) == markdown(documents["plain"])


def test_the_ending_names_the_format_and_another_is_refused(plain, tmp_path):
    for kind, start in (("html", b"<!doctype html>"), ("docx", b"PK"), ("md", b"# Fundamental")):
        target = writer.write(plain, tmp_path / f"one.{kind}")
        assert target.read_bytes().startswith(start)
    with pytest.raises(OutputError, match=r"its ending names no format; end it in .html, .docx or"):
        writer.write(plain, tmp_path / "one.pdf")
    with pytest.raises(
        OutputError, match=r"--format pdf: no such format; choose one of html, docx"
    ):
        writer.made(plain, "pdf")
    assert not (tmp_path / "one.pdf").exists()


def test_without_python_docx_the_error_names_the_remedy(plain, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(OutputError, match=r"needs the package python-docx; install the extra"):
        writer.write(plain, tmp_path / "one.docx")
    assert not (tmp_path / "one.docx").exists()
    assert writer.write(plain, tmp_path / "one.html").exists()


def test_no_other_format_needs_python_docx():
    import subprocess

    code = (
        "import sys; sys.modules['docx'] = None\n"
        "from ostraka.report.assessment import as_html, as_markdown, document\n"
        "import ostraka.report.assessment.as_docx\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
