"""What answers of documents have: scans, and the rows that they are attached to. The office's alone."""

from __future__ import annotations

from datetime import date, datetime

from api.answers.values import Described


class Document(Described):
    """What is known of a scan."""

    sha256: str
    title: str
    media_type: str | None
    bytes: int | None
    dated: date | None
    """Day of the paper or photo."""
    stored: bool
    """Whether its bytes are here; of some only the number is known."""
    who: str | None
    at: datetime | None


class Documents(Described):
    """The documents of a row, and what may be attached to it."""

    documents: list[Document]
    most_mb: int
    media_types: list[str]


class AttachedRow(Described):
    """A row that a document is attached to."""

    layer: str
    row_key: str


class Attached(Document):
    """A document that was attached, with all rows that it is attached to."""

    rows: list[AttachedRow]
    change: int | None
    """Number of the change; null where it was attached already."""
