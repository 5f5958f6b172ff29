"""Width tables: the target half-widths of a road, left and right, along its chainage (lý trình)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


WIDEST_M = 1_000.0
"""No side of a road is wider: it is a slip of the pen, for which figures of all the town around would be worked out."""


Fault = Literal["not three numbers", "negative", "wider than any road"]


class BadWidths(ValueError):
    """A width table that can't be read or makes no sense.

    Attributes
    ----------
    fault : str
        What is wrong with a row.
    number, row
        The row: which, from 1, and its text.
    """

    def __init__(self, fault: Fault, number: int, row: str) -> None:
        super().__init__(f"Row {number} of the widths, “{row}”: {fault}.")
        self.fault: Fault = fault
        self.number = number
        self.row = row


def parse_widths(text: str) -> NDArray[np.float64]:
    """Read a width table written as ``s left right; s left right; …``.

    Parameters
    ----------
    text
        Rows of chainage and two half-widths in metres, with a point or a comma for decimals.

    Returns
    -------
    ndarray, shape (n, 3)
        Rows (s, left, right) in the order of s; two rows at one s are a step and keep their order.

    Raises
    ------
    BadWidths
        When a row is not three finite numbers, or a half-width is negative or wider than any road.

    Examples
    --------
    >>> parse_widths("0 4.5 4.5; 120 3,5 4.5").tolist()
    [[0.0, 4.5, 4.5], [120.0, 3.5, 4.5]]
    """
    rows: list[list[float]] = []
    for number, row in enumerate((part.strip() for part in text.split(";") if part.strip()), start=1):
        try:
            values = [float(word.replace(",", ".")) for word in row.split()]
        except ValueError as error:
            raise BadWidths("not three numbers", number, row) from error
        if len(values) != 3 or not np.isfinite(values).all():  # noqa: PLR2004 - chainage, left, right
            raise BadWidths("not three numbers", number, row)
        if min(values[1:]) < 0:
            raise BadWidths("negative", number, row)
        if max(values[1:]) > WIDEST_M:
            raise BadWidths("wider than any road", number, row)
        rows.append(values)
    table = np.array(rows, dtype=float).reshape(-1, 3)
    return table[np.argsort(table[:, 0], kind="stable")]


def widths_or_none(text: str | None) -> NDArray[np.float64]:
    """Return a table of half-widths, without rows when it can't be read: the widening engine refuses such a road."""
    try:
        return parse_widths(text or "")
    except BadWidths:
        return np.empty((0, 3))


def half_widths(table: NDArray[np.float64], chainage: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the half-widths at some chainages: linear between rows, constant beyond the first and last.

    Parameters
    ----------
    table
        Rows (s, left, right), as `parse_widths` returns them; at least one.
    chainage
        Metres along the centreline, shape (m,).

    Returns
    -------
    ndarray, shape (m, 2)
        Left and right in metres.
    """
    return np.column_stack(
        [np.interp(chainage, table[:, 0], table[:, 1]), np.interp(chainage, table[:, 0], table[:, 2])]
    )
