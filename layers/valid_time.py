"""Conditions on valid time, as the planner should take them."""

from __future__ import annotations


def holds(condition: str) -> str:
    """Return a condition on a period by which rows are only filtered, never found.

    The index that keeps the periods of one id apart could find them too. Of a day that it does not know yet, as in
    a prepared statement, the planner expects one row in two hundred; in truth nearly all hold, and to read a town's
    rows from that index takes longer than all the rest of a tile.

    Examples
    --------
    >>> holds("f.valid @> $4::date")
    '(f.valid @> $4::date) IS TRUE'
    """
    return f"({condition}) IS TRUE"
