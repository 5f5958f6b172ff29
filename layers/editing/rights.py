"""What it takes to edit a layer."""

from __future__ import annotations

from layers.access import Right

_OF_PARCELS = frozenset({"parcels", "interests", "donations"})


def right_to_edit(layer: str) -> Right:
    """Return the right that edits of a layer need.

    Examples
    --------
    >>> right_to_edit("parcels").name
    'EDIT_PARCELS'
    """
    return Right.EDIT_PARCELS if layer in _OF_PARCELS else Right.EDIT_LAYERS
