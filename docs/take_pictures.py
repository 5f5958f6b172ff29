"""Take the docs' pictures of a demonstration that runs: `make demo` in one terminal, `make pictures` in another."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from api.settings import Settings

PICTURES = Path(__file__).resolve().parent / "pictures"
SWITCHES = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-background-networking")
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
VIEWS: dict[str, tuple[str, dict[str, Any]]] = {
    "public-desktop-vi": ("/?lang=vi", DESKTOP),
    "public-desktop-en-dark": ("/?lang=en", {**DESKTOP, "color_scheme": "dark"}),
    "public-phone-vi": ("/?lang=vi", PHONE),
    "public-parcels-vi": ("/?lang=vi#map=19/20.00455/105.84350", DESKTOP),
    "public-section-vi": ("/?lang=vi", DESKTOP),
    "workbench-vi": ("/signin?lang=vi&next=/workbench", DESKTOP),
    "workbench-clearance-vi": ("/signin?lang=vi&next=/workbench", DESKTOP),
    "workbench-en": ("/signin?lang=en&next=/workbench", DESKTOP),
    "workbench-phone-vi": ("/signin?lang=vi&next=/workbench", PHONE),
    "approvals-vi": ("/signin?lang=vi&next=/approvals", DESKTOP),
    "approvals-en": ("/signin?lang=en&next=/approvals", DESKTOP),
    "agendas-vi": ("/signin?lang=vi&next=/agendas", DESKTOP),
    "agendas-en": ("/signin?lang=en&next=/agendas", DESKTOP),
    "field-vi": ("/signin?lang=vi&next=/field", PHONE),
    "field-en": ("/signin?lang=en&next=/field", PHONE),
    "road-phone-vi": ("/roads/TK4-02?lang=vi", PHONE),
    "road-desktop-en": ("/roads/TK4-02?lang=en", DESKTOP),
    "campaign-phone-vi": ("/campaign?on=2023-12-31&lang=vi", PHONE),
    "campaign-desktop-en": ("/campaign?on=2023-12-31&lang=en", DESKTOP),
    "thanks-phone-vi": ("/thanks?lang=vi", PHONE),
    "thanks-desktop-en": ("/thanks?lang=en", DESKTOP),
}
"""Name of each picture, the address that it shows, and the screen."""

PLAIN = {name for name in VIEWS if name.split("-")[0] in {"road", "campaign", "thanks"}}
"""Pages without the large map."""
READY = {"field": "all", "approvals": "yes", "agendas": "agendas"}
"""What pages behind the door say when they are ready, where that is not that all is drawn."""

PROJECTOR = {"viewport": {"width": 1024, "height": 768}, "reduced_motion": "reduce", "color_scheme": "light"}
MEETING: dict[str, dict[str, tuple[str, ...]]] = {
    "vi": {
        "meeting-title-vi": (),
        "meeting-phase-vi": ("p",),
        "meeting-vi": ("n", "n", "n", "n"),
        "meeting-dark-vi": ("d",),
        "meeting-blocked-vi": ("d", "k"),
    },
    "en": {
        "meeting-en": ("n", "n", "n", "n"),
        "meeting-dark-en": ("d",),
        "meeting-compared-dark-en": ("b",),
    },
}
"""Pictures of a meeting in each language, in order: the keys that lead from one to the next."""

PASSWORD = os.environ.get("MODUONG_DEMO_PASSWORD", "")
"""Of the demonstration's users: without it the pages behind the door are not taken."""

USERS = {"field-vi": "head", "field-en": "head", "approvals-vi": "chair", "approvals-en": "chair"}
"""Who opens a page behind the door, where that is not the officer."""

CHOSEN = {
    "workbench-vi": ("", "#table tr:nth-child(7)"),
    "workbench-en": ("", "#table tr:nth-child(7)"),
    "workbench-clearance-vi": ("clearance_zones", "#works-table tr"),
}
"""Pictures of the workbench: what its table is of, and the row that is chosen."""

SECTION_OF = {"public-section-vi": "Đường Kênh Tây"}
"""Pictures that show the long section of a road, and its name."""


def drawn(page: Page) -> None:
    """Wait until everything in view is drawn."""
    page.wait_for_selector("html[data-ready=tiles]", state="attached")
    page.evaluate("() => new Promise((done) => { townTiles.gl.once('idle', done); townTiles.gl.triggerRepaint(); })")


def choose(page: Page, layer: str, row: str) -> None:
    """Choose a row of the workbench's table."""
    page.locator("#register-of").select_option(layer)
    page.locator(row.replace(" ", " tbody ")).first.click()
    page.wait_for_selector("#work .household" if layer else ".steps")
    drawn(page)


def save(page: Page, file: Path) -> None:
    """Keep what is seen as a small file, in the colours that it has most of."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    # A palette of means would lose a colour that only the legend has.
    most = sorted(shot.getcolors(shot.width * shot.height), reverse=True)[:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for _, colour in most for part in colour])
    shot.quantize(palette=palette, dither=Image.Dither.NONE).save(file, optimize=True)


def take(address: str) -> None:
    """Take all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(SWITCHES))
        for name, (path, screen) in VIEWS.items():
            page = browser.new_context(**screen).new_page()
            page.goto(address + path)
            if page.locator("#password").count():
                if not PASSWORD:
                    page.context.close()
                    continue
                page.locator("#name").fill(USERS.get(name, "officer"))
                page.locator("#password").fill(PASSWORD)
                page.locator("#password").press("Enter")
            if ready := READY.get(name.split("-")[0]):
                page.wait_for_selector(f"html[data-ready={ready}]", state="attached")
            elif name in PLAIN:
                page.wait_for_load_state("networkidle")
            else:
                drawn(page)
            if name in CHOSEN:
                choose(page, *CHOSEN[name])
            if name in SECTION_OF:
                page.locator(".road", has_text=SECTION_OF[name]).first.click()
                page.wait_for_selector("#section .chart-plot svg")
                # The map shows the whole road: go nearer, to where strip and brackets are.
                page.evaluate("() => town.map.setView([20.00455, 105.84350], 19, { animate: false })")
                drawn(page)
            save(page, PICTURES / f"{name}.png")
            page.context.close()
        take_handout(browser)
        if PASSWORD:
            for language, wanted in MEETING.items():
                take_meeting(browser, address, language, wanted)
        browser.close()


def take_handout(browser: Browser) -> None:
    """Take the picture of a hand-out, opened from its file, with the legend on its map."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "handout.html")
        command = [Path(sys.executable).with_name("moduong"), "handout", "--subdistrict", "4", "--on", "2023-04-30"]
        home = {"MODUONG_HOME": str(Settings().home / "demo")}
        subprocess.run([*command, "-o", file], env=os.environ | home, check=True)  # noqa: S603 - our own
        page = browser.new_context(**DESKTOP).new_page()
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-shown]", state="attached")
        page.locator("#layers").click()
        save(page, PICTURES / "handout-vi.png")
        page.context.close()


def take_meeting(browser: Browser, address: str, language: str, wanted: dict[str, tuple[str, ...]]) -> None:
    """Take pictures of a meeting that is opened once; each is what stands there after some keys more."""
    page = browser.new_context(**PROJECTOR).new_page()
    page.goto(f"{address}/signin?lang={language}&next=/meeting")
    page.locator("#name").fill("officer")
    page.locator("#password").fill(PASSWORD)
    page.locator("#password").press("Enter")
    page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=600_000)
    for name, keys in wanted.items():
        for key in keys:
            page.keyboard.press(key)
        page.evaluate(
            """() => Promise.all([meetingMap, globalThis.meetingBefore].filter(Boolean).map(({ gl }) =>
                new Promise((done) => { gl.once('idle', done); gl.triggerRepaint(); })))"""
        )
        save(page, PICTURES / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    take(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
