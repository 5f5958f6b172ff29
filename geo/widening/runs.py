"""Rows that belong together: runs that stand together in a longer array, and pairs that are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.widening.records import Ints


def spread(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return the rows of runs, one after the other.

    Parameters
    ----------
    first, count
        First row of each run, and how many rows it has, shape (n,).

    Returns
    -------
    run, row : ndarray
        The run, 0 to n - 1, that each row belongs to, and the row.
    """
    run = np.repeat(np.arange(len(count)), count)
    row = np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count) + first[run]
    return run, row


def distinct_pairs(one: Ints, other: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the pairs of numbers that there are, in order of both.

    Parameters
    ----------
    one, other
        Numbers from 0 on, shape (n,).

    Returns
    -------
    one, other, place : ndarray
        The pairs, and which of them each of the n is.
    """
    size = int(other.max(initial=0)) + 1
    keys, place = np.unique(one * size + other, return_inverse=True)
    return keys // size, keys % size, place
