"""In company: when land of several may be shown as one without telling of anybody whose it is.

At least three must hold it, and none of them half of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

COMPANY = 3
"""Fewest owners of what is shown as one."""
LARGEST_SHARE = 0.5
"""The land of each is less than this share of all (the dominance rule of statistical offices)."""


def in_company(areas: NDArray[np.float64], *owners: NDArray[np.int64]) -> bool:
    """Return whether pieces of land can be shown as one without telling of anybody whose they are.

    Parameters
    ----------
    areas
        Of each piece (m²), shape (n,).
    owners
        Whose each piece is: its giver's, its parcel's; in each of these ways none must stand out. Shape (n,).

    Examples
    --------
    >>> three = np.array([0, 1, 2])
    >>> in_company(np.array([10.0, 10.0, 10.0]), three), in_company(np.array([10.0, 10.0, 25.0]), three)
    (True, False)
    >>> in_company(np.array([10.0, 10.0, 10.0]), three, np.array([0, 0, 1]))
    False
    """
    shares = [np.bincount(np.unique(owner, return_inverse=True)[1], weights=areas) for owner in owners]
    return all(share.size >= COMPANY and bool(share.max() < LARGEST_SHARE * share.sum()) for share in shares)
