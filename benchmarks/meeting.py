"""A meeting of the demonstration town in a real Chromium: from the key to the next slide on the screen."""

from __future__ import annotations

import shutil
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from benchmarks import servers
from benchmarks.edits import NEEDED
from benchmarks.finding import Finding, Ratio
from layers.access import add_user
from layers.catalogue import LAYERS
from layers.database import engine
from layers.demonstration_town import town_files
from layers.importing import ImportOptions, import_file
from layers.signing_in import set_password

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from benchmarks.databases import Databases
    from layers.database import Addresses

TARGET_MS = 100.0
ROUNDS = 3
"""How often the meeting is played from its first to its last slide."""
DAY = "2023-12-31"
NAME, PASSWORD = "chair", "đường mới mở rộng"
PROJECTOR = {"viewport": {"width": 1024, "height": 768}, "reduced_motion": "reduce", "locale": "vi-VN"}
SWITCHES = ("--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-background-networking")
LOADING_MS = 600_000.0

# The browser itself tells when the first frame after a key was on the screen (Event Timing), but of what took less than
# this.
SHORTEST_MS = 16
_WATCH = """
(shortest) => {
  window.pressed = [];
  window.watching = new PerformanceObserver((list) => pressed.push(...list.getEntries()));
  watching.observe({ type: 'event', durationThreshold: shortest });
}
"""
# Until a road's map has nothing left to draw: it begins when the numbers are on the screen.
_IDLE = """
async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const { dataset } = document.querySelector('#meeting');
  if (dataset.kind !== 'road') return performance.now();
  while (!document.documentElement.dataset.map) await frame();
  const idle = new Promise((done) => meetingMap.gl.once('idle', done));
  meetingMap.gl.triggerRepaint();
  await idle;
  return performance.now();
}
"""
_PRESSED = """
async (shortest) => {
  // A time is told by the frame after the one that it is of; a browser with nothing to do never says that it is idle.
  for (let frames = 0; frames < 2; frames += 1) await new Promise((done) => requestAnimationFrame(done));
  const [key] = [...pressed.splice(0), ...watching.takeRecords()].filter(({ name }) => name === 'keydown');
  const road = document.querySelector('#meeting').dataset.kind === 'road';
  if (!key) return { road, began: null, handled: shortest, seen: shortest };
  return { road, began: key.startTime, handled: key.processingEnd - key.startTime, seen: key.duration };
}
"""


def measure_slides(databases: Databases) -> Finding:
    """Return the time of a change of slides after loading, to roads alone: they have map and chart."""
    to = databases.new("meeting")
    for layer, path in town_files():
        if layer in {*NEEDED, "campaign_phases"}:
            import_file(to, LAYERS[layer], path, ImportOptions(skip_bad=True))
    _let_in(to)
    with servers.moduong(to) as port:
        # A change that the browser told nothing of is none that was quick.
        taken = [one for one in _played(f"http://127.0.0.1:{port}") if one["road"] and one["began"] is not None]
    databases.drop("meeting")
    facts = {"changes to a road": float(len(taken))}
    for what in ("handled", "seen", "settled"):
        times = [one[what] for one in taken]
        facts |= {
            f"{what}, median ms": median(times),
            f"{what}, p95 ms": quantiles(times, n=20)[-1],
            f"{what}, slowest ms": max(times),
        }
    ratios = [Ratio(f"{TARGET_MS:g} ms to the p95 painted", TARGET_MS / facts["seen, p95 ms"], 1)]
    return Finding("A meeting's slides in the demonstration town", ratios, facts=facts)


def _let_in(to: Addresses) -> None:
    with engine(to.owner).begin() as connection:
        add_user(connection, NAME, "chair")
    with engine(to.owner).connect() as connection:
        set_password(connection, NAME, PASSWORD)


def _played(address: str) -> list[dict[str, Any]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(SWITCHES))
        page = browser.new_context(**PROJECTOR).new_page()
        page.goto(f"{address}/signin?next=/account")
        page.locator("#name").fill(NAME)
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/account")
        page.goto(f"{address}/meeting?on={DAY}")
        page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=LOADING_MS)
        page.evaluate(_WATCH, SHORTEST_MS)
        changes = int(page.locator("#place").inner_text().partition("/")[2]) - 1
        taken = [one for _ in range(ROUNDS) for one in _one_round(page, changes)]
        browser.close()
    return taken


def _one_round(page: Page, changes: int) -> list[dict[str, Any]]:
    """Play from the first to the last slide, each key pressed when the map stands still."""
    taken = []
    page.keyboard.press("Home")
    for _ in range(changes):
        ready = page.evaluate(_IDLE)
        page.evaluate(_PRESSED, SHORTEST_MS)
        page.keyboard.press("PageDown")
        settled = page.evaluate(_IDLE)
        told = page.evaluate(_PRESSED, SHORTEST_MS)
        taken.append(told | {"settled": settled - (told["began"] or ready)})
    return taken
