"""Packing a cell between two meetings: only the bytes in which it differs from its beginning.

A cell is seen as 64-bit words beside an image of the same words as the cell began. Words are taken 64
at a time: a byte says which of eight groups hold a change, a byte a group which of its eight words,
a byte a word which of its eight bytes; then come those bytes, as the exclusive or of cell and image.
So a subject to whom nothing happened costs next to nothing, and unpacking is the same step again.
"""

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from ostraka.draws.gather import lowest

WORST = 1 + 8 * (1 + 8 * (1 + 8))
"""Most bytes that 64 words can take."""

SPARE = 8
"""Bytes after the last one that may be read (and are not used), or written."""

_ONE = np.uint64(1)
_BYTE = np.uint64(255)
_LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH_BITS = np.uint64(0x8080808080808080)
_GATHER = np.uint64(0x0102040810204080)


def _moves():
    """How to close the gaps between the bytes that are not zero, by which of eight they are.

    Shape (256, 3): the bytes that move down by one place, then by two, then by four (Warren 2012,
    Hacker's Delight, section 7-4, for bytes).
    """
    moves = np.zeros((256, 3), dtype=np.uint64)
    for bits in range(256):
        kept = [k for k in range(8) if (bits >> k) & 1]
        at = list(kept)
        for step in range(3):
            for n, k in enumerate(kept):
                if ((k - n) >> step) & 1:
                    moves[bits, step] |= np.uint64(255 << (8 * at[n]))
                    at[n] -= 1 << step
    return moves


MOVES = _moves()
LENGTH = np.array([bits.bit_count() for bits in range(256)], dtype=np.uint8)
WHOLE = np.array([2 ** (8 * n) - 1 for n in range(9)], dtype=np.uint64)
"""How many bytes are stored, by which of eight are not zero; and the bits of so many bytes."""


@njit
def keep_image(words, image, segments):
    """Copy the ranges ``segments`` (int64[n, 2]) of a cell's words into its image."""
    for k in range(segments.shape[0]):
        for w in range(segments[k, 0], segments[k, 1]):
            image[w] = words[w]


@njit
def clear(words, count):
    """Set the first ``count`` words to zero."""
    for w in range(count):
        words[w] = np.uint64(0)


@njit
def words_of(entries, itemsize):
    """Words that so many entries of a list take."""
    return (entries * itemsize + 7) >> 3


@intrinsic
def put_bytes(typing_context, store, at, word):
    """Write the eight bytes of a word at ``store[at]``, the lowest first, wherever that is."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        stored = builder.store(arguments[2], builder.bitcast(place, ir.IntType(64).as_pointer()))
        stored.align = 1
        return context.get_dummy_value()

    return types.void(store, types.int64, types.uint64), generate


@intrinsic
def get_bytes(typing_context, store, at):
    """The eight bytes at ``store[at]`` as a word, the lowest first."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        place = builder.gep(array.data, [arguments[1]])
        loaded = builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))
        loaded.align = 1
        return loaded

    return types.uint64(store, types.int64), generate


@intrinsic
def _which_of_64(typing_context, words, image, start):
    """Bit w of the result: does word ``start + w`` differ from its image? Sixty-four at once."""

    def generate(context, builder, signature, arguments):
        vector = ir.VectorType(ir.IntType(64), 64)
        loaded = []
        for kind, array in zip(signature.args[:2], arguments[:2], strict=True):
            data = context.make_array(kind)(context, builder, array).data
            place = builder.gep(data, [arguments[2]])
            loaded.append(builder.load(builder.bitcast(place, vector.as_pointer())))
            loaded[-1].align = 8
        return builder.bitcast(builder.icmp_unsigned("!=", *loaded), ir.IntType(64))

    return types.uint64(words, image, types.int64), generate


@njit(forceinline=True)
def _changed(words, image, start, stop):
    """A bit for each of the words from ``start`` to ``stop``, at most 64, that differs from its image."""
    if stop - start == 64:
        return _which_of_64(words, image, start)
    marks = np.uint64(0)
    for w in range(stop - start):
        marks |= np.uint64(words[start + w] != image[start + w]) << np.uint64(w)
    return marks


@njit
def pack(words, image, start, stop, store, at):
    """Write the changes of the words from ``start`` to ``stop`` at ``store[at:]``.

    Returns the place after them; -1 (also given -1) if the store is too short. No branch hangs on a
    single byte: it could not be predicted.
    """
    for block in range(start, stop, 64):
        if at < 0 or at + WORST + SPARE > store.size:
            return -1
        groups_at = at
        at += 1
        groups = 0
        changed = _changed(words, image, block, min(block + 64, stop))
        while changed != np.uint64(0):
            group = lowest(changed) >> 3
            marks = (changed >> np.uint64(8 * group)) & _BYTE
            changed ^= marks << np.uint64(8 * group)
            groups |= 1 << group
            store[at] = np.uint8(marks)
            at += 1
            while marks != np.uint64(0):
                w = block + 8 * group + lowest(marks)
                marks &= marks - _ONE
                change = words[w] ^ image[w]
                some = (((change & _LOW_BITS) + _LOW_BITS) | change) & _HIGH_BITS
                bits = np.int64(((some >> np.uint64(7)) * _GATHER) >> np.uint64(56))
                store[at] = np.uint8(bits)
                for step in range(3):  # close the gaps: by one byte, by two, by four
                    moves = change & MOVES[bits, step]
                    change = (change ^ moves) | (moves >> np.uint64(8 << step))
                put_bytes(store, at + 1, change)
                at += 1 + np.int64(LENGTH[bits])
        store[groups_at] = np.uint8(groups)
    return at


@njit
def unpack(words, start, stop, store, at):
    """Apply what :func:`pack` wrote at ``store[at:]`` to words that are as the image; the place after.

    It may read, not use, the eight bytes after the last one.
    """
    for block in range(start, stop, 64):
        groups = np.uint64(store[at])
        at += 1
        while groups != np.uint64(0):
            low = block + 8 * lowest(groups)
            groups &= groups - _ONE
            marks = np.uint64(store[at])
            at += 1
            while marks != np.uint64(0):
                w = low + lowest(marks)
                marks &= marks - _ONE
                bits = np.int64(store[at])
                change = get_bytes(store, at + 1) & WHOLE[LENGTH[bits]]
                at += 1 + np.int64(LENGTH[bits])
                for step in (2, 1, 0):
                    moves = MOVES[bits, step]
                    target = moves >> np.uint64(8 << step)
                    back = change & target
                    change = (change ^ back) | (back << np.uint64(8 << step))
                words[w] ^= change
    return at


@njit
def pack_segments(words, image, segments, store, at):
    """As :func:`pack`, for the ranges ``segments`` (int64[n, 2]) one after another."""
    for k in range(segments.shape[0]):
        at = pack(words, image, segments[k, 0], segments[k, 1], store, at)
    return at


@njit
def unpack_segments(words, segments, store, at):
    """As :func:`unpack`, for the ranges ``segments`` (int64[n, 2]) one after another."""
    for k in range(segments.shape[0]):
        at = unpack(words, segments[k, 0], segments[k, 1], store, at)
    return at
