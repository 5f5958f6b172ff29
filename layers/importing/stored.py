"""What a file would do to what is stored, told before it is done: values emptied, events lost, land held twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, text

from layers.errors import Remark, _
from layers.importing.problems import KEPT
from layers.importing.remarks import decimal, event
from layers.importing.staging import key_text, stored_columns

if TYPE_CHECKING:
    from layers.declaration import Layer
    from layers.importing.problems import Problems

OVERLAP_M2: Final = 0.1
"""Less common land than this is noise of the survey."""
_HOLD_LAND: Final = frozenset({"parcels", "donations"})


def note_what_is_lost(connection: Connection, layer: Layer, problems: Problems, *, events: bool) -> None:
    """Note columns whose stored values would become empty, and imported events that the file lacks.

    Parameters
    ----------
    connection
        After `staging.match` and, with events, `writing.match_events`.
    layer
        What is imported.
    problems
        Takes what is found.
    events
        Whether the file has days of events.
    """
    names = [name for name in stored_columns(layer) if name not in {*layer.key, "geom"}]
    if names:
        counted = ", ".join(f'count(*) FILTER (WHERE s."{name}" IS NOT NULL AND f."{name}" IS NULL)' for name in names)
        emptied = connection.execute(
            text(
                f"SELECT {counted} FROM incoming AS f JOIN matched AS m USING (row)"
                f" JOIN layers.{layer.name}_states AS s ON (s.id, s.valid) = (m.id, m.valid) WHERE m.status = 'changed'"
            )
        ).one()
        for name, rows in zip(names, emptied, strict=True):
            if rows:
                problems.add("emptied", [0], [Remark(_("{number} rows"), number=rows)], column=name)
    if events:
        _lost_events(connection, problems)


def _lost_events(connection: Connection, problems: Problems) -> None:
    lost = connection.execute(
        text(
            """
            SELECT m.row, e.state, e.day FROM matched AS m JOIN layers.donation_events AS e USING (id)
            WHERE e.source = 'import' AND NOT EXISTS (
                SELECT FROM incoming_events AS n WHERE (n.id, n.state) = (e.id, e.state)
            )
            ORDER BY m.row, e.day
            """
        )
    ).all()
    problems.add("lost_event", [row.row for row in lost], [event(row.state, row.day) for row in lost])


def note_overlaps(connection: Connection, layer: Layer, problems: Problems) -> None:
    """Note new and changed land that lies on land stored under a key that the file does not name.

    Parameters
    ----------
    connection
        After `staging.match`.
    layer
        What is imported; layers whose rows may lie on one another are not looked at.
    problems
        Takes what is found, the largest of each row.
    """
    if layer.name not in _HOLD_LAND:
        return
    # Each neighbour is looked up among the file's keys: without an index all of them are read for each.
    connection.execute(text("CREATE INDEX ON incoming_keys (id)"))
    found = connection.execute(
        text(
            f"""
            SELECT m.row, o.name, o.area FROM incoming AS f JOIN matched AS m USING (row) CROSS JOIN LATERAL (
                SELECT {key_text(layer, of="i")} AS name, ST_Area(ST_Intersection(s.geom, f.geom)) AS area
                FROM layers.{layer.name}_states AS s JOIN layers.{layer.name} AS i USING (id)
                WHERE ST_Intersects(s.geom, f.geom) AND s.valid && m.valid
                AND NOT EXISTS (SELECT FROM incoming_keys AS k WHERE k.id = s.id)
                ORDER BY area DESC LIMIT 1
            ) AS o
            WHERE m.status <> 'same' AND o.area > :least
            ORDER BY m.row
            """
        ),
        {"least": OVERLAP_M2},
    ).all()
    told = [Remark("{name}: {area} m²", name=row.name, area=decimal(row.area, 2)) for row in found[:KEPT]]
    problems.add("overlaps_stored", [row.row for row in found], told)
