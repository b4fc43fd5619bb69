import re
from importlib.metadata import version

import pytest

import ostraka
from ostraka.core.errors import OutputError
from ostraka.report import write
from ostraka.report.page import page
from ostraka.report.words import NBSP
from tests.report.pages import asks_nothing, read, sections
from tests.results.worlds import PLAIN, RICH


def test_the_page_asks_nothing_of_any_other_place(one):
    asks_nothing(one, sources=("https://example.org/",))


def test_the_page_forbids_what_it_does_not_need(pages):
    (policy,) = (m for m in read(pages["rich"]).every("meta") if "http-equiv" in m.attributes)
    assert "default-src 'none'" in policy.attributes["content"]
    assert "script" not in policy.attributes["content"]


def test_addresses_stand_in_links_of_sources_only(pages):
    for name in ("rich", "plain", "nobody"):
        assert not re.search(r"https?:|//[a-z]", pages[name])
    links = [
        link.attributes["href"]
        for link in read(pages["hostile"]).every("a")
        if not link.attributes["href"].startswith("#")
    ]
    assert links == ["https://example.org/a?b=1&c=2"]


def test_text_of_the_scenario_is_text(pages):
    tree = read(pages["hostile"])
    shown = tree.text
    for words in (
        "</title><script>alert(1)</script> $x^2$ {{ 7*7 }}",
        "</style><img src=x onerror=alert(2)>",
        "<svg onload=alert(3)> & 'q' $\\alpha$ of a very long name indeed",
        "</p><object data=x>",
        "<iframe src=//evil.example>",
        "<b onclick=x>",
        "<a href=javascript:x>",
    ):
        assert words in shown
    (title,) = (t for t in tree.every("title") if not t.attributes)
    assert "alert(1)" in title.text


def test_every_svg_has_its_text_alternative(one):
    drawn = list(one.every("svg"))
    assert drawn
    for svg in drawn:
        assert svg.attributes["role"] == "img"
        (title,), (description,) = svg.every("title"), svg.every("desc")
        names = svg.attributes["aria-labelledby"].split()
        assert names == [title.attributes["id"], description.attributes["id"]]
        assert len(title.text) > 5
        assert len(description.text) > 20


def test_every_figure_has_two_shapes_and_a_table(one):
    figures = list(one.every("figure"))
    assert figures
    for figure in figures:
        assert len(list(figure.every("svg"))) == 2
        (table,) = figure.every("table")
        assert len(list(table.every("caption"))) == 1
        assert len(list(table.every("tr"))) > 1


def test_tables_are_rectangular_and_scroll_in_a_box(one):
    for table in one.every("table"):
        head, *rows = table.every("tr")
        width = len(list(head.every("th")))
        for row in rows:
            cells = row.every("th", "td")
            assert sum(int(c.attributes.get("colspan", 1)) for c in cells) == width
    boxed = [
        t
        for box in one.every("div")
        if box.attributes.get("class") == "scroll"
        for t in box.every("table")
    ]
    assert len(boxed) == len(list(one.every("table")))


def test_ids_are_unique_and_references_lead_somewhere(one):
    ids = [e.attributes["id"] for e in one.all() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for element in one.all():
        for name, value in element.attributes.items():
            if name == "href" and value.startswith("#"):
                assert value[1:] in ids
            for reference in re.findall(r"url\(#([^)]*)\)", value or ""):
                assert reference in ids
            if name == "aria-labelledby":
                assert set(value.split()) <= set(ids)


def test_headings_go_down_one_by_one(one):
    assert len(list(one.every("h1"))) == 1
    count = len(list(one.every("h2")))
    assert count >= 8
    ordinals = [s.text for s in one.every("span") if s.attributes.get("class") == "ordinal"]
    assert ordinals == [str(k) for k in range(2, 2 + count)]


def test_sections_stand_in_the_order_of_the_charter(one):
    # where the assumptions are drawn, what they decide has a section; elsewhere there is nothing to say
    assert [name for name in sections(one) if name != "spread"] == [
        "harm",
        "causes",
        "who",
        "how-long",
        "missed",
        "uncertainty",
        "order",
        "assumptions",
        "limits",
    ]


def test_colours_come_from_the_palette_for_light_and_dark(pages):
    text = pages["rich"]
    body = text.split("</style>")[1]
    assert not re.search(r"#[0-9a-f]{6}\b", body)
    used = set(re.findall(r"var\((--[a-z-]+)\)", text))
    for block in re.findall(r":root \{([^}]*--ink[^}]*)\}", text):
        declared = set(re.findall(r"(--[a-z-]+):", block))
        assert used <= declared | {"--sans", "--serif", "--measure"}
    assert "prefers-color-scheme: dark" in text


def test_words_in_pictures_are_text(pages):
    svg = next(read(pages["rich"]).every("svg"))
    assert any("central values" in t.text for t in svg.every("text"))
    assert "DejaVu" not in pages["rich"]


def test_many_pilots_are_drawn_in_the_order_of_their_share_and_few_are_a_table():
    def made(count):
        places = "".join(f"[jurisdictions.place_{k}]\n" for k in range(count))
        return page(ostraka.run(ostraka.loads(PLAIN + places), replicates=1))

    few, many = made(2), made(8)
    assert "Wrongful share of the list, by pilot" not in few
    assert "By pilot" in few
    drawn = re.search(r"<svg[^>]*pilots-wide.*?</svg>", many, re.DOTALL)
    assert drawn is not None
    shown = re.findall(r">([\d.]+)\s?%<", drawn.group())
    assert len(shown) == 8
    assert [float(s) for s in shown] == sorted(map(float, shown), reverse=True)


def test_the_same_result_gives_the_same_bytes(rich, tmp_path):
    one = write(rich, tmp_path / "one.html").read_bytes()
    again = ostraka.run(ostraka.loads(RICH), parameter_draws=24, threads=1)
    assert write(again, tmp_path / "two.html").read_bytes() == one


def test_a_readers_own_plot_settings_change_nothing(rich, pages):
    import matplotlib

    with matplotlib.rc_context({"font.size": 30, "text.usetex": True, "lines.linewidth": 9}):
        assert page(rich) == pages["rich"]


def test_the_page_is_written_whole_or_not_at_all(plain, tmp_path):
    target = write(plain, tmp_path / "deep" / "report.html")
    assert target.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="en">')
    assert [p.name for p in target.parent.iterdir()] == ["report.html"]
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write(plain, tmp_path / "file" / "report.html")


def test_result_report_delegates_here(plain, tmp_path, pages):
    assert plain.report(tmp_path / "r.html").read_text(encoding="utf-8") == pages["plain"]


def test_what_a_scenario_has_not_is_not_shown(pages):
    plain, rich = (sections(read(pages[name]))["missed"] for name in ("plain", "rich"))
    assert "Redress, step by step" in rich.text
    assert "recorded A" in rich.text or "deserved" in rich.text
    assert "Redress, step by step" not in plain.text
    assert "deserved" not in plain.text
    assert "over the assumptions" in read(pages["rich"]).text
    assert "assumptions, 95" not in read(pages["plain"]).text


def test_nothing_undefined_is_shown_as_a_number(pages):
    tree = read(pages["nobody"])
    found = sections(tree)
    assert "Nobody was listed in this run" in found["harm"].text
    assert "There was no wrongful spell" in found["how-long"].text
    assert "The ratio is undefined" in found["who"].text
    assert "undefined: nobody was listed" in found["uncertainty"].text
    for row in found["uncertainty"].every("tr"):
        if "Median months to correction" in row.text:
            assert "undefined" in row.text
            assert not re.search(r"\d", row.text)
    assert " nan" not in tree.text.lower()
    assert "None " not in found["uncertainty"].text


def test_few_events_are_said_to_be_few():
    result = ostraka.run(ostraka.loads(PLAIN), replicates=1)
    text = read(page(result)).text
    assert "(one replicate: no interval)" in text


def test_limits_name_what_this_page_cannot_say(pages, hostile):
    found = sections(read(pages["hostile"]))["limits"].text
    for words in (
        "people are invented",
        "certifies a real system",
        "are guesses",
        "but for",
        "cells of 1,024",
        "<iframe src=//evil.example>",
    ):
        assert words in found
    assert "closed" not in found
    first = read(pages["hostile"]).text
    assert first.index("Every person here is invented.") < first.index("fall on people")


def test_a_long_run_says_that_its_population_is_closed():
    result = ostraka.run(ostraka.loads(PLAIN), months=121, replicates=2, people=500)
    assert f"closed over 121{NBSP}months" in page(result)


def test_pilots_are_shown_where_there_are_several():
    text = PLAIN + "[jurisdictions.north]\nweight = 1\n[jurisdictions.south]\nweight = 3\n"
    found = sections(read(page(ostraka.run(ostraka.loads(text), people=2000))))["who"].text
    assert "North: wrongful share of listed person-months" in found


def test_the_page_names_the_version_and_the_scenario(pages, rich):
    text = read(pages["rich"]).text
    assert ostraka.__version__ in text
    assert rich.about["scenario_sha256"][:16] in text
    assert version("matplotlib") not in next(read(pages["rich"]).every("footer")).text
