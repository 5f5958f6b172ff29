"""The workbench stands under the same strict policy as the public's page, and knows the whole course of a donation."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from geo.crs import ZONES
from layers.donations import STATES
from maps.pages import Page, PageOptions, RequestContext
from maps.workbench import FILES, workbench_page
from tests.maps.test_page import OPTIONS, parsed


@pytest.fixture(scope="module")
def page() -> Page:
    """Return the workbench in Vietnamese, below a path."""
    return workbench_page(RequestContext("vi", "/md"), OPTIONS)


def data_of(page: Page) -> dict[str, Any]:
    """Return what the page's scripts know."""
    script = next(body.decode() for path, (body, _) in page.files.items() if path.startswith("map-"))
    found: dict[str, Any] = json.loads(
        script[script.index("var town = ") + 11 : script.index(";\n", script.index("var town"))]
    )
    return found


def test_nothing_is_inline_and_everything_is_its_own(page) -> None:
    for tag, attributes in parsed(page.html).found:
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "style"
        for name in ("src", "href"):
            assert not re.match(r"(https?:)?//", attributes.get(name) or ""), attributes
    assert re.search(rf'src="/md/{FILES}/map-[0-9a-f]+\.js"', page.html)


def test_the_office_sees_every_state_the_public_does_not(page) -> None:
    data = data_of(page)
    looks = next(group["looks"] for group in data["legend"] if group["name"] == "donations")
    assert {value for look in looks for value in look["values"]} >= set(STATES)
    assert {"don_no", "owner"} <= {column["name"] for column in data["facts"]["donations"]["columns"]}


def test_the_course_says_who_may_make_which_move(page) -> None:
    course = data_of(page)["course"]
    assert [move["to"] for move in course["moves"]["surveyed"]] == ["signed", "declined", "withdrawn"]
    assert course["moves"]["signed"] == [{"to": "approved", "right": "approve"}]
    assert set(course["labels"]) == set(STATES)
    assert course["rights"]["approve"] == "duyệt việc hiến đất"


@pytest.mark.parametrize("srid", sorted(ZONES))
def test_every_zone_of_the_country_is_told(srid) -> None:
    zone = data_of(workbench_page(RequestContext("en"), PageOptions(place="Hà Trung", srid=srid)))["zone"]
    assert zone["meridian"] == ZONES[srid].base.central_meridian
    assert len(zone["toWgs84"]) == 7
