"""Measure everything in one run, print it, and write it as JSON."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.after_edit import measure_after_edit
from benchmarks.databases import databases
from benchmarks.edits import measure_previews
from benchmarks.features import measure_one, measure_page
from benchmarks.handouts import measure_handout
from benchmarks.imports import measure_import
from benchmarks.kept import measure_kept
from benchmarks.load import Load
from benchmarks.machine import described
from benchmarks.meeting import measure_slides
from benchmarks.slow_phone import measure_slow_phone
from benchmarks.streets import Pattern, town
from benchmarks.tiles import measure_tiles
from benchmarks.town import make_town
from benchmarks.widening import measure_widening

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.databases import Databases
    from benchmarks.finding import Finding

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Attributes
    ----------
    sizes
        Parcels of the towns whose tiles are measured.
    single
        Parcels of the one of them that all else is measured on.
    load
        How hard.
    widened
        Towns whose widening is measured, the largest last.
    """

    sizes: tuple[int, ...]
    single: int
    load: Load
    widened: tuple[Pattern, ...]


PLANS = {
    "small": Plan((10_000,), 10_000, Load(seconds=2, rounds=1), (town(4, 4),)),
    "full": Plan(
        (10_000, 100_000, 1_000_000),
        100_000,
        Load(seconds=3, rounds=3),
        (town(6, 6), town(12, 6), town(12, 12)),
    ),
}


def main() -> None:
    """Run the plan that MODUONG_BENCH names: `full`, unless it says `small`."""
    name = os.environ.get("MODUONG_BENCH", "full")
    machine, began = described(), datetime.now(UTC)
    print("\n".join(f"{key}: {value}" for key, value in machine.items()), flush=True)
    findings: list[Finding] = []
    with databases() as made:
        for finding in _findings(made, PLANS[name]):
            print(f"\n{finding}", flush=True)
            findings.append(finding)
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / f"{began:%Y%m%dT%H%M%S}-{name}.json"
    told = {"began": began.isoformat(), "plan": name, "machine": machine, "findings": [asdict(one) for one in findings]}
    file.write_text(json.dumps(told, indent=1), "utf-8")
    print(f"\n{file}")


def _findings(made: Databases, plan: Plan) -> Iterator[Finding]:
    yield measure_previews(made)
    yield measure_slides(made)
    yield measure_handout(made)
    yield measure_slow_phone(made)
    yield from measure_widening(plan.widened)
    for size in plan.sizes:
        parcels = make_town(size)
        to = made.new(f"town_{size}", town=parcels)
        yield from measure_tiles(to, plan.load, f"{size:,} parcels")
        if size == plan.single:
            yield measure_kept(to, plan.load)
            yield measure_page(to, plan.load)
            yield measure_one(to, plan.load)
            yield measure_after_edit(to)
            yield measure_import(made, parcels)
        made.drop(f"town_{size}")


if __name__ == "__main__":
    main()
