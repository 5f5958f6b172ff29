"""What an export may be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import LayerError

if TYPE_CHECKING:
    from datetime import date, datetime


class ExportRefused(LayerError):
    """The file can't hold what is to be written, or can't be written: the text says what to do instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What is to be written of a layer, and how.

    Attributes
    ----------
    on
        Day whose state is written, one row a thing. None: all periods of layers whose files have periods, and of the
        others the latest state. Only the latter gives the same rows when it is imported again.
    recorded
        Moment at which the database is read; without a zone it is in Asia/Ho_Chi_Minh. None: as it is now.
    crs
        EPSG code of the file's coordinates. None: the project's zone, and for GeoJSON WGS 84, as RFC 7946 wants it.
    encoding
        How the text of a .dbf is written: ``utf-8`` (also as ``auto``), ``tcvn3``, ``vni``, ``cp1258``. GeoPackage and
        GeoJSON are UTF-8 by their standards.
    srid
        EPSG code of the project's zone, in which geometry is stored.
    """

    on: date | None = None
    recorded: datetime | None = None
    crs: int | None = None
    encoding: str = "utf-8"
    srid: int = 5897
