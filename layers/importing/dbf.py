"""The rows of a .dbf as they stand in its bytes, so that no number and no day becomes another one on the way.

GDAL reads "400,50" in a numeric column as 400, "abc" as 0, and gives up a file for one impossible day.

Source: dBASE III file header; for what stands for no value, `DBFIsAttributeNULL` of Shapelib.
"""

from __future__ import annotations

import math
import re
import struct
from itertools import chain, count
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from layers.importing.faults import FileRefused
from layers.importing.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from numpy.typing import NDArray

_HEADER: Final = 32
_FIELD: Final = 32
_NAME: Final = 11
_KIND: Final = 11
_WIDTH: Final = 16
_END: Final = 0x0D
_DELETED: Final = ord("*")
_ASTERISK: Final = ord("*")
_BLANK: Final = ord(" ")
_NUMBERS: Final = frozenset("NF")
_PLAIN: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)


class Field(NamedTuple):
    """A column: its name, a character a byte; its type's letter; its first byte in a record and its bytes."""

    name: str
    kind: str
    start: int
    width: int


class Header(NamedTuple):
    """What a .dbf says of itself: its records, deleted ones too, the first one's byte, and the bytes of each."""

    records: int
    start: int
    size: int
    fields: tuple[Field, ...]


def read_header(path: Path) -> Header:
    """Return what a .dbf says of itself, where its bytes bear it out.

    Raises
    ------
    FileRefused
        When it ends early or its header lies.
    """
    with path.open("rb") as file:
        head = file.read(_HEADER)
        if len(head) < _HEADER:
            raise FileRefused(f"{path} ends within its header: copy it again.")
        records, start, size = struct.unpack("<IHH", head[4:12])
        told = file.read(max(0, start - _HEADER))
    ends = next((at for at in range(0, len(told), _FIELD) if told[at] == _END), -1)
    if ends < 0 or len(told) != start - _HEADER:
        raise FileRefused(f"{path} has a broken header: have it written again.")
    fields = _fields(told[:ends])
    bytes_there = path.stat().st_size
    if size != 1 + sum(field.width for field in fields) or bytes_there < start + records * size:
        raise FileRefused(
            f"{path} says {records} rows of {size} bytes, which its {bytes_there} bytes and its columns don't hold:"
            " have it written again."
        )
    return Header(records, start, size, fields)


def read_dbf(
    path: Path, records: NDArray[np.int64] | None = None
) -> tuple[dict[str, NDArray[np.object_]], NDArray[np.int64]]:
    """Return the values of a .dbf by column, and which records they are of.

    Parameters
    ----------
    path
        The .dbf.
    records
        Which records, from 0; all that are not deleted without it.

    Returns
    -------
    columns
        Text as one character a byte. A number is one where the column is numeric and the text is plain, else the text
        as it stands. None is no value. NaN is a number of asterisks: dBASE writes them for one that is too wide for
        its column, GDAL for none. `Unread` stands for what is kept as bytes or in another file.
    records
        From 0.

    Raises
    ------
    FileRefused
        As `read_header`.
    """
    header = read_header(path)
    data = np.fromfile(path, np.uint8, header.records * header.size, offset=header.start)
    data = data.reshape(header.records, header.size)
    if records is None:
        records = np.flatnonzero(data[:, 0] != _DELETED)
    data = data[records]
    columns: dict[str, NDArray[np.object_]] = {}
    for field in header.fields:
        columns[_another(field.name, columns)] = _values(data, field)
    return columns, records


def _another(name: str, taken: Collection[str]) -> str:
    """Return a name that no column has yet, where needed with a number behind it."""
    names = chain([name], (f"{name}_{number}" for number in count(1)))
    return next(one for one in names if one not in taken)


def blank_asterisks(path: Path) -> None:
    """Write blanks for numbers of asterisks: GDAL writes them for none, other programs for one that is too wide."""
    header = read_header(path)
    if not header.records:
        return
    data = np.memmap(path, np.uint8, "r+", offset=header.start, shape=(header.records, header.size))
    for field in header.fields:
        if field.kind in _NUMBERS:
            written = data[:, field.start : field.start + field.width]
            written[(written == _ASTERISK).all(axis=1)] = _BLANK


def _fields(told: bytes) -> tuple[Field, ...]:
    fields: list[Field] = []
    start = 1
    for at in range(0, len(told), _FIELD):
        name = told[at : at + _NAME].partition(b"\0")[0].decode("latin-1").strip()
        width = told[at + _WIDTH]
        fields.append(Field(name, chr(told[at + _KIND]), start, width))
        start += width
    return tuple(fields)


def _values(data: NDArray[np.uint8], field: Field) -> NDArray[np.object_]:
    values = np.full(len(data), None, dtype=object)
    if not field.width:
        return values
    written = np.ascontiguousarray(data[:, field.start : field.start + field.width]).view(f"S{field.width}")[:, 0]
    read = _READERS.get(field.kind)
    if read is None:
        values[:] = Unread(
            f"it is of the type {field.kind!r} (a memo, or a number or day in bytes), which isn't read: have it written"
            " again as text, or without that column"
        )
        return values
    values[:] = [read(raw.partition(b"\0")[0].decode("latin-1").strip(" ")) for raw in written.tolist()]
    return values


def _text(text: str) -> str | None:
    return text or None


def _number(text: str) -> float | str | None:
    if _PLAIN.fullmatch(text):
        return float(text) if "." in text else int(text)
    return math.nan if text and not text.strip("*") else text or None


def _day(text: str) -> str | None:
    return text if text.strip("0") else None


def _flag(text: str) -> str | None:
    return None if text == "?" else text or None


_READERS: Final[dict[str, Callable[[str], float | str | None]]] = {
    "C": _text,
    "N": _number,
    "F": _number,
    "D": _day,
    "L": _flag,
}
