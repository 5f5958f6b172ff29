"""Which program worked out what is kept: another one works figures and the public's cells out again."""

from __future__ import annotations

import hashlib
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import shapely
from sqlalchemy import text

from layers.changes import change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

    from sqlalchemy import Engine

FIGURES = (
    "donation_cells.py",
    "public_days.py",
    "public_months.py",
    "public_surroundings.py",
    "recorded_courses.py",
    "road_figures.py",
    "widening_answers.py",
    "widening_divisions.py",
    "widening_figures.py",
    "widening_progress.py",
    "widening_publication.py",
    "widening_records.py",
)
"""Modules of the layers that figures and cells are read, put together and published by."""

_STORED = text("SELECT value FROM office.settings WHERE name = 'engine'")
_STORE = text(
    """
    INSERT INTO office.settings (name, value) VALUES ('engine', :engine)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value
    """
)
_SOMETHING_KEPT = text(
    """
    SELECT EXISTS (SELECT FROM derived.figures) OR EXISTS (SELECT FROM derived.public_figures)
        OR EXISTS (SELECT FROM derived.donation_cells)
    """
)
_FORGET = [text(f"DELETE FROM derived.{table}") for table in ("figures", "public_inputs")]
_CELLS_ARE_STALE = text(
    """
    INSERT INTO derived.stale (kind, key) SELECT DISTINCT 'cells', code FROM layers.road_segments_states
    ON CONFLICT DO NOTHING
    """
)
_TOUCH_EVERYTHING = text("INSERT INTO derived.touched_ground (change, ground) VALUES (:number, NULL)")


def forget_other_engines(engine: Engine, version: str | None = None) -> None:
    """Have all figures and cells worked out again where another program worked out those that are kept.

    To what is kept it is a change that touches all ground; the public is shown the old until the new is there.

    Parameters
    ----------
    engine
        As the owner.
    version
        Of the widening engine, by default this program's.
    """
    version = version or engine_version()
    with engine.connect() as connection:
        if connection.scalar(_STORED) == version:
            return
        kept = connection.scalar(_SOMETHING_KEPT)
        connection.rollback()
        if not kept:
            with connection.begin():
                connection.execute(_STORE, {"engine": version})
            return
        with change(connection, "moduong", "engine", "Chương trình có bản tính mới") as number:
            for forget in _FORGET:
                connection.execute(forget)
            connection.execute(_CELLS_ARE_STALE)
            connection.execute(_TOUCH_EVERYTHING, {"number": number})
            connection.execute(_STORE, {"engine": version})


def engine_version() -> str:
    """Return a digest of what figures are made by: the geometry, what puts it together, the libraries that they use."""
    digest = hashlib.sha256(f"{shapely.__version__} {shapely.geos_version} {np.__version__}".encode())
    for module in _modules(resources.files("geo")):
        digest.update(module.read_bytes())
    for name in FIGURES:
        digest.update(resources.files("layers").joinpath(name).read_bytes())
    return digest.hexdigest()


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _modules(entry)
        elif entry.name.endswith(".py"):
            yield entry
