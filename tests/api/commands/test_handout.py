"""`moduong handout`: one file, made of what the public is shown; what can't be made is told in one line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from shapely import LineString

from api.days import today
from layers.public_days import month_end
from tests.scenes import SOUTH, WEST, Street, put, scene

CONSENTS = "Hộ Đồng Ý (hư cấu)"
SILENT = "Hộ Không Nói (hư cấu)"
DAY = "2023-01-05"
AROUND = LineString([(WEST, SOUTH), (WEST + 120, SOUTH)]).buffer(200)
NAME = "Đường rất dài " + "x" * 286


@scene
def households(database, tmp_path):
    """A street whose households consent or are silent, by turns, and a road of which nothing is known."""
    parties = [
        {
            "code": "H-1",
            "kind": "household",
            "name": CONSENTS,
            "phone": "0900000111",
            "consent": True,
            "cons_date": DAY,
        },
        {"code": "H-2", "kind": "household", "name": SILENT, "phone": "0900000222", "consent": False},
    ]
    put(database, "parties", parties, tmp_path)
    street = Street("R1", plots=6)
    for number, plot in enumerate(street.parcels):
        plot |= {"owner": "H-1" if number % 2 else "H-2", "cert_no": f"CERT-{number:07d}"}
    for number in range(6):
        owner = "H-1" if number % 2 else "H-2"
        street.give("L", number, owner=owner, d_identif="2023-03-02", d_signed="2023-03-10", d_handed="2023-04-20")
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": AROUND}], tmp_path)
    street.build(database, tmp_path)
    put(database, "road_segments", [street.road(subdist="4")], tmp_path)
    bare = LineString([(WEST, SOUTH + 3000), (WEST + 100, SOUTH + 3000)])
    put(database, "road_segments", [{"code": "BARE", "name": NAME, "widths": "0 5 5", "geometry": bare}], tmp_path)
    put(
        database,
        "campaign_phases",
        [
            {"phase_no": "1", "from_date": "2023-03-01", "to_date": "2023-04-30"},
            {"phase_no": "9", "from_date": None, "to_date": None},
        ],
        tmp_path,
    )


@pytest.fixture
def town(database, households):
    return {"database_url": database.libpq(database.owner)}


@pytest.mark.parametrize("of", [("--road", "R1"), ("--subdistrict", "4"), ("--phase", "1")])
def test_a_hand_out_names_those_who_consent_and_nothing_else_of_anybody(moduong, town, tmp_path, of):
    file = tmp_path / "out.html"
    moduong("handout", *of, "--on", "2023-04-30", "-o", file, **town)

    page = file.read_text("utf-8")
    assert CONSENTS in page
    for private in (SILENT, "0900000", "CERT-", "H-1", "H-2"):
        assert private not in page


def test_a_consent_that_is_withdrawn_is_out_of_the_next_hand_out(moduong, town, database, tmp_path):
    withdrawal = {"party": "H-1", "purpose": "name", "cons_date": DAY, "withdrawn": "2023-02-01"}
    put(database, "consents", [withdrawal], tmp_path)

    moduong("handout", "--road", "R1", "--on", "2023-04-30", "-o", tmp_path / "out.html", **town)

    assert CONSENTS not in (tmp_path / "out.html").read_text("utf-8")


def test_a_hand_out_can_ask_nobody_for_anything(moduong, town, tmp_path):
    file = tmp_path / "out.html"
    moduong("handout", "--road", "R1", "--on", "2023-04-30", "--lang", "en", "-o", file, **town)

    page = file.read_text("utf-8")
    policy = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src &#39;none&#39;; script-src &#39;sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy
    asked = re.findall(r"<(?:link|script|img|source|iframe)\b[^>]*\b(?:src|href|srcset)=\"(?!data:)([^\"]+)", page)
    assert asked == []
    assert "@import" not in page
    markup = page.split("<script")[0]
    assert not re.search(r"<[a-z][^>]*\s(?:style|on\w+)=", markup)
    ids = re.findall(r'<[a-z][^>]*\sid="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', markup)) <= set(ids)


def told_in(file: Path) -> dict[str, Any]:
    """Return the data that a hand-out tells itself from."""
    return json.loads(
        re.search(r'<script type="application/json" id="told">(.+?)</script>', file.read_text("utf-8"))[1]
    )


def test_a_road_that_was_surveyed_by_its_edges_is_drawn_between_them(moduong, town, database, tmp_path):
    centre = LineString([(WEST, SOUTH), (WEST + 120, SOUTH)])
    edges = [
        {"seg_code": "R1", "kind": side, "geometry": centre.parallel_offset(2, side)} for side in ("left", "right")
    ]
    put(database, "present_roads", edges, tmp_path)

    moduong("handout", "--road", "R1", "--on", "2023-04-30", "-o", tmp_path / "out.html", **town)

    told = told_in(tmp_path / "out.html")
    between = [one for one in told["layers"]["required"] if one["properties"]["kind"] == "present"]
    assert {told["shapes"][one["shape"]]["type"] for one in between} == {"Polygon"}


def test_a_hand_out_says_no_day_that_has_not_come(moduong, town, tmp_path):
    file, made = tmp_path / "out.html", today()
    said = moduong("handout", "--road", "R1", "--on", "2130-01-01", "-o", file, **town).answer

    assert said.strip().endswith(str(made))
    assert told_in(file)["day"] == str(month_end(made))
    assert "số 0 không có nghĩa là chưa ai hiến" in file.read_text("utf-8")


def test_a_road_without_parcels_and_with_a_long_name_has_its_page(moduong, town, tmp_path):
    said = moduong("handout", "--road", "BARE", "--on", "2023-04-30", "-o", tmp_path / "out.html", **town).answer

    assert NAME[:250] in said
    assert NAME in (tmp_path / "out.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        (("--road", "NONE"), "There is no road with the code “NONE”"),
        (("--subdistrict", "77"), "There is no subdistrict 77."),
        (("--phase", "5"), "There is no phase 5 of the campaign."),
        (("--phase", "9"), "Phase 9 is empty: give it a first and a last day"),
        (
            ("--phase", "1", "--on", "2023-05-01"),
            "01/05/2023 is not in phase 1: that is from 01/03/2023 to 30/04/2023.",
        ),
        (("--road", "R1", "--on", "1900-01-01"), "Nothing is known of 01/01/1900 yet: the first day is 01/03/2023."),
        (("--road", "R1", "--phase", "1"), "say of what: one of --road, --subdistrict and --phase"),
        ((), "say of what: one of --road, --subdistrict and --phase"),
    ],
)
def test_what_can_not_be_made_is_told_in_one_line(moduong, town, tmp_path, asked, fault):
    assert fault in moduong("handout", *asked, "-o", tmp_path / "out.html", **town).fault
    assert not (tmp_path / "out.html").exists()


def test_a_file_that_can_not_be_written_is_told_in_one_line(moduong, town, tmp_path):
    fault = moduong("handout", "--road", "R1", "--on", "2023-04-30", "-o", tmp_path / "no" / "out.html", **town).fault
    assert "out.html" in fault
    assert "No such file" in fault
