"""No two decisions share luck: numbers are unique, pinned, and used only where they were given out."""

import ast
from pathlib import Path

import pytest

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.draws import purpose, purposes
from ostraka.engine.schedule import CATALOGUE
from tests.reference.luck import NUMBERS

ROOT = Path(ostraka.__file__).parent
DRAWING = ("philox.py", "scan.py")


def _purpose_position() -> dict[str, int]:
    """Where each drawing function takes its purpose."""
    found = {}
    for name in DRAWING:
        for node in ast.parse((ROOT / "draws" / name).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                taken = [argument.arg for argument in node.args.args]
                if "purpose" in taken:
                    found[node.name] = taken.index("purpose")
    return found


def _constants(tree: ast.Module) -> dict[str, str]:
    """Constants of a module that hold a purpose, with its written name."""
    return {
        node.targets[0].id: node.value.args[0].value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "purpose"
    }


MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(ROOT.rglob("*.py"))
}
OWNERS = {name: _constants(tree) for name, tree in MODULES.items() if _constants(tree)}
POSITION = _purpose_position()


def test_numbers_are_pinned():
    """A number is part of every published result: a change here changes all of them."""
    ours = {name for owned in OWNERS.values() for name in owned.values()}
    known = purposes()
    # those of other packages, which other tests may have brought along, are theirs
    assert {name: known[name] for name in ours} == NUMBERS


def test_numbers_are_unique():
    assert len(set(purposes().values())) == len(purposes())


def test_the_same_pair_may_be_registered_again():
    assert purpose("conduct.scan", NUMBERS["conduct.scan"]) == NUMBERS["conduct.scan"]


@pytest.mark.parametrize(
    ("name", "number", "fault"),
    [
        ("conduct.scan", 900, "two addresses"),
        ("some.other", NUMBERS["conduct.scan"], "same luck"),
        ("some.other", 0, "outside"),
        ("some.other", 2**16, "outside"),
        ("some.other", -1, "outside"),
    ],
)
def test_a_collision_is_refused(name, number, fault):
    before = purposes()
    with pytest.raises(OstrakaError, match=fault):
        purpose(name, number)
    assert purposes() == before


def test_every_drawing_function_is_known():
    assert set(POSITION) == {"draw", "draw_all", "draw_many", "draw_indexed", "draw_keyed", "scan"}


def test_each_written_name_is_given_out_once():
    names = [name for owned in OWNERS.values() for name in owned.values()]
    assert sorted(names) == sorted(NUMBERS)


def _drawing(tree: ast.Module) -> list[ast.Call]:
    """Calls of a drawing function that the module takes from the floor of draws."""
    taken = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ostraka.draws")
        for alias in node.names
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in taken & set(POSITION)
    ]


@pytest.mark.parametrize("module", MODULES)
def test_every_draw_is_for_a_purpose_of_its_own_module(module):
    for call in _drawing(MODULES[module]):
        argument = call.args[POSITION[call.func.id]]
        assert isinstance(argument, ast.Name), f"line {call.lineno}: no written purpose"
        assert argument.id in OWNERS.get(module, {}), (
            f"line {call.lineno}: {argument.id} is borrowed"
        )


@pytest.mark.parametrize("module", OWNERS)
def test_a_purpose_is_used_in_draws_and_for_nothing_else(module):
    tree = MODULES[module]
    loaded = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node.id in OWNERS[module]
    ]
    assert set(loaded) == set(OWNERS[module])
    if (
        module != "scenario/schema.py"
    ):  # draws of numbers of a scenario have an address of their own
        drawn = [call.args[POSITION[call.func.id]].id for call in _drawing(tree)]
        assert sorted(loaded) == sorted(drawn)


@pytest.mark.parametrize("one", CATALOGUE, ids=lambda one: one.name)
def test_a_mechanism_declares_the_purposes_that_its_pass_draws_for(one):
    module = Path(one.module.__file__).relative_to(ROOT).as_posix()
    constants = OWNERS.get(module, {})
    functions = {n.name: n for n in MODULES[module].body if isinstance(n, ast.FunctionDef)}
    names, reached = set(), [one.run.__name__]
    while reached:  # the pass, and the helpers of its module
        found = {n.id for n in ast.walk(functions.pop(reached.pop())) if isinstance(n, ast.Name)}
        names |= found
        reached += sorted(found & set(functions))
    assert set(one.purposes) == {constants[name] for name in names & set(constants)}
