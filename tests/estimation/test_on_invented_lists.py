"""Estimates on lists that the engine invents, where the truth is known; and misuse, which must fail."""

import pytest

from benchmarks.estimate_coverage import coverage

LISTS = 800


@pytest.fixture(scope="module")
def rows():
    return {row.name: row for row in coverage(LISTS)}


def test_what_is_promised_is_held(rows):
    promised = [row for row in rows.values() if row.promised is not None]
    assert len(promised) == 5
    for row in promised:
        # three standard errors below what was promised (0.8 points at 95 % of 800 lists)
        assert row.share >= row.promised - 3 * row.error, row


def test_bounds_without_chance_never_miss(rows):
    for name in ("every challenge decided rightly", "and κ at least what it was"):
        assert rows[name].held == rows[name].lists > 0


def test_a_selected_batch_read_as_random_misses(rows):
    (row,) = (row for name, row in rows.items() if "batch" in name)
    assert row.share < 0.5


def test_assuming_that_the_wronged_challenge_as_often_misses_where_they_do_not(rows):
    (row,) = (row for name, row in rows.items() if "challenge less" in name)
    assert row.share < 0.1
