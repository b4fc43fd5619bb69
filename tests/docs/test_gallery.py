"""The gallery's scripts are short, say how sure they are, and have a place; the docs run them all."""

import ast
from pathlib import Path

import pytest
from matplotlib._pylab_helpers import Gcf
from matplotlib.axes import Axes

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
SCRIPTS = sorted(GALLERY.glob("*.py"))
QUICK = ("three_published_numbers", "two_people_one_name", "does_an_appeal_reach_them")


def order():
    tree = ast.parse((GALLERY.parent / "reference" / "gallery_pictures.py").read_text("utf-8"))
    (given,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "ORDER"
    )
    return ast.literal_eval(given)


def test_every_script_has_its_place_in_the_gallery():
    assert len(SCRIPTS) >= 10
    assert sorted(order()) == [path.stem for path in SCRIPTS]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_is_short_and_asks_a_question(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 30
    tree = ast.parse(text)
    title = ast.get_docstring(tree).splitlines()[0]
    assert title.endswith("?")
    used = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    used |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in used if name.startswith("ostraka")}
    assert ours <= {"ostraka", "ostraka.sensitivity", "ostraka.studies.sensitivity"}
    assert "matplotlib.pyplot" not in used


@pytest.mark.parametrize("name", QUICK)
def test_a_script_prints_its_answer_and_ends_in_a_picture(name, capsys):
    tree = ast.parse((GALLERY / f"{name}.py").read_text(encoding="utf-8"))
    names = {}
    last = tree.body.pop()
    exec(compile(tree, name, "exec"), names)
    shown = eval(compile(ast.Expression(last.value), name, "eval"), names)
    assert isinstance(shown if isinstance(shown, Axes) else names["ax"], Axes)
    said = capsys.readouterr().out
    assert any(words in said for words in ("over the assumptions", "between", "assumed"))
    assert not Gcf.figs  # no window
