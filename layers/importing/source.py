"""Which files an import may open, and what is inside an archive: nothing outside, nothing too large."""

from __future__ import annotations

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Final

from layers.importing.faults import FileRefused

if TYPE_CHECKING:
    from layers.declaration import Layer
    from layers.importing.options import Limits

SHAPEFILE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
DATASETS: Final = (".shp", ".gpkg", ".geojson", ".json", ".dbf")
_PREFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1


def local_file(path: Path | str) -> Path:
    """Return the path of a file of this machine that an import may read; a link counts as what it points to.

    Raises
    ------
    FileRefused
        For a URL, a driver's prefix, a virtual path, a device, a kind of file that is not read, or no file.
    """
    text = str(path)
    if _PREFIX.match(text) or "://" in text or "/vsi" in f"/{text}".lower() or "\0" in text or "\n" in text:
        shown = " ".join(text.split())
        raise FileRefused(f"“{shown}” is no plain path: give a file of this machine, without prefix or address.")
    if not Path(path).exists():
        raise FileRefused(f"There is no file {path}: check its name.")
    path = Path(path).resolve()
    if not path.is_file():
        raise FileRefused(f"{path} is no file: give the .shp, .zip, .gpkg or .geojson itself.")
    if path.suffix.lower() not in {*DATASETS, ".zip"}:
        raise FileRefused(f"{path} has no ending that is read: give a .shp, .zip, .gpkg, .geojson or .dbf.")
    return path


def parts(path: Path) -> dict[str, Path]:
    """Return the files that belong to a shapefile or a .dbf, by their endings in lower case."""
    return {
        other.suffix.lower(): other
        for other in sorted(path.parent.iterdir())
        if other.stem == path.stem and other.suffix.lower() in SHAPEFILE_PARTS and other.is_file()
    }


def size(path: Path) -> int:
    """Return the bytes of a file, with all parts of a shapefile; of an archive what it says it unpacks to."""
    if path.suffix.lower() in {".shp", ".dbf"}:
        return sum(part.stat().st_size for part in parts(path).values())
    if path.suffix.lower() == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                return sum(entry.file_size for entry in archive.infolist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return path.stat().st_size
    return path.stat().st_size


def datasets(path: Path, folder: Path, layer: Layer, limits: Limits) -> list[Path]:
    """Return the files to read: the file itself, or what is in the archive, unpacked into `folder`.

    Parameters
    ----------
    path
        From `local_file`.
    folder
        Empty folder for what is unpacked.
    layer
        An archive of several files must hold it under its name; one that mixes polygons, lines and points may be in
        several shapefiles.
    limits
        Bytes and ratio of an archive.

    Raises
    ------
    FileRefused
        When the archive is broken, hostile, too large or holds nothing to read.
    """
    if path.suffix.lower() != ".zip":
        if size(path) > limits.bytes:
            raise FileRefused(f"{path} has more than {limits.bytes} bytes: split it, or raise MODUONG_IMPORT_MB.")
        return [path]
    try:
        with zipfile.ZipFile(path) as archive:
            _unpack(archive, path, folder, limits)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, ValueError) as error:
        raise FileRefused(f"{path} is no readable .zip archive: pack it again ({error}).") from error
    found = sorted(file for file in folder.iterdir() if file.suffix.lower() in DATASETS and not _is_part(file, folder))
    if len(found) > 1:
        found = [file for file in found if file.stem.lower().startswith(layer.name)] or found
    shapefiles = [file for file in found if file.suffix.lower() == ".shp"]
    if not found:
        raise FileRefused(f"{path} holds no .shp, .gpkg or .geojson: pack all parts of the shapefile.")
    if len(found) > 1 and not (layer.geometry == "Geometry" and len(shapefiles) == len(found)):
        names = ", ".join(file.name for file in found)
        raise FileRefused(f"{path} holds several files ({names}): pack the one for {layer.name} alone.")
    return found


def _is_part(file: Path, folder: Path) -> bool:
    """Return whether a .dbf belongs to a .shp beside it."""
    return file.suffix.lower() == ".dbf" and any(
        other.stem == file.stem and other.suffix.lower() == ".shp" for other in folder.iterdir()
    )


def _unpack(archive: zipfile.ZipFile, path: Path, folder: Path, limits: Limits) -> None:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/"))
        outside = name.is_absolute() or ".." in name.parts or ":" in entry.filename
        if outside or stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused(f"{path} holds “{entry.filename}”, which points outside the archive: don't trust it.")
        if entry.flag_bits & _ENCRYPTED:
            raise FileRefused(f"{path} is locked with a password: pack it again without one.")
    wanted = [entry for entry in entries if _is_wanted(PurePosixPath(entry.filename.replace("\\", "/")))]
    packed = max(sum(entry.compress_size for entry in wanted), 1)
    total = sum(entry.file_size for entry in wanted)
    _refuse_large(path, total, packed, limits)
    unpacked = 0
    for entry in wanted:
        target = folder / Path(entry.filename.replace("\\", "/")).name
        if target.exists():
            raise FileRefused(f"{path} holds “{target.name}” twice: pack one of them.")
        with archive.open(entry) as packed_file, target.open("wb") as file:
            unpacked += _copy(packed_file, file, limits.bytes - unpacked, path)
    _refuse_large(path, unpacked, packed, limits)


def _is_wanted(name: PurePosixPath) -> bool:
    """Return whether an entry may hold data; a Mac packs a “._” beside each file, which holds none of its."""
    return name.suffix.lower() in {*SHAPEFILE_PARTS, *DATASETS} and not name.name.startswith("._")


def _refuse_large(path: Path, total: int, packed: int, limits: Limits) -> None:
    if total > limits.bytes:
        raise FileRefused(
            f"{path} unpacks to {total} bytes, more than {limits.bytes}: split it, or raise MODUONG_IMPORT_MB."
        )
    if total > packed * limits.ratio:
        raise FileRefused(
            f"{path} grows {total // packed} times when unpacked, more than {limits.ratio}: it looks like a bomb;"
            " unpack it yourself, or raise MODUONG_IMPORT_RATIO."
        )


def _copy(source: IO[bytes], target: IO[bytes], room: int, path: Path) -> int:
    written = 0
    while chunk := source.read(_CHUNK):
        written += len(chunk)
        if written > room:
            raise FileRefused(f"{path} unpacks to more than it says: don't trust it.")
        target.write(chunk)
    return written
