"""SQL that gives a table its two times: stamps, history and announcements; and its first rows. For migrations only.

Valid time is a column of the table (`valid`, or `day` for events). Recorded time is the number of the change that
wrote a row (`change`) and, for rows that were replaced, of the change that took it away (`history.T.replaced`):
what stood at change n is every row with change <= n, of the table itself, or of its history with n < replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.reference import first_rows

if TYPE_CHECKING:
    from layers.reference import ReferenceTable


def tracking(schema: str, table: str, columns: list[str]) -> list[str]:
    """Return the statements that make `schema.table` remember every row it ever held.

    Parameters
    ----------
    schema, table
        The table; it has a column `change`.
    columns
        Its columns, without generated ones.
    """
    kept = f"history.{table}"
    names = ", ".join(f'"{name}"' for name in columns)
    statements = [
        f"CREATE TABLE {kept} (LIKE {schema}.{table} INCLUDING GENERATED, replaced bigint NOT NULL)",
        f"""CREATE FUNCTION history.keep_{table}() RETURNS trigger
            LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
            BEGIN
                INSERT INTO {kept} ({names}, replaced)
                SELECT {names}, layers.current_change() FROM old_rows
                WHERE change <> layers.current_change();
                RETURN NULL;
            END $$""",
        f"""CREATE TRIGGER require_change BEFORE INSERT OR UPDATE OR DELETE ON {schema}.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION layers.require_change()""",
        f"""CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON {schema}.{table}
            FOR EACH ROW EXECUTE FUNCTION layers.stamp()""",
        f"""CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {schema}.{table}
            FOR EACH STATEMENT EXECUTE FUNCTION history.refuse()""",
        f"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {kept}
            FOR EACH STATEMENT EXECUTE FUNCTION history.refuse()""",
    ]
    statements += [
        f"""CREATE TRIGGER keep_{event.lower()} AFTER {event} ON {schema}.{table}
            REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION history.keep_{table}()"""
        for event in ("UPDATE", "DELETE")
    ]
    return statements


def versioning(identity: str, table: str) -> list[str]:
    """Return the statements that count an identity's version up, once a change, when `table` is written.

    Parameters
    ----------
    identity
        Name of the identity table in schema `layers`.
    table
        Table of states or events in schema `layers` whose `id` points to it.
    """
    statements = [
        f"""CREATE FUNCTION layers.count_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                UPDATE layers.{identity} SET version = version + 1
                WHERE change <> layers.current_change() AND id IN (SELECT id FROM touched_rows);
                RETURN NULL;
            END $$"""
    ]
    statements += [
        f"""CREATE TRIGGER count_{event.lower()} AFTER {event} ON layers.{table}
            REFERENCING {age} TABLE AS touched_rows
            FOR EACH STATEMENT EXECUTE FUNCTION layers.count_{table}()"""
        for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ]
    return statements


def announcing(schema: str, table: str, layer: str, through: str = "") -> list[str]:
    """Return the statements that name, at commit, the z17 cells of a layer that a write touched.

    Parameters
    ----------
    schema, table
        Table with a `display` geometry in EPSG:3857.
    layer
        Name of the tile layer.
    through
        Join to the table that has the geometry, for one whose rows have none themselves.
    """
    sources = {
        "INSERT": ("NEW TABLE AS new_rows", f"SELECT display FROM new_rows {through}"),
        "DELETE": ("OLD TABLE AS old_rows", f"SELECT display FROM old_rows {through}"),
        "UPDATE": (
            "NEW TABLE AS new_rows OLD TABLE AS old_rows",
            f"SELECT display FROM new_rows {through} UNION ALL SELECT display FROM old_rows {through}",
        ),
    }
    statements: list[str] = []
    for event, (transition, rows) in sources.items():
        name = f"layers.announce_{table}_{event.lower()}"
        statements += [
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    PERFORM layers.announce('{layer}', array_agg(cell)) FROM (
                        SELECT DISTINCT cell FROM ({rows}) AS touched, layers.cells_touched(display) AS cell
                        LIMIT 1000
                    ) AS cells;
                    RETURN NULL;
                END $$""",
            f"""CREATE TRIGGER announce_{event.lower()} AFTER {event} ON {schema}.{table}
                REFERENCING {transition}
                FOR EACH STATEMENT EXECUTE FUNCTION {name}()""",
        ]
    return statements


def first_rows_of(reference: ReferenceTable) -> list[str]:
    """Return the statements that insert the rows that a reference table starts with, for the driver.

    Parameters
    ----------
    reference
        The table; a change is open.
    """
    statements = []
    for row in first_rows(reference):
        filled = {name: value for name, value in row.items() if value is not None}
        # Values come from this program's own files; unknown-typed literals take the column's type.
        literals = ", ".join("'" + value.replace("'", "''") + "'" for value in filled.values())
        statement = f"INSERT INTO reference.{reference.name} ({', '.join(filled)}) VALUES ({literals})"
        statements.append(statement.replace("%", "%%"))
    return statements
