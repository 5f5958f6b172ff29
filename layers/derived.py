"""What is worked out from the layers and kept: brought up to date in the transaction that made it stale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.blocks import refresh_blocks
from layers.database import engine
from layers.donation_cells import publish_cells
from layers.standing import stored_srid
from layers.widening_publication import LEFT_UNPUBLISHED, forget_stale_figures, publish_figures

if TYPE_CHECKING:
    from layers.database import Addresses

LEFT_STALE = f"SELECT EXISTS (SELECT FROM derived.stale) OR ({LEFT_UNPUBLISHED})"
"""Whether anything is left to be worked out again."""

_TAKE = text("DELETE FROM derived.stale RETURNING kind, key")
_KEEP_ENDED = text("SELECT derived.keep_ended_parcels()")
_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended('moduong.derived', 0))")


def refresh(connection: Connection) -> None:
    """Work out again what the triggers named stale: blocks of parcels and the public's cells.

    Writers call it last in their transaction, so that whoever sees a change sees what follows from it.

    Parameters
    ----------
    connection
        In a transaction that opened a change, as the officer or the owner.
    """
    connection.execute(_KEEP_ENDED)
    stale: dict[str, list[str]] = {"blocks": [], "cells": []}
    for kind, key in connection.execute(_TAKE):
        stale[kind].append(key)
    if stale["blocks"]:
        refresh_blocks(connection, sorted(stale["blocks"]))
    srid = stored_srid(connection)
    for code in sorted(stale["cells"]):
        publish_cells(connection, code, srid)


def catch_up(to: Addresses) -> None:
    """Work out again what writes left, unless somebody else is just doing it.

    Writes past the program leave blocks and cells; the public's figures of roads are always left to this. They take
    longest: nobody waits for them who writes where blocks or cells were stale, or keeps figures of the office's.
    """
    office = engine(to.officer)
    with office.begin() as connection:
        if not connection.scalar(_ALONE):
            return
        refresh(connection)
    with office.execution_options(isolation_level="REPEATABLE READ").begin() as connection:
        if not connection.scalar(_ALONE) or not connection.scalar(text(LEFT_UNPUBLISHED)):
            return
        publish_figures(connection)
    with office.begin() as connection:
        forget_stale_figures(connection)
