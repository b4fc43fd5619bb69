"""A cell that is packed and unpacked is the same cell, and what did not change costs next to nothing."""

import numpy as np
import pytest

from ostraka.engine.packing import SPARE, WORST, pack, pack_segments, unpack, unpack_segments


def both_ways(words, image, start, stop):
    """Pack and unpack; the bytes that it took."""
    store = np.full((stop - start + 64) * 10 + 2 * WORST, 0xEE, dtype=np.uint8)
    used = pack(words, image, start, stop, store, 3)
    held = store[: used + SPARE].copy()
    again = image.copy()
    assert unpack(again, start, stop, held, 3) == used
    assert np.array_equal(again[start:stop], words[start:stop])
    assert np.array_equal(again[:start], image[:start])
    assert np.array_equal(again[stop:], image[stop:])
    return used - 3


@pytest.mark.parametrize("size", [1, 7, 8, 9, 63, 64, 65, 1000])
@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 1.0])
def test_there_and_back(size, share):
    random = np.random.default_rng(size)
    image = random.integers(0, 2**64, size + 5, dtype=np.uint64)
    change = random.integers(0, 256, (size + 5, 8)) * (random.random((size + 5, 8)) < share)
    words = image ^ np.ascontiguousarray(change.astype(np.uint8)).view(np.uint64)[:, 0]
    used = both_ways(words, image, 2, 2 + size)
    blocks, changed = -(-size // 64), int((change[2 : 2 + size] != 0).sum())
    assert used >= blocks + changed
    assert used <= blocks + changed + 2 * min(changed, size)
    if share == 0:
        assert used == blocks


def test_every_word_at_its_worst_fits_the_bound():
    image = np.zeros(64, dtype=np.uint64)
    assert both_ways(~image, image, 0, 64) == WORST


def test_a_store_that_is_too_short_is_said_to_be():
    image = np.zeros(640, dtype=np.uint64)
    store = np.zeros(9 * WORST + SPARE, dtype=np.uint8)
    assert pack(~image, image, 0, 640, store, 0) == -1
    assert pack(~image, image, 0, 64, store, -1) == -1
    assert pack(~image, image, 0, 64, store, 0) == WORST


def test_segments_follow_one_another():
    random = np.random.default_rng(5)
    image = random.integers(0, 2**64, 300, dtype=np.uint64)
    words = image + np.uint64(1)
    ranges = np.array([[0, 10], [50, 51], [100, 299]])
    store = np.zeros(20_000, dtype=np.uint8)
    used = pack_segments(words, image, ranges, store, 0)
    again = image.copy()
    assert unpack_segments(again, ranges, store, 0) == used
    inside = np.zeros(300, dtype=bool)
    for start, stop in ranges:
        inside[start:stop] = True
    assert np.array_equal(again[inside], words[inside])
    assert np.array_equal(again[~inside], image[~inside])
