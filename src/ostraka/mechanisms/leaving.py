"""Leaving a list: what every way off it has in common, and the clocks that lead there."""

import numpy as np
from numba import njit

from ostraka.core.clock import NEVER
from ostraka.draws import gather_equal
from ostraka.population.ledgers import RECORDED


@njit(forceinline=True)
def stir(i, stirred, stirred_n, stirred_who):
    """Put a subject on this month's list of those whose listing may have changed, once."""
    if stirred[i] == 0:
        stirred[i] = 1
        stirred_who[stirred_n[0]] = i
        stirred_n[0] += 1


@njit(forceinline=True)
def leave(
    i,
    bits,
    reason,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """End the listings of ``bits``; tell the rest of the month if the recorded one is among them."""
    listed_by[i] &= ~bits
    stir(i, stirred, stirred_n, stirred_who)
    if bits & RECORDED:
        on_list[i] = 0
        exit_reason[i] = reason
        left_who[left_n[0]] = i
        left_n[0] += 1


@njit(forceinline=True)
def start_clock(due, soonest, i, bits, when):
    """Set the due month of the ledgers of ``bits``; ``soonest`` keeps the earliest of all five."""
    earliest = np.int16(NEVER)
    for ledger in range(due.shape[0]):
        if (bits >> ledger) & 1:
            due[ledger, i] = np.int16(min(when, NEVER))
        earliest = min(earliest, due[ledger, i])
    soonest[i] = earliest


@njit(forceinline=True)
def ring(due, soonest, i, month):
    """Bits of the ledgers whose clock is due in ``month``; their clocks are stopped."""
    bits = 0
    earliest = np.int16(NEVER)
    for ledger in range(due.shape[0]):
        if due[ledger, i] == month:
            bits |= 1 << ledger
            due[ledger, i] = NEVER
        earliest = min(earliest, due[ledger, i])
    soonest[i] = earliest
    return bits


@njit(forceinline=True)
def end_what_is_due(
    month,
    due,
    soonest,
    reason,
    who,
    listed_by,
    on_list,
    stirred,
    stirred_n,
    stirred_who,
    exit_reason,
    left_n,
    left_who,
):
    """End the listings whose clock is due this month, in whichever ledgers they still stand."""
    n = gather_equal(soonest, month, who)
    for k in range(n):
        i = who[k]
        bits = ring(due, soonest, i, month) & listed_by[i]
        if bits:
            leave(
                i,
                bits,
                reason,
                listed_by,
                on_list,
                stirred,
                stirred_n,
                stirred_who,
                exit_reason,
                left_n,
                left_who,
            )
