"""Columns that mostly follow from others: before packing, what is expected of an entry is taken off.

Each step is an exclusive or with the expected value, so the same step puts it back; a value that was
not expected costs bytes, and nothing else.
"""

from numba import njit


@njit
def expect_equal(column, of, entries):
    """Each of so many entries is expected to equal that of another column."""
    for k in range(entries):
        column[k] ^= of[k]


@njit
def expect_month(column, starts, months):
    """Each entry is expected to be the month in whose part of the list it stands (``starts``)."""
    for month in range(months):
        for k in range(starts[month], starts[month + 1]):
            column[k] ^= month


@njit
def expect_previous(column, of, entries, marks, mask, seen):
    """Each entry is expected to be the place of the last one before it with the same subject, or -1.

    ``of`` are the subjects; entries with a bit of ``mask`` in ``marks`` come before nobody. ``seen``
    (int32[subjects]) is overwritten.
    """
    for i in range(seen.size):
        seen[i] = -1
    for k in range(entries):
        column[k] ^= seen[of[k]]
        if marks[k] & mask == 0:
            seen[of[k]] = k


@njit
def expect_last(column, of, entries, marks, mask, seen):
    """Each subject's entry is expected to be the place of its last one in a list, or -1, its reset."""
    for i in range(seen.size):
        seen[i] = -1
    for k in range(entries):
        if marks[k] & mask == 0:
            seen[of[k]] = k
    for i in range(seen.size):
        column[i] ^= ~seen[i]  # as -1 before, so that it is as it began
