"""The file's rows in a temporary table of the importing transaction, and how they differ from what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from psycopg import sql
from sqlalchemy import Connection, text

from layers.declaration import Column, Kind, Layer
from layers.donations import EVENT_COLUMNS
from layers.importing.columns import COMPUTED, staged_columns

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from layers.importing.report import Counts

_CHUNK: Final = 1 << 18
_SHOWN_KEYS: Final = 20
_TYPES: Final = {Kind.TEXT: "text", Kind.INTEGER: "bigint", Kind.BOOLEAN: "boolean", Kind.DATE: "date"}


def sql_type(column: Column) -> str:
    """Return the SQL type of a declared column, as the layer's own table has it."""
    return f"numeric(18, {column.digits})" if column.kind is Kind.DECIMAL else _TYPES[column.kind]


def quoted(*names: str, of: str = "") -> str:
    """Return column names for a statement, quoted: "class" is a column too."""
    return ", ".join(f'{of}."{name}"' if of else f'"{name}"' for name in names)


def key_text(layer: Layer, of: str = "") -> str:
    """Return the expression of what a row is known by, as people write it: sheet/parcel."""
    return f"concat_ws('/', {quoted(*layer.key, of=of)})"


def stored_columns(layer: Layer) -> list[str]:
    """Return the columns of a layer's states that a file decides."""
    return [*(column.name for column in layer.columns), *(["geom"] if layer.geometry else [])]


def stage(connection: Connection, layer: Layer, rows: Path, srid: int) -> None:
    """Copy the prepared rows into the temporary table `incoming`; it is gone with the transaction.

    Parameters
    ----------
    connection
        In a transaction.
    layer, rows, srid
        What `preparing.prepare` wrote for which layer in which zone.
    """
    columns = [f'"{column.name}" {sql_type(column)}' for column in layer.columns]
    if layer.geometry:
        columns.append(f"geom geometry(Geometry, {srid})")
    if layer.events:
        columns += [f"{name} date" for name in EVENT_COLUMNS.values()]
    connection.execute(
        text(
            f"CREATE TEMP TABLE incoming (row int PRIMARY KEY, {', '.join(columns)}, valid_from date, valid_to date,"
            " valid daterange GENERATED ALWAYS AS (daterange(valid_from, valid_to)) STORED) ON COMMIT DROP"
        )
    )
    driver: psycopg.Connection[object] = connection.connection.driver_connection  # type: ignore[assignment]
    statement = sql.SQL("COPY incoming ({}) FROM STDIN").format(
        sql.SQL(", ").join(map(sql.Identifier, staged_columns(layer)))
    )
    with driver.cursor() as cursor, cursor.copy(statement) as copy, rows.open("rb") as file:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)
    connection.execute(text("ANALYZE incoming"))


def match(connection: Connection, layer: Layer, *, dated: bool) -> None:
    """Find for each row of `incoming` its identity and whether it is new, another period, changed or the same.

    A file without periods gives the latest state of what is stored already, whatever that one's period is.

    Parameters
    ----------
    connection
        In the transaction of `stage`.
    layer
        What is imported.
    dated
        Whether the file has periods.
    """
    key = quoted(*layer.key)
    connection.execute(
        text(
            f"CREATE TEMP TABLE incoming_keys ON COMMIT DROP AS"
            f" SELECT {quoted(*layer.key, of='k')}, coalesce(i.id, gen_random_uuid()) AS id, i.id IS NULL AS fresh"
            f" FROM (SELECT DISTINCT {key} FROM incoming) AS k LEFT JOIN layers.{layer.name} AS i USING ({key})"
        )
    )
    connection.execute(text("ANALYZE incoming_keys"))
    states = f"layers.{layer.name}_states"
    if dated:
        stored, valid = f"LEFT JOIN {states} AS s ON s.id = k.id AND s.valid = f.valid", "f.valid"
    else:
        stored = (
            f"LEFT JOIN LATERAL (SELECT * FROM {states} AS s WHERE s.id = k.id AND NOT k.fresh"
            " ORDER BY upper_inf(s.valid) DESC, upper(s.valid) DESC LIMIT 1) AS s ON true"
        )
        valid = "coalesce(s.valid, f.valid)"
    columns = stored_columns(layer)
    connection.execute(
        text(
            f"""
            CREATE TEMP TABLE matched ON COMMIT DROP AS
            SELECT f.row, k.id, {valid} AS valid, CASE
                WHEN k.fresh THEN 'new'
                WHEN s.id IS NULL THEN 'period'
                WHEN ROW({quoted(*columns, of="s")}) IS DISTINCT FROM ROW({quoted(*columns, of="f")}) THEN 'changed'
                ELSE 'same'
            END AS status
            FROM incoming AS f JOIN incoming_keys AS k USING ({key}) {stored}
            """
        )
    )
    connection.execute(text("ALTER TABLE matched ADD PRIMARY KEY (row)"))
    connection.execute(text("ANALYZE matched"))


def outdated(layer: Layer) -> str:
    """Return the condition for stored periods `s` of the file's keys that the file no longer has."""
    return (
        f"FROM layers.{layer.name}_states AS s JOIN incoming_keys AS k ON k.id = s.id AND NOT k.fresh"
        " WHERE NOT EXISTS (SELECT FROM matched AS m WHERE m.id = s.id AND m.valid = s.valid)"
    )


def count(connection: Connection, layer: Layer, counts: Counts, refused: list[str], *, dated: bool) -> list[str]:
    """Fill in how the file differs from what is stored; return the first keys that the file lacks.

    Parameters
    ----------
    connection, layer
        After `match`.
    counts
        Takes the numbers.
    refused
        Keys of rows that are in the file and were refused.
    dated
        Whether the file has periods.
    """
    found = {
        row.status: row.rows
        for row in connection.execute(text("SELECT status, count(*) AS rows FROM matched GROUP BY status"))
    }
    counts.new = found.get("new", 0)
    counts.changed = found.get("changed", 0) + found.get("period", 0)
    counts.unchanged = found.get("same", 0)
    if dated:
        counts.removed = int(connection.scalar(text(f"SELECT count(*) {outdated(layer)}")) or 0)
    named = key_text(layer, of="i")
    lacking = (
        f"FROM layers.{layer.name} AS i WHERE NOT EXISTS (SELECT FROM incoming_keys AS k WHERE k.id = i.id)"
        f" AND NOT EXISTS (SELECT FROM unnest(CAST(:refused AS text[])) AS r (key) WHERE r.key = {named})"
    )
    given = {"refused": refused}
    counts.missing = int(connection.scalar(text(f"SELECT count(*) {lacking}"), given) or 0)
    if COMPUTED & set(layer.key):
        return []
    return list(connection.scalars(text(f"SELECT {named} {lacking} ORDER BY 1 LIMIT {_SHOWN_KEYS}"), given))
