"""`moduong import` and `moduong export`: files in, files out."""

from __future__ import annotations

import sys
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pyproj import CRS
from pyproj.exceptions import CRSError
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from api.commands.options import Force, day, moment
from api.commands.output import fail, faults_in_one_line, read_settings, require_free
from api.database import office_database, ready_database
from api.settings import Settings
from layers.catalogue import layer_named
from layers.exporting import ExportOptions, export_layer, in_the_way
from layers.importing import ImportOptions, Limits, import_file
from maps.words import Language, translate


class Encoding(StrEnum):
    """How a file's text is written."""

    AUTO = "auto"
    UTF8 = "utf-8"
    TCVN3 = "tcvn3"
    VNI = "vni"
    CP1258 = "cp1258"


def epsg(text: str | None) -> int | None:
    """Return the number of ``EPSG:5897``.

    Raises
    ------
    typer.BadParameter
        When the text is something else.
    """
    if text is None:
        return None
    try:
        return int(CRS.from_epsg(int(text.upper().removeprefix("EPSG:"))).to_epsg() or 0)
    except (ValueError, CRSError) as error:
        raise typer.BadParameter(f"“{text}” is no coordinate system: write one like EPSG:5897.") from error


def column_map(pairs: list[str]) -> dict[str, str]:
    """Return the mapping of ``column=field`` pairs.

    Raises
    ------
    typer.BadParameter
        When one is not such a pair.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        column, _, field = pair.partition("=")
        if not column or not field or "=" in field:
            raise typer.BadParameter(f"“{pair}” is no mapping: write column=field.")
        found[column] = field
    return found


def limits(settings: Settings) -> Limits:
    """Return the limits of an import that the office has set."""
    return Limits(
        rows=settings.import_rows,
        bytes=settings.import_mb * 1_000_000,
        ratio=settings.import_ratio,
        vertices=settings.import_vertices,
        seconds=settings.import_seconds,
    )


def import_command(
    layer: Annotated[str, typer.Argument(help="Name of the layer, such as parcels.")],
    file: Annotated[str, typer.Argument(help="Shapefile (also zipped), GeoPackage or GeoJSON on this machine.")],
    encoding: Annotated[Encoding, typer.Option(help="How the text is written.")] = Encoding.AUTO,
    crs: Annotated[str | None, typer.Option(help="Coordinate system, as EPSG:5897, when the file's is wrong.")] = None,
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="column=field, as often as needed; remembered.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Report only, write nothing.")] = False,
    mend: Annotated[bool, typer.Option(help="Mend bad rows where it is safe.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Leave bad rows out.")] = False,
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="The report for programs.")] = False,
    language: Annotated[Language, typer.Option("--lang", help="Language of the report.")] = "vi",
) -> None:
    """Read a file into a layer, after a report; one transaction, all or nothing."""
    settings = read_settings()
    options = ImportOptions(
        encoding=encoding.value,
        crs=epsg(crs),
        mapping=column_map(mapping or []),
        dry_run=dry_run,
        mend=mend,
        skip_bad=skip_bad,
        who="moduong import",
        reason=reason or f"import {Path(file).name}",
        limits=limits(settings),
        srid=settings.srid,
        commune=settings.commune,
        town_bounds=settings.town_bounds,
    )
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with faults_in_one_line(), office_database(settings, made=True) as to, bar:
        task = bar.add_task(file, total=1.0)
        report = import_file(
            to,
            layer_named(layer),
            Path(file),
            options,
            progress=lambda phase, share: bar.update(task, description=translate(phase, language), completed=share),
        )
    typer.echo(report.to_json() if as_json else report.to_text(lambda text: translate(text, language)))
    if report.refused:
        raise fail(report.refusal())


def export_command(
    layer: Annotated[str, typer.Argument(help="Name of the layer, such as parcels.")],
    file: Annotated[Path, typer.Argument(help="File to write: .shp, .zip, .gpkg or .geojson.")],
    on: Annotated[
        date | None, typer.Option(metavar="DATE", parser=day, help="Day, as 30/04/2023; all periods without it.")
    ] = None,
    recorded: Annotated[
        datetime | None,
        typer.Option(metavar="TIMESTAMP", parser=moment, help="As the database had it at this moment."),
    ] = None,
    crs: Annotated[
        str | None, typer.Option(help="Coordinate system, as EPSG:4326; without it the project's, WGS 84 for GeoJSON.")
    ] = None,
    encoding: Annotated[Encoding, typer.Option(help="How the text is written.")] = Encoding.UTF8,
    force: Force = False,
) -> None:
    """Write a layer to a file with the columns that every import knows."""
    settings = read_settings()
    require_free(*in_the_way(file), force=force)
    options = ExportOptions(on=on, recorded=recorded, crs=epsg(crs), encoding=encoding.value, srid=settings.srid)
    with faults_in_one_line(), ready_database(settings) as to:
        written = export_layer(to, layer_named(layer), file, options)
    for path, rows in written.items():
        typer.echo(f"{rows} rows of {layer} are in {path}.")
