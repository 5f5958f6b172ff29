"""In which CRS a file's geometries are, and how they come into the project's zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj.exceptions import CRSError, ProjError

from geo.crs import CrsError, swap_xy, transform
from geo.crs_recognition import CrsFinding, core_bounds, recognise_crs
from geo.prj import CrsFact, read_prj
from geo.validity import mend
from layers.errors import Remark, _
from layers.importing.crs_words import remark
from layers.importing.faults import FileRefused
from layers.importing.remarks import decimal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.box import Box
    from layers.importing.options import ImportOptions
    from layers.importing.problems import Problems
    from layers.importing.reading import Source

_SPOILT_M2: Final = 0.01
"""What has no breadth has less area than this."""


def common_crs(
    geometries: NDArray[Any], sources: list[Source], options: ImportOptions, problems: Problems
) -> CrsFinding:
    """Return the CRS in which all files of a table are, each recognised by what it says and where it lies.

    Parameters
    ----------
    geometries
        Of all files, None for none.
    sources
        The files, in their order.
    options
        CRS, zone and town.
    problems
        Takes what is doubtful.

    Raises
    ------
    FileRefused
        When none fits, or the files are in several.
    """
    ends = np.cumsum([source.rows for source in sources])[:-1]
    findings = {
        source.name: _crs(bounds, source.crs, options, problems)
        for source, part in zip(sources, np.split(geometries, ends), strict=True)
        if (bounds := core_bounds(part)) is not None
    }
    if not findings:
        return CrsFinding(options.crs or options.srid, (CrsFact("nothing_to_place"),))
    if len({(finding.epsg, finding.swapped) for finding in findings.values()}) > 1:
        told = [f"{name} in EPSG:{one.epsg}{', X as north' * one.swapped}" for name, one in findings.items()]
        raise FileRefused(
            f"The archive's files are in several coordinate systems ({'; '.join(told)}): pack each alone."
        )
    return next(iter(findings.values()))


def _crs(bounds: Box, wkt: str | None, options: ImportOptions, problems: Problems) -> CrsFinding:
    if options.crs is not None:
        said = read_prj(wkt).epsg
        if said not in {None, options.crs}:
            told = _("The file says EPSG:{said}, the command EPSG:{given}, which is taken.")
            problems.add("crs", [0], [Remark(told, said=said, given=options.crs)])
        # What the user says holds, but X and Y may still be exchanged.
        seen = _recognised(f"EPSG:{options.crs}", bounds, options.crs, options)
        if seen.epsg != options.crs:
            _note(seen, problems)
        swapped = seen.swapped and seen.epsg == options.crs
        if swapped:
            problems.add("crs", [0], [_("X and Y are exchanged (X is north).")])
        return CrsFinding(options.crs, (CrsFact("given", {"epsg": options.crs}),), (), swapped)
    finding = _recognised(wkt, bounds, options.srid, options)
    _note(finding, problems)
    if finding.epsg is None:
        raise FileRefused(
            f"{remark(finding.reasons[0])}, and the coordinates fit no zone in which the town lies:"
            " give the file's with --crs EPSG:…"
        )
    return finding


def _note(finding: CrsFinding, problems: Problems) -> None:
    problems.add("crs", [0] * len(finding.warnings), [remark(doubt) for doubt in finding.warnings])


def _recognised(said: str | None, bounds: Box, expected: int, options: ImportOptions) -> CrsFinding:
    try:
        return recognise_crs(said, bounds, expected, options.town_bounds)
    except (CrsError, CRSError, ProjError) as error:
        raise FileRefused(
            f"Its coordinates can't be placed ({error}): give the file's CRS with --crs EPSG:…"
        ) from error


def in_zone(
    geometries: NDArray[Any], finding: CrsFinding, srid: int, problems: Problems, rows: NDArray[np.int64]
) -> NDArray[Any]:
    """Return geometries in the project's zone.

    Parameters
    ----------
    geometries, finding
        In the CRS that was found.
    srid
        EPSG code of the zone.
    problems, rows
        Takes the rows that are made valid again, where only the change of CRS spoilt them.

    Raises
    ------
    FileRefused
        When coordinates can't be carried there.
    """
    if finding.swapped:
        geometries = swap_xy(geometries)
    if finding.epsg in {None, srid}:
        return geometries
    try:
        carried = transform(geometries, int(finding.epsg or srid), srid)
    except (CrsError, CRSError, ProjError) as error:
        raise FileRefused(f"Coordinates in EPSG:{finding.epsg} can't be carried to EPSG:{srid}: {error}") from error
    return _sound_again(carried, geometries, problems, rows)


def _sound_again(
    carried: NDArray[Any], given: NDArray[Any], problems: Problems, rows: NDArray[np.int64]
) -> NDArray[Any]:
    """Return what was carried to the zone, made valid again where only that spoilt it: a corner that has no breadth."""
    spoilt = np.flatnonzero((shapely.get_dimensions(carried) == 2) & ~shapely.is_valid(carried))  # noqa: PLR2004  # surfaces
    spoilt = spoilt[shapely.is_valid(given[spoilt])]
    if not len(spoilt):
        return carried
    mended = mend(carried[spoilt]).geometries
    off = np.abs(shapely.area(mended) - shapely.area(carried[spoilt]))
    alike = ~shapely.is_missing(mended) & (off < _SPOILT_M2)
    problems.add(
        "carried", rows[spoilt[alike]], [Remark(_("{area} m² off"), area=decimal(area, 6)) for area in off[alike]]
    )
    carried = carried.copy()
    carried[spoilt[alike]] = mended[alike]
    return carried
