"""From a byte a subject to the short list of those concerned, 64 bytes at a time.

Most months nothing happens to most people, so finding the few is a cost of its own. A comparison
of 64 bytes at once gives a 64-bit mask (one or two vector instructions where the machine has them,
plain code where it has not; the result is the same).
"""

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

_WIDTH = 64
_LARGEST_16 = 32_767
_LAST_PLACE = np.uint64(1 << 63)


@intrinsic
def _trailing_zeros(typing_context, mask):
    """Position of the lowest set bit of a uint64 that is not zero."""

    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


@intrinsic
def _ones(typing_context, mask):
    """How many bits of a uint64 are set."""

    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@njit(forceinline=True)
def ones(mask):
    """How many bits of a uint64 are set."""
    return _ones(mask)


@njit(forceinline=True)
def lowest(mask):
    """Position of the lowest set bit of a uint64 that is not zero."""
    return np.int64(_trailing_zeros(mask))


@njit(forceinline=True)
def without_lowest(mask):
    """The mask without its lowest set bit."""
    return mask & (mask - np.uint64(1))


@intrinsic
def _mask_of_64(typing_context, flags, start, bits):
    """Bit j of the result: has ``flags[start + j]`` any of ``bits``?"""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        vector = ir.VectorType(ir.IntType(8), _WIDTH)
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), vector.as_pointer())
        loaded = builder.load(pointer)
        loaded.align = 1
        undefined = ir.Constant(vector, ir.Undefined)
        one_lane = builder.insert_element(undefined, arguments[2], ir.Constant(ir.IntType(32), 0))
        lanes = ir.Constant(ir.VectorType(ir.IntType(32), _WIDTH), [0] * _WIDTH)
        wanted = builder.shuffle_vector(one_lane, undefined, lanes)
        zero = ir.Constant(vector, [0] * _WIDTH)
        found = builder.icmp_unsigned("!=", builder.and_(loaded, wanted), zero)
        return builder.bitcast(found, ir.IntType(_WIDTH))

    return types.uint64(flags, types.int64, types.uint8), generate


@intrinsic
def _mask_equal_32(typing_context, values, start, wanted):
    """Bit j of the result: is ``values[start + j]`` equal to ``wanted``?"""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        width = _WIDTH // 2
        vector = ir.VectorType(ir.IntType(16), width)
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), vector.as_pointer())
        loaded = builder.load(pointer)
        loaded.align = 2
        undefined = ir.Constant(vector, ir.Undefined)
        one_lane = builder.insert_element(undefined, arguments[2], ir.Constant(ir.IntType(32), 0))
        lanes = ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
        splat = builder.shuffle_vector(one_lane, undefined, lanes)
        found = builder.icmp_unsigned("==", loaded, splat)
        return builder.zext(builder.bitcast(found, ir.IntType(width)), ir.IntType(_WIDTH))

    return types.uint64(values, types.int64, types.int16), generate


@intrinsic
def _least_above_32(typing_context, values, start, bound):
    """The least of ``values[start : start + 32]`` above ``bound``; 32767 if there is none."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        width = _WIDTH // 2
        word = ir.IntType(16)
        vector = ir.VectorType(word, width)
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), vector.as_pointer())
        loaded = builder.load(pointer)
        loaded.align = 2
        undefined = ir.Constant(vector, ir.Undefined)
        one_lane = builder.insert_element(undefined, arguments[2], ir.Constant(ir.IntType(32), 0))
        lanes = ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
        splat = builder.shuffle_vector(one_lane, undefined, lanes)
        none = ir.Constant(vector, [_LARGEST_16] * width)
        above = builder.select(builder.icmp_signed(">", loaded, splat), loaded, none)
        least = builder.module.declare_intrinsic(
            f"llvm.vector.reduce.smin.v{width}i16", fnty=ir.FunctionType(word, [vector])
        )
        return builder.call(least, [above])

    return types.int16(values, types.int64, types.int16), generate


@njit(forceinline=True)
def _unpack(mask, start, n, who):
    """Append the positions of the bits of a mask that is not zero; returns how many there are then.

    Whether there is a second bit cannot be predicted, and a mispredicted branch costs more than the
    write: so a second place is always written, and counts only if there is one. (It lies below the
    capacity of ``who``, for a mask has more places than this.)
    """
    who[n] = start + np.int64(_trailing_zeros(mask))
    n += 1
    mask &= mask - np.uint64(1)
    some = mask != np.uint64(0)
    who[n] = start + np.int64(_trailing_zeros(mask | _LAST_PLACE))
    n += np.int64(some)
    mask &= mask - np.uint64(some)
    while mask != np.uint64(0):
        who[n] = start + np.int64(_trailing_zeros(mask))
        n += 1
        mask &= mask - np.uint64(1)
    return n


@njit(forceinline=True)
def equal_in_row(table, row, wanted):
    """A mask of the places of one row whose value is ``wanted``.

    Parameters
    ----------
    table : int16[rows, places]
        32 or 64 places.
    """
    start = np.int64(row) * table.shape[1]
    mask = _mask_equal_32(table, start, np.int16(wanted))
    if table.shape[1] > 32:
        mask |= _mask_equal_32(table, start + 32, np.int16(wanted)) << np.uint64(32)
    return mask


@njit(forceinline=True)
def least_above_in_row(table, row, bound):
    """The least value above ``bound`` in one row of 32 or 64 places; 32767 if there is none."""
    start = np.int64(row) * table.shape[1]
    least = _least_above_32(table, start, np.int16(bound))
    if table.shape[1] > 32:
        least = min(least, _least_above_32(table, start + 32, np.int16(bound)))
    return least


@njit(forceinline=True)
def gather_equal(values, wanted, who):
    """Write into ``who`` the positions, ascending, whose value is ``wanted``; return how many.

    Parameters
    ----------
    values : int16[subjects]
        Such as due months. The number of subjects is a multiple of 32.
    """
    n = 0
    for block in range(values.size >> 5):
        mask = _mask_equal_32(values, block << 5, np.int16(wanted))
        if mask != np.uint64(0):
            n = _unpack(mask, block << 5, n, who)
    return n


@njit(forceinline=True)
def gather_bits(flags, bits, who):
    """Write into ``who`` the positions, ascending, whose byte has any of ``bits``; return how many.

    Parameters
    ----------
    flags : uint8[subjects]
        The number of subjects is a multiple of 64.
    bits : int
        Mask of the bits that count.
    who : int32[subjects]
        Written up to the returned count.
    """
    n = 0
    for block in range(flags.size >> 6):
        mask = _mask_of_64(flags, block << 6, np.uint8(bits))
        if mask != np.uint64(0):
            n = _unpack(mask, block << 6, n, who)
    return n


@njit(forceinline=True)
def gather(flags, who):
    """As :func:`gather_bits`, for every byte that is not zero."""
    return gather_bits(flags, 255, who)
