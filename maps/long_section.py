"""The long section of a road as a picture: chainage along, metres across, left up and right down; SVG and PNG.

From the centreline out: built, handed over, signed, and hatched what is still to open up to the target; true steps,
nothing smoothed. The browser draws the same under its map (`static/js/profile_chart.js`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import resvg_py

from maps.colours import COLOURS, Theme
from maps.lettering import advance, outline
from maps.section_shapes import SIDES, Band, Section, Side, section
from maps.style_table import DONATIONS, PRESENT_ROADS, Look, Pattern
from maps.words import Language, translate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH_PX = 1200
LEFT_PX, RIGHT_PX = 64, 28
TOP_PX = 96
"""From the picture's edge to the target on the left: room for title, legend and brackets."""
HALF_PX = 110
BELOW_PX = 72
"""From the target on the right to the picture's edge: room for brackets and chainages."""

_TEXT, _SMALL, _TITLE = 14.0, 13.0, 18.0
_PLAIN, _BOLD = 420, 650
_STEPS = (1, 2, 5)
_BRACKET_OFF, _TICK = 4.0, 6.0
_HATCH_PX = 13

LOOKS: dict[str, Look] = {
    "built": PRESENT_ROADS.look("present"),
    "handed_over": DONATIONS.look("handed_over"),
    "signed": DONATIONS.look("signed"),
    "needed": DONATIONS.look("needed"),
}
"""The style table's look of each band, in the legend's order."""


@dataclass(frozen=True, slots=True)
class _Canvas:
    """Where metres are, and how letters and colours are written."""

    shown: Section
    theme: Theme
    language: Language
    outlined: bool

    def x(self, metres: float) -> float:
        """Return the place of a chainage."""
        return LEFT_PX + (WIDTH_PX - LEFT_PX - RIGHT_PX) * metres / max(self.shown.length_m, 1e-9)

    def y(self, metres: float, side: Side) -> float:
        """Return the place of a distance from the centreline."""
        away = HALF_PX * metres / self.shown.half_m
        return TOP_PX + HALF_PX + (-away if side == "left" else away)

    def colour(self, name: str) -> str:
        """Return a colour of the theme."""
        return COLOURS[name].on(self.theme)

    def figure(self, value: float) -> str:
        """Return a number with one digit, as the language writes it."""
        written = f"{value:.1f}".replace("-", "−")
        return written if self.language == "en" else written.replace(".", ",")

    def text(
        self, words: str, x: float, y: float, *, size: float = _TEXT, ink: str = "ink2", bold: bool = False, anchor: str
    ) -> str:
        """Return a line of text, as letters or as their outlines."""
        weight = _BOLD if bold else _PLAIN
        if not self.outlined:
            return (
                f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" '
                f'fill="{self.colour(ink)}">{escape(words)}</text>'
            )
        start = x - advance(words, size, weight) * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        return f'<path fill="{self.colour(ink)}" d="{outline(words, start, y, size, weight)}"/>'

    def upright(self, words: str, x: float, y: float) -> str:
        """Return a line of text that runs upwards."""
        return f'<g transform="rotate(-90 {x:.1f} {y:.1f})">{self.text(words, x, y, size=_SMALL, anchor="middle")}</g>'

    def line(self, start: tuple[float, float], end: tuple[float, float], ink: str, **stroke: Any) -> str:
        """Return a straight line; `stroke` are its attributes, `_` for `-`."""
        more = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in stroke.items())
        return f'<path d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}" stroke="{self.colour(ink)}"{more}/>'


def long_section(
    profile: Mapping[str, Any],
    name: str,
    *,
    language: Language = "vi",
    theme: Theme = "light",
    bottlenecks: Sequence[Mapping[str, Any]] = (),
    outlined: bool = False,
) -> str:
    """Return a road's long section as an SVG file.

    Parameters
    ----------
    profile
        An answer of `/api/roads/{code}/profile`, with `stations` (the office's, metres) or `cells` (the public's).
    name
        Of the road.
    language, theme
        Of the picture.
    bottlenecks
        Those of `/api/roads/{code}/widening`; none for the public.
    outlined
        Draw letters as outlines, for programs that have not the typeface.
    """
    shown = section(profile)
    canvas = _Canvas(shown, theme, language, outlined)
    height = TOP_PX + 2 * HALF_PX + BELOW_PX
    opened = translate("{name}, opened along its chainage", language)
    title = (opened if shown.to_scale else translate("{name}: donated land along the road", language)).format(name=name)
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH_PX} {height}" width="{WIDTH_PX}" '
        f'height="{height}" fill="none" font-family="\'IBM Plex Sans\', \'IBM Plex Sans Condensed\', sans-serif" '
        f'font-stretch="85%" role="img"><title>{escape(title)}</title>'
    )
    parts = [
        opening,
        f'<rect width="{WIDTH_PX}" height="{height}" fill="{canvas.colour("surface")}"/>',
        canvas.text(title, LEFT_PX, 33, size=_TITLE, ink="ink", bold=True, anchor="start"),
        *_legend(canvas, stuck=bool(bottlenecks)),
        *_bands(canvas),
        *_edges(canvas),
        *_brackets(canvas, bottlenecks),
        *_scales(canvas),
        _notes(canvas, profile),
        "</svg>",
    ]
    return "".join(parts)


def long_section_png(profile: Mapping[str, Any], name: str, *, zoom: float = 2.0, **how: Any) -> bytes:
    """Return the same as a PNG picture, `zoom` pixels to a CSS pixel; `how` is what `long_section` takes."""
    drawn = long_section(profile, name, **{**how, "outlined": True})
    return resvg_py.svg_to_bytes(svg_string=drawn, zoom=zoom, skip_system_fonts=True)


def _swatch(canvas: _Canvas, look: Look, x: float) -> str:
    fill, edge = canvas.colour(look.fill), canvas.colour("moedge" if look.pattern is Pattern.HATCH else "ink2")
    lines = f'<path d="M{x} 27l7-7M{x + 4} 35l15-15M{x + 16} 35l10-10" stroke="{edge}" stroke-width="2"/>'
    box = f'<rect x="{x}" y="20" width="26" height="15" fill="{fill}" stroke="{edge}"/>'
    return box + lines if look.pattern is Pattern.HATCH else box


def _diagonals(left: float, top: float, width: float, height: float) -> str:
    """Return hatching of 45 degrees over a rectangle, px; a pattern costs a renderer five times as much."""
    steps = range(0, int(width + height) + _HATCH_PX, _HATCH_PX)
    return "".join(f"M{left + step - height:g} {top + height:g}l{height:g} {-height:g}" for step in steps)


def _polygon(canvas: _Canvas, band: Band) -> str:
    return " ".join(f"{canvas.x(at):.2f},{canvas.y(away, band.side):.2f}" for at, away in band.corners)


def _bands(canvas: _Canvas) -> list[str]:
    """Return the bands, each look painted over the one before, and hatching on the first."""
    first = [f'<polygon points="{_polygon(canvas, band)}"/>' for band in canvas.shown.bands if band.look == "needed"]
    rest = [
        f'<polygon points="{_polygon(canvas, band)}" fill="{canvas.colour(LOOKS[band.look].fill)}"/>'
        for band in canvas.shown.bands
        if band.look != "needed"
    ]
    look = LOOKS["needed"]
    lines = _diagonals(LEFT_PX, TOP_PX, WIDTH_PX - LEFT_PX - RIGHT_PX, 2 * HALF_PX)
    area = f"M{LEFT_PX} {TOP_PX}H{WIDTH_PX - RIGHT_PX}v{2 * HALF_PX}H{LEFT_PX}z"
    hatched = (
        f'<clipPath id="needed">{"".join(first)}</clipPath><g clip-path="url(#needed)">'
        f'<path d="{area}" fill="{canvas.colour(look.fill)}"/>'
        f'<path d="{lines}" stroke="{canvas.colour(look.line)}" stroke-width="2"/></g>'
    )
    return [hatched, *rest]


def _labels(canvas: _Canvas) -> dict[str, str]:
    language = canvas.language
    whole = canvas.shown.to_scale
    # Land that nothing stands on is free, road or given: without a survey nobody can tell which.
    surveyed = any(band.look == "built" for band in canvas.shown.bands)
    handed_over = (
        translate("Handed over", language) if surveyed else translate("Handed over, or road as it is", language)
    )
    return {
        "built": translate("Built", language) if whole else translate("Road as it is", language),
        "handed_over": handed_over,
        "signed": translate("Signed", language),
        "needed": translate("Still to open", language) if whole else translate("Being talked over", language),
    }


def _legend(canvas: _Canvas, *, stuck: bool) -> list[str]:
    """Return the legend, set from the right."""
    entries = [*_labels(canvas).items(), *([("stuck", translate("Bottleneck", canvas.language))] if stuck else [])]
    x, drawn = float(WIDTH_PX - RIGHT_PX), []
    for look, label in reversed(entries):
        x -= advance(label, _TEXT, _PLAIN)
        drawn.append(canvas.text(label, x, 32, ink="ink", anchor="start"))
        x -= 34
        if look == "stuck":
            drawn.append(f'<path d="M{x} 32v-6h26v6" stroke="{canvas.colour("stuck")}" stroke-width="3"/>')
        else:
            drawn.append(_swatch(canvas, LOOKS[look], x))
        x -= 20
    return drawn


def _edges(canvas: _Canvas) -> list[str]:
    """Return the target lines, the dashed centre, and dashes round what tells nothing."""
    drawn: list[str] = []
    ink, none = canvas.colour("ink"), canvas.colour("none")
    for side, points in canvas.shown.targets:
        corners = " ".join(f"{canvas.x(at):.2f},{canvas.y(away, side):.2f}" for at, away in points)
        drawn.append(f'<polyline points="{corners}" stroke="{ink}" stroke-width="1.5"/>')
    foot = 0.0 if canvas.shown.to_scale else canvas.shown.half_m / 2
    for side, start, end, away in canvas.shown.gaps:
        left, right, edge, inner = canvas.x(start), canvas.x(end), canvas.y(away, side), canvas.y(foot, side)
        drawn.append(
            f'<path d="M{left:.1f} {inner:.1f}V{edge:.1f}H{right:.1f}V{inner:.1f}" stroke="{none}" '
            f'stroke-dasharray="4 4"/>'
        )
    middle, dash = canvas.y(0, "left"), "9 6"
    first, last = (canvas.x(0), middle), (canvas.x(canvas.shown.length_m), middle)
    drawn += [
        canvas.line(first, last, "mo5", stroke_width=4),
        canvas.line(first, last, "mo5_dash", stroke_width=1.5, stroke_dasharray=dash),
    ]
    return drawn


def _brackets(canvas: _Canvas, bottlenecks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return brackets outside the target, with their missing metres where there is room, the worst first."""
    drawn: list[str] = []
    written: dict[Side, list[tuple[float, float]]] = {side: [] for side in SIDES}
    for stuck in sorted(bottlenecks, key=lambda one: -float(one["missing_m"])):
        side: Side = "left" if stuck["side"] == "left" else "right"
        out = -1 if side == "left" else 1
        start, end = canvas.x(float(stuck["from_m"])), canvas.x(float(stuck["to_m"]))
        start, end = min(start, (start + end) / 2 - 2), max(end, (start + end) / 2 + 2)
        back = canvas.y(canvas.shown.half_m, side) + out * _BRACKET_OFF
        drawn.append(
            f'<path d="M{start:.1f} {back + out * _TICK:.1f}V{back:.1f}H{end:.1f}V{back + out * _TICK:.1f}" '
            f'stroke="{canvas.colour("stuck")}" stroke-width="3"/>'
        )
        words = f"−{canvas.figure(float(stuck['missing_m']))}"
        half = advance(words, _TEXT, _BOLD) / 2
        middle = (start + end) / 2
        if all(middle + half + 5 < left or middle - half - 5 > right for left, right in written[side]):
            written[side].append((middle - half, middle + half))
            baseline = back + (-_TICK - 5 if side == "left" else _TICK + 15)
            drawn.append(canvas.text(words, middle, baseline, ink="stuck", bold=True, anchor="middle"))
    return drawn


def step_m(length_m: float, room_px: float, least_px: float) -> float:
    """Return the round distance (1, 2 or 5 times a power of ten) at which chainages are written.

    Examples
    --------
    >>> step_m(560, 1108, 110)
    100.0
    """
    least = max(length_m * least_px / room_px, 1.0)
    power = 10.0 ** math.floor(math.log10(least))
    return float(next(power * step for step in (*_STEPS, 10) if power * step >= least))


def chainage(metres: float) -> str:
    """Return a place along a road as people write it.

    Examples
    --------
    >>> chainage(1120)
    'Km1+120'
    """
    whole = round(metres)
    return f"Km{whole // 1000}+{whole % 1000:03d}"


def _scales(canvas: _Canvas) -> list[str]:
    """Return what is written left and below: metres and chainages."""
    language, shown = canvas.language, canvas.shown
    foot = TOP_PX + 2 * HALF_PX + BELOW_PX
    middle = canvas.y(0, "left")
    drawn = [canvas.text(translate("centre", language), LEFT_PX - 8, middle + 5, anchor="end")]
    sides = {"left": translate("left", language), "right": translate("right", language)}
    for side in SIDES:
        words = f"{sides[side]} (m)" if shown.to_scale else sides[side]
        drawn.append(canvas.upright(words, 28, canvas.y(shown.half_m * (0.6 if shown.to_scale else 0.75), side)))
        if shown.to_scale:
            edge = canvas.y(shown.half_m, side) + 5
            drawn.append(canvas.text(canvas.figure(shown.half_m), LEFT_PX - 8, edge, anchor="end"))
    step = step_m(shown.length_m, WIDTH_PX - LEFT_PX - RIGHT_PX, 110)
    for place in range(int(shown.length_m // step) + 1):
        x = canvas.x(place * step)
        drawn.append(canvas.line((x, foot - 34), (x, foot - 30), "ink3"))
        written = chainage(place * step)
        anchor = "start" if not place else "end" if x > WIDTH_PX - RIGHT_PX - 36 else "middle"
        drawn.append(canvas.text(written, x, foot - 14, anchor=anchor))
    return drawn


def _notes(canvas: _Canvas, profile: Mapping[str, Any]) -> str:
    """Return the line under the title: the day, and how wide a road is to be whose section is not to scale."""
    width = profile.get("target_width_m")
    wide = translate("to be {width} m wide", canvas.language)
    notes = [
        "/".join(reversed(str(profile.get("on") or "").split("-"))),
        wide.format(width=canvas.figure(float(width))) if width else "",
        "" if canvas.shown.to_scale else translate("widths not to scale", canvas.language),
    ]
    return canvas.text(" · ".join(filter(None, notes)), LEFT_PX, 54, size=_SMALL, anchor="start")
