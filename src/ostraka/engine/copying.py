"""Copying a cell between two meetings, as it is: all that lasts, and of its lists what is used."""

from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic


@intrinsic
def _copy_words(typing_context, target, at, source, start, count):
    """Copy ``count`` 64-bit words from ``source[start:]`` to ``target[at:]``, at memory's own speed."""

    def generate(context, builder, signature, arguments):
        places = []
        for array, index in ((0, 1), (2, 3)):
            made = context.make_array(signature.args[array])(context, builder, arguments[array])
            places.append(builder.gep(made.data, [arguments[index]]))
        cgutils.raw_memcpy(builder, *places, arguments[4], 8)
        return context.get_dummy_value()

    return types.void(target, types.int64, source, types.int64, types.int64), generate


@njit
def lay(words, start, stop, store, at):
    """Copy the words from ``start`` to ``stop`` to ``store[at:]`` (64-bit words both).

    Returns the place after them; -1 (also given -1) if the store is too short.
    """
    if at < 0 or at + stop - start > store.size:
        return -1
    _copy_words(store, at, words, start, stop - start)
    return at + stop - start


@njit
def fetch(words, start, stop, held, at):
    """Copy back what :func:`lay` put at ``held[at:]``; the place after it."""
    _copy_words(words, start, held, at, stop - start)
    return at + stop - start


@njit
def lay_segments(words, segments, store, at):
    """As :func:`lay`, for the ranges ``segments`` (int64[n, 2]) one after another."""
    for k in range(segments.shape[0]):
        at = lay(words, segments[k, 0], segments[k, 1], store, at)
    return at


@njit
def fetch_segments(words, segments, held, at):
    """As :func:`fetch`, for the ranges ``segments`` (int64[n, 2]) one after another."""
    for k in range(segments.shape[0]):
        at = fetch(words, segments[k, 0], segments[k, 1], held, at)
    return at
