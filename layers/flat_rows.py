"""Nested answers as the flat rows of a table: ``{"donated_m2": {"signed": 1}}`` is a column ``donated_m2.signed``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def flat(answer: Mapping[str, Any], under: str = "") -> dict[str, Any]:
    """Return an answer as one row; a list is told by how many it has.

    Examples
    --------
    >>> flat({"code": "TK4-01", "donated_m2": {"signed": 1.5}, "parcels": [{}, {}]})
    {'code': 'TK4-01', 'donated_m2.signed': 1.5, 'parcels': 2}
    """
    row: dict[str, Any] = {}
    for name, value in answer.items():
        if isinstance(value, dict):
            row |= flat(value, f"{under}{name}.")
        else:
            row[f"{under}{name}"] = len(value) if isinstance(value, list) else value
    return row
