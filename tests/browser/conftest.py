"""A real Chromium, and the demonstration town served to it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, Playwright, Request, expect, sync_playwright

from api.settings import Settings
from layers.access import add_user
from layers.database import Addresses, engine
from layers.derived import catch_up
from layers.signing_in import set_password
from layers.widening_figures import figures
from tests.conftest import DAY, PROVING, ImportedTown, copy_database, new_database, serving

OFFICE_PASSWORD = "đường mới mở rộng"
LOOKS = [("vi", "light"), ("en", "dark"), *([("vi", "dark"), ("en", "light")] if PROVING else [])]
"""Languages and colour schemes that axe-core sees a page in: each of them; in full numbers each pair."""
WHOLE = ("chromium", "chromium-browser", "google-chrome")
"""A browser as people have it."""
SHELL = ("chromium-headless-shell", *WHOLE)
"""The same engine without a browser's windows, profiles and services: a map takes it a third less of the processor."""
SWITCHES = (
    "--no-sandbox",
    # no calls home
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
GRAPHICS = ("--enable-unsafe-swiftshader",)
"""WebGL without a graphics card; all else on a page is drawn by the processor itself."""
NO_GRAPHICS = ("--disable-gpu", "--disable-software-rasterizer")
COARSE = {"device_scale_factor": 0.5}
"""A screen of half as many pixels each way: without a graphics card it is the processor that draws each of them."""
SHARP = {"device_scale_factor": 1}
"""A screen for stories that look at pixels."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Yield what drives browsers."""
    # A machine that has other work to do is slow, not wrong.
    expect.set_options(timeout=20_000)
    with sync_playwright() as driver:
        yield driver


def chromium(playwright: Playwright, *switches: str, whole: bool = PROVING) -> Browser:
    """Return the system's Chromium, started; in full numbers the whole browser, else its shell where there is one."""
    program = next(filter(None, map(shutil.which, WHOLE if whole else SHELL)), None)
    assert program, "Chromium is missing: run make test, or apt-get install chromium"
    return playwright.chromium.launch(executable_path=program, args=[*SWITCHES, *switches])


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Yield a browser that has WebGL."""
    with chromium(playwright, *GRAPHICS) as started:
        yield started


@pytest.fixture(scope="session")
def whole_browser(playwright: Playwright) -> Iterator[Browser]:
    """Yield a browser as people have it, with WebGL."""
    with chromium(playwright, *GRAPHICS, whole=True) as started:
        yield started


@pytest.fixture(scope="session")
def plain_browser(playwright: Playwright) -> Iterator[Browser]:
    """Yield a browser of a machine without graphics: it draws no map and is quick at all else."""
    with chromium(playwright, *NO_GRAPHICS) as started:
        yield started


@pytest.fixture(scope="session")
def demonstration(cluster_url: str, imported_town: ImportedTown, settings: Settings) -> str:
    """Return the name of a database with the demonstration town, to be copied."""
    name = "demonstration"
    addresses = settings.addresses(copy_database(cluster_url, name, imported_town.name))
    # What a service that runs works out by and by, and the office's figures of the day.
    catch_up(addresses)
    figures(engine(addresses.officer), date.fromisoformat(DAY).toordinal())
    return name


@pytest.fixture(scope="session")
def town(cluster_url: str, demonstration: str, settings: Settings) -> Iterator[Addresses]:
    """Yield a database with the demonstration town; for reading."""
    with new_database(cluster_url, demonstration) as url:
        yield settings.addresses(url)


@pytest.fixture(scope="session")
def address(town: Addresses) -> Iterator[str]:
    """Yield the address under which the town is served, as the demonstration serves it."""
    with serving(town, MAP_DAY=DAY, MAP_SUBDISTRICT="4") as where:
        yield where


@pytest.fixture(scope="session")
def office_address(cluster_url: str, demonstration: str, settings: Settings) -> Iterator[str]:
    """Yield the address of a town of its own for reading and writing, with two officers and a technician."""
    with new_database(cluster_url, demonstration) as url:
        to = settings.addresses(url)
        for name, role in (("an", "officer"), ("chi", "officer"), ("bình", "technician")):
            with engine(to.owner).begin() as connection:
                add_user(connection, name, role)
            with engine(to.owner).connect() as connection:
                set_password(connection, name, OFFICE_PASSWORD)
        with serving(to, MAP_DAY=DAY, MAP_SUBDISTRICT="4") as where:
            yield where


@dataclass
class Witness:
    """What a page did that nobody sees: errors, broken policies, requests to elsewhere."""

    page: Page
    address: str
    errors: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    finished: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("requestfinished", self._ended)
        self.page.on("request", lambda request: self._asked(request.url))

    def _failed(self, request: Request) -> None:
        # Called off by the page: tiles that a map has no use for any more, and what is under way when it is left.
        if request.failure != "net::ERR_ABORTED":
            self.errors.append(f"{request.url} {request.failure}")

    def _ended(self, request: Request) -> None:
        self.finished.append(request)

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.elsewhere.append(url)


@dataclass
class Visitor:
    """Opens pages, and waits until they are drawn.

    A page under the strict policy can't be polled by strings of script: conditions are waited for as attributes of
    elements, or as promises that MapLibre's events fulfil.
    """

    browser: Browser
    plain_browser: Browser
    address: str
    witnesses: list[Witness] = field(default_factory=list)

    def open(
        self,
        path: str = "/",
        *,
        who: str = "",
        language: str = "vi",
        wait: bool = True,
        graphics: bool | None = None,
        scripts: Sequence[str] = (),
        **context: object,
    ) -> Page:
        """Open a page in a context of its own, coarse and with nothing that moves by itself: each frame takes its time.

        Parameters
        ----------
        path
            Where.
        who, language
            Who has signed in, with `OFFICE_PASSWORD`, and the language chosen at the door.
        wait
            Whether until its map is drawn.
        graphics
            Whether the browser has WebGL; by default where a map is waited for.
        scripts
            Run before those of the page.
        context
            What the browser is told beyond that.
        """
        still = {"reduced_motion": "reduce"}
        given = {"viewport": {"width": 1120, "height": 700}, "locale": "vi-VN", **COARSE, **still, **context}
        has_graphics = wait if graphics is None else graphics
        page = (self.browser if has_graphics else self.plain_browser).new_context(**given).new_page()
        self.witnesses.append(Witness(page, self.address))
        for script in scripts:
            page.add_init_script(script)
        if who:
            self.sign_in(page, who, language)
        page.goto(self.address + path)
        if wait:
            drawn(page)
        return page

    def sign_in(self, page: Page, who: str, language: str = "vi") -> None:
        """Give a page's browser a session, by the requests that the door's page makes; its own stories open it."""
        door, ask = f"{self.address}/signin", page.context.request
        ask.get(f"{door}?lang={language}")
        form = {"name": who, "password": OFFICE_PASSWORD}
        assert ask.post(door, form=form, headers={"Origin": self.address}, max_redirects=0).status == 303

    def close(self) -> None:
        """Close all pages; none of them did what it must not."""
        for witness in self.witnesses:
            witness.page.context.close()
        for witness in self.witnesses:
            assert witness.errors == []
            assert witness.elsewhere == []


def drawn(page: Page) -> None:
    """Wait until the page has its tiles and MapLibre has drawn all that is in view."""
    page.wait_for_selector("html[data-ready=tiles]", state="attached")
    page.evaluate(
        """() => new Promise((done, fail) => {
            const { gl } = window.townTiles;
            const stands = () => !gl || gl.loaded() && gl.areTilesLoaded();
            if (stands()) return done();
            gl.once('idle', () => done());
            // A promise knows no limit of its own, and a map that is not asked to draw may be idle already.
            const until = performance.now() + 60_000;
            const look = () => {
                if (stands()) return done();
                if (performance.now() > until) return fail(new Error('the map is not drawn'));
                gl.triggerRepaint();
                setTimeout(look, 1_000);
            };
            setTimeout(look, 1_000);
        })"""
    )


@contextmanager
def visiting(browser: Browser, plain_browser: Browser, address: str) -> Iterator[Visitor]:
    """Yield somebody who opens pages; afterwards none of them has broken the policy, erred or asked elsewhere."""
    someone = Visitor(browser, plain_browser, address)
    yield someone
    someone.close()


@pytest.fixture
def visitor(browser: Browser, plain_browser: Browser, address: str) -> Iterator[Visitor]:
    """Yield a visitor."""
    with visiting(browser, plain_browser, address) as someone:
        yield someone


@pytest.fixture
def visitor_as_people_are(whole_browser: Browser, plain_browser: Browser, address: str) -> Iterator[Visitor]:
    """Yield a `visitor` with a whole browser."""
    with visiting(whole_browser, plain_browser, address) as someone:
        yield someone
