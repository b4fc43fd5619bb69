"""The page of a study: self-contained, the same bytes, read without pictures, and true to its numbers."""

import re

import pytest

from ostraka.core.errors import OutputError
from ostraka.report.study import readings, sentences
from ostraka.report.study.page import page
from ostraka.report.study.wording import arm_in_words, say, unit_of
from ostraka.studies import StudyResult
from tests.report.pages import asks_nothing, read, sections
from tests.report.study.conftest import NAMED


@pytest.fixture(params=["drawn", "bare"])
def one(request, pages):
    """The parsed page of each study in turn."""
    return read(pages[request.param])


def test_the_page_asks_nothing_of_any_other_place(one):
    asks_nothing(one)


def test_the_page_forbids_what_it_does_not_need(one):
    (policy,) = (m for m in one.every("meta") if "http-equiv" in m.attributes)
    assert "default-src 'none'" in policy.attributes["content"]
    assert "script" not in policy.attributes["content"]


def test_text_of_the_study_is_text(pages):
    shown = read(pages["drawn"]).text
    for words in (
        "</title><script>alert(1)</script> {{ 7*7 }}",
        "<img src=x onerror=alert(2)>",
        "<iframe src=//evil.example>",
        arm_in_words(NAMED),
    ):
        assert words in shown


def test_every_figure_has_two_shapes_a_text_alternative_and_a_table(one):
    figures = list(one.every("figure"))
    assert figures
    for figure in figures:
        drawn = list(figure.every("svg"))
        assert len(drawn) == 2
        for svg in drawn:
            assert svg.attributes["role"] == "img"
            (title,), (description,) = svg.every("title"), svg.every("desc")
            names = svg.attributes["aria-labelledby"].split()
            assert names == [title.attributes["id"], description.attributes["id"]]
            assert len(title.text) > 5
        (details,) = figure.every("details")
        (table,) = details.every("table")
        assert len(list(table.every("tr"))) > 1


def test_the_text_alternative_of_the_first_picture_has_the_number_of_every_arm(pages, drawn):
    found = drawn.compare()
    harm = found.harms[0]
    (description, _) = (
        d for d in read(pages["drawn"]).every("desc") if d.attributes["id"].startswith("harm-0-")
    )
    for arm in readings.others(found):
        own = say(readings.difference(found, arm, harm), found.replicates, signed=True)
        missed = say(readings.missed(found, arm), found.replicates, signed=True)
        name = arm_in_words(arm)
        said = f"{name[:1].upper()}{name[1:]}: {own.value}; missed beside it {missed.value}"
        assert said in description.text


def test_the_first_picture_has_a_row_for_each_arm_the_best_first(pages, drawn):
    found = drawn.compare()
    order = readings.ordered(found, found.harms[0])
    values = [readings.difference(found, arm, found.harms[0]).value for arm in order]
    assert values == sorted(values)
    table = next(sections(read(pages["drawn"]))["harm"].every("table"))
    shown = [next(row.every("th")).text for row in list(table.every("tr"))[1:]]
    assert shown == [" ".join(arm_in_words(arm).split()) for arm in order]


def test_tables_are_rectangular_and_scroll_in_a_box(one):
    tables = list(one.every("table"))
    for table in tables:
        head, *rows = table.every("tr")
        width = len(list(head.every("th")))
        for row in rows:
            cells = row.every("th", "td")
            assert sum(int(c.attributes.get("colspan", 1)) for c in cells) == width
    boxes = [b for b in one.every("div") if b.attributes.get("class") == "scroll"]
    assert sum(len(list(box.every("table"))) for box in boxes) == len(tables)


def test_ids_are_unique_and_references_lead_somewhere(one):
    ids = [e.attributes["id"] for e in one.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in one.all():
        for name, value in element.attributes.items():
            if name == "href" and value.startswith("#"):
                assert value[1:] in ids
            if name == "aria-labelledby":
                assert set(value.split()) <= set(ids)


def test_sections_stand_in_their_order_and_are_counted(pages):
    tree = read(pages["drawn"])
    assert list(sections(tree)) == [
        "harm",
        "harms",
        "worlds",
        "causes",
        "who",
        "ranking",
        "robustness",
        "ceiling",
        "run",
        "arms",
        "levels",
        "assumptions",
        "limits",
    ]
    ordinals = [s.text for s in tree.every("span") if s.attributes.get("class") == "ordinal"]
    assert ordinals == [str(k) for k in range(2, 14)]
    linked = [a.attributes["href"][1:] for nav in tree.every("nav") for a in nav.every("a")]
    assert linked == list(sections(tree))[1:]


def test_harm_comes_first_and_nothing_is_a_ratio_of_harm_to_what_is_missed(pages):
    text = read(pages["drawn"]).text
    assert text.index("Every person here is invented.") < text.index("Harm")
    opening = sections(read(pages["drawn"]))["harm"].text
    assert "never set off against harm" in opening
    assert not re.search(r"ratio|per wrongful|for each wrongful|trade", opening, re.IGNORECASE)


def test_every_sentence_of_the_opening_is_that_of_the_numbers(pages, drawn):
    found = drawn.compare()
    harm = found.harms[0]
    arm = (readings.best(found, harm) or readings.ordered(found, harm))[0]
    (headline,) = read(pages["drawn"]).every("h1")
    assert headline.text == " ".join(str(sentences.headline(found)).split())
    opening = sections(read(pages["drawn"]))["harm"].text
    for said in (
        sentences.newly(found, arm),
        sentences.adding(found, harm),
        sentences.beside(found, arm),
        sentences.next_best(found, harm),
        sentences.zero(found, harm),
    ):
        assert " ".join(said.split()) in opening
    unit = unit_of(found, harm)
    assert unit.level in opening


def test_what_a_study_has_not_is_said_or_left_out(pages):
    found = sections(read(pages["bare"]))
    assert "worlds" not in found
    assert "ceiling" not in found
    assert "harms" not in found
    assert "one replicate: no interval" in found["harm"].text
    assert "No uncertain number was drawn" in found["harm"].text
    assert "no number is drawn" in found["robustness"].text
    assert "95 % over the assumptions" not in found["harm"].text
    assert " nan" not in read(pages["bare"]).text.lower()


def test_what_each_arm_changes_is_told_with_its_harm_and_the_value_that_it_moves(pages):
    arms = sections(read(pages["drawn"]))["arms"]
    assert "It may do harm:" in arms.text
    rows = [[cell.text for cell in row.every("th", "td")] for row in arms.every("tr")]
    assert [f"arm {arm_in_words(NAMED)}", "linking › mislink", "0.02", "0.005"] in rows
    assert ["expiry", "blacklist › term months", "24", "12"] in rows
    numbers = sections(read(pages["drawn"]))["assumptions"].text
    assert "Every number of the safeguards that arms add" in numbers
    assert "linking.mislink › multiply" in numbers


def test_limits_name_what_this_page_cannot_say(one):
    said = sections(one)["limits"].text
    for words in ("people are invented", "certifies a real system", "are guesses", "one at a time"):
        assert words in said


def test_the_same_study_gives_the_same_bytes_whoever_reads_it(drawn, pages, tmp_path):
    again = StudyResult.load(drawn.folder)
    target = again.report(tmp_path / "deep" / "x.html", ceiling="wrongful_person_months<=1e9")
    assert target.read_text(encoding="utf-8") == pages["drawn"]
    assert [path.name for path in target.parent.iterdir()] == ["x.html"]
    assert again.compare().report(tmp_path / "y.html").read_text(encoding="utf-8") == page(
        drawn.compare()
    )


def test_the_page_is_written_whole_or_not_at_all(bare, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        bare.report(tmp_path / "file" / "report.html")


def test_a_comparison_as_plain_data_leaves_the_study_out(bare):
    assert "study" not in bare.compare().to_dict()
