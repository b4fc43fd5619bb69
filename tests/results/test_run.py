import re
import sys
import time

import numpy as np
import pytest

import ostraka
from ostraka.core.errors import ScenarioError
from ostraka.engine import simulate
from ostraka.report.page import page
from ostraka.results import run as run_function
from ostraka.results.figures import FIGURES
from ostraka.results.run import as_run, peak_memory_mib
from tests.results.worlds import PLAIN, RICH

MODULE = sys.modules[run_function.__module__]
SMALL = {"people": 1500, "months": 12, "replicates": 2}


def same_tables(one, other):
    return all(
        np.array_equal(a[name].dense(), b[name].dense())
        for a, b in zip(one.tables, other.tables, strict=True)
        for name in a
    )


def test_the_numbers_of_the_run_replace_those_of_the_scenario():
    result = ostraka.run(ostraka.loads(PLAIN), seed=99, **SMALL)
    assert (result.people, result.months, result.seed, result.replicates) == (1500, 12, 99, 2)
    assert result.scenario.people == 1500
    assert result.harm["people"].value == 1500
    assert result.parameter_draws == 0
    assert result.harm["error"].parameter_low is None


def test_replicates_are_those_of_the_engine():
    scenario = ostraka.loads(PLAIN)
    result = ostraka.run(scenario, **SMALL)
    for replicate in range(2):
        tallies = simulate(scenario, people=1500, months=12, replicate=replicate)
        for name, table in tallies.tables.items():
            assert np.array_equal(result.tables[replicate][name].dense(), table), name


def test_threads_change_no_figure_and_the_seed_does():
    scenario = ostraka.loads(RICH)
    one = ostraka.run(scenario, threads=1, parameter_draws=2, **SMALL)
    two = ostraka.run(scenario, threads=2, parameter_draws=2, **SMALL)
    assert same_tables(one, two)
    assert np.array_equal(one.drawn.values, two.drawn.values, equal_nan=True)
    other = ostraka.run(scenario, seed=4, parameter_draws=2, **SMALL)
    assert not same_tables(one, other)
    assert not np.array_equal(one.drawn.numbers, other.drawn.numbers)


def test_the_rest_is_settled_alike_whatever_the_numbers_of_draws():
    scenario = ostraka.loads(RICH)
    few = ostraka.run(scenario, parameter_draws=2, **SMALL)
    more = ostraka.run(scenario, parameter_draws=3, **SMALL)
    assert np.array_equal(few.drawn.values, more.drawn.values[:2], equal_nan=True)
    assert np.array_equal(few.drawn.numbers, more.drawn.numbers[:2])


def test_parameter_draws_hold_what_the_drawn_scenarios_give():
    scenario = ostraka.loads(RICH)
    result = ostraka.run(scenario, parameter_draws=2, **SMALL)
    assert result.drawn.places == tuple(as_run(scenario).uncertain())
    assert result.drawn.numbers.shape == (2, 2)
    again = ostraka.run(as_run(scenario, **SMALL).drawn(3, 1), parameter_draws=0, **SMALL)
    where = list(FIGURES).index("listed_person_months")
    assert result.drawn.values[1, :, 0, where].mean() == again.harm["listed_person_months"].value


def test_draws_of_fewer_people_are_scaled_up(monkeypatch):
    scenario = ostraka.loads(RICH)
    monkeypatch.setattr(MODULE, "DRAW_PEOPLE", 2000)
    monkeypatch.setattr(MODULE, "DRAW_CELLS", 0)
    result = ostraka.run(scenario, people=8000, months=12, replicates=2, parameter_draws=4)
    assert result.about["parameter_draw_people"] == result.drawn.people == 2000
    names = list(FIGURES)
    drawn = result.drawn.values[:, :, 0]
    assert (drawn[:, :, names.index("people")] == 8000).all()
    for name in ("listed_person_months", "records_per_person_month"):
        value = result.harm[name].value
        assert 0.5 * value < drawn[:, :, names.index(name)].mean() < 2 * value


def test_nothing_is_drawn_where_nothing_is_uncertain():
    result = ostraka.run(ostraka.loads(PLAIN), parameter_draws=50, **SMALL)
    assert result.parameter_draws == 0
    assert result.about["parameter_draws"] == 0


def test_draws_can_be_left_out():
    result = ostraka.run(ostraka.loads(RICH), parameter_draws=0, **SMALL)
    assert result.harm["error"].parameter_low is None


@pytest.mark.parametrize(
    ("given", "place"),
    [({"people": 0}, "people"), ({"months": 601}, "months"), ({"replicates": 0}, "replicates")],
)
def test_numbers_that_cannot_be_run_are_named(given, place):
    with pytest.raises(ScenarioError) as raised:
        ostraka.run(ostraka.loads(PLAIN), **given)
    assert [problem.place for problem in raised.value.problems] == [place]


def test_where_there_are_many_jurisdictions_a_draw_has_whole_cells_of_each():
    places = "".join(f"[jurisdictions.place_{k}]\n" for k in range(31))
    scenario = ostraka.loads(PLAIN + places)
    assert MODULE._people_of_a_draw(scenario) == 31 * 8 * scenario.population.cell_size
    assert MODULE._people_of_a_draw(ostraka.loads(PLAIN)) == MODULE.DRAW_PEOPLE


def test_progress_counts_to_the_end():
    heard = []
    ostraka.run(
        ostraka.loads(RICH),
        parameter_draws=2,
        progress=lambda done, work: heard.append((done, work)),
        **SMALL,
    )
    done = [d for d, _ in heard]
    assert done == sorted(done)
    assert {work for _, work in heard} == {done[-1]} == {1500 * 12 * (2 + 2 * 3)}


def test_what_is_said_about_the_run():
    about = ostraka.run(ostraka.loads(PLAIN), **SMALL).about
    assert about["person_months"] == 1500 * 12 * 2
    assert about["person_months_per_second"] > 0
    assert about["simulated_seconds"] <= about["elapsed_seconds"]
    assert about["ostraka"] == ostraka.__version__
    assert len(about["scenario_sha256"]) == 64
    assert about["state"] == "streaming"
    memory = peak_memory_mib()
    assert memory is None or 10 < memory < 1e6


def test_a_run_with_meetings_says_what_it_kept():
    result = ostraka.run("grid_attention", people=4_000, replicates=2, parameter_draws=0)
    assert re.fullmatch(r"resident, whole, \d+\.\d bytes a person", result.about["state"])
    assert f"Cells: {result.about['state']}." in page(result)
    harm = result.harm
    assert 0.1 < harm["records_in_most_attended_tenth"].value < 1
    assert harm["attention_concentration_at_end"].value > 1
    assert harm["wrongly_listed_per_100k_elsewhere"].value >= 0


def test_nothing_is_printed_to_stdout(capsys):
    ostraka.run(ostraka.loads(PLAIN), **SMALL)
    assert capsys.readouterr().out == ""


def test_compiling_is_no_part_of_the_speed(monkeypatch):
    calls = []

    def slow_at_first(scenario, **how):
        if not calls:
            time.sleep(0.5)  # as if it were compiling
        calls.append(how)
        return simulate(scenario, **how)

    monkeypatch.setattr(MODULE, "simulate", slow_at_first)
    about = ostraka.run(ostraka.loads(PLAIN), **SMALL).about
    assert (calls[0]["people"], calls[0]["months"]) == (1, 1)
    assert len(calls) == 3
    assert about["simulated_seconds"] < 0.5 <= about["elapsed_seconds"]


def test_the_interval_over_the_assumptions_holds_the_central_value():
    """The central values are one of the assumptions; and chance alone leaves no interval of width 0."""
    result = ostraka.run("missed_fines", people=5_000, replicates=4, parameter_draws=20)
    for table in (result.harm, *result.by("stratum").values(), *result.ratio().values()):
        for name, e in table.items():
            if e.parameter_low is not None and e.value is not None:
                assert e.parameter_low <= e.value <= e.parameter_high, name
    spread = result.harm["wrong_person_share_of_listed"]
    assert spread.parameter_low < spread.parameter_high
