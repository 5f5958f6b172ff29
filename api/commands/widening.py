"""`moduong widening`, `profile` and `progress`: what the widening engine derives, for the office's own eyes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from api.commands.options import Force, day, moment
from api.commands.output import fail, faults_in_one_line, read_settings, require_free, write_whole
from api.database import office_database
from api.days import today
from geo.widening.profile import SERIES
from geo.widening.tolerances import STATION_STEP_M
from layers import widening_progress
from layers.database import engine
from layers.flat_rows import flat
from layers.recorded import change_at
from layers.road_figures import REFUSED
from layers.widening_answers import profile_answer, rounded, widening_answer
from layers.widening_figures import figures, progress_on, recorded_figures
from layers.widening_public import HANDED_OVER
from layers.widening_refusals import NoSuchRoad

Codes = Annotated[list[str] | None, typer.Argument(metavar="[CODE …]", help="Codes of roads; every road if left out.")]
On = Annotated[date | None, typer.Option(metavar="DATE", parser=day, help="Day; today if left out.")]
Recorded = Annotated[
    datetime | None, typer.Option(metavar="TIMESTAMP", parser=moment, help="As it was recorded at that moment.")
]
Json = Annotated[bool, typer.Option("--json", help="For programs: JSON, a line a road.")]
Csv = Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write the rows into a CSV file.")]

_HANDED_OVER = "donated_area_m2.handed_over_or_further"
"""What is given by then, recorded land too: that of the state alone would fall when a donation is recorded."""
_SHOWN = (
    "code",
    "length_m",
    "required_area_m2",
    _HANDED_OVER,
    "length_at_target_m.signed",
    "length_at_target_m.handed_over",
    "min_width_m.handed_over",
    "parcels",
    "bottlenecks",
    REFUSED,
)
"""Columns of the table of roads for people; the others are in the JSON and in the CSV."""


def widening_command(
    codes: Codes = None,
    on: On = None,
    recorded: Recorded = None,
    state: Annotated[str, typer.Option(help=f"What bottlenecks are measured to: {', '.join(SERIES)}.")] = "handed_over",
    as_json: Json = False,
    file: Csv = None,
    force: Force = False,
) -> None:
    """Tell how wide roads are on a day, what their strips take, and where they are too narrow."""
    if state not in SERIES:
        raise fail(f"There is no state “{state}” to measure bottlenecks to: write {', '.join(SERIES)}.")
    require_free(file, force=force)
    shown_day = on or today()
    found = _figures(codes, shown_day, recorded)
    answers = [
        {"code": code, **figure} if REFUSED in figure else widening_answer(figure, shown_day.isoformat(), state)
        for code, figure in found.items()
    ]
    _tell(answers, [flat(answer) for answer in answers], as_json, file, _for_people)


def profile_command(
    codes: Codes = None,
    on: On = None,
    recorded: Recorded = None,
    step: Annotated[float, typer.Option(help="Metres between stations.", min=0.1, max=1000)] = STATION_STEP_M,
    as_json: Json = False,
    file: Csv = None,
    force: Force = False,
) -> None:
    """Tell the half-widths of roads at stations along their chainage."""
    require_free(file, force=force)
    shown_day = on or today()
    found = _figures(codes, shown_day, recorded)
    answers = [
        {"code": code, **figure} if REFUSED in figure else profile_answer(figure, shown_day.isoformat(), step)
        for code, figure in found.items()
    ]
    rows = [{"code": answer["code"], **flat(row)} for answer in answers for row in answer.get("stations", [answer])]
    _tell(answers, rows, as_json, file)


def progress_command(
    by: Annotated[str, typer.Option(help=", ".join(widening_progress.PARTS) + ".")] = "road",
    on: On = None,
    recorded: Recorded = None,
    as_json: Json = False,
    file: Csv = None,
    force: Force = False,
) -> None:
    """Tell how far the campaign is, by road, subdistrict or phase."""
    if by not in widening_progress.PARTS:
        raise fail(f"There is no progress by “{by}”: write {', '.join(widening_progress.PARTS)}.")
    require_free(file, force=force)
    shown_day = on or today()
    with _office() as officer, officer.connect() as connection:
        change = _change(officer, recorded)
        rows = progress_on(connection, by, shown_day.toordinal(), change)
    answer = rounded({"by": by, "on": shown_day.isoformat(), "rows": rows})
    _tell([answer], [flat(row) for row in answer["rows"]], as_json, file)


def _figures(codes: list[str] | None, on: date, recorded: datetime | None) -> dict[str, dict[str, Any]]:
    """Return the figures of roads in the order of their codes, or as they were asked for."""
    with _office() as officer:
        found = _read(officer, on, _change(officer, recorded), codes)
        for code in codes or []:
            if code not in found and recorded is not None:
                raise fail(
                    f"There is no road with the code “{code}” in what was recorded by {recorded.isoformat()}: without a"
                    " code, those of then are listed."
                )
            if code not in found:
                raise NoSuchRoad(code=code)
    return {code: found[code] for code in (codes or sorted(found))}


@contextmanager
def _office() -> Iterator[Engine]:
    """Yield the officer's connections to the database."""
    with faults_in_one_line(), office_database(read_settings()) as to:
        yield engine(to.officer)


def _read(officer: Engine, on: date, change: int | None, codes: list[str] | None) -> dict[str, dict[str, Any]]:
    if change is None:
        return figures(officer, on.toordinal(), codes)
    with officer.connect() as connection:
        return recorded_figures(connection, on.toordinal(), change, codes)


def _change(officer: Engine, recorded: datetime | None) -> int | None:
    """Return the newest change of a moment, None for now."""
    if recorded is None:
        return None
    with officer.connect() as connection:
        return change_at(connection, recorded)


def _tell(
    answers: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    as_json: bool,
    file: Path | None,
    told: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> None:
    """Write rows into a file, answers as JSON, or a table for people, each row as it is told to them."""
    if file is not None:
        _write(file, rows)
    if as_json:
        for answer in answers:
            typer.echo(json.dumps(answer, ensure_ascii=False))
    elif file is None and rows:
        _table([told(row) for row in rows])
    elif file is None:
        typer.echo("There is nothing to tell of that day: nothing had been entered for it.")
    else:
        typer.echo(f"{len(rows)} rows are in {file}.")


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    names = _columns(rows)
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, names)
    writer.writeheader()
    writer.writerows(rows)
    write_whole(file, table.getvalue().encode("utf-8-sig"))  # spreadsheets know UTF-8 by its mark


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    """Return the names of the columns, in the order of the fullest rows: why a road is refused comes last."""
    return list(dict.fromkeys(name for row in sorted(rows, key=len, reverse=True) for name in row))


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    """Return a road's row of the table for people."""
    given = {} if REFUSED in row else {_HANDED_OVER: sum(row[f"donated_area_m2.{state}"] for state in HANDED_OVER)}
    whole = {**row, **given}
    return {name: whole[name] for name in _SHOWN if name in whole}


def _table(rows: list[dict[str, Any]]) -> None:
    names = _columns(rows)
    cells = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    wide = [max(len(row[place]) for row in cells) for place in range(len(names))]
    for row in cells:
        typer.echo("  ".join(text.rjust(width) for text, width in zip(row, wide, strict=True)).rstrip())


def _cell(value: Any) -> str:
    show: Callable[[Any], str] = (lambda number: f"{number:.1f}") if isinstance(value, float) else str
    return "–" if value is None else show(value)
