"""Scenarios that come with the package, and how files are found and read."""

import json
from pathlib import Path

import pytest

from ostraka.core.errors import ScenarioError
from ostraka.core.walking import walk
from ostraka.scenario import as_data, load, loads, names, shipped


@pytest.mark.parametrize("name", names())
def test_a_shipped_scenario_loads(name: str) -> None:
    scenario = load(name)
    assert scenario.title
    assert scenario.purpose
    assert scenario == loads(shipped(name))


@pytest.mark.parametrize("name", names())
def test_every_number_of_a_shipped_scenario_has_a_source_or_is_assumed(name: str) -> None:
    numbers = dict(walk(load(name)))
    assert len(numbers) > 10
    for place, number in numbers.items():
        assert number.source or number.assumed, place
        assert not (number.source and number.assumed), f"{place} is both sourced and assumed"


@pytest.mark.parametrize("name", names())
def test_a_saved_scenario_reads_back_as_it_was(name: str) -> None:
    scenario = load(name)
    assert as_data(loads(json.dumps(as_data(scenario)), kind="json")) == as_data(scenario)


@pytest.mark.parametrize("name", names())
def test_a_drawn_scenario_is_a_valid_scenario_without_uncertain_numbers(name: str) -> None:
    scenario = load(name)
    for number in range(20):
        drawn = scenario.drawn(3, number)
        assert not drawn.uncertain()
        assert as_data(loads(json.dumps(as_data(drawn)), kind="json")) == as_data(drawn)


def test_a_file_is_read_by_its_ending(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(shipped("missed_fines"), encoding="utf-8")
    (tmp_path / "mine.JSON").write_text(json.dumps(as_data(load("missed_fines"))), encoding="utf-8")
    assert load(tmp_path / "mine.toml") == load("missed_fines")
    assert as_data(load(str(tmp_path / "mine.JSON"))) == as_data(load("missed_fines"))


def test_a_file_that_cannot_be_read_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"cannot be read: No such file.*; check the path"):
        load(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="no UTF-8 text"):
        load(tmp_path / "bytes.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(tmp_path / "folder.toml")


def test_a_name_that_is_not_shipped_says_which_is_near() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'missed_fines'"):
        load("mised_fines")
    with pytest.raises(ScenarioError, match="choose one of"):
        load("something else")
    with pytest.raises(ScenarioError):
        shipped("../schema")


def test_an_error_names_the_file_it_was_found_in(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(shipped("missed_fines") + "\n[apeal]\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}: 1 problem(s)")
