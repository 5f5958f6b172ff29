"""Write the rows of `incoming` that differ from what is stored: sets, not row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, text

from layers.donations import EVENT_COLUMNS, STATES
from layers.importing.references import make_parties
from layers.importing.remarks import event
from layers.importing.staging import outdated, quoted, stored_columns

if TYPE_CHECKING:
    from layers.declaration import Layer
    from layers.importing.problems import Problems

_VALUES: Final = ", ".join(f"({seq}, '{state}', f.{EVENT_COLUMNS[state]})" for seq, state in enumerate(STATES, start=1))
_EVENTS: Final = (
    "SELECT m.row, m.id, e.seq, e.state, e.day FROM incoming AS f JOIN matched AS m USING (row)"
    f" CROSS JOIN LATERAL (VALUES {_VALUES}) AS e (seq, state, day) WHERE e.day IS NOT NULL"
)


def match_events(connection: Connection, problems: Problems) -> None:
    """Find how the events of the file's donations differ from those stored; such a donation has changed."""
    connection.execute(text(f"CREATE TEMP TABLE incoming_events ON COMMIT DROP AS {_EVENTS}"))
    connection.execute(text("ANALYZE incoming_events"))
    kept = connection.execute(
        text(
            "DELETE FROM incoming_events AS n USING layers.donation_events AS e"
            " WHERE e.id = n.id AND e.seq = n.seq AND e.source = 'program'"
            " RETURNING n.row, n.state, n.day AS said, e.day, e.state AS stored"
        )
    ).all()
    kept = [row for row in kept if (row.said, row.state) != (row.day, row.stored)]
    problems.add("kept_event", [row.row for row in kept], [event(row.stored, row.day) for row in kept])
    connection.execute(
        text(
            """
            UPDATE matched AS m SET status = 'changed' WHERE m.status = 'same' AND (
                EXISTS (
                    SELECT FROM incoming_events AS n WHERE n.id = m.id AND NOT EXISTS (
                        SELECT FROM layers.donation_events AS e
                        WHERE (e.id, e.seq, e.state, e.day) = (n.id, n.seq, n.state, n.day)
                    )
                )
                OR EXISTS (
                    SELECT FROM layers.donation_events AS e WHERE e.id = m.id AND e.source = 'import'
                    AND NOT EXISTS (SELECT FROM incoming_events AS n WHERE (n.id, n.seq) = (e.id, e.seq))
                )
            )
            """
        )
    )


def write(connection: Connection, layer: Layer, *, dated: bool, events: bool) -> None:
    """Write what differs, in a transaction that opened a change.

    Parameters
    ----------
    connection
        After `staging.match`.
    layer
        What is imported.
    dated
        Whether the file's periods replace the stored ones of its keys; without, the latest is corrected.
    events
        Whether the file has days of events, which replace the imported ones.
    """
    make_parties(connection, layer)
    key, columns = quoted(*layer.key), stored_columns(layer)
    states = f"layers.{layer.name}_states"
    connection.execute(
        text(f"INSERT INTO layers.{layer.name} (id, {key}) SELECT id, {key} FROM incoming_keys WHERE fresh")
    )
    if dated:
        connection.execute(
            text(
                f"DELETE FROM {states} AS gone USING (SELECT s.id, s.valid {outdated(layer)}) AS old"
                " WHERE (gone.id, gone.valid) = (old.id, old.valid)"
            )
        )
    taken = ", ".join(f'"{name}" = f."{name}"' for name in columns)
    connection.execute(
        text(
            f"UPDATE {states} AS s SET {taken} FROM incoming AS f JOIN matched AS m USING (row)"
            f" WHERE m.status = 'changed' AND (s.id, s.valid) = (m.id, m.valid)"
            f" AND ROW({quoted(*columns, of='s')}) IS DISTINCT FROM ROW({quoted(*columns, of='f')})"
        )
    )
    connection.execute(
        text(
            f"INSERT INTO {states} (id, valid, {quoted(*columns)})"
            f" SELECT m.id, m.valid, {quoted(*columns, of='f')} FROM incoming AS f JOIN matched AS m USING (row)"
            " WHERE m.status IN ('new', 'period')"
        )
    )
    if events:
        _write_events(connection)


def _write_events(connection: Connection) -> None:
    # Those that are there are told by the key: where PostgreSQL took the table for empty, each was sought in all that
    # the same statement had written before it.
    for statement in (
        """
        DELETE FROM layers.donation_events AS e USING matched AS m
        WHERE e.id = m.id AND e.source = 'import'
        AND NOT EXISTS (SELECT FROM incoming_events AS n WHERE (n.id, n.seq) = (e.id, e.seq))
        """,
        """
        UPDATE layers.donation_events AS e SET day = n.day, state = n.state FROM incoming_events AS n
        WHERE (e.id, e.seq) = (n.id, n.seq) AND (e.day, e.state) <> (n.day, n.state)
        """,
        """
        INSERT INTO layers.donation_events (id, seq, state, day, source)
        SELECT n.id, n.seq, n.state, n.day, 'import' FROM incoming_events AS n
        ON CONFLICT (id, seq) DO NOTHING
        """,
    ):
        connection.execute(text(statement))
