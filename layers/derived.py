"""What is worked out from the layers and kept: brought up to date in the transaction that made it stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.blocks import refresh_blocks
from layers.database import engine
from layers.publication import publish_cells

if TYPE_CHECKING:
    from layers.database import Addresses

LEFT_STALE = "SELECT EXISTS (SELECT FROM derived.stale)"
"""Whether a write past the program left anything to be worked out again."""

_TAKE = text("DELETE FROM derived.stale RETURNING kind, key")
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('moduong.derived', 0))")
_SRID = text("SELECT cast(value AS int) FROM office.settings WHERE name = 'srid'")


def refresh(connection: Connection) -> None:
    """Work out again what the triggers named stale: blocks of parcels and the public's cells.

    Writers call it last in their transaction, so that whoever sees a change sees what follows from it.

    Parameters
    ----------
    connection
        In a transaction that opened a change, as the officer or the owner.
    """
    stale: dict[str, list[str]] = {"blocks": [], "cells": []}
    for kind, key in connection.execute(_TAKE):
        stale[kind].append(key)
    if stale["blocks"]:
        refresh_blocks(connection, sorted(stale["blocks"]))
    srid = int(connection.scalar(_SRID) or 0)
    for code in sorted(stale["cells"]):
        publish_cells(connection, code, srid)


def catch_up(to: Addresses) -> None:
    """Work out again what a write past the program left stale, unless somebody else is just doing it."""
    with engine(to.officer).begin() as connection:
        if connection.scalar(_ALONE):
            refresh(connection)
