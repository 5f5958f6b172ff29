"""Whether the parts of a shapefile tell the same story: counts, lengths and offsets, before GDAL sees them.

Source: ESRI Shapefile Technical Description (July 1998).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np

from layers.importing.dbf import read_header
from layers.importing.faults import FileRefused, too_many_rows
from layers.importing.source import parts

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_SHP_HEADER: Final = 100
_SHP_MAGIC: Final = 9994
_WORD: Final = 2


def check_shapefile(path: Path, most_rows: int) -> int:
    """Return the number of rows of a shapefile whose parts agree, or of a lone .dbf.

    Parameters
    ----------
    path
        The .shp, or the .dbf.
    most_rows
        More rows are refused.

    Raises
    ------
    FileRefused
        When a part is missing, ends early, or says something else than another.
    """
    found = parts(path)
    alone = path.suffix.lower() == ".dbf" and ".shp" not in found
    for part in () if alone else (".shp", ".shx", ".dbf"):
        if part not in found:
            raise FileRefused(f"{path} has no {part} beside it: copy all parts of the shapefile together.")
    rows = read_header(found[".dbf"]).records
    if rows > most_rows:
        raise too_many_rows(path, most_rows)
    if not alone:
        index = _index(found[".shx"])
        if len(index) != rows:
            raise FileRefused(
                f"{found['.dbf']} has {rows} rows but {found['.shp']} has {len(index)}: the parts are not of one"
                " file; copy them together again."
            )
        _check_records(found[".shp"], index)
    return rows


def _index(path: Path) -> NDArray[np.int64]:
    data = path.read_bytes()
    if len(data) < _SHP_HEADER or (len(data) - _SHP_HEADER) % 8 or _magic(data) != _SHP_MAGIC:
        raise FileRefused(f"{path} is no index of a shapefile: copy it again.")
    return np.frombuffer(data, dtype=">i4", offset=_SHP_HEADER).reshape(-1, 2).astype(np.int64)


def _magic(data: bytes) -> int:
    return int(struct.unpack(">i", data[:4])[0])


def _check_records(path: Path, index: NDArray[np.int64]) -> None:
    """Compare each record's offset and length in the index with the file's own."""
    with path.open("rb") as file:
        head = file.read(_SHP_HEADER)
    if len(head) < _SHP_HEADER or _magic(head) != _SHP_MAGIC:
        raise FileRefused(f"{path} is no shapefile: have it written again.")
    size = path.stat().st_size
    starts, lengths = index[:, 0] * _WORD, index[:, 1] * _WORD
    lies = (starts < _SHP_HEADER) | (lengths < 4) | (starts + 8 + lengths > size)  # noqa: PLR2004 - a shape type
    if not lies.any() and len(index):
        data = np.memmap(path, dtype=np.uint8, mode="r")
        said = data[starts[:, None] + np.arange(4, 8)].copy().view(">i4")[:, 0].astype(np.int64) * _WORD
        lies = said != lengths
    if lies.any():
        row = int(np.flatnonzero(lies)[0]) + 1
        raise FileRefused(
            f"{path}, row {row}: its length disagrees with the index or the file's end; have it written again."
        )
