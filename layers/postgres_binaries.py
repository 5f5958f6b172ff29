"""Where PostgreSQL's programs are on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import LayerError

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_MAJOR = 15
_NEEDED = ("initdb", "postgres")
_HOMEBREW = (Path("/opt/homebrew/opt"), Path("/usr/local/opt"))


class ClusterError(LayerError):
    """The private cluster can't be made, started or reached."""


class MissingBinaries(ClusterError):
    """PostgreSQL or PostGIS is not installed; the text names the one command that installs it."""

    def __init__(self, what: str, major: int | None = None) -> None:
        self.what = what
        if sys.platform == "darwin":
            self.command = "brew install postgis"
        else:
            package = f"postgresql-{major or OLDEST_MAJOR}-postgis-3"
            self.command = f"apt-get install -y --no-install-recommends {package}"
        super().__init__(f"{what}: run `{self.command}`, or set MODUONG_PG_BIN or MODUONG_DATABASE_URL.")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL.

    Attributes
    ----------
    folder
        Holds `initdb`, `postgres`, and mostly `pg_dump` and its kin.
    version
        As the server says it, such as "15.13".
    has_postgis
        Whether `CREATE EXTENSION postgis` finds its files.
    """

    folder: Path
    version: str
    has_postgis: bool

    @property
    def major(self) -> int:
        """Return the major version: data folders of two of them don't fit each other."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def find_binaries(folder: Path | None = None, *, major: int | None = None) -> Binaries:
    """Return the newest PostgreSQL with PostGIS, or the one in `folder`.

    Parameters
    ----------
    folder
        The only place to look at; None: Debian's and Homebrew's folders, then PATH.
    major
        The only major version to take: a data folder that exists can be run by no other.

    Raises
    ------
    MissingBinaries
        When there is none of version 15 or later with PostGIS (and of `major`, where it is given).
    """
    found = [each for place in ([folder] if folder else _places()) if (each := _look(place)) is not None]
    # sorted() is stable: of equal versions the first place wins.
    usable = sorted(
        (each for each in found if each.has_postgis and each.major >= OLDEST_MAJOR),
        key=lambda each: -each.major,
    )
    for each in usable:
        if major in {None, each.major}:
            return each
    where = f"in {folder}" if folder else "on this machine"
    if major is not None:
        raise MissingBinaries(
            f"The data is PostgreSQL {major}'s, and there is no PostgreSQL {major} with PostGIS {where}",
            major,
        )
    without = max((each.major for each in found if each.major >= OLDEST_MAJOR), default=None)
    if without is not None:
        raise MissingBinaries(f"PostgreSQL {without} {where} has no PostGIS", without)
    raise MissingBinaries(f"There is no PostgreSQL {OLDEST_MAJOR} or later with PostGIS {where}")


def _places() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for cellar in _HOMEBREW:
        yield from sorted(cellar.glob("postgresql@*/bin"), reverse=True)
    program = shutil.which("postgres")
    if program:
        yield Path(program).resolve().parent


def _look(folder: Path) -> Binaries | None:
    """Return what is installed in a folder; None where it is no whole PostgreSQL."""
    if not all((folder / program).is_file() for program in _NEEDED):
        return None
    # It answers like postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1).
    version = re.search(r"\(PostgreSQL\) (\S+)", _answer(folder / "postgres", "--version"))
    if version is None:
        return None
    share = _answer(folder / "pg_config", "--sharedir").strip()
    major = re.split(r"\D", version[1], maxsplit=1)[0]
    shares = [Path(share)] if share else [Path(f"/usr/share/postgresql/{major}"), folder.parent / "share"]
    has_postgis = any((each / "extension" / "postgis.control").is_file() for each in shares)
    return Binaries(folder, version[1], has_postgis)


def _answer(program: Path, question: str) -> str:
    try:
        asked = subprocess.run([program, question], capture_output=True, text=True, check=False)  # noqa: S603 - a path we found
    except OSError:
        return ""
    return asked.stdout
