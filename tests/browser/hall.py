"""The meeting hall: two streets of two phases and one without parcels, a projector, and what stands on a slide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from layers.access import add_user
from layers.database import Addresses, engine
from layers.signing_in import set_password
from tests.browser.conftest import OFFICE_PASSWORD, Visitor
from tests.conftest import DAY, make_token, new_database, serving
from tests.scenes import Street, put

PROJECTOR = {"viewport": {"width": 1024, "height": 768}, "reduced_motion": "reduce"}
IDLE = "new Promise((done) => { const { gl } = meetingMap; gl.once('idle', done); gl.triggerRepaint(); })"
PHASES = (("1", "2023-03-01", DAY), ("2", "2023-05-01", "2023-09-02"), ("3", "2023-09-03", "2023-12-31"))


def build(database: Addresses, folder: Path) -> None:
    """Import two streets, one opened in each of two phases, one without parcels, and the campaign."""
    first, second, bare = Street(), Street(code="R2", plots=8, north=200), Street(code="R3", plots=4, north=400)
    for number in range(9):
        first.give("L", number, don_no=f"D-1-{number}", d_identif="2023-03-01", d_signed="2023-03-20",
                   **({"d_handed": "2023-04-10"} if number % 3 else {}))  # fmt: skip
    for number in range(4):
        second.give("R", number, don_no=f"D-2-{number}", d_identif="2023-05-01", d_signed="2023-06-01",
                    d_handed=f"2023-07-1{number}")  # fmt: skip
    for street in (first, second):
        street.build(database, folder)
    put(database, "road_segments", [bare.road()], folder)
    put(
        database,
        "present_roads",
        [
            {"seg_code": street.code, "kind": "surface", "geometry": street.centreline.buffer(3, cap_style="flat")}
            for street in (first, second)
        ],
        folder,
    )
    put(
        database,
        "campaign_phases",
        [
            {"phase_no": number, "from_date": begun, "to_date": end, "target_m2": 300, "target_hh": 9}
            for number, begun, end in PHASES
        ],
        folder,
    )


@pytest.fixture(scope="module")
def streets(cluster_url, template, settings) -> Iterator[Addresses]:
    """Yield a database with the streets, an officer and a technician."""
    with new_database(cluster_url, template) as url, TemporaryDirectory() as folder:
        to = settings.addresses(url)
        build(to, Path(folder))
        for name, role in (("an", "officer"), ("bình", "technician")):
            with engine(to.owner).begin() as connection:
                add_user(connection, name, role)
            with engine(to.owner).connect() as connection:
                set_password(connection, name, OFFICE_PASSWORD)
        yield to


@pytest.fixture(scope="module")
def address(streets) -> Iterator[str]:
    """Yield the address of the service."""
    with serving(streets, MAP_DAY=DAY) as where:
        yield where


@pytest.fixture(scope="module")
def office(streets, address) -> Iterator[httpx2.Client]:
    """Yield a client with an officer's token."""
    headers = {"Authorization": f"Bearer {make_token(streets, 'script', 'officer')}"}
    with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
        yield client


def open_page(visitor: Visitor, path: str, ready: str, name: str = "an", language: str = "vi", **context: Any) -> Page:
    """Sign in, go to a page, and wait until all of it is there."""
    page = visitor.open(path, who=name, language=language, wait=False, graphics=True, **{**PROJECTOR, **context})
    page.wait_for_selector(f"html[data-ready={ready}]", state="attached", timeout=120_000)
    return page


def meeting(visitor: Visitor, query: str = "", **context: Any) -> Page:
    """Open the meeting, of an agenda where the query names one."""
    if not query:
        return open_page(visitor, "/meeting", "meeting", **context)
    page = open_page(visitor, "/agendas", "agendas", **context)
    page.goto(f"{visitor.address}/meeting?{query}")
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=120_000)
    return page


def whole(text: str) -> int:
    """Return a whole number as people in Viet Nam write it."""
    return int(text.replace(".", "").replace("−", "-"))


def shown(page: Page) -> dict[str, tuple[int, int | None]]:
    """Return the numbers of a slide, each with what it is of."""
    found = {}
    for big in page.locator("#numbers .big").all():
        total = big.locator(".big-total")
        of = whole(total.inner_text()[1:]) if total.count() else None
        found[str(big.get_attribute("data-figure"))] = (whole(big.locator("b").inner_text()), of)
    return found


def expected(office: httpx2.Client, code: str, day: str) -> dict[str, tuple[int, int | None]]:
    """Return the same numbers out of the engine's own answers for that day."""
    widening = office.get(f"/api/roads/{code}/widening", params={"on": day}).json()
    rows = office.get("/api/progress", params={"on": day}).json()["rows"]
    households = next(row for row in rows if row["key"] == code)["households"]
    given = widening["donated_area_m2"]
    return {
        "households": (households["handed_over"], households["total"] or None),
        "area": (round(given["handed_over"] + given["recorded"]), round(widening["required_area_m2"]) or None),
        "length": (
            round(widening["length_at_target_m"]["handed_over"]),
            round(widening["measurable_length_m"]) or None,
        ),
        "blocked": (len(widening["bottlenecks"]), None),
    }


def at(page: Page, slide: int) -> None:
    """Wait for a slide."""
    expect(page.locator("html")).to_have_attribute("data-slide", str(slide))


def on(page: Page, day: str) -> None:
    """Wait for a day."""
    expect(page.locator("html")).to_have_attribute("data-day", day)


def share(picture: Image.Image, colour: str) -> float:
    """Return the part of a picture that has a colour."""
    wanted = tuple(int(colour[place : place + 2], 16) for place in (1, 3, 5))
    pixels = list(picture.get_flattened_data())
    return sum(pixel == wanted for pixel in pixels) / len(pixels)
