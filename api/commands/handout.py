"""`moduong handout`: one HTML file to be given away, with map, slider and table, made of what the public is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Force, day
from api.commands.output import faults_in_one_line, read_settings, require_free, write_whole
from api.database import office_database
from api.days import today
from layers.database import engine
from layers.derived import catch_up
from layers.handout import Of, handout, scope_of
from layers.public_days import said_day
from maps.handout import handout_page
from maps.pages import PageOptions
from maps.words import Language


def handout_command(
    file: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="HTML file to write.")],
    road: Annotated[str | None, typer.Option(metavar="CODE", help="Of one road.")] = None,
    subdistrict: Annotated[str | None, typer.Option(metavar="N", help="Of the roads of a subdistrict.")] = None,
    phase: Annotated[str | None, typer.Option(metavar="N", help="Of all roads in a phase of the campaign.")] = None,
    on: Annotated[
        date | None,
        typer.Option(metavar="DATE", parser=day, help="Day that is shown first: the end of its month, at most today."),
    ] = None,
    language: Annotated[Language, typer.Option("--lang", help="Language of the hand-out.")] = "vi",
    force: Force = False,
) -> None:
    """Make a hand-out: one HTML file that shows map, slider and table without any network."""
    wanted = {of: key for of, key in ((Of.ROAD, road), (Of.SUBDISTRICT, subdistrict), (Of.PHASE, phase)) if key}
    if len(wanted) != 1:
        raise typer.BadParameter("say of what: one of --road, --subdistrict and --phase")
    ((of, key),) = wanted.items()
    require_free(file, force=force)
    settings = read_settings()
    made = today()
    first = on or settings.map_day or made
    with faults_in_one_line(), office_database(settings) as to:
        # What the public is shown of the last writes.
        catch_up(to)
        with engine(to.public).connect() as connection:
            scope = scope_of(connection, of, key, first, asked=on is not None, today=made)
            told = handout(connection, scope, settings.srid)
        options = PageOptions(place=settings.place, place_en=settings.place_en, bounds=settings.town_bounds)
        content = handout_page(told, language, options, made).encode()
        write_whole(file, content)
    typer.echo(f"{file}: {len(content) / 1_000_000:.1f} MB, {told['name'] or key}, {said_day(scope.day, made)}")
