"""Dated reference tables: what law and custom fix, and the office edits; never a constant in code.

One code may name two things on two days: 15271 is the town (thị trấn) Hà Trung until 30/06/2025 and the commune
(xã) Hà Trung, another territory, from 01/07/2025 (Nghị quyết 1686/NQ-UBTVQH15).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, ExcludeConstraint

SCHEMA = "reference"


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """A dated table of codes.

    Attributes
    ----------
    name
        Table name; its first rows stand in `reference_data/{name}.csv`.
    label
        Title, a gettext message id.
    columns
        Columns beside code, period, labels and note, with their SQL types.
    """

    name: str
    label: str
    columns: tuple[tuple[str, type[Text | Boolean | Integer | Numeric]], ...] = ()  # type: ignore[type-arg]


UNITS = ReferenceTable("units", "Administrative units", (("level", Text),))
LAND_USES = ReferenceTable(
    "land_uses",
    "Land uses",
    (("blocks", Boolean), ("ground", Text), ("min_area_m2", Numeric), ("min_width_m", Numeric)),
)
ROAD_CLASSES = ReferenceTable(
    "road_classes",
    "Road classes",
    (("rank", Integer), ("carriageway_m", Numeric), ("roadbed_m", Numeric)),
)
REQUIRED_PAPERS = ReferenceTable(
    "required_papers",
    "Papers that a donation's move needs",
    # One of the kinds in `any_of`, parted by spaces; with `of_each` one from each co-user or mortgage bank.
    (("track", Text), ("state", Text), ("any_of", Text), ("of_each", Text)),
)
CLEARANCE_LIMITS = ReferenceTable(
    "clearance_limits",
    "Legal time limits of site clearance",
    # `unit` is calendar or working; `bound` says whether the step comes within the term or after it.
    (
        ("step", Integer),
        ("since_step", Integer),
        ("days", Integer),
        ("unit", Text),
        ("bound", Text),
        ("land", Text),
        ("law", Text),
    ),
)
PUBLIC_HOLIDAYS = ReferenceTable("public_holidays", "Public holidays", (("works", Boolean),))
SURVEY_CONTENTS = ReferenceTable("survey_contents", "Contents of satisfaction surveys", (("least_pct", Numeric),))
LEGAL_BASES = ReferenceTable("legal_bases", "Law that minutes name", (("track", Text),))
"""Named by all minutes where there is no track."""
REFERENCE_TABLES = {
    table.name: table
    for table in (
        UNITS,
        LAND_USES,
        ROAD_CLASSES,
        REQUIRED_PAPERS,
        CLEARANCE_LIMITS,
        PUBLIC_HOLIDAYS,
        SURVEY_CONTENTS,
        LEGAL_BASES,
    )
}


def add_reference_tables(metadata: MetaData) -> None:
    """Add the reference tables to `metadata`: one row a code and period, no two periods overlapping."""
    for reference in REFERENCE_TABLES.values():
        Table(
            reference.name,
            metadata,
            Column("code", Text, primary_key=True),
            Column("valid", DATERANGE, primary_key=True, server_default=text("'(,)'")),
            Column("label_vi", Text, nullable=False),
            Column("label_en", Text, nullable=False),
            *(Column(name, kind) for name, kind in reference.columns),
            Column("note", Text),
            Column("change", BigInteger, nullable=False, server_default=text("0")),
            CheckConstraint("NOT isempty(valid)", name=f"{reference.name}_period"),
            ExcludeConstraint(("code", "="), ("valid", "&&"), name=f"{reference.name}_one_meaning_a_day"),
            schema=SCHEMA,
        )


def first_rows(reference: ReferenceTable) -> list[dict[str, str | None]]:
    """Return the rows that a new database starts with, values as text, empty ones as None."""
    path = resources.files("layers").joinpath("reference_data", f"{reference.name}.csv")
    with path.open(encoding="utf-8") as lines:
        return [{name: value or None for name, value in row.items()} for row in csv.DictReader(lines)]


SPANS = """
    SELECT daterange(day, lead(day) OVER (ORDER BY day NULLS FIRST)) AS span
    FROM (
        SELECT NULL::date AS day
        UNION SELECT lower(valid) FROM {table} AS r UNION SELECT upper(valid) FROM {table} AS r
    ) AS days
"""
"""SQL of the spans of days between changes of a reference table: in each it says one thing."""
