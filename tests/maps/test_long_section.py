"""The long section of a road: metres at their place, true steps, each language and theme, as SVG and as PNG."""

from __future__ import annotations

import io
import itertools
import re
import sys
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from PIL import Image

from maps import lettering
from maps.colours import COLOURS, THEMES
from maps.long_section import HALF_PX, LEFT_PX, RIGHT_PX, TOP_PX, WIDTH_PX, long_section, long_section_png
from maps.section_shapes import section

SVG = "{http://www.w3.org/2000/svg}"
MIDDLE = TOP_PX + HALF_PX


def station(s, left, right):
    """Return a station; a side is (target, signed, handed over, built), or the target alone where it has no meaning."""
    names = ("target", "signed", "handed_over", "built")
    sides = {"left": left, "right": right}
    values = {
        name: {side: (*told, None, None, None)[at] for side, told in sides.items()} for at, name in enumerate(names)
    }
    return {"s": s, **values, "meaning": {side: len(told) > 1 for side, told in sides.items()}}


OFFICE = {
    "code": "R1",
    "on": "2023-04-30",
    "stations": [
        station(0, (4, 4, 4, 2), (4, 4, 4, 4)),
        station(60, (4, 4, 4, 2), (4, 4, 4, 4)),
        station(60, (4, 3, 2, 2), (4,)),
        station(100, (4, 3, 2, 2), (4,)),
    ],
}
STUCK = [{"side": "left", "from_m": 60.0, "to_m": 100.0, "missing_m": 2.0}]
PUBLIC = {
    "code": "R1",
    "on": "2023-04-30",
    "cells": [
        {"from_m": 0, "to_m": 40, "state": {"left": "handed_over", "right": "needed"}},
        {"from_m": 40, "to_m": 70, "state": {"left": "handed_over", "right": None}},
    ],
}


def polygons(svg, colour):
    """Return the corners, px, of the polygons of a colour."""
    found = [one for one in ET.fromstring(svg).iter(f"{SVG}polygon") if one.get("fill") == colour]
    return [[tuple(map(float, corner.split(","))) for corner in one.get("points").split()] for one in found]


def x(metres, length=100):
    return LEFT_PX + (WIDTH_PX - LEFT_PX - RIGHT_PX) * metres / length


def test_a_step_is_drawn_as_a_step():
    """Handed over on the left is 4 m up to chainage 60 and 2 m from there: two corners at one place."""
    left, _right = polygons(long_section(OFFICE, "Đường A"), COLOURS["mo4"].light)
    at_step = [round(MIDDLE - y, 1) for at, y in left if abs(at - x(60)) < 0.01]
    assert at_step == [HALF_PX, HALF_PX / 2]


def test_left_is_up_and_right_is_down():
    left, right = polygons(long_section(OFFICE, "Đường A"), COLOURS["mo5"].light)
    assert min(y for _, y in left) == MIDDLE - HALF_PX / 2
    assert max(y for _, y in right) == MIDDLE + HALF_PX


def test_a_side_without_meaning_is_a_gap():
    shown = section(OFFICE)
    assert shown.gaps == (("right", 60.0, 100.0, 4.0),)
    right = [band for band in shown.bands if band.side == "right"]
    assert {at for band in right for at, _ in band.corners} == {0.0, 60.0}
    assert [side for side, _ in shown.targets] == ["left", "right"]


def test_a_road_without_survey_shows_what_is_given_and_nothing_built():
    unbuilt = {**OFFICE, "stations": [station(0, (4, 4, 3), (4, 4, 3)), station(50, (4, 4, 3), (4, 4, 3))]}
    assert {band.look for band in section(unbuilt).bands} == {"needed", "signed", "handed_over"}


def test_a_road_with_nothing_to_tell_is_drawn_all_the_same():
    for nothing in ({"stations": []}, {"cells": []}, {"stations": [station(0, (4,), (4,)), station(9, (4,), (4,))]}):
        ET.fromstring(long_section(nothing, "Đường A"))


def test_brackets_stand_outside_the_target_with_their_missing_metres():
    svg = long_section(OFFICE, "Đường A", bottlenecks=STUCK)
    assert "−2,0" in svg
    assert "−2.0" in long_section(OFFICE, "Road A", bottlenecks=STUCK, language="en")
    bracket = re.search(rf'd="M[\d.]+ ([\d.]+)V([\d.]+)H[\d.]+V[\d.]+" stroke="{COLOURS["stuck"].light}"', svg)
    assert float(bracket[1]) < float(bracket[2]) < MIDDLE - HALF_PX


def test_numbers_of_brackets_never_cover_each_other():
    many = [{"side": "left", "from_m": at, "to_m": at + 0.5, "missing_m": 1 + at / 10} for at in range(0, 100, 2)]
    svg = long_section(OFFICE, "Đường A", bottlenecks=many)
    bold = 'font-weight="650" text-anchor="middle"'
    places = sorted(float(at) for at in re.findall(rf'<text x="([\d.]+)" y="[\d.]+" font-size="14" {bold}', svg))
    assert 5 < len(places) < 50
    assert all(after - before > 30 for before, after in itertools.pairwise(places))


def test_the_public_section_joins_cells_and_says_that_it_is_not_to_scale():
    shown = section(PUBLIC)
    handed = [band for band in shown.bands if band.look == "handed_over"]
    assert [band.corners[0][0] for band in handed] == [0.0]
    assert handed[0].corners[-1] == (70.0, 0.0)
    assert shown.gaps == (("right", 40.0, 70.0, 1.0),)
    svg = long_section(PUBLIC, "Đường A")
    assert "bề rộng không theo tỷ lệ" in svg
    assert "Mặt đường hiện có" in svg
    assert "(m)" not in svg


@pytest.mark.parametrize("theme", THEMES)
def test_colours_are_those_of_the_style_table(theme):
    svg = long_section(OFFICE, "Đường A", theme=theme)
    used = set(re.findall(r"#[0-9A-Fa-f]{6}", svg))
    assert used <= {colour.on(theme) for colour in COLOURS.values()}
    assert {COLOURS[name].on(theme) for name in ("mo1", "mo3", "mo4", "mo5", "none", "surface")} <= used


def test_names_are_escaped():
    assert "<Đường>" not in long_section(OFFICE, "<Đường>")
    ET.fromstring(long_section(OFFICE, '<Đường> & "ngõ"'))


def test_without_a_survey_what_is_free_is_not_told_to_be_given():
    unknown = {**OFFICE, "stations": [station(0, (4, 4, 4), (4, 4, 4)), station(100, (4, 4, 4), (4, 4, 4))]}
    assert "Đã bàn giao, hoặc đường hiện có" in long_section(unknown, "Đường A")
    assert "đường hiện có" not in long_section(OFFICE, "Đường A")


@pytest.mark.parametrize(("language", "word"), [("vi", "Đã bàn giao"), ("en", "Handed over")])
def test_it_speaks_its_language(language, word):
    assert word in long_section(OFFICE, "A", language=language)


def test_a_png_is_drawn_with_letters_though_no_font_is_installed():
    picture = Image.open(io.BytesIO(long_section_png(OFFICE, "Đường Ễ Ữ ộ ằ", zoom=1, bottlenecks=STUCK))).convert(
        "RGB"
    )
    assert picture.width == WIDTH_PX
    title = picture.crop((LEFT_PX, 14, 300, 40))
    dark = sum(count for count, (red, *_) in title.getcolors(10_000) if red < 90)
    assert dark > 300
    assert picture.getpixel((int(x(30)), MIDDLE + HALF_PX // 2)) == (0x27, 0x32, 0x38)


def test_a_picture_has_the_letters_of_its_title_as_outlines():
    assert "<text" not in long_section(OFFICE, "Đường A", outlined=True)


def test_letters_are_whole_where_several_pictures_are_drawn_at_once():
    """A reader of the dark page asks for the light picture beside the dark one, maybe the first ones of all."""

    def drawn(_: int) -> str:
        together.wait()
        return lettering.outline("Đường Gò Mít: đất hiến dọc tuyến", 0, 0, 14, 650)

    together, often = Barrier(4), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            for _ in range(5):
                for cached in (lettering._fonts, lettering._glyphs, lettering._glyph):
                    cached.cache_clear()
                lettering._glyphs(650)  # read, but no letter of it
                assert len(set(threads.map(drawn, range(4)))) == 1
    finally:
        sys.setswitchinterval(often)
