"""In a process of its own: read a file, check its rows, and write what the database is to take.

Nothing here touches the database. What comes out is a file of COPY rows and one of findings, both plain text, so
that whatever a hostile file does to this process, the parent reads nothing but text.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from layers.declaration import Column, Kind, Layer
from layers.donations import EVENT_COLUMNS
from layers.errors import Remark, _
from layers.importing.amounts import check_amounts
from layers.importing.columns import COMPUTED, PERIOD, ROWS, match_columns, staged_columns
from layers.importing.crs_words import remark
from layers.importing.fields import read_column, require
from layers.importing.findings import Findings, leave_findings
from layers.importing.keys import Values, check_keys, check_periods, fill_in, fingerprints, keys_of
from layers.importing.plausibility import check_plausible
from layers.importing.problems import Problems
from layers.importing.reading import Table, joined, read_table
from layers.importing.remarks import sentence
from layers.importing.shapes import Shapes, read_shapes
from layers.importing.soundness import check_coverage
from layers.importing.source import datasets
from layers.importing.texts import choose_encoding, decode_column, decode_names
from layers.importing.unread import refuse_unread

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.crs_recognition import CrsFinding
    from layers.importing.options import ImportOptions

Say = Callable[[str, float], None]


def prepare(
    path: Path, layer: Layer, options: ImportOptions, remembered: dict[str, str], folder: Path, say: Say
) -> None:
    """Read a file and write its `ROWS` and `Findings` into `folder`.

    Parameters
    ----------
    path
        From `source.local_file`.
    layer, options
        What it is and how to read it.
    remembered
        The office's earlier mapping of columns.
    folder
        Empty folder.
    say
        Takes phase and share of the work done.

    Raises
    ------
    FileRefused
        When the file can't be read or may not be.
    """
    started = time.monotonic()
    problems = Problems(mending=options.mend)
    say(_("reading"), 0.02)
    files = datasets(path, folder, layer, options.limits)
    table = joined([read_table(file, layer.name, options.limits) for file in files])
    rows = table.numbers
    if not table.rows:
        problems.add("no_rows", [0], [_("nothing to import")])
    read = time.monotonic()
    say(_("decoding"), 0.15)
    guess, why = choose_encoding(table.columns, options.encoding, table.said_encoding, problems, unicode=table.unicode)
    columns = decode_names(table.columns, guess, unicode=table.unicode)
    named = match_columns(layer, columns, options.mapping, remembered) if table.rows else {}
    values: Values = {}
    for field, name in named.items():
        refuse_unread(path, name, columns[name])
        decoded = decode_column(columns[name], field, guess, problems, rows, unicode=table.unicode)
        values[field] = read_column(decoded, _declared(layer, field), problems, rows)
    check_periods(values, problems, rows)
    fill_in(layer, values, options.commune, table.rows)
    say(_("checking geometry"), 0.25)
    shapes = _shapes(table, layer, values, options, problems)
    geometries = None if shapes is None else shapes.geometries
    repeated = _check_rows(layer, values, geometries, problems, rows, say)
    good = ~(np.isin(rows, list(problems.bad)) | repeated)
    say(_("writing rows"), 0.4)
    _write_rows(folder / ROWS, layer, values, geometries, rows, good, options.srid)
    found = Findings(
        rows=table.rows,
        encoding={"taken": guess.encoding, "why": why},
        crs=None if shapes is None else {"taken": shapes.crs.epsg, "why": _why(shapes.crs)},
        columns=named,
        ignored=sorted(set(columns) - set(named.values())) if table.rows else [],
        dated=bool(set(PERIOD) & named.keys()) and layer.dated,
        has_events=layer.events and bool(set(EVENT_COLUMNS.values()) & named.keys()),
        refused_keys=keys_of(layer, values, np.isin(rows, list(problems.bad))),
        seconds={"reading": read - started, "report": time.monotonic() - read},
        problems=problems,
    )
    leave_findings(folder, found)


def _check_rows(
    layer: Layer,
    values: Values,
    geometries: NDArray[Any] | None,
    problems: Problems,
    rows: NDArray[np.int64],
    say: Say,
) -> NDArray[np.bool_]:
    """Complete the rows' values, note what is wrong with them, and return which repeat another row."""
    for column in layer.columns:
        values.setdefault(column.name, np.full(len(rows), None, dtype=object))
    if "print" in layer.key and geometries is not None:
        values["print"] = fingerprints(values, geometries)
    for column in layer.columns:
        if column.required:
            require(values[column.name], column, problems, rows)
    repeated = check_keys(layer, values, geometries, problems, rows)
    if layer.name == "parcels" and geometries is not None:
        say(_("overlaps and gaps"), 0.3)
        once = geometries.copy()
        once[repeated] = None
        check_coverage(once, values, rows, problems)
    check_plausible(layer, values, geometries, problems, rows)
    check_amounts(layer, values, problems, rows)
    return repeated


def _why(crs: CrsFinding) -> Remark:
    return sentence(*(remark(reason) for reason in crs.reasons))


def _declared(layer: Layer, field: str) -> Column:
    """Return the column of that name; a layer's days that are no columns of its table count as such."""
    try:
        return layer.column(field)
    except KeyError:
        return Column(name=field, label=field, kind=Kind.DATE)


def _shapes(table: Table, layer: Layer, values: Values, options: ImportOptions, problems: Problems) -> Shapes | None:
    if not layer.geometry:
        return None
    wkb = table.wkb if table.wkb is not None else np.full(table.rows, None, dtype=object)
    kinds = values.get("kind") if "print" in COMPUTED & set(layer.key) else None
    return read_shapes(wkb, table.numbers, table.sources, layer, kinds, options, problems)


def _write_rows(
    path: Path,
    layer: Layer,
    values: Values,
    geometries: NDArray[Any] | None,
    rows: NDArray[np.int64],
    good: NDArray[np.bool_],
    srid: int,
) -> None:
    absent = np.full(len(rows), None, dtype=object)
    given = {"valid_from": values.get(PERIOD[0], absent), "valid_to": values.get(PERIOD[1], absent)}
    columns: list[list[str]] = []
    for name in staged_columns(layer):
        if name == "row":
            columns.append([str(row) for row in rows[good]])
        elif name == "geom" and geometries is not None:
            located = shapely.set_srid(geometries[good], srid)
            columns.append(_copy_text(shapely.to_wkb(located, hex=True, include_srid=True)))
        else:
            source = given[name] if name in given and layer.dated else values.get(name, absent)
            columns.append(_copy_text(source[good]))
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(row) + "\n" for row in zip(*columns, strict=True))


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy_text(values: NDArray[Any]) -> list[str]:
    return ["\\N" if value is None else value.translate(_ESCAPES) for value in values]
