"""Search among roads, for browsers without scripts; the map's page does the same itself (`static/js/search.js`)."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers.public_road import ListedRoad


def fold(text: str) -> str:
    """Return a text as it is compared: without diacritics, đ as d, in small letters, with single spaces.

    Examples
    --------
    >>> fold(" Đường  Gò Mít ")
    'duong go mit'
    """
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def found_roads(roads: Iterable[ListedRoad], typed: str) -> list[ListedRoad]:
    """Return the roads that have every word that was typed in their name, code or subdistrict.

    Parameters
    ----------
    roads
        All, in the order in which they are listed; those whose name begins so come first.
    typed
        What was typed.
    """
    wanted = fold(typed)
    found = [
        road
        for road in roads
        if all(word in fold(f"{road.name} {road.code} {road.subdistrict}") for word in wanted.split())
    ]
    return sorted(found, key=lambda road: not fold(road.name).startswith(wanted))
