"""The report of an import: for people in two languages, and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Final

from layers.errors import Remark, _
from layers.importing.problems import KINDS, Problem, Problems
from layers.importing.remarks import told

if TYPE_CHECKING:
    from layers.errors import Translate
    from layers.importing.findings import Taken

SHOWN: Final = 5
"""Problems of one kind that people are shown; programs get all that are kept."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What an import does, in rows of the file unless it says otherwise.

    Attributes
    ----------
    rows
        Rows of the file.
    new, changed, unchanged
        Rows of a key that is new, rows that differ from what is stored, rows that are as stored.
    removed
        Stored periods of the file's keys that the file no longer has.
    missing
        Keys that are stored and that the file lacks; they stay.
    skipped
        Rows left out as bad.
    parties
        Parties made for owners without a code.
    """

    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    missing: int = 0
    skipped: int = 0
    parties: int = 0


@dataclass(slots=True, kw_only=True)
class Report:
    """What was found in a file, and what was done with it.

    Attributes
    ----------
    file, layer
        What was imported.
    encoding, crs
        Which were taken, each with the reason why; None for a layer without geometry.
    columns, ignored
        Column of the file by field, and columns that are no field.
    counts
        What it does.
    missing_keys
        The first keys that the file lacks.
    problems
        Everything that is wrong.
    refused
        Whether nothing was written because of bad rows.
    change
        Number of the change that wrote it, None when nothing was written.
    seconds
        Time by phase: reading, report, database.
    """

    file: str
    layer: str
    encoding: Taken
    crs: Taken | None
    columns: dict[str, str]
    ignored: list[str]
    counts: Counts
    missing_keys: list[str] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    refused: bool = False
    dry_run: bool = False
    change: int | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    def of_kind(self, kind: str) -> list[Problem]:
        """Return the listed problems of one kind."""
        return [problem for problem in self.problems.listed if problem.kind == kind]

    def refusal(self) -> str:
        """Return one sentence on why nothing was written: which file, row and what to do."""
        hard = [problem for problem in self.problems.listed if problem.hard]
        first = min(hard, key=lambda problem: problem.row)
        column = f", {first.column}" if first.column else ""
        others = len(self.problems.bad) - 1
        more = f" and {others} more row{'s are' if others > 1 else ' is'} refused" if others > 0 else " is refused"
        return (
            f"{self.file} was not imported: row {first.row}{column} ({KINDS[first.kind].label}: {first.detail}){more};"
            f" mend the file, or use {'--mend or ' * self.problems.mends_more}--skip-bad."
        )

    def to_json(self) -> str:
        """Return the report as one JSON object, the stable form for programs."""
        found = self.problems
        return json.dumps(
            {
                "file": self.file,
                "layer": self.layer,
                "encoding": self.encoding,
                "crs": self.crs,
                "columns": self.columns,
                "ignored_columns": self.ignored,
                "counts": asdict(self.counts),
                "missing_keys": self.missing_keys,
                "problems": {
                    kind: {
                        "count": count,
                        "hard": KINDS[kind].hard,
                        "mendable": found.mendable[kind],
                        "mended": found.mended[kind],
                        "rows": [
                            {"row": item.row, "column": item.column, "detail": item.detail, "mend": item.mend}
                            for item in self.of_kind(kind)
                        ],
                    }
                    for kind, count in sorted(found.counts.items())
                    if count
                },
                "refused": self.refused,
                "dry_run": self.dry_run,
                "change": self.change,
                "seconds": {phase: round(seconds, 3) for phase, seconds in self.seconds.items()},
            },
            ensure_ascii=False,
            indent=1,
        )

    def to_text(self, translate: Translate) -> str:
        """Return the report for people, a line a fact.

        Parameters
        ----------
        translate
            Gives our texts in the reader's language; `str` leaves them in English.
        """
        counts = self.counts
        said: list[str] = [
            Remark(_("{file} → {layer}: {number} rows"), file=self.file, layer=self.layer, number=counts.rows)
        ]
        said.append(Remark(_("Encoding: {taken}. {why}"), **self.encoding))
        if self.crs is not None:
            said.append(Remark(_("CRS: EPSG:{taken}. {why}"), **self.crs))
        if self.ignored:
            said.append(Remark(_("Columns not used: {names}"), names=", ".join(self.ignored)))
        lines = [told(remark, translate) for remark in said]
        lines.append(self._counted(translate))
        if counts.missing:
            lines.append(self._missing(translate))
        for kind, count in sorted(self.problems.counts.items(), key=lambda item: not KINDS[item[0]].hard):
            if count:
                lines += self._told(kind, count, translate)
        lines.append(told(self._verdict(), translate))
        return "\n".join(lines)

    def _counted(self, translate: Translate) -> str:
        counts = self.counts
        always = {_("new"): counts.new, _("changed"): counts.changed, _("unchanged"): counts.unchanged}
        others = {
            _("left out"): counts.skipped,
            _("periods replaced"): counts.removed,
            _("new parties"): counts.parties,
        }
        shown = always | {word: number for word, number in others.items() if number}
        return ", ".join(f"{number} {translate(word)}" for word, number in shown.items())

    def _missing(self, translate: Translate) -> str:
        more = ", …" if self.counts.missing > len(self.missing_keys) else ""
        which = f": {', '.join(self.missing_keys)}{more}" if self.missing_keys else ""
        stay = Remark(_("{number} stored here are not in the file; they stay"), number=self.counts.missing)
        return told(stay, translate) + which

    def _told(self, kind: str, count: int, translate: Translate) -> list[str]:
        mended, mendable = self.problems.mended[kind], self.problems.mendable[kind]
        note = ""
        if mended:
            note = Remark(_("mended: {number}"), number=mended)
        elif mendable:
            note = Remark(_("can be mended with --mend: {number}"), number=mendable)
        mark = "✗" if KINDS[kind].hard and not mended else "!"
        lines = [f"{mark} {translate(KINDS[kind].label)}: {count}" + (f" ({told(note, translate)})" if note else "")]
        lines += [f"    {_line(problem, translate)}" for problem in self.of_kind(kind)[:SHOWN]]
        if count > SHOWN:
            lines.append("    " + told(Remark(_("… and {number} more"), number=count - SHOWN), translate))
        return lines

    def _verdict(self) -> str:
        if self.refused and self.problems.mends_more:
            return _("Nothing was written: mend the file, or use --mend or --skip-bad (leaves bad rows out).")
        if self.refused:
            return _("Nothing was written: mend the file, or use --skip-bad (leaves bad rows out).")
        if self.dry_run:
            return _("Only checked, nothing was written.")
        if self.change is None:
            return _("Nothing differs, nothing was written.")
        return Remark(_("Written as change {number}."), number=self.change)


def _line(problem: Problem, translate: Translate) -> str:
    row = Remark(_("row {number}"), number=problem.row) if problem.row else _("whole file")
    column = f", {problem.column}" if problem.column else ""
    mend = f" → {told(problem.mend, translate)}" if problem.mend else ""
    return f"{told(row, translate)}{column}: {told(problem.detail, translate)}{mend}"
