"""Each page on a slow phone (1.6 Mbit/s, 150 ms, a quarter of a processor): until it stands, until it answers."""

from __future__ import annotations

import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import servers
from benchmarks.browser import chromium, let_in, sign_in
from benchmarks.edits import demonstration
from benchmarks.finding import Finding, Ratio
from layers.catalogue import LAYERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from benchmarks.databases import Databases

TARGET_S = 2.0
ROUNDS = 3
PATIENCE_MS = 60_000.0
PEOPLE = {"head": "4", "chair": "", "officer": ""}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "reduced_motion": "reduce",
    "locale": "vi-VN",
}
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
SLOWER = 4


@dataclass(frozen=True, slots=True)
class Input:
    """What somebody does at a page, and the selector of what answers."""

    name: str
    do: Callable[[Page], None]
    answer: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, who opens it, the selector of what it is opened for, and what is done there."""

    path: str
    who: str
    stands: str
    inputs: tuple[Input, ...] = ()


def _tap(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.tap()


def _type(selector: str, text: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).fill(text)


def _try_the_door(page: Page) -> None:
    page.locator("#name").fill("officer")
    page.locator("#password").fill("x")
    page.locator("#password").press("Enter")


VISITS = (
    Visit("/", "", ".road", (Input("search", _type("#search", "dong say"), "#found [role=option]"),)),
    Visit("/roads", "", "h1"),
    Visit("/roads/TK4-01", "", "h1"),
    Visit("/campaign", "", "h1"),
    Visit("/thanks", "", "h1"),
    Visit("/signin", "", "#name", (Input("wrong password", _try_the_door, "#password[aria-invalid=true]"),)),
    Visit(
        "/field",
        "head",
        ".household",
        (
            Input("household", _tap(".household"), "[data-result]"),
            Input("result", _tap("[data-result=talked]"), "#save"),
            Input("save", _tap("#save"), "#view-list"),
        ),
    ),
    Visit("/approvals", "chair", "#table tbody tr", (Input("row", _tap("#table tbody tr"), "html[data-shown]"),)),
    Visit(
        "/workbench",
        "officer",
        "#table tbody tr",
        (
            Input("row", _tap("#table tbody tr:nth-child(5)"), ".steps"),
            Input("search", _type("#search", "dong say"), "#found [role=option]"),
        ),
    ),
)


def measure_slow_phone(databases: Databases) -> Finding:
    """Return how long each page takes to stand and each input to be answered, medians of a few rounds."""
    to = demonstration(databases, LAYERS.keys())
    let_in(to, PEOPLE)
    stands: dict[str, float] = {}
    answers: dict[str, float] = {}
    with servers.moduong(to) as port, chromium("--use-angle=swiftshader") as browser:
        for visit in VISITS:
            rounds = [_opened(browser, f"http://127.0.0.1:{port}", visit) for _ in range(ROUNDS)]
            stands[visit.path] = median(stood for stood, _ in rounds)
            for index, one in enumerate(visit.inputs):
                answers[f"{visit.path} {one.name}"] = median(answered[index] for _, answered in rounds)
    databases.drop("demonstration")
    facts = {f"{path} stands, s": taken for path, taken in stands.items()}
    facts |= {f"{name} answered, s": taken for name, taken in answers.items()}
    ratios = [
        Ratio(f"{TARGET_S:g} s to the slowest answer", TARGET_S / max(answers.values()), 1),
        Ratio(f"{TARGET_S:g} s to the slowest page", TARGET_S / max(stands.values())),
    ]
    return Finding("Each page on a slow phone", ratios, facts=facts)


def _opened(browser: Browser, address: str, visit: Visit) -> tuple[float, list[float]]:
    """Open a page in a browser that knows nothing of it but the door; return its seconds and those of its inputs."""
    page = browser.new_context(**PHONE).new_page()
    page.set_default_timeout(PATIENCE_MS)
    if visit.who:
        sign_in(page, address, visit.who)
    told = page.context.new_cdp_session(page)
    told.send("Network.enable")
    told.send("Network.emulateNetworkConditions", LINE)
    told.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    stood = _taken(page, lambda: page.goto(address + visit.path, wait_until="commit"), visit.stands)
    answered = [_taken(page, lambda one=one: one.do(page), one.answer) for one in visit.inputs]
    page.context.close()
    return stood, answered


def _taken(page: Page, do: Callable[[], object], answer: str) -> float:
    began = time.perf_counter()
    do()
    page.wait_for_selector(answer, state="attached" if answer.startswith("html") else "visible")
    return time.perf_counter() - began
