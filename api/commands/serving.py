"""`moduong serve` and `moduong demo`: the service, empty or with the demonstration town."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import text

from api.commands.data import limits
from api.commands.demo_users import DemoUser, add_demo_users
from api.commands.output import fail, faults_in_one_line, read_settings
from api.database import database, make_ready
from api.running import require_port, run
from api.settings import Settings
from layers.catalogue import LAYERS
from layers.database import Addresses, engine
from layers.demonstration_town import DAY, PILOT, town_files
from layers.importing import ImportOptions, Report, import_file

WRITER = "moduong demo"
"""Who wrote the demonstration town, in the list of changes."""
REASON = "Nhập thị trấn mẫu"
"""Why, as an officer reads it in a parcel's history."""

Port = Annotated[int | None, typer.Option(help="Port to listen on.", min=1, max=65535)]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Workers = Annotated[int | None, typer.Option(help="Processes that answer.", min=1, max=32)]


def serve_command(port: Port = None, host: Host = None, workers: Workers = None) -> None:
    """Serve the maps; an empty database is brought up to date first and starts with empty layers."""
    settings = _with_options(read_settings(), port=port, host=host, workers=workers)
    with faults_in_one_line():
        require_port(settings)
        with database(settings, kept=True) as to:
            make_ready(settings, to)
            run(settings, to)


def demo_command(port: Port = None, host: Host = None) -> None:
    """Serve the demonstration town: made up, people and parcels alike. Its data are kept for the next time."""
    settings = _with_options(read_settings(), port=port, host=host)
    settings = _with_options(
        settings,
        home=settings.home / "demo",
        map_day=settings.map_day or date.fromisoformat(DAY),
        map_subdistrict=settings.map_subdistrict or PILOT,
    )
    with faults_in_one_line():
        require_port(settings)
        with database(settings, kept=True) as to:
            make_ready(settings, to)
            load_town(settings, to)
            users = add_demo_users(to, settings.demo_password)
            typer.echo(_welcome(f"http://{settings.host}:{settings.port}", users))
            run(settings, to)


def _with_options(settings: Settings, **given: object) -> Settings:
    return settings.model_copy(update={name: value for name, value in given.items() if value is not None})


def _welcome(address: str, users: list[DemoUser]) -> str:
    known = "mật khẩu như lần đầu (password as at the first start)"
    signed_in = "".join(f"     {user.name:<12}{user.role:<15}{user.password or known}\n" for user in users)
    return (
        f"\nMở Đường: {address}\n"
        "Thị trấn mẫu, người và thửa đất đều hư cấu. (A demonstration town; people and parcels are made up.)\n"
        "  1. Gõ “Đồng Sậy” vào ô tìm đường.        (Search for a road.)\n"
        "  2. Phóng to tới từng thửa, bấm một thửa.  (Zoom in, click a parcel.)\n"
        "  3. Bật, tắt lớp trong chú giải.           (The legend switches layers.)\n"
        f"  4. {address}/ogc mở bằng QGIS.   (Open it in QGIS.)\n"
        f"  5. {address}/signin để đăng nhập. (Sign in.)\n{signed_in}"
        "Ctrl-C để dừng. (Ctrl-C stops it.)\n"
    )


def load_town(settings: Settings, to: Addresses) -> None:
    """Import the demonstration town where the database has not all of it."""
    if _has_town(to):
        return
    for report in import_town(settings, to):
        typer.echo(f"  {Path(report.file).name}: {report.counts.rows} rows")


def _has_town(to: Addresses) -> bool:
    with engine(to.direct).connect() as connection:
        writers = set(connection.scalars(text("SELECT DISTINCT who FROM layers.changes WHERE kind <> 'migration'")))
        if writers and WRITER not in writers:
            raise fail("This database holds an office's data: `moduong demo` takes an empty one.")
        # Phases come last: a load that was cut short is begun again, and what is there already stays as it is.
        return bool(connection.scalar(text("SELECT EXISTS (SELECT FROM layers.campaign_phases)")))


def import_town(settings: Settings, to: Addresses) -> Iterator[Report]:
    """Import the demonstration town's files one by one; yield the report of each."""
    options = ImportOptions(
        who=WRITER,
        reason=REASON,
        limits=limits(settings),
        srid=settings.srid,
        commune=settings.commune,
        town_bounds=settings.town_bounds,
    )
    for layer, path in town_files():
        report = import_file(to, LAYERS[layer], path, options)
        if report.refused:
            raise fail(f"The demonstration town's {path.name} was refused: run moduong import {layer} {path}.")
        yield report
