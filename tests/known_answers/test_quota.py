"""Quota: the mean number of invented records is the mean shortfall of a Poisson number."""

import numpy as np
import pytest
from scipy import stats

from tests.known_answers.neutral import agrees_in_mean, by_cause, cells, run, world
from tests.known_answers.officials import OFFICIALS

CELL = 1024
CELLS, MONTHS = 40, 100
RATE = 0.01


def quota(per_cell: float, zeal: float) -> str:
    return f"""
    [categories.act]
    rate_per_month = {RATE}
    [quota]
    records_per_1000.act = {per_cell / CELL * 1000}
    zeal = {zeal}
    """


def shortfall(expected: float, mean: float) -> float:
    """E(Q - M)+ for Poisson M: Q P(M <= q) - mean P(M <= q - 1), q the whole part of Q."""
    q = np.floor(expected)
    return float(expected * stats.poisson.cdf(q, mean) - mean * stats.poisson.cdf(q - 1, mean))


@pytest.mark.parametrize(("per_cell", "zeal"), [(12.0, 1.0), (9.5, 0.6), (20.25, 0.3)])
def test_invented_records_are_zeal_times_the_mean_shortfall(per_cell: float, zeal: float) -> None:
    """The months of a cell are independent, so each gives one value of the mean's spread."""
    scenario = world(quota(per_cell, zeal), base=OFFICIALS)
    values = np.concatenate(
        [
            cell.tables["tally_fabricated"].sum(axis=(1, 2))
            for cell in cells(scenario, CELLS * CELL, MONTHS)
        ]
    )
    agrees_in_mean(values, zeal * shortfall(per_cell, RATE * CELL), within=0.13)


def test_with_full_zeal_every_cell_delivers_its_quota_and_no_more() -> None:
    """Records of a cell and month = max(quota, found), exactly."""
    plain = world(quota(0.0, 1.0), base=OFFICIALS)
    driven = world(quota(12.0, 1.0), base=OFFICIALS)
    for one, other in zip(cells(plain, 5 * CELL, 40), cells(driven, 5 * CELL, 40), strict=True):
        found = one.tables["tally_records"].sum(axis=(1, 2, 3))
        delivered = other.tables["tally_records"].sum(axis=(1, 2, 3))
        np.testing.assert_array_equal(delivered, np.maximum(12, found))
        np.testing.assert_array_equal(one.tables["tally_acts"], other.tables["tally_acts"])


def test_the_more_is_found_the_less_is_invented() -> None:
    """Zero-sum within the cell: not every rate only adds records, and answer 9 leaves quotas out."""
    idle = run(quota(12.0, 1.0), "[categories.act]\ndetection = 0.2", base=OFFICIALS, people=20_000)
    busy = run(quota(12.0, 1.0), base=OFFICIALS, people=20_000)
    assert idle.tables["tally_fabricated"].sum() > 2 * busy.tables["tally_fabricated"].sum() > 0
    wrong = [by_cause(one)["false_record"][-1] for one in (idle, busy)]
    assert wrong[0] > wrong[1] > 0


def test_whom_they_accuse_goes_by_exposure_and_one_person_bears_a_bounded_number() -> None:
    """One exposed stratum of a thousandth: of 61 a cell and month nobody bears more than 32."""
    scenario = world(
        """
        [strata.everybody]
        share = 0.998
        exposure = 0.0
        [strata.others]
        share = 0.002
        [quota]
        records_per_1000.act = 60
        """,
        base=OFFICIALS,
    )
    most = 0
    for cell in cells(scenario, 6 * CELL, 3):
        n = int(cell["log_n"][0])
        records = np.stack([cell["log_owner"][:n], cell["log_month"][:n], cell["log_index"][:n]])
        assert np.unique(records, axis=1).shape[1] == n  # each has an address of its own
        assert (cell["stratum"][cell["log_owner"][:n]] == 1).all()
        assert (cell["log_origin"][:n] == 4).all()
        if n:
            most = max(most, np.unique(records[:2], axis=1, return_counts=True)[1].max())
    assert most == 32


def test_invented_records_fall_by_exposure() -> None:
    tables = run(
        """
        [strata.everybody]
        share = 0.75
        exposure = 0.5
        [strata.others]
        share = 0.25
        exposure = 3.0
        [quota]
        records_per_1000.act = 10
        """,
        base=OFFICIALS,
        people=100 * CELL,
        months=24,
    ).tables
    by_stratum = tables["tally_fabricated"].sum(axis=(0, 1, 3))
    assert by_stratum.sum() == pytest.approx(10.24 * 100 * 24, rel=0.005)
    error = np.sqrt(2 / 9 / by_stratum.sum())
    assert by_stratum[1] / by_stratum.sum() == pytest.approx(2 / 3, abs=6 * error)
