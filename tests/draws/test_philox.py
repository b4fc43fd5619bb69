"""Philox4x32-10: the published vectors, an independent implementation, and all ways to draw agree."""

import numpy as np
import pytest
import randomgen
from numba import njit

from ostraka.draws import (
    draw,
    draw_all,
    draw_indexed,
    draw_keyed,
    draw_many,
    philox4x32,
    scan,
)
from tests.reference.luck import Luck, philox, philox_many

ONES = 2**32 - 1

KNOWN = {
    "zeros": ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    "ones": ((ONES,) * 4, (ONES,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    "digits of pi": (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
}
"""kat_vectors of Random123, the library of Salmon et al. (2011), for philox4x32 at 10 rounds."""


@njit
def _philox(counter, key):
    return philox4x32(counter[0], counter[1], counter[2], counter[3], key[0], key[1])


@njit
def _draw(address, subject, month, purpose, index):
    return draw(address, subject, month, purpose, index)


@njit
def _scan(address, first, block, purpose, threshold, hit):
    scan(address, first, block, purpose, threshold, hit)


def words(*numbers):
    return np.array(numbers, dtype=np.uint64)


@pytest.fixture(scope="module")
def addresses():
    """A thousand addresses, corners among them: seed, replicate, place; subject, month, why, index."""
    random = np.random.default_rng(1)
    tops = [2**32, 2**32, 2**32, 2**32, 600, 2**16, 2**16]
    made = np.array([random.integers(0, top, 1000) for top in tops])
    made[:, 0] = 0
    made[:, 1] = [top - 1 for top in tops]
    return made.T


@pytest.mark.parametrize("name", KNOWN)
def test_the_published_vectors(name):
    counter, key, expected = KNOWN[name]
    assert " ".join(f"{word:08x}" for word in _philox(words(*counter), words(*key))) == expected


@pytest.mark.parametrize("name", KNOWN)
def test_the_twins_of_the_generator_know_the_published_vectors(name):
    counter, key, expected = KNOWN[name]
    assert " ".join(f"{word:08x}" for word in philox(counter, key)) == expected
    many = philox_many(np.array([counter] * 3).T, key)
    assert {tuple(column) for column in many.T} == {philox(counter, key)}


def test_draw_is_the_independent_implementation_at_every_address(addresses):
    for seed, replicate, place, subject, month, purpose, index in addresses.tolist():
        counter = subject + (month << 32) + ((purpose << 16 | index) << 64) + (place << 96)
        before = (counter - 1) % 2**128  # the oracle counts up before it draws
        key = seed + (replicate << 32)
        oracle = randomgen.Philox(counter=before, key=key, number=4, width=32)
        expected = [int(word) for word in oracle.random_raw(4)]
        address = words(seed, replicate, place)
        assert [int(w) for w in _draw(address, subject, month, purpose, index)] == expected


def test_draw_is_the_twin_at_every_address(addresses):
    for seed, replicate, place, subject, month, purpose, index in addresses.tolist():
        got = _draw(words(seed, replicate, place), subject, month, purpose, index)
        assert tuple(map(int, got)) == philox(
            (subject, month, purpose << 16 | index, place), (seed, replicate)
        )


@pytest.mark.parametrize("first", [0, 256, 2**32 - 256])
@pytest.mark.parametrize("month", [0, 3, 599])
def test_scan_is_draw_word_by_word(first, month):
    address, purpose = words(5, 6, 7), 11
    random = np.random.default_rng(month)
    drawn = np.array([_draw(address, first + i, month, purpose, 0) for i in range(256)])
    # thresholds at the words themselves and beside them, so that the comparison is met exactly
    for shift in (0, 1):
        threshold = (drawn[np.arange(256), random.integers(0, 4, 256)] + shift).astype(np.uint32)
        hit = np.full(256, 255, dtype=np.uint8)
        _scan(address, first, month, purpose, threshold, hit)
        bits = (drawn < threshold[:, None].astype(np.uint64)) * [1, 2, 4, 8]
        assert np.array_equal(hit, bits.sum(axis=1))


def test_a_threshold_of_nothing_never_hits():
    hit = np.full(256, 255, dtype=np.uint8)
    _scan(words(1, 2, 3), 0, 9, 11, np.zeros(256, dtype=np.uint32), hit)
    assert not hit.any()


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 250, 256])
def test_drawing_for_many_is_drawing_for_each(n):
    address, first, month, purpose = words(ONES, 1, 2**31), 1024, 17, 63
    random = np.random.default_rng(n)
    who = random.permutation(256).astype(np.int32)
    index = random.integers(0, 2**16, 256).astype(np.int32)
    out = np.zeros((4, 256), dtype=np.uint32)
    draw_many(address, first, who, n, month, purpose, out)
    each = [_draw(address, first + int(who[k]), month, purpose, 0) for k in range(n)]
    assert np.array_equal(out[:, :n].T, np.array(each).reshape(n, 4))
    draw_indexed(address, first, who, index, n, month, purpose, out)
    each = [_draw(address, first + int(who[k]), month, purpose, int(index[k])) for k in range(n)]
    assert np.array_equal(out[:, :n].T, np.array(each).reshape(n, 4))
    draw_all(address, first, n, month, purpose, out)
    each = [_draw(address, first + k, month, purpose, 0) for k in range(n)]
    assert np.array_equal(out[:, :n].T, np.array(each).reshape(n, 4))


def test_every_part_of_an_address_matters():
    base = {"seed": 1, "replicate": 0, "place": 3}
    where = (4, 5, "conduct.acts", 6)
    seen = {Luck(**base).one(*where)}
    for part in base:
        seen.add(Luck(**{**base, part: 9}).one(*where))
    for k, other in enumerate((9, 9, "conduct.scan", 9)):
        seen.add(Luck(**base).one(*where[:k], other, *where[k + 1 :]))
    assert len(seen) == 8


def test_drawing_by_key_is_drawing_for_each_key():
    address = words(5, 6, 7)
    keys = words(*[0, 3, 65_535, 77, 1, 2, 4, 8] * 3)
    found = np.zeros((4, 64), dtype=np.uint32)
    draw_keyed(address, 4_000_000_000, keys, 17, 71, found)
    expected = [_draw(address, 4_000_000_000, 17, 71, int(key))[0] for key in keys]
    assert found[0, :24].tolist() == [int(word) for word in expected]
    assert not found[:, 24:].any()
