"""Letters as outlines: the page's own typeface, for pictures that are drawn where no font is installed."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from maps import assets

_SUBSETS = ("plex-latin.woff2", "plex-vietnamese.woff2")
_WIDTH = 85.0
"""Names and figures of drawings are narrow, as on the map."""

_ONE_AT_A_TIME = Lock()
"""fontTools reads a font as it is asked for: to two threads at once it gives half of a letter."""


@cache
def _fonts() -> tuple[TTFont, ...]:
    assets.copy()
    return tuple(TTFont(assets.TARGET / name) for name in _SUBSETS)


@cache
def _glyphs(weight: int) -> tuple[tuple[dict[int, str], Any, int], ...]:
    """Return for each subset its characters, its glyphs of a weight, and its units in an em."""
    location = {"wght": weight, "wdth": _WIDTH}
    return tuple(
        (font.getBestCmap(), font.getGlyphSet(location=location), int(font["head"].unitsPerEm)) for font in _fonts()
    )


@cache
def _glyph(character: str, weight: int) -> tuple[Any, Any, float] | None:
    """Return a character's glyph, the glyphs that it may be put together from, and the size of its unit in em."""
    for characters, glyphs, units in _glyphs(weight):
        if ord(character) in characters:
            return glyphs[characters[ord(character)]], glyphs, 1 / units
    return None


def advance(text: str, size: float, weight: int) -> float:
    """Return how long a line of text is, px, without kerning.

    Parameters
    ----------
    text
        In composed form (NFC).
    size
        Size of the type, px.
    weight
        100 to 700.
    """
    with _ONE_AT_A_TIME:
        found = [glyph for character in text if (glyph := _glyph(character, weight))]
        return float(sum(glyph.width * unit for glyph, _, unit in found) * size)


def outline(text: str, x: float, y: float, size: float, weight: int) -> str:
    """Return a line of text as the `d` of an SVG path; characters that the typeface lacks are left out.

    Parameters
    ----------
    text
        In composed form (NFC).
    x, y
        Start of its baseline, px.
    size
        Size of the type, px.
    weight
        100 to 700.

    Examples
    --------
    >>> outline("ễ", 0, 20, 16, 420).startswith("M")
    True
    """
    drawn: list[str] = []
    with _ONE_AT_A_TIME:
        for character in text:
            found = _glyph(character, weight)
            if found is None:
                continue
            glyph, glyphs, unit = found
            scale = unit * size
            pen = SVGPathPen(glyphs, ntos=lambda value: f"{value:.2f}".rstrip("0").rstrip("."))
            glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
            drawn.append(pen.getCommands())
            x += glyph.width * scale
    return "".join(drawn)
