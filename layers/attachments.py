"""Documents attached to rows of layers: stored once by their SHA-256, however often they are sent and attached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, text

from layers.access import Right
from layers.catalogue import layer_named
from layers.changes import change
from layers.editing.rights import right_to_edit
from layers.errors import Refusal, _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.scans import Scan

_BY_WHO_VISITS: Final = frozenset({"donations", "parcels"})
"""Layers to which whoever records a visit may attach a photo."""
SEPARATOR: Final = "/"
"""Between the parts of a row's key: `15271/24/118` is a parcel."""

_LISTED: Final = """
    SELECT d.sha256, coalesce(d.title, '') AS title, coalesce(s.media_type, d.media_type) AS media_type,
        coalesce(octet_length(s.content), d.bytes) AS bytes, d.doc_date AS dated, s.sha256 IS NOT NULL AS stored,
        c.who, c.at
    FROM layers.documents_states AS d
    LEFT JOIN layers.document_scans AS s USING (sha256)
    LEFT JOIN layers.changes AS c ON c.number = d.change
    WHERE upper_inf(d.valid)
"""
_OF_ROW = text(
    f"{_LISTED} AND d.id IN (SELECT a.id FROM layers.attached AS a WHERE (a.layer, a.row_key) = (:layer, :row_key))"
    " ORDER BY d.change, d.sha256"
)
_ONE = text(f"{_LISTED} AND d.sha256 = :sha256")
_ROWS = text(
    "SELECT a.layer, a.row_key FROM layers.attached AS a JOIN layers.documents AS d USING (id)"
    " WHERE d.sha256 = :sha256 ORDER BY a.layer, a.row_key"
)
_CONTENT = text("SELECT content, media_type FROM layers.document_scans WHERE sha256 = :sha256")
_THUMBNAIL = text("SELECT thumbnail FROM layers.document_scans WHERE sha256 = :sha256")
_IS_ATTACHED = text(
    "SELECT EXISTS (SELECT FROM layers.attached AS a JOIN layers.documents AS d USING (id)"
    " JOIN layers.document_scans AS s USING (sha256)"
    " WHERE (d.sha256, a.layer, a.row_key) = (:sha256, :layer, :row_key))"
)
_ADD = text("INSERT INTO layers.documents (sha256) VALUES (:sha256) ON CONFLICT DO NOTHING RETURNING id")
_ADD_STATE = text(
    """
    INSERT INTO layers.documents_states (id, sha256, title, media_type, bytes, layer, row_key, doc_date)
    VALUES (:id, :sha256, :title, :media_type, :bytes, :layer, :row_key, :dated)
    """
)
_ADD_SCAN = text(
    "INSERT INTO layers.document_scans (sha256, media_type, content, thumbnail)"
    " VALUES (:sha256, :media_type, :content, :thumbnail) ON CONFLICT DO NOTHING"
)
_ATTACH_TOO = text(
    """
    INSERT INTO layers.attachments (id, layer, row_key)
    SELECT d.id, :layer, :row_key FROM layers.documents AS d
    WHERE d.sha256 = :sha256
    AND NOT EXISTS (SELECT FROM layers.attached AS a WHERE (a.id, a.layer, a.row_key) = (d.id, :layer, :row_key))
    """
)
_DETACH = text(
    """
    UPDATE layers.documents_states SET layer = NULL, row_key = NULL
    WHERE (sha256, layer, row_key) = (:sha256, :layer, :row_key) AND upper_inf(valid)
    """
)
_DETACH_FURTHER = text(
    """
    DELETE FROM layers.attachments AS a USING layers.documents AS d
    WHERE d.id = a.id AND (d.sha256, a.layer, a.row_key) = (:sha256, :layer, :row_key)
    """
)


class UnknownRow(Refusal):
    """There is nothing that a document could be attached to."""

    detail = _("The layer “{layer}” has no “{row_key}” here: write its key as the office does, its parts with “/”.")


class UnknownDocument(Refusal):
    """There is no such document."""

    detail = _("There is no document {sha256} here.")


class NotStored(Refusal):
    """A document is known, and its bytes are not here."""

    detail = _("Of the document {sha256} only the number is known here: send the scan itself, then it can be shown.")


class NotAttached(Refusal):
    """The document does not belong to the row."""

    detail = _("The document {sha256} is not attached to “{row_key}”.")


@dataclass(frozen=True, slots=True)
class Row:
    """A row that documents belong to.

    Attributes
    ----------
    layer
        Name of its layer.
    key
        Its business key, the parts with `SEPARATOR` between them.
    """

    layer: str
    key: str

    @property
    def bound(self) -> dict[str, str]:
        """Values for statements."""
        return {"layer": self.layer, "row_key": self.key}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is said of a scan beside its bytes.

    Attributes
    ----------
    title
        What people call it.
    dated
        Day of the paper or photo.
    """

    title: str
    dated: date | None = None


def right_to_attach(layer: str) -> Right:
    """Return the right that it takes to attach a document to a row of a layer.

    Examples
    --------
    >>> right_to_attach("donations").name, right_to_attach("projects").name
    ('RECORD_VISIT', 'EDIT_LAYERS')
    """
    return Right.RECORD_VISIT if layer in _BY_WHO_VISITS else right_to_edit(layer)


def require_row(connection: Connection, row: Row) -> None:
    """Refuse a row that is not there for whom the connection reads.

    Raises
    ------
    UnknownRow
        When it is not.
    """
    key = layer_named(row.layer).key
    parts = row.key.split(SEPARATOR)
    if len(parts) == len(key):
        given = {f"part{number}": part for number, part in enumerate(parts)}
        holds = " AND ".join(f"{name}::text = :part{number}" for number, name in enumerate(key))
    else:  # a part has the separator in itself
        given = {"whole": row.key}
        holds = f"concat_ws('{SEPARATOR}', {', '.join(key)}) = :whole"
    if not connection.scalar(text(f"SELECT EXISTS (SELECT FROM layers.{row.layer} WHERE {holds})"), given):
        raise UnknownRow(layer=row.layer, row_key=row.key)


def documents_of(connection: Connection, row: Row) -> list[dict[str, Any]]:
    """Return what is known of the documents of a row, in the order in which they came."""
    return [dict(one) for one in connection.execute(_OF_ROW, row.bound).mappings()]


def document(connection: Connection, sha256: str) -> dict[str, Any]:
    """Return what is known of a document, with the rows that it is attached to.

    Raises
    ------
    UnknownDocument
        When there is none for whom the connection reads.
    """
    found = connection.execute(_ONE, {"sha256": sha256}).mappings().one_or_none()
    if found is None:
        raise UnknownDocument(sha256=sha256)
    rows = connection.execute(_ROWS, {"sha256": sha256}).mappings()
    return {**found, "rows": [dict(one) for one in rows]}


def content_of(connection: Connection, sha256: str) -> tuple[bytes, str]:
    """Return the bytes of a document and their media type.

    Raises
    ------
    NotStored
        When they are not here.
    """
    found = connection.execute(_CONTENT, {"sha256": sha256}).one_or_none()
    if found is None:
        raise NotStored(sha256=sha256)
    return bytes(found.content), str(found.media_type)


def thumbnail_of(connection: Connection, sha256: str) -> bytes:
    """Return the thumbnail of a document, a JPEG.

    Raises
    ------
    NotStored
        When there is none.
    """
    found = connection.scalar(_THUMBNAIL, {"sha256": sha256})
    if found is None:
        raise NotStored(sha256=sha256)
    return bytes(found)


def is_attached(connection: Connection, sha256: str, row: Row) -> bool:
    """Return whether a document is stored and attached to a row, so that there is nothing left to do."""
    return bool(connection.scalar(_IS_ATTACHED, {"sha256": sha256, **row.bound}))


def attach(connection: Connection, scan: Scan, row: Row, given: Given, who: str) -> int:
    """Store a scan and attach it to a row, in a change of its own; one that is stored already is only attached.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    scan, row, given
        What is attached, to what, and what is said of it.
    who
        Who sends it.

    Returns
    -------
    int
        The number of the change.
    """
    with change(connection, who, "attach", given.title) as number:
        name = {"sha256": scan.sha256}
        new = connection.scalar(_ADD, name)
        if new is None:
            connection.execute(_ATTACH_TOO, {**name, **row.bound})
        else:
            said: Mapping[str, Any] = {
                "id": new,
                "title": given.title,
                "media_type": scan.media_type,
                "bytes": len(scan.content),
                "dated": given.dated,
            }
            connection.execute(_ADD_STATE, {**name, **said, **row.bound})
        stored = {"media_type": scan.media_type, "content": scan.content, "thumbnail": scan.thumbnail}
        connection.execute(_ADD_SCAN, {**name, **stored})
    return number


def detach(connection: Connection, sha256: str, row: Row, *, reason: str, who: str) -> int:
    """Take a document off a row, in a change of its own; the document stays, and so does the past.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    sha256, row
        The document, and what it does not belong to.
    reason, who
        Why, and who says so.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    NotAttached
        When it does not belong there anyway.
    """
    with change(connection, who, "detach", reason) as number:
        named = {"sha256": sha256, **row.bound}
        if not sum(connection.execute(statement, named).rowcount for statement in (_DETACH, _DETACH_FURTHER)):
            raise NotAttached(sha256=sha256, row_key=row.key)
    return number
