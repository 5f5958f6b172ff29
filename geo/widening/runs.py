"""Runs of rows that stand together in a longer array, each spread out into its rows."""

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
