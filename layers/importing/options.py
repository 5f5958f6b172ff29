"""What an import may be told, and the limits that end a hostile file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.box import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of the machine one file may take.

    Attributes
    ----------
    rows
        Most rows.
    bytes
        Most bytes of all its parts, unpacked.
    ratio
        Most times an archive may grow when it is unpacked.
    vertices
        Most vertices of one geometry.
    seconds
        Most time of the processor for reading and checking, and longest time of each statement in the database; small
        files get less, see `reading_seconds` and `statement_seconds`.
    memory
        Most bytes of address space of the reading process; small files get less.
    """

    rows: int = 2_000_000
    bytes: int = 4_000_000_000
    ratio: int = 200
    vertices: int = 200_000
    seconds: int = 600
    memory: int = 12_000_000_000

    def reading_seconds(self, size: int) -> float:
        """Return the seconds of the processor that reading a file of `size` bytes may take.

        An honest file of 10 MB takes under 5 s; a hostile one of that size is ended within 20 s.
        """
        return min(float(self.seconds), 14.0 + size / 1_500_000)

    def reading_memory(self, size: int) -> int:
        """Return the bytes of address space that reading a file of `size` bytes may take."""
        return min(self.memory, 3_000_000_000 + 30 * size)

    def statement_seconds(self, rows: int) -> float:
        """Return the seconds that one statement on a file of so many rows may take in the database.

        An honest file of 100,000 rows takes about a minute; a hostile one of few rows is ended within 20 s.
        """
        return min(float(self.seconds), 15.0 + rows / 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a file is to be read and written.

    Attributes
    ----------
    encoding
        ``auto`` or the name of the text's encoding: ``utf-8``, ``tcvn3``, ``vni``, ``cp1258``.
    crs
        EPSG code of the coordinates when the file's own is missing or wrong.
    mapping
        Columns of the file by name, each with the field that it is (widening engine, section 7).
    dry_run
        Report only.
    mend
        Mend bad rows where that is safe; each mend is reported.
    skip_bad
        Leave bad rows out; each is reported.
    who, reason
        For the history: who imports, and why.
    limits
        What ends a hostile file.
    srid
        EPSG code of the project's zone, in which geometry is stored.
    commune
        Commune code of files that name none.
    town_bounds
        West, south, east, north of the town in WGS 84 degrees.
    """

    encoding: str = "auto"
    crs: int | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    dry_run: bool = False
    mend: bool = False
    skip_bad: bool = False
    who: str = "import"
    reason: str = "import"
    limits: Limits = field(default_factory=Limits)
    srid: int = 5897
    commune: str = "15271"
    town_bounds: Box = (105.79, 19.96, 105.89, 20.03)
