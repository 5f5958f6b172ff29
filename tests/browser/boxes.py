"""Boxes on a page, in CSS pixels."""

from __future__ import annotations

from playwright.sync_api import FloatRect


def overlap(one: FloatRect, other: FloatRect) -> bool:
    """Tell whether two boxes have more than an edge in common."""
    sides = (("x", "width"), ("y", "height"))
    return all(one[at] + 1 < other[at] + other[size] and other[at] + 1 < one[at] + one[size] for at, size in sides)
