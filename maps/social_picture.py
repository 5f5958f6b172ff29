"""The picture that others show where somebody posts a road's address (Open Graph): 1200 by 630, letters as outlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import resvg_py

from maps import written
from maps.colours import COLOURS
from maps.lettering import advance, outline
from maps.road_ribbon import HEIGHT, LANE, WIDTH, ribbon
from maps.words import translate

if TYPE_CHECKING:
    from layers.public_road import PublicRoad
    from maps.public_pages import Reader

WIDTH_PX, HEIGHT_PX = 1200, 630
_LEFT, _ROOM = 72, 1056
_PLAIN, _BOLD = 420, 650
_NAME_PX, _NAME_LINES = 64.0, 2
_FILLS = {"needed": "mo1", "signed": "mo3", "handed_over": "mo4"}
_ELLIPSIS = "…"


def social_picture(reader: Reader, road: PublicRoad) -> bytes:
    """Return the picture of a road as PNG.

    Parameters
    ----------
    reader
        For whom.
    road
        The road on the reader's day.
    """
    return resvg_py.svg_to_bytes(svg_string=social_svg(reader, road), zoom=1, skip_system_fonts=True)


def social_svg(reader: Reader, road: PublicRoad) -> str:
    """Return the same as SVG."""
    language = reader.language
    lines = in_lines(road.name, _NAME_PX, _BOLD, _ROOM, _NAME_LINES)
    top = 176 + 40 * (_NAME_LINES - len(lines))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {HEIGHT_PX}" fill="none">',
        f'<rect width="{WIDTH_PX}" height="{HEIGHT_PX}" fill="{_colour("surface")}"/>',
        _text(f"Mở Đường · {reader.place}", 84, 30, "ink2"),
        *(_text(line, top + 78 * place, _NAME_PX, "ink", _BOLD) for place, line in enumerate(lines)),
    ]
    if road.widening is None:
        parts.append(_text(translate("Width not measured", language), 420, 44, "ink2"))
    else:
        parts.append(_ribbon(road))
        share = written.percent(road.share, language)
        parts.append(_text(share, 540, 76, "ink", _BOLD))
        told = [
            translate("wide enough", language),
            *(
                [translate("{metres} left", language).format(metres=written.length(road.left_m, language))]
                if road.left_m >= 0.5  # noqa: PLR2004  less is written as nothing
                else []
            ),
        ]
        parts.append(_text(" · ".join(told), 540, 40, "ink", x=_LEFT + advance(share, 76, _BOLD) + 24))
    parts += [_text(written.day(reader.said), 592, 28, "ink2"), "</svg>"]
    return "".join(parts)


def in_lines(words: str, size: float, weight: int, room: float, most: int) -> list[str]:
    """Return words in lines that have room; what is too long for the last one ends in dots.

    Parameters
    ----------
    words
        One line, in composed form.
    size, weight
        Of the type.
    room
        Length of a line, px.
    most
        Lines at most.

    Examples
    --------
    >>> in_lines("Đường Gò Mít", 20, 650, 500, 2)
    ['Đường Gò Mít']
    """
    lines: list[str] = []
    waiting = words.split()
    while waiting and len(lines) < most:
        line = waiting.pop(0)
        while waiting and advance(f"{line} {waiting[0]}", size, weight) <= room:
            line = f"{line} {waiting.pop(0)}"
        cut = bool(waiting) and len(lines) == most - 1
        while line and advance(line + (_ELLIPSIS if cut else ""), size, weight) > room:
            line, cut = line[:-1], True
        lines.append(f"{line.rstrip()}{_ELLIPSIS}" if cut else line)
    return lines


def _colour(name: str) -> str:
    return COLOURS[name].light


def _text(words: str, y: float, size: float, ink: str, weight: int = _PLAIN, x: float = _LEFT) -> str:
    return f'<path fill="{_colour(ink)}" d="{outline(words, x, y, size, weight)}"/>'


def _ribbon(road: PublicRoad) -> str:
    drawn = ribbon(road.cells, road.widening["length_m"] if road.widening else 0.0)
    lanes = [
        f'<rect x="{lane.x}" y="{lane.y}" width="{lane.width}" height="{LANE}" fill="{_colour(_FILLS[lane.state])}"/>'
        for lane in drawn.lanes
        if lane.state
    ]
    needed = [
        f'<rect x="{lane.x}" y="{lane.y}" width="{lane.width}" height="{LANE}"/>'
        for lane in drawn.lanes
        if lane.state == "needed"
    ]
    untold = [
        f'<rect x="{lane.x + 1}" y="{lane.y + 1}" width="{max(lane.width - 2, 0):.1f}" height="{LANE - 2}"'
        f' stroke="{_colour("none")}" stroke-dasharray="6 5"/>'
        for lane in drawn.lanes
        if not lane.state
    ]
    scale = f"{_ROOM / WIDTH:.4f} 1.3"
    return (
        f'<g transform="translate({_LEFT} 300) scale({scale})"><clipPath id="needed">{"".join(needed)}</clipPath>'
        f'{"".join(lanes)}{"".join(untold)}<path d="{drawn.hatch}" stroke="{_colour("moedge")}" stroke-width="2"'
        ' clip-path="url(#needed)"/>'
        f'<rect y="{LANE + 1}" width="{WIDTH}" height="{HEIGHT - 2 * LANE - 2}" fill="{_colour("mo5")}"/>'
        f'<path d="M0 {HEIGHT / 2}H{WIDTH}" stroke="{_colour("mo5_dash")}" stroke-width="2.5"'
        ' stroke-dasharray="14 10"/></g>'
    )
