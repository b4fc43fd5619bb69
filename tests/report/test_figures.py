import ast
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import ostraka.report
from ostraka.core.errors import OutputError
from ostraka.report import picture
from ostraka.report.canvas import Sheet, ratio_ticks, round_ticks, settled, shortened, spread_apart
from ostraka.report.figures import tick_label
from ostraka.report.palette import COLOURS, MARKS
from ostraka.report.vectors import inline
from ostraka.report.words import MINUS

SVG = "{http://www.w3.org/2000/svg}"


def drawn(words="a < b & $x$"):
    with settled():
        sheet = Sheet(100, 50, MARKS)
        sheet.box(0, 0, 10, 10, "accent")
        sheet.dot(20, 20, "ink")
        sheet.text(5, 40, words)
        return sheet.svg()


def test_one_module_touches_the_plotting_library():
    folder = Path(ostraka.report.__file__).parent
    found = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "matplotlib" in ast.dump(node)
    }
    assert found == {"canvas.py"}


def test_an_inline_picture_has_no_address_and_its_own_names():
    made = inline(drawn(), "key", "Title <b>", "Description & more")
    assert "http" not in made
    assert "#0b0b" not in made
    assert "fill: var(--accent)" in made
    assert '<title id="key-title">Title &lt;b&gt;</title>' in made
    assert all(name.startswith("key-") for name in re.findall(r' id="([^"]*)"', made))
    assert "a &lt; b &amp; $x$" in made
    ElementTree.fromstring(made)


def test_a_drawing_is_the_same_bytes_every_time():
    assert drawn() == drawn()


def test_marks_are_no_colours_of_the_palette():
    colours = {c for role in COLOURS.values() for c in (role.light, role.dark)}
    assert len(set(MARKS.values())) == len(MARKS)
    assert not colours & set(MARKS.values())


def luminance(colour):
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize("role", ["ink", "muted", "accent"])
def test_words_stand_out_from_their_ground(role, ground):
    one, other = (luminance(getattr(COLOURS[name], ground)) for name in (role, "paper"))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= 4.5


def test_ticks_are_round_and_reach_the_end():
    assert round_ticks(18_600, 6)[-1] == 20_000
    assert round_ticks(0, 6) == [0, 1]
    for high in (0.013, 7.0, 99.9, 1234.0):
        ticks = round_ticks(high, 6)
        assert ticks[0] == 0
        assert ticks[-2] < high <= ticks[-1]
    assert ratio_ticks(1.2, 1.8) == [0.5, 1, 2]
    for low, high in ((0.01, 3.0), (0.9, 400.0)):
        ticks = ratio_ticks(low, high)
        assert ticks[0] <= low < high <= ticks[-1]
        assert 1 in ticks
        assert len(ticks) <= 8


def test_names_move_apart_and_keep_their_order():
    moved = spread_apart([50.0, 52.0, 10.0, 51.0], 16, 0, 200)
    order = sorted(range(4), key=lambda k: moved[k])
    assert order == [2, 0, 3, 1]
    gaps = [moved[b] - moved[a] for a, b in itertools.pairwise(order)]
    assert min(gaps) >= 16 - 1e-6


def test_long_names_are_cut_and_hidden_signs_left_out():
    assert shortened("short", 10) == "short"
    assert shortened("a\x00b\x1bc", 10) == "abc"
    assert shortened("a very long name", 8) == "a very…"


def test_the_picture_is_a_file_of_its_own(rich, tmp_path):
    target = picture(rich, tmp_path / "harm.svg")
    tree = ElementTree.parse(target).getroot()
    assert tree.attrib["role"] == "img"
    assert "fall on people who should not be there" in tree.find(f"{SVG}desc").text
    text = target.read_text(encoding="utf-8")
    assert "var(" not in text
    assert set(re.findall(r"https?://[^\"]*", text)) == {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert picture(rich, tmp_path / "again.svg").read_bytes() == target.read_bytes()
    assert picture(rich, tmp_path / "harm.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_without_a_list(nobody, tmp_path):
    text = picture(nobody, tmp_path / "none.svg").read_text(encoding="utf-8")
    assert "Nobody was listed" in text


def test_a_picture_of_another_kind_is_refused(rich, tmp_path):
    with pytest.raises(OutputError, match=r"\.svg or \.png"):
        picture(rich, tmp_path / "harm.gif")


def test_numbers_of_an_axis_in_steps_of_two_and_a_half_keep_the_half():
    for ticks in ([-5.0, -2.5, 0.0, 2.5], [0.0, 0.25, 0.5], [0.0, 250.0, 500.0], [0.0, 0.1, 0.2]):
        say = tick_label(ticks)
        assert [float(say(tick).replace(MINUS, "-")) for tick in ticks] == pytest.approx(ticks)
