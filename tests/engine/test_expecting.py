"""What is expected of a column is taken off and put back; where it holds, nothing is left to keep."""

import numpy as np
import pytest

from ostraka.engine.expecting import expect_equal, expect_last, expect_month, expect_previous

HOLDERS = np.array([3, 1, 3, 3, 0, 1], dtype=np.int32)
MARKS = np.array([0, 0, 4, 0, 0, 0], dtype=np.uint8)
PREVIOUS = np.array([-1, -1, 0, 0, -1, 1], dtype=np.int32)
LAST = np.array([4, 5, -1, 3], dtype=np.int32)
STARTS = np.array([0, 2, 2, 5, 6, 99], dtype=np.int32)
MONTHS = np.array([0, 0, 2, 2, 2, 3], dtype=np.int16)


def seen():
    return np.full(4, 77, dtype=np.int32)


STEPS = {
    "equal": (HOLDERS, lambda column: expect_equal(column, HOLDERS, 6), 0),
    "month": (MONTHS, lambda column: expect_month(column, STARTS, 4), 0),
    "previous": (PREVIOUS, lambda c: expect_previous(c, HOLDERS, 6, MARKS, 4, seen()), 0),
    "last": (LAST, lambda c: expect_last(c, HOLDERS, 6, MARKS, 4, seen()), -1),
}


@pytest.mark.parametrize("rule", STEPS)
def test_what_is_as_expected_is_as_it_began(rule):
    expected, step, beginning = STEPS[rule]
    column = expected.copy()
    step(column)
    assert (column == beginning).all()
    step(column)
    assert np.array_equal(column, expected)


@pytest.mark.parametrize("rule", STEPS)
def test_an_exception_is_kept_and_comes_back(rule):
    expected, step, beginning = STEPS[rule]
    other = expected.copy()
    other[2] ^= 41
    column = other.copy()
    step(column)
    assert np.flatnonzero(column != beginning).tolist() == [2]
    step(column)
    assert np.array_equal(column, other)


def test_entries_beyond_the_list_are_left_alone():
    column = np.arange(6, dtype=np.int32)
    expect_equal(column, HOLDERS, 2)
    assert column[2:].tolist() == [2, 3, 4, 5]
    expect_month(column, STARTS, 0)
    assert column[2:].tolist() == [2, 3, 4, 5]
