"""The rest of the invented campaign: targets, gifts beside land, tidied corridors, surveys, consents."""

# ruff: noqa: PLR2004 - measures and odds of an invented town are plain numbers where they act

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.town.curves import chance
from data.town.donations import DETAILED, END, PHASES
from data.town.plan import SUBDISTRICTS
from data.town.shapefiles import Column, Row

if TYPE_CHECKING:
    from data.town.segments import Segment

TARGET_COLUMNS = [Column("phase_no"), Column("sub_no"), Column("target_m2", "N", 7, 0), Column("target_m", "N", 6, 0)]
CONTRIBUTION_COLUMNS = [
    Column("contr_no"), Column("seg_code"), Column("party"), Column("giver"), Column("kind"), Column("given_on", "D"),
    Column("value_vnd", "N", 12, 0), Column("days", "N", 5, 1), Column("goods"), Column("min_no"),
]  # fmt: skip
TIDY_COLUMNS = [
    Column("seg_code"), Column("kind"), Column("read_on", "D"), Column("length_m", "N", 7, 1),
    Column("tidy_m", "N", 7, 1),
]  # fmt: skip
SURVEY_COLUMNS = [
    Column("content"), Column("sub_no"), Column("taken_on", "D"), Column("asked", "N", 4, 0),
    Column("satisfied", "N", 4, 0),
]  # fmt: skip
CONSENT_COLUMNS = [
    Column("party"), Column("purpose"), Column("cons_date", "D"), Column("paper_no"), Column("withdrawn", "D"),
]  # fmt: skip

AIMED = ((0.12, 0.1, 0.08), (0.34, 0.14, 0.1))
"""Share of the roads' length that is to reach its width in each phase: in an ordinary subdistrict, and in the pilot."""
GOODS = ("10 bao xi măng", "2 xe cát", "1 xe đá", "30 cây xanh", "6 bóng đèn đường")
FIRMS = ("TC-06", "TC-07")
TIDIED = {"corridor": 0.55, "drain": 0.4, "pavement": 0.3}
"""Share in order in spring, by kind."""
CONTENTS = {"road": 0.9, "clearance": 0.8, "environment": 0.86}
"""Share of the satisfied, by content."""


def targets(given: list[Row], made: list[Segment]) -> list[Row]:
    """Return round targets near what the year brought."""
    rows: list[Row] = []
    for phase, (first, last) in enumerate(PHASES, start=1):
        for number in sorted(row[0] for row in SUBDISTRICTS):
            home = f"TK{number}-"
            area = sum(
                row["geometry"].area
                for row in given
                if row["seg_code"].startswith(home) and row["d_handed"] and first <= row["d_handed"] <= last
            )
            length = sum(seg.line.length for seg in made if seg.plan.code.startswith(home))
            if length:
                rows.append(
                    {
                        "phase_no": str(phase), "sub_no": str(number), "target_m2": max(round(area * 1.15, -1), 20),
                        "target_m": round(length * AIMED[number == DETAILED][phase - 1], -1),
                    }
                )  # fmt: skip
    return rows


def contributions(given: list[Row]) -> list[Row]:
    """Return money, labour and goods that some of the donors, and two firms, gave as well."""
    rows: list[Row] = []
    for row in given:
        if not row["d_handed"] or chance("gives", row["don_no"]).random() > 0.28:
            continue
        rows.append(_gift(len(rows) + 1, row["seg_code"], row["owner"], "household", row["d_handed"]))
    for number, road in enumerate(sorted({row["seg_code"] for row in given})):
        rows.append(
            _gift(len(rows) + 1, road, FIRMS[number % 2], "business", date(2023, 4, 1) + timedelta(days=9 * number))
        )
    return [row for row in rows if row["given_on"] <= END]


def _gift(number: int, road: str, party: str, giver: str, when: date) -> Row:
    rng = chance("gift", number)
    kind = ("money", "labour", "goods")[int(rng.choice(3, p=[0.4, 0.45, 0.15]))]
    scale = 20 if giver == "business" else 1
    money = float(rng.integers(2, 21)) * 100_000 * scale
    return {
        "contr_no": f"DG-{number:04d}",
        "seg_code": road,
        "party": party,
        "giver": giver,
        "kind": kind,
        "given_on": when + timedelta(days=int(rng.integers(0, 12))),
        "value_vnd": money if kind != "labour" else None,
        "days": float(rng.integers(1, 9)) / 2 if kind == "labour" else None,
        "goods": GOODS[int(rng.integers(len(GOODS)))] if kind == "goods" else None,
        "min_no": f"{number}/BB-MAU",
    }


def tidied(made: list[Segment]) -> list[Row]:
    """Return how much of each road's corridor, drains and pavement was in order, four times in the year."""
    rows: list[Row] = []
    for seg in made:
        for kind, begin in TIDIED.items():
            rng = chance("tidy", seg.plan.code, kind)
            if rng.random() < 0.25:
                continue
            length, share = round(seg.line.length, 1), begin * rng.uniform(0.7, 1.2)
            for when in (date(2023, 3, 20), date(2023, 6, 20), date(2023, 9, 20), date(2023, 12, 15)):
                rows.append(
                    {
                        "seg_code": seg.plan.code, "kind": kind, "read_on": when, "length_m": length,
                        "tidy_m": round(length * min(share, 1), 1),
                    }
                )  # fmt: skip
                share += rng.uniform(0.03, 0.2)
    return rows


def surveys() -> list[Row]:
    """Return how many were asked, and how many were satisfied."""
    rows: list[Row] = []
    for content, share in CONTENTS.items():
        for number in sorted(row[0] for row in SUBDISTRICTS):
            for when in (date(2023, 6, 25), date(2023, 12, 10)):
                rng = chance("survey", content, number, when)
                asked = int(rng.integers(40, 120))
                rows.append(
                    {
                        "content": content, "sub_no": str(number), "taken_on": when, "asked": asked,
                        "satisfied": round(asked * min(share * rng.uniform(0.9, 1.08), 1)),
                    }
                )  # fmt: skip
    return rows


def consents(parties: list[Row]) -> list[Row]:
    """Return the consents of those who gave one; some were withdrawn."""
    rows: list[Row] = []
    for party in parties:
        if not party.get("consent"):
            continue
        rng = chance("consent", party["code"])
        when = party["cons_date"]
        end = when + timedelta(days=int(rng.integers(20, 120))) if rng.random() < 0.06 else None
        for purpose in ("name", "amount") if rng.random() < 0.5 else ("name",):
            rows.append(
                {
                    "party": party["code"], "purpose": purpose, "cons_date": when,
                    "paper_no": f"{len(rows) + 1}/DY-MAU", "withdrawn": end,
                }
            )  # fmt: skip
    return rows
