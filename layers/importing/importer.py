"""Import a file: read it apart, compare it with what is stored, report, and write in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from psycopg import errors
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError, OperationalError

from layers.changes import change, end_without_client
from layers.database import Addresses, engine
from layers.derived import refresh
from layers.errors import _
from layers.importing.columns import ROWS
from layers.importing.donated_parts import check_parcels, keep_donations, put_inside_parcels
from layers.importing.faults import FileRefused, ImportEnded
from layers.importing.findings import left_findings
from layers.importing.mappings import remember, remembered
from layers.importing.near_keys import note_near_keys
from layers.importing.reading_process import read_apart
from layers.importing.references import check_references, drop_bad
from layers.importing.report import Counts, Report
from layers.importing.source import local_file
from layers.importing.staging import count, match, stage
from layers.importing.stored import note_overlaps, note_what_is_lost
from layers.importing.work_folder import work_folder
from layers.importing.writing import match_events, write

if TYPE_CHECKING:
    from pathlib import Path

    from layers.declaration import Layer
    from layers.importing.findings import Findings
    from layers.importing.options import ImportOptions

Progress = Callable[[str, float], None]
MANY = 1_000
"""New rows from which on PostgreSQL is to count a table at once: it plans for what was there until then."""

_COUNT = text("SELECT layers.count_rows(:layer)")


class _NothingToWrite(Exception):
    pass


def import_file(
    to: Addresses, layer: Layer, path: Path, options: ImportOptions, progress: Progress | None = None
) -> Report:
    """Read a file into a layer: all of it in one transaction, or nothing.

    Parameters
    ----------
    to
        The database; the officer's role writes.
    layer
        What the file holds.
    path
        A shapefile (also zipped), GeoPackage or GeoJSON file of this machine.
    options
        How to read it and what to do with bad rows.
    progress
        Takes the phase and the share of the work that is done, 0 to 1.

    Returns
    -------
    Report
        What was found and done; `refused` when bad rows kept it from being written.

    Raises
    ------
    FileRefused
        When the file can't be read or may not be.
    ImportEnded
        When reading it took more time or memory than the limits allow, or the database more time.
    """
    say = progress or (lambda _phase, _share: None)
    path = local_file(path)
    with engine(to.officer).connect() as connection, work_folder() as folder:
        known = remembered(connection, layer.name)
        connection.rollback()
        read_apart(path, layer, options, known, folder, say)
        found = left_findings(folder)
        report = _report(path, layer, found, options)
        report.refused = bool(report.problems.refused) and not options.skip_bad
        started = time.monotonic()
        try:
            _Writing(layer, folder / ROWS, found, options, report, say).run(connection)
        except IntegrityError as error:
            raise _refused(path, error) from error
        except OperationalError as error:
            if not isinstance(error.orig, errors.QueryCanceled):
                raise
            raise ImportEnded(
                f"{path} was not imported: a statement on it took more than the"
                f" {options.limits.statement_seconds(found.rows):.0f} s that {found.rows} rows may take in the"
                " database: look for shapes of very many vertices or split the file; if somebody else wrote at the same"
                " time, import it again."
            ) from error
        report.seconds["database"] = time.monotonic() - started
        if options.mapping and not report.refused and not options.dry_run:
            with connection.begin():
                remember(connection, layer.name, options.mapping, [*report.columns.values(), *report.ignored])
    say(_("done"), 1.0)
    return report


@dataclass(frozen=True, slots=True)
class _Writing:
    """The import of a file that has been read apart; what it does is noted in its report."""

    layer: Layer
    rows: Path
    found: Findings
    options: ImportOptions
    report: Report
    say: Progress

    def run(self, connection: Connection) -> None:
        """Compare, and write unless that is not wanted, refused or needless."""
        report, options = self.report, self.options
        if options.dry_run or report.refused:
            with connection.begin() as transaction:
                self._compare(connection)
                transaction.rollback()
            return
        try:
            with change(connection, options.who, "import", options.reason) as number:
                self._compare(connection)
                if report.refused or not _differs(report.counts):
                    raise _NothingToWrite  # noqa: TRY301  # it takes the change back
                self._write(connection)
            report.change = number
        except _NothingToWrite:
            pass

    def _compare(self, connection: Connection) -> None:
        """Stage the rows and find what is wrong with them and how they differ; temporary tables only."""
        layer, found, options, report = self.layer, self.found, self.options, self.report
        milliseconds = round(options.limits.statement_seconds(found.rows) * 1000)
        connection.execute(text("SELECT set_config('statement_timeout', :ms, true)"), {"ms": str(milliseconds)})
        end_without_client(connection)
        self.say(_("copying"), 0.5)
        stage(connection, layer, self.rows, options.srid)
        self.say(_("comparing"), 0.6)
        problems = report.problems
        report.counts.parties = check_references(connection, layer, problems)
        if layer.in_parcels:
            check_parcels(connection, options.commune, problems)
        if layer.events:
            put_inside_parcels(connection, options.srid, problems)
        if layer.name == "parcels":
            keep_donations(connection, problems, dated=found.dated)
        refused = [*found.refused_keys, *drop_bad(connection, layer, problems)]
        match(connection, layer, dated=found.dated)
        if found.has_events:
            match_events(connection, problems)
        note_what_is_lost(connection, layer, problems, events=found.has_events)
        report.missing_keys = count(connection, layer, report.counts, refused, dated=found.dated)
        if report.counts.new:
            note_near_keys(connection, layer, problems)
        if report.counts.missing:
            note_overlaps(connection, layer, problems)
        report.refused = bool(problems.refused) and not options.skip_bad
        report.counts.skipped = len(problems.bad) if options.skip_bad else 0

    def _write(self, connection: Connection) -> None:
        """Write what differs, and have what is derived from it follow."""
        self.say(_("writing"), 0.7)
        started = time.monotonic()
        write(connection, self.layer, dated=self.found.dated, events=self.found.has_events)
        if self.report.counts.new >= MANY:
            connection.execute(_COUNT, {"layer": self.layer.name})
        self.report.seconds["writing"] = time.monotonic() - started
        self.say(_("what follows from it"), 0.9)
        refresh(connection)


def _differs(counts: Counts) -> bool:
    return bool(counts.new or counts.changed or counts.removed)


def _report(path: Path, layer: Layer, found: Findings, options: ImportOptions) -> Report:
    return Report(
        file=str(path),
        layer=layer.name,
        encoding=found.encoding,
        crs=found.crs,
        columns=found.columns,
        ignored=found.ignored,
        counts=Counts(rows=found.rows),
        problems=found.problems,
        dry_run=options.dry_run,
        seconds=found.seconds,
    )


def _refused(path: Path, error: IntegrityError) -> FileRefused:
    """Return what the database says of rows that the checks let pass."""
    fault = error.orig
    told = fault.diag.message_primary if isinstance(fault, errors.Error) else None
    return FileRefused(f"{path} was not imported, the database refused it: {told or fault}")
