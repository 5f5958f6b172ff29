"""Write docs/subdistrict-4.md from a demonstration that runs: the pilot's table and map for the end of each phase."""

from __future__ import annotations

import json
import shutil
import sys
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright
from take_pictures import DESKTOP, PICTURES, SWITCHES, drawn, save

PAGE = Path(__file__).resolve().parent / "subdistrict-4.md"
PILOT = "4"
HEAD = """# Subdistrict 4, phase by phase

Made by `make pictures` from the demonstration town, whose people and parcels are made up; figures as the public is told
them, for the end of the month in which a phase ends. What each is, [engine.md](engine.md) says.
"""
COLUMNS = (
    "Road",
    "Length m",
    "At target when signed m",
    "At target, handed over m",
    "Required m²",
    "Given m²",
    "Households",
)


def asked(address: str, path: str, **query: str) -> Any:
    """Return an answer of the service."""
    with urllib.request.urlopen(f"{address}{path}?{urlencode(query)}") as answer:  # noqa: S310  # our own address
        return json.load(answer)


def table(address: str, day: str) -> str:
    """Return the table of a day in Markdown."""
    roads = {
        feature["properties"]["code"]: feature["properties"]["name"]
        for feature in asked(
            address, "/ogc/collections/road_segments/items", subdist=PILOT, datetime=day, skipGeometry="true"
        )["features"]
    }
    lines = [f"| {' | '.join(COLUMNS)} |", f"|---{'|---:' * (len(COLUMNS) - 1)}|"]
    for row in asked(address, "/api/progress", by="road", on=day)["rows"]:
        if row["key"] not in roads:
            continue
        at_target, given, households = row["length_at_target_m"], row["donated_m2"], row["households"]
        cells = (
            f"{row['key']} {roads[row['key']]}",
            f"{row['length_m']:.0f}",
            f"{at_target['signed']:.0f}",
            f"{at_target['handed_over']:.0f}",
            str(row["required_m2"]),
            str(given["handed_over"]),
            f"{households['handed_over']} of {households['total']}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def tell(address: str) -> None:
    """Write the page and its pictures."""
    phases = asked(address, "/ogc/collections/campaign_phases/items", lang="en")["features"]
    parts = [HEAD]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(SWITCHES))
        for phase in sorted((feature["properties"] for feature in phases), key=lambda phase: phase["phase_no"]):
            day, picture = phase["to_date"], f"phase-{phase['phase_no']}.png"
            page = browser.new_context(**DESKTOP).new_page()
            page.goto(f"{address}/?lang=en#on={day}")
            drawn(page)
            save(page, PICTURES / picture)
            page.context.close()
            parts.append(
                f"## Phase {phase['phase_no']}, ended on {day}\n\n{table(address, day)}\n\n![](pictures/{picture})\n"
            )
        browser.close()
    PAGE.write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    tell(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
