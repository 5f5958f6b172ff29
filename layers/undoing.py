"""Undo a change: every row as it stood before, out of history; itself a change, so that it can be undone too.

Generic over all tables with two times: nothing here knows what a change did. Versions go on counting, so that who read
a row before the undo learns that it was written since.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

import psycopg
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from layers.catalogue import LAYERS
from layers.changes import change
from layers.derived import refresh
from layers.donation_course import BINDING
from layers.editing.refusals import TrackBound
from layers.errors import Refusal, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from layers.once import Once

_TABLES = text(
    """
    SELECT t.oid::regclass::text AS name, kept.oid::regclass::text AS history, t.relname AS bare,
        ARRAY(
            SELECT a.attname::text FROM pg_attribute AS a
            WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
            AND a.attname <> 'change' ORDER BY a.attnum
        ) AS columns,
        ARRAY(
            SELECT a.attname::text FROM pg_index AS i JOIN pg_attribute AS a
            ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = t.oid AND i.indisprimary
        ) AS key,
        ARRAY(
            SELECT c.confrelid::regclass::text FROM pg_constraint AS c
            WHERE c.conrelid = t.oid AND c.contype = 'f' AND c.confrelid <> t.oid
        ) AS refers
    FROM pg_class AS kept
    JOIN pg_namespace AS h ON h.oid = kept.relnamespace AND h.nspname = 'history'
    JOIN pg_class AS t ON t.relname = kept.relname AND t.relkind = 'r'
    JOIN pg_namespace AS n ON n.oid = t.relnamespace AND n.nspname IN ('layers', 'reference')
    WHERE kept.relkind = 'r'
    """
)
_CHANGE = text("SELECT who, kind, reason FROM layers.changes WHERE number = :undone")


_BOUND = text(
    """
    SELECT s.id, d.don_no, array_agg(DISTINCT s.track ORDER BY s.track) AS tracks
    FROM layers.donations_states AS s JOIN layers.donations AS d USING (id)
    WHERE s.id IN (SELECT w.id FROM layers.donations_states AS w WHERE w.change = ANY (:changes)) AND EXISTS (
        SELECT FROM layers.donation_events AS e
        WHERE e.id = s.id AND e.source = 'program' AND e.state = ANY (:binding)
    )
    GROUP BY s.id, d.don_no
    """
)


class UnknownChange(Refusal):
    """There is no such change."""

    detail = _("There is no change {number}: the history of a row names those that wrote it.")


class WrittenSince(Refusal):
    """A later change wrote what this one wrote."""

    detail = _(
        "Change {number} can't be undone alone: change {later} by {who} has written to {table} since. Undo that first."
    )


class RestsOnIt(Refusal):
    """What was entered since would hang in the air."""

    detail = _("Change {number} can't be undone alone: what was entered since rests on it ({what}).")


class NothingToUndo(Refusal):
    """The change left nothing behind."""

    detail = _("Change {number} left nothing that could be undone.")


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    history: str
    bare: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def identity(self) -> bool:
        """Whether others hang on its rows, so that they are changed in place."""
        return self.bare in LAYERS

    @property
    def left_behind(self) -> str:
        """The SQL of the rows as the change left them, whatever became of them later."""
        return (
            f"(SELECT {self.names()} FROM {self.name} WHERE change = :undone"
            f" UNION ALL SELECT {self.names()} FROM {self.history} WHERE change = :undone)"
        )

    def names(self, prefix: str = "") -> str:
        return ", ".join(f'{prefix}"{column}"' for column in self.columns)

    def same(self, one: str, other: str) -> str:
        return " AND ".join(f'{one}."{column}" = {other}."{column}"' for column in self.key)


def undo(connection: Connection, undone: int, *, who: str, reason: str, once: Once | None = None) -> int:
    """Undo a change, in a change of its own.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    undone
        Number of the change; its rows must stand as it left them: what was written to them later is undone before.
    who, reason
        Who undoes it and why.
    once
        The request, where it may come twice.

    Returns
    -------
    int
        The number of the new change; to undo that is to redo the first.

    Raises
    ------
    UnknownChange, WrittenSince, RestsOnIt, NothingToUndo, TrackBound
        Nothing is written then.
    """
    with _held(undone), change(connection, who, "undo", reason, once) as number:
        if connection.execute(_CHANGE, {"undone": undone}).one_or_none() is None:
            raise UnknownChange(number=undone)
        known = _tables(connection)
        tables = [table for table in known if _wrote(connection, table, undone)]
        if not tables:
            raise NothingToUndo(number=undone)
        for table in tables:
            # The version of an identity counts with each of its states, whatever else was written.
            if not table.identity:
                _refuse_later(connection, table, undone)
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        bound = _bound_tracks(connection, [undone])
        _restore(connection, tables, undone)
        _refuse_other_tracks(bound, _bound_tracks(connection, [undone, number]))
        for table in known:
            if not table.identity:
                _refuse_loss(connection, table, undone)
        refresh(connection)
    return number


def _bound_tracks(connection: Connection, changes: list[int]) -> dict[str, list[str | None]]:
    """Return the legal tracks of the donations that some changes wrote and that were signed here."""
    rows = connection.execute(_BOUND, {"changes": changes, "binding": list(BINDING)})
    return {row.don_no: row.tracks for row in rows}


def _refuse_other_tracks(before: Mapping[str, list[str | None]], after: Mapping[str, list[str | None]]) -> None:
    """Refuse another track for what was signed here, as an edit of it does: its papers are of this one."""
    for don_no, tracks in before.items():
        if after.get(don_no, tracks) != tracks:
            raise TrackBound(don_no=don_no)


@contextmanager
def _held(undone: int) -> Iterator[None]:
    """Say it in a sentence where the database holds against an undo."""
    try:
        yield
    except IntegrityError as error:
        cause = error.orig
        name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
        raise RestsOnIt(number=undone, what=name or "?") from error


def _tables(connection: Connection) -> list[_Table]:
    """Return all tables with two times, those that are referred to before those that refer to them."""
    found = {row.name: row for row in connection.execute(_TABLES)}
    order = TopologicalSorter({name: set(row.refers) & found.keys() for name, row in found.items()}).static_order()
    return [
        _Table(row.name, row.history, row.bare, tuple(row.columns), tuple(row.key))
        for row in (found[name] for name in order)
    ]


def _wrote(connection: Connection, table: _Table, undone: int) -> bool:
    return bool(
        connection.scalar(
            text(
                f"SELECT EXISTS (SELECT FROM {table.name} WHERE change = :undone)"
                f" OR EXISTS (SELECT FROM {table.history} WHERE :undone IN (change, replaced))"
            ),
            {"undone": undone},
        )
    )


def _refuse_later(connection: Connection, table: _Table, undone: int) -> None:
    """Refuse where what stands now is not what the change left: a later one wrote there, and was not undone itself."""
    same = table.same("left_", "t")
    later = connection.scalar(
        text(
            f"""
            SELECT coalesce(t.change, (
                SELECT max(h.replaced) FROM {table.history} AS h WHERE {table.same("h", "left_")}
            ))
            FROM {table.left_behind} AS left_ LEFT JOIN {table.name} AS t ON {same}
            WHERE ROW({table.names("t.")}) IS DISTINCT FROM ROW({table.names("left_.")})
            UNION ALL
            SELECT t.change FROM {table.name} AS t JOIN {table.history} AS h ON {table.same("h", "t")}
            WHERE h.replaced = :undone AND NOT EXISTS (SELECT FROM {table.left_behind} AS left_ WHERE {same})
            LIMIT 1
            """
        ),
        {"undone": undone},
    )
    if later is not None:
        who = connection.execute(_CHANGE, {"undone": later}).one().who
        raise WrittenSince(number=undone, later=later, who=who, table=table.bare)


def _refuse_loss(connection: Connection, table: _Table, undone: int) -> None:
    """Refuse where what was entered later went along, such as an event of a donation that goes."""
    lost = text(
        f"SELECT EXISTS (SELECT FROM {table.history} AS h"
        " WHERE replaced = layers.current_change() AND change > :undone"
        f" AND NOT EXISTS (SELECT FROM {table.left_behind} AS left_ WHERE {table.same('left_', 'h')}))"
    )
    if connection.scalar(lost, {"undone": undone}):
        raise RestsOnIt(number=undone, what=table.bare)


def _restore(connection: Connection, tables: Sequence[_Table], undone: int) -> None:
    """Put back what the change took away and take away what it wrote.

    Identities come back first and go last; in between all else goes, leaves first, and comes back, roots first.
    """

    def run(statement: str) -> None:
        connection.execute(text(statement), {"undone": undone})

    identities = [table for table in tables if table.identity]
    others = [table for table in tables if not table.identity]
    for table in identities:
        run(_rename_back(table))
        # A row that comes back has been written since whoever read it.
        run(_come_back(table, table.names("h.").replace('h."version"', 'h."version" + 1')))
    for table in reversed(others):
        run(f"DELETE FROM {table.name} AS t USING {table.left_behind} AS left_ WHERE {table.same('t', 'left_')}")
    for table in others:
        run(_come_back(table, table.names("h.")))
    for table in reversed(identities):
        run(_go(table))


def _rename_back(table: _Table) -> str:
    """Return the statement that gives identities their business keys of before."""
    names = LAYERS[table.bare].key
    taken = ", ".join(f'"{name}" = h."{name}"' for name in names)
    differ = " OR ".join(f't."{name}" <> h."{name}"' for name in names)
    return (
        f"UPDATE {table.name} AS t SET {taken} FROM {table.history} AS h"
        f" WHERE h.replaced = :undone AND h.id = t.id AND ({differ})"
    )


def _come_back(table: _Table, values: str) -> str:
    """Return the statement that inserts the rows that the change took away."""
    return (
        f"INSERT INTO {table.name} ({table.names()}) SELECT {values} FROM {table.history} AS h"
        f" WHERE h.replaced = :undone AND NOT EXISTS (SELECT FROM {table.name} AS t WHERE {table.same('t', 'h')})"
    )


def _go(table: _Table) -> str:
    """Return the statement that deletes the identities that there were not before the change."""
    return (
        f"DELETE FROM {table.name} AS t WHERE"
        f" (t.change = :undone OR EXISTS (SELECT FROM {table.history} AS h WHERE h.id = t.id AND h.change = :undone))"
        f" AND NOT EXISTS ("
        f"SELECT FROM {table.history} AS h WHERE h.id = t.id AND h.change < :undone AND h.replaced >= :undone)"
    )
