"""A meeting of the demonstration town in a real Chromium: from the key to the next slide on the screen."""

from __future__ import annotations

from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from benchmarks import servers
from benchmarks.browser import chromium, let_in, sign_in
from benchmarks.edits import NEEDED
from benchmarks.finding import Finding, Ratio
from layers.catalogue import LAYERS
from layers.demonstration_town import town_files
from layers.importing import ImportOptions, import_file

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from benchmarks.databases import Databases

TARGET_MS = 100.0
ROUNDS = 3
"""How often the meeting is played from its first to its last slide."""
DAY = "2023-12-31"
WHO = "chair"
PROJECTOR = {"viewport": {"width": 1024, "height": 768}, "reduced_motion": "reduce", "locale": "vi-VN"}
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
async () => {
  // A time is told by the frame after the one that it is of; a browser with nothing to do never says that it is idle.
  for (let frames = 0; frames < 2; frames += 1) await new Promise((done) => requestAnimationFrame(done));
  const [key] = [...pressed.splice(0), ...watching.takeRecords()].filter(({ name }) => name === 'keydown');
  const road = document.querySelector('#meeting').dataset.kind === 'road';
  return key && { road, began: key.startTime, handled: key.processingEnd - key.startTime, seen: key.duration };
}
"""


def measure_slides(databases: Databases) -> Finding:
    """Return the time of a change of slides after loading, to roads alone: they have map and chart."""
    to = databases.new("meeting")
    for layer, path in town_files():
        if layer in {*NEEDED, "campaign_phases"}:
            import_file(to, LAYERS[layer], path, ImportOptions(skip_bad=True))
    let_in(to, {WHO: ""})
    with servers.moduong(to) as port:
        taken = [one for one in _played(f"http://127.0.0.1:{port}") if one["road"]]
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


def _played(address: str) -> list[dict[str, Any]]:
    # The page is drawn by the processor, only the map by SwiftShader.
    with chromium("--disable-gpu") as browser:
        page = browser.new_context(**PROJECTOR).new_page()
        sign_in(page, address, WHO)
        page.goto(f"{address}/meeting?on={DAY}")
        page.wait_for_selector("html[data-ready=meeting]", state="attached", timeout=LOADING_MS)
        page.evaluate(_WATCH, SHORTEST_MS)
        changes = int(page.locator("#place").inner_text().partition("/")[2]) - 1
        return [one for _ in range(ROUNDS) for one in _one_round(page, changes)]


def _one_round(page: Page, changes: int) -> list[dict[str, Any]]:
    """Play from the first to the last slide, each key pressed when the map stands still."""
    taken = []
    page.keyboard.press("Home")
    for _ in range(changes):
        page.evaluate(_IDLE)
        page.evaluate(_PRESSED)
        page.keyboard.press("PageDown")
        settled = page.evaluate(_IDLE)
        # A change that the browser told nothing of is none that was quick.
        if told := page.evaluate(_PRESSED):
            taken.append(told | {"settled": settled - told["began"]})
    return taken
