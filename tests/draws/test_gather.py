"""The short list of those concerned is the one that NumPy finds."""

import numpy as np
import pytest
from numba import njit

from ostraka.draws import (
    equal_in_row,
    gather,
    gather_bits,
    gather_equal,
    least_above_in_row,
    lowest,
    ones,
    without_lowest,
)


@njit
def _gather(flags, who):
    return gather(flags, who)


@njit
def _gather_bits(flags, bits, who):
    return gather_bits(flags, bits, who)


@njit
def _gather_equal(values, wanted, who):
    return gather_equal(values, wanted, who)


@pytest.fixture(params=[64, 256, 4096])
def size(request):
    return request.param


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 1.0])
def test_bytes_that_are_not_zero(size, share):
    random = np.random.default_rng(size)
    flags = np.where(random.random(size) < share, random.integers(1, 256, size), 0).astype(np.uint8)
    who = np.full(size, -1, dtype=np.int32)
    n = _gather(flags, who)
    assert who[:n].tolist() == np.flatnonzero(flags).tolist()


@pytest.mark.parametrize("bits", [1, 2, 8, 128, 5, 255])
def test_bytes_with_any_of_some_bits(size, bits):
    flags = np.random.default_rng(bits).integers(0, 256, size).astype(np.uint8)
    who = np.full(size, -1, dtype=np.int32)
    n = _gather_bits(flags, bits, who)
    assert who[:n].tolist() == np.flatnonzero(flags & bits).tolist()


@pytest.mark.parametrize("wanted", [0, 1, 255, 256, 599, 32767, -1])
def test_values_that_are_equal(size, wanted):
    random = np.random.default_rng(size)
    values = random.choice([0, 1, 255, 256, 257, 599, 32767, -1], size).astype(np.int16)
    who = np.full(size, -1, dtype=np.int32)
    n = _gather_equal(values, wanted, who)
    assert who[:n].tolist() == np.flatnonzero(values == wanted).tolist()


def test_arrays_that_begin_anywhere_in_memory():
    """A column of a record is aligned to its own type only."""
    buffer = np.zeros(64 + 7, dtype=np.uint8)
    buffer[[3, 10, 66]] = 1
    who = np.zeros(64, dtype=np.int32)
    for start in range(7):
        flags = buffer[start : start + 64]
        assert who[: _gather(flags, who)].tolist() == np.flatnonzero(flags).tolist()


@njit
def _in_rows(table, wanted, masks, least):
    for row in range(table.shape[0]):
        masks[row] = equal_in_row(table, row, wanted)
        least[row] = least_above_in_row(table, row, wanted)


@pytest.mark.parametrize("places", [32, 64])
@pytest.mark.parametrize("wanted", [-1, 0, 7, 599, 32_766])
def test_a_row_of_due_months(places, wanted):
    random = np.random.default_rng(places)
    table = random.choice([-1, 0, 3, 7, 8, 599, 700, 32_767], (50, places)).astype(np.int16)
    table[0] = 32_767
    masks, least = np.zeros(50, dtype=np.uint64), np.zeros(50, dtype=np.int16)
    _in_rows(table, wanted, masks, least)
    for row, mask, first in zip(table, masks, least, strict=True):
        assert [k for k in range(64) if int(mask) >> k & 1] == np.flatnonzero(
            row == wanted
        ).tolist()
        assert first == min([x for x in row if x > wanted], default=32_767)


@njit
def _bits_of(mask, places):
    n = 0
    while mask != np.uint64(0):
        places[n] = lowest(mask)
        mask = without_lowest(mask)
        n += 1
    return n


@njit
def _ones(mask):
    return ones(mask)


@pytest.mark.parametrize("mask", [0, 1, 1 << 63, (1 << 64) - 1, 0b1011 << 40, 0x123456789ABCDEF0])
def test_the_bits_of_a_mask(mask):
    places = np.zeros(64, dtype=np.int64)
    n = _bits_of(np.uint64(mask), places)
    assert places[:n].tolist() == [k for k in range(64) if mask >> k & 1]
    assert _ones(np.uint64(mask)) == mask.bit_count()
