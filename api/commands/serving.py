"""`moduong serve` and `moduong demo`: the service, empty or with the demonstration town."""

from __future__ import annotations

import json
import os
import socket
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
import uvicorn
from sqlalchemy import text

from api.commands.data import limits
from api.commands.output import fail, faults_in_one_line, read_settings
from api.database import database, make_ready
from api.settings import Settings
from layers.catalogue import LAYERS
from layers.database import Addresses, engine
from layers.demonstration_town import DAY, town_files
from layers.importing import ImportOptions, import_file


def serve_command(
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes that answer.")] = None,
) -> None:
    """Serve the maps; an empty database is brought up to date first and starts with empty layers."""
    given = {"port": port, "host": host, "workers": workers}
    settings = read_settings().model_copy(update={name: value for name, value in given.items() if value is not None})
    _refuse_taken_port(settings)
    with faults_in_one_line(), database(settings) as to:
        make_ready(settings, to)
        _run(settings, to)


def demo_command(
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the demonstration town: made up, people and parcels alike. Its data are kept for the next time."""
    settings = read_settings()
    settings = settings.model_copy(
        update={
            "home": settings.home / "demo",
            "port": port or settings.port,
            "map_day": settings.map_day or date.fromisoformat(DAY),
        }
    )
    _refuse_taken_port(settings)
    with faults_in_one_line(), database(settings) as to:
        make_ready(settings, to)
        load_town(settings, to)
        typer.echo(
            f"\nMở Đường: http://{settings.host}:{settings.port}\n"
            "Thị trấn mẫu, người và thửa đất đều hư cấu. (A demonstration town; people and parcels are made up.)\n"
            "  1. Gõ “Đồng Sậy” vào ô tìm đường.        (Search for a road.)\n"
            "  2. Phóng to tới từng thửa, bấm một thửa.  (Zoom in, click a parcel.)\n"
            "  3. Bật, tắt lớp trong chú giải.           (The legend switches layers.)\n"
            f"  4. http://{settings.host}:{settings.port}/ogc mở bằng QGIS.   (Open it in QGIS.)\n"
            "Ctrl-C để dừng. (Ctrl-C stops it.)\n"
        )
        _run(settings, to)


def load_town(settings: Settings, to: Addresses) -> None:
    """Import the demonstration town's files, layer by layer, where the database has none of it."""
    with engine(to.owner).connect() as connection:
        if connection.scalar(text("SELECT EXISTS (SELECT FROM layers.campaign_phases)")):
            return
    for layer, path in town_files():
        options = ImportOptions(
            who="moduong demo",
            reason="the demonstration town",
            limits=limits(settings),
            srid=settings.srid,
            commune=settings.commune,
            town_bounds=settings.town_bounds,
        )
        report = import_file(to, LAYERS[layer], path, options)
        if report.refused:
            raise fail(f"The demonstration town's {path.name} was refused: run moduong import {layer} {path}.")
        typer.echo(f"  {path.name}: {report.counts.rows} rows")


def _refuse_taken_port(settings: Settings) -> None:
    """Say at once that a port is taken, before minutes of work."""
    with closing(socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as fault:
            raise fail(
                f"Port {settings.port} of {settings.host} can't be taken ({fault.strerror}): name another with --port."
            ) from fault


def _run(settings: Settings, to: Addresses) -> None:
    """Hand the settings to the workers through the environment, and serve until stopped."""
    for name, value in settings.model_dump(mode="json").items():
        if value is not None:
            os.environ[f"MODUONG_{name.upper()}"] = value if isinstance(value, str) else _as_text(value)
    os.environ["MODUONG_DATABASE_URL"] = to.libpq(to.owner)
    uvicorn.run(
        "api.application:from_environment",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=10,
        app_dir=str(Path(__file__).resolve().parents[2]),
    )


def _as_text(value: object) -> str:
    """Return a setting's value as pydantic-settings reads it from the environment: JSON but for text."""
    return json.dumps(value)
