"""How a layer is declared: once, as data, from which tables, API, tiles, forms and docs are derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 200
"""Letters of what a thing is known by."""
LONGEST_TEXT = 10_000
"""Letters of any other text."""


class Kind(StrEnum):
    """What a column holds, and with that how files are read and how values are written out."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"


class Readers(StrEnum):
    """Who may read a column: everybody, or only those who hold a session or a token of the office."""

    PUBLIC = "public"
    OFFICE = "office"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One attribute of a layer.

    Attributes
    ----------
    name
        Its name in tables, files and the API: ASCII, at most ten letters, so that it fits a shapefile.
    label
        What people read, a gettext message id.
    kind
        What it holds.
    unit
        Unit shown after the figure ("m²", "m", "đ"), empty for none.
    readers
        Who may read it. Nothing is public that does not say so.
    tile
        Whether the office's tiles carry it.
    choices
        The only texts allowed, with their labels; empty for any text.
    refers
        Layer whose business key the value is, as a foreign key to that layer's identities.
    codes
        Dated reference table that explains the code. Unknown codes are a soft problem.
    required
        Whether a row without it is refused.
    happened
        Of a day: whether it has happened when it is entered, so that one to come is refused.
    digits
        Digits after the point of a decimal.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    readers: Readers = Readers.OFFICE
    tile: bool = False
    choices: dict[str, str] = field(default_factory=dict)
    refers: str = ""
    codes: str = ""
    required: bool = False
    happened: bool = False
    digits: int = 2

    @property
    def is_amount(self) -> bool:
        """Whether it tells how much of something there is, which is never below nothing."""
        return self.kind is Kind.DECIMAL and bool(self.unit)

    @property
    def longest(self) -> int:
        """Letters that a text has at most; few where a thing is known by it, as thousands of those are read at once."""
        return LONGEST_NAME if self.required or self.refers else LONGEST_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer: an identity table, a table of dated states, and everything that is derived from them.

    Attributes
    ----------
    name
        Table, collection and tile name.
    label, about
        Title and one sentence, gettext message ids.
    geometry
        PostGIS type of the geometry, in the project's VN-2000 zone; empty for a layer without one.
    key
        Names of the columns that are the business key: what a row is known by in the office.
    columns
        All attributes, the key's columns among them.
    dated
        Whether files carry `from_date` and `to_date` as the period of validity (in; out).
    public
        Whether `public_map` has a view of it.
    events
        Whether its states follow from dated events (donations).
    hard, soft
        Rules the database refuses to break, and rules that are reported and shown (message ids).
    """

    name: str
    label: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    geometry: str = ""
    dated: bool = False
    public: bool = False
    events: bool = False
    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()

    @property
    def in_parcels(self) -> bool:
        """Whether its rows name the parcel that they belong to."""
        return self.name != "parcels" and {"commune", "sheet", "parcel"} <= {column.name for column in self.columns}

    def called(self, values: Mapping[str, Any]) -> str:
        """Return what people call a row: its key, of a parcel its sheet and number, as on paper and on every page."""
        return "/".join(str(values[name]) for name in self.key if name != "commune")

    @property
    def attributes(self) -> tuple[Column, ...]:
        """Columns that are not part of the key."""
        return tuple(column for column in self.columns if column.name not in self.key)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """Columns of the business key, in the order of `key`."""
        return tuple(self.column(name) for name in self.key)

    @property
    def public_columns(self) -> tuple[Column, ...]:
        """Columns that anybody may read."""
        return tuple(column for column in self.columns if column.readers is Readers.PUBLIC)

    def column(self, name: str) -> Column:
        """Return the column of that name.

        Raises
        ------
        KeyError
            When the layer has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
