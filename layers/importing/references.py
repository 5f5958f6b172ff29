"""What a file's rows point to: other layers by their keys, codes by their tables, owners by their text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.catalogue import LAYERS
from layers.errors import _
from layers.importing.staging import key_text, quoted

if TYPE_CHECKING:
    from layers.declaration import Column, Layer
    from layers.importing.problems import Problems


def check_references(connection: Connection, layer: Layer, problems: Problems) -> int:
    """Note what the rows of `incoming` point to and isn't there; return how many parties will be made.

    Parameters
    ----------
    connection
        In the transaction of `staging.stage`.
    layer
        What is imported.
    problems
        Takes unknown references (mending empties them), codes and owners, and namesakes.
    """
    for column in layer.columns:
        if column.codes:
            _codes(connection, column, problems)
        if column.refers and column.refers != "parties":
            _unknown(connection, column, problems)
    if layer.name == "household_steps":
        _no_household(connection, problems)
    if layer.name == "parties":
        _same_names(connection, problems)
    return _owners(connection, layer, problems)


def drop_bad(connection: Connection, layer: Layer, problems: Problems) -> list[str]:
    """Take the rows that are refused out of `incoming`; return their keys."""
    dropped = connection.scalars(
        text(f"DELETE FROM incoming WHERE row = ANY (:bad) RETURNING {key_text(layer)}"), {"bad": sorted(problems.bad)}
    )
    return list(dropped)


def make_parties(connection: Connection, layer: Layer) -> None:
    """Make a party, named by its exact text, for each owner without a code."""
    for column in _party_columns(layer):
        connection.execute(
            text(
                f"""
                WITH made AS (
                    INSERT INTO layers.parties (code) SELECT DISTINCT {quoted(column.name)} FROM incoming
                    WHERE {quoted(column.name)} IS NOT NULL ON CONFLICT DO NOTHING
                    RETURNING id, code
                )
                INSERT INTO layers.parties_states (id, code, name) SELECT id, code, code FROM made
                """
            )
        )


def _party_columns(layer: Layer) -> list[Column]:
    return [column for column in layer.columns if column.refers == "parties"]


def _codes(connection: Connection, column: Column, problems: Problems) -> None:
    """Codes may be joined, as in ODT+CLN."""
    found = connection.execute(
        text(
            f"""
            SELECT min(f.row) AS row, f.value, count(*) AS times
            FROM (SELECT row, {quoted(column.name)} AS value FROM incoming) AS f
            WHERE EXISTS (
                SELECT FROM unnest(string_to_array(f.value, '+')) AS part
                WHERE NOT EXISTS (SELECT FROM reference.{column.codes} AS r WHERE r.code = trim(part))
            )
            GROUP BY f.value ORDER BY 1
            """
        )
    ).all()
    details = [f"{row.value} ({row.times}×)" for row in found]
    problems.add("unknown_code", [row.row for row in found], details, column=column.name)


def _unknown(connection: Connection, column: Column, problems: Problems) -> None:
    other = LAYERS[column.refers]
    name = quoted(column.name)
    unknown = (
        f"f.{name} IS NOT NULL AND NOT EXISTS"
        f" (SELECT FROM layers.{other.name} AS o WHERE o.{quoted(other.key[0])} = f.{name})"
    )
    found = connection.execute(text(f"SELECT f.row, f.{name} AS value FROM incoming AS f WHERE {unknown}")).all()
    mends = problems.add(
        "unknown_reference",
        [row.row for row in found],
        [f"{row.value} ({other.name})" for row in found],
        column=column.name,
        mend="" if column.required else _("left empty"),
    )
    if mends:
        connection.execute(text(f"UPDATE incoming AS f SET {name} = NULL WHERE {unknown}"))


def _no_household(connection: Connection, problems: Problems) -> None:
    found = connection.execute(
        text(
            """
            SELECT f.row, concat_ws('/', f.zone_no, f.owner) AS value FROM incoming AS f
            WHERE NOT EXISTS (
                SELECT FROM layers.clearance_households AS h WHERE (h.zone_no, h.owner) = (f.zone_no, f.owner)
            )
            """
        )
    ).all()
    problems.add(
        "unknown_reference",
        [row.row for row in found],
        [f"{row.value} (clearance_households)" for row in found],
        column="owner",
    )


def _owners(connection: Connection, layer: Layer, problems: Problems) -> int:
    made = 0
    for column in _party_columns(layer):
        found = connection.execute(
            text(
                f"""
                WITH owners AS (
                    SELECT {quoted(column.name)} AS value, min(row) AS row FROM incoming AS f
                    WHERE NOT EXISTS (SELECT FROM layers.parties AS p WHERE p.code = {quoted(column.name, of="f")})
                    GROUP BY 1
                ),
                same AS (SELECT lower(value) AS name, array_agg(value ORDER BY value) AS written FROM owners GROUP BY 1)
                SELECT f.row, f.value, concat_ws(
                    ', ', namesake.codes, nullif(array_to_string(array_remove(same.written, f.value), ', '), '')
                ) AS codes
                FROM owners AS f JOIN same ON same.name = lower(f.value)
                LEFT JOIN LATERAL (
                    SELECT string_agg(DISTINCT s.code, ', ') AS codes FROM layers.parties_states AS s
                    WHERE lower(s.name) = lower(f.value)
                ) AS namesake ON true
                ORDER BY 1
                """
            )
        ).all()
        made += len(found)
        problems.add("unknown_party", [row.row for row in found], [row.value for row in found], column=column.name)
        same = [row for row in found if row.codes]
        problems.add(
            "namesake", [row.row for row in same], [f"{row.value}: {row.codes}" for row in same], column=column.name
        )
    return made


def _same_names(connection: Connection, problems: Problems) -> None:
    found = connection.execute(
        text(
            """
            WITH named AS (
                SELECT code, name FROM incoming
                UNION SELECT s.code, s.name FROM layers.parties_states AS s
                WHERE NOT EXISTS (SELECT FROM incoming AS f WHERE f.code = s.code)
            ),
            same AS (
                SELECT lower(name) AS name, string_agg(code, ', ' ORDER BY code) AS codes
                FROM named GROUP BY lower(name) HAVING count(*) > 1
            )
            SELECT min(f.row) AS row, min(f.name) AS name, same.codes
            FROM incoming AS f JOIN same ON same.name = lower(f.name) GROUP BY same.codes, same.name ORDER BY 1
            """
        )
    ).all()
    problems.add("namesake", [row.row for row in found], [f"{row.name}: {row.codes}" for row in found], column="name")
