"""Keys that differ from another one by their writing alone, as "01" and "1": most likely one thing with two names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, text

from layers.errors import Remark, _
from layers.importing.columns import COMPUTED
from layers.importing.staging import key_text

if TYPE_CHECKING:
    from layers.declaration import Layer
    from layers.importing.problems import Problems

_WRITING: Final = r"regexp_replace(translate(lower(key), '–— ', '--'), '(^|[^0-9.,])0+(?=[0-9])', '\1', 'g')"
"""A key without what is writing alone: case, spaces, kinds of dashes, and zeros before a number."""


def note_near_keys(connection: Connection, layer: Layer, problems: Problems) -> None:
    """Note new keys beside which there is nearly the same one, in the file or stored.

    Parameters
    ----------
    connection
        After `staging.match`.
    layer
        What is imported.
    problems
        Takes what is found.
    """
    if COMPUTED & set(layer.key):
        return
    found = connection.execute(
        text(
            f"""
            WITH keys AS (
                SELECT id, fresh, {key_text(layer, of="k")} AS key FROM incoming_keys AS k
                UNION ALL
                SELECT id, false, {key_text(layer, of="i")} FROM layers.{layer.name} AS i
                WHERE NOT EXISTS (SELECT FROM incoming_keys AS k WHERE k.id = i.id)
            ),
            written AS (SELECT *, {_WRITING} AS writing FROM keys),
            near AS (
                SELECT writing, array_agg(key ORDER BY key) AS keys FROM written
                GROUP BY writing HAVING count(*) > 1 AND bool_or(fresh)
            )
            SELECT min(m.row) AS row, w.key, array_to_string(array_remove(near.keys, w.key), ', ') AS others
            FROM near JOIN written AS w USING (writing) JOIN matched AS m USING (id)
            WHERE w.fresh GROUP BY w.key, near.keys ORDER BY 1
            """
        )
    ).all()
    told = [Remark(_("{key} beside {others}"), key=row.key, others=row.others) for row in found]
    problems.add("near_key", [row.row for row in found], told)
