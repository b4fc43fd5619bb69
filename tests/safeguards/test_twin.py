"""A guarded run beside its twin: the same people and luck without safeguards, and the difference."""

import numpy as np
import pytest
from scipy.stats import t

import ostraka
from ostraka.core.errors import OstrakaError
from ostraka.report.page import page
from ostraka.results import Result
from ostraka.results.estimate import Estimate
from ostraka.results.paired import LESS, MORE, OPEN, SAME, direction
from ostraka.results.storage import figures_of
from ostraka.scenario import shipped
from ostraka.studies import Study, run_study

SMALL = {"people": 20_000, "replicates": 4, "parameter_draws": 20, "seed": 3}
RATE = "ever_wrongly_listed_per_100k"


@pytest.fixture(scope="module")
def result():
    return ostraka.run(
        "missed_fines", safeguards=["identity_check"], twin=True, progress=False, **SMALL
    )


def same_tables(one, other):
    return all(
        mine.keys() == theirs.keys()
        and all(
            np.array_equal(mine[name].cells, theirs[name].cells)
            and np.array_equal(mine[name].counts, theirs[name].counts)
            for name in mine
        )
        for mine, theirs in zip(one.tables, other.tables, strict=True)
    )


def test_the_twin_is_the_run_without_safeguards_and_the_run_is_what_it_is_alone(result):
    bare = ostraka.run("missed_fines", progress=False, **SMALL)
    assert same_tables(result.twin, bare)
    assert np.array_equal(result.twin.drawn.values, bare.drawn.values, equal_nan=True)
    assert result.twin.about["scenario_sha256"] == bare.about["scenario_sha256"]
    alone = ostraka.run("missed_fines", safeguards=["identity_check"], progress=False, **SMALL)
    assert alone.twin is None
    assert same_tables(result, alone)
    assert not same_tables(result, bare)


def test_both_draw_the_same_uncertain_numbers(result):
    shared = list(result.twin.drawn.places)
    mine = [result.drawn.places.index(place) for place in shared]
    assert shared
    assert np.array_equal(result.drawn.numbers[:, mine], result.twin.drawn.numbers)


def test_a_difference_is_paired_over_replicates(result):
    found = result.against().harm[RATE]
    apart = [
        1e5 * (one - other) / result.people
        for one, other in zip(wronged(result), wronged(result.twin), strict=True)
    ]
    half = t.ppf(0.975, len(apart) - 1) * np.std(apart, ddof=1) / np.sqrt(len(apart))
    assert found.value == pytest.approx(np.mean(apart))
    assert found.low == pytest.approx(np.mean(apart) - half)
    assert found.high == pytest.approx(np.mean(apart) + half)


def wronged(result):
    """People ever wrongly listed, by replicate, added up from the rawest table."""
    return [tables["tally_ever"].dense()[..., 1].sum() for tables in result.tables]


def test_a_study_of_the_same_two_arms_has_the_same_differences(tmp_path):
    same = {"people": 3000, "replicates": 3}
    study = Study.load(
        "safeguards_on_fines",
        safeguards=["identity_check"],
        design={"draws": 2, "replicates": 1},
        **same,
    )
    row = run_study(study, tmp_path / "study").compare().row("identity_check", RATE).difference
    base = study.base
    found = ostraka.run(
        base, seed=study.seed, safeguards=["identity_check"], twin=True, parameter_draws=0, **same
    )
    mine = found.against().harm[RATE]
    assert (mine.value, mine.low, mine.high) == pytest.approx((row.value, row.low, row.high))


def test_strata_add_up_to_the_whole(result):
    found = result.against()
    people = {name: table["people"].value for name, table in result.by("stratum").items()}
    whole = sum(found.strata[name][RATE].value * people[name] for name in people)
    assert whole / result.people == pytest.approx(found.harm[RATE].value)


def test_a_saved_run_keeps_its_twin_and_its_report_is_the_same_bytes(result, tmp_path):
    folder = result.save(tmp_path / "run")
    again = Result.load(folder)
    assert figures_of(again) == figures_of(result)
    assert again.against().to_dict() == result.against().to_dict()
    assert page(again).encode() == (folder / "report.html").read_bytes()
    assert Result.load(folder / "twin").scenario.safeguards == []
    assert (folder / "csv" / "against_twin.csv").is_file()
    alone = ostraka.run("missed_fines", people=500, replicates=2, parameter_draws=0)
    alone.save(folder, force=True)
    assert Result.load(folder).twin is None
    assert not (folder / "twin").exists()


def test_what_cannot_be_held_against_a_twin_says_so(result):
    with pytest.raises(OstrakaError, match="no safeguard acts, so there is no twin without"):
        ostraka.run("missed_fines", people=100, twin=True)
    with pytest.raises(OstrakaError, match="has no twin; run it with twin=True"):
        result.twin.against()
    other = ostraka.run("missed_fines", progress=False, **{**SMALL, "seed": 4})
    with pytest.raises(OstrakaError, match="share no draws"):
        result.against(other)


def test_only_the_safeguard_is_uncertain_and_the_twin_has_as_many_draws():
    settled = shipped("missed_fines").replace("{ low = 0.001, high = 0.004 }", "0.002")
    found = ostraka.run(
        ostraka.loads(settled), safeguards=["identity_check"], twin=True, progress=False, **SMALL
    )
    assert not found.twin.scenario.uncertain()
    assert found.twin.parameter_draws == found.parameter_draws == 20
    bounds = found.against().harm["wrong_person"]
    assert bounds.parameter_low < bounds.value < bounds.parameter_high < 0


def test_a_harm_that_a_safeguard_ends_has_an_interval(result):
    """Nobody is left to count on one side; what is known of the difference is the other side's."""
    ended = ostraka.run(
        ostraka.loads(shipped("missed_fines").replace("mislink = 0.02", "mislink = 0")),
        progress=False,
        **SMALL,
    )
    found = ended.against(result.twin).harm["wrong_person"]
    assert found.value == pytest.approx(-1e5 * result.twin.harm["wrong_person"].value / 20_000)
    assert found.low < found.value < found.high < 0


@pytest.mark.parametrize(
    ("ends", "with_assumptions", "way"),
    [
        ((-3.0, -1.0, -4.0, -0.5), True, LESS),
        ((1.0, 3.0, 0.5, 4.0), True, MORE),
        ((-3.0, -1.0, -4.0, 0.5), True, OPEN),
        ((-3.0, 1.0, -4.0, -0.5), True, OPEN),
        ((-3.0, -1.0, None, None), True, OPEN),
        ((-3.0, -1.0, None, None), False, LESS),
        ((None, None, -4.0, -0.5), True, OPEN),
        ((0.0, 0.0, 0.0, 0.0), True, SAME),
        ((-3.0, 0.0, -4.0, -0.5), True, OPEN),
    ],
)
def test_less_is_said_only_where_neither_interval_holds_zero(ends, with_assumptions, way):
    low, high, at_least, at_most = ends
    status = "too_few" if low is None else "ok"
    value = 0.0 if way == SAME else -2.0 if way != MORE else 2.0
    estimate = Estimate(value, low, high, 4, status, at_least, at_most)
    assert direction(estimate, with_assumptions=with_assumptions) == way
