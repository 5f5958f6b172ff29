"""The report of an import: for people in two languages, and for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Final, Literal

from layers.importing.problems import KINDS, Problem, Problems

Language = Literal["vi", "en"]
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
    encoding: dict[str, str]
    crs: dict[str, object] | None
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
        more = f" and {others} more rows are refused" if others > 0 else " is refused"
        return (
            f"{self.file} was not imported: row {first.row}{column} ({KINDS[first.kind].en}: {first.detail}){more};"
            " mend the file, or use --mend or --skip-bad."
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

    def to_text(self, language: Language = "vi") -> str:
        """Return the report for people, a line a fact."""
        vi = language == "vi"
        counts = self.counts
        lines = [f"{self.file} → {self.layer}: {counts.rows} {'hàng' if vi else 'rows'}"]
        lines.append(f"{'Bảng mã' if vi else 'Encoding'}: {self.encoding['taken']}. {self.encoding['why']}")
        if self.crs is not None:
            lines.append(f"{'Hệ tọa độ' if vi else 'CRS'}: EPSG:{self.crs['taken']}. {self.crs['why']}")
        if self.ignored:
            lines.append(f"{'Cột không dùng' if vi else 'Columns not used'}: {', '.join(self.ignored)}")
        lines.append(self._counted(vi=vi))
        if counts.missing:
            told = (
                "đang lưu không có trong tệp, được giữ nguyên" if vi else "stored here are not in the file; they stay"
            )
            more = ", …" if counts.missing > len(self.missing_keys) else ""
            which = f": {', '.join(self.missing_keys)}{more}" if self.missing_keys else ""
            lines.append(f"{counts.missing} {told}{which}")
        for kind, count in sorted(self.problems.counts.items(), key=lambda item: not KINDS[item[0]].hard):
            if count:
                lines += self._told(kind, count, vi=vi)
        lines.append(self._verdict(vi=vi))
        return "\n".join(lines)

    def _counted(self, *, vi: bool) -> str:
        counts = self.counts
        words = (
            ("mới", "thay đổi", "giữ nguyên", "bỏ ra", "kỳ bị thay", "chủ sử dụng mới")
            if vi
            else ("new", "changed", "unchanged", "left out", "periods replaced", "new parties")
        )
        numbers = (counts.new, counts.changed, counts.unchanged, counts.skipped, counts.removed, counts.parties)
        return ", ".join(
            f"{number} {word}"
            for at, (number, word) in enumerate(zip(numbers, words, strict=True))
            if number or at < 3  # noqa: PLR2004 - the first three always
        )

    def _told(self, kind: str, count: int, *, vi: bool) -> list[str]:
        name = KINDS[kind].vi if vi else KINDS[kind].en
        mended, mendable = self.problems.mended[kind], self.problems.mendable[kind]
        note = ""
        if mended:
            note = f" ({'đã sửa' if vi else 'mended'} {mended})"
        elif mendable:
            note = f" ({'sửa được bằng' if vi else 'can be mended with'} --mend: {mendable})"
        lines = [f"{'✗' if KINDS[kind].hard and not mended else '!'} {name}: {count}{note}"]
        for problem in self.of_kind(kind)[:SHOWN]:
            place = f"{'hàng' if vi else 'row'} {problem.row}" if problem.row else ("cả tệp" if vi else "whole file")
            column = f", {problem.column}" if problem.column else ""
            mend = f" → {problem.mend}" if problem.mend else ""
            lines.append(f"    {place}{column}: {problem.detail}{mend}")
        if count > SHOWN:
            lines.append(f"    … {'và' if vi else 'and'} {count - SHOWN} {'nữa' if vi else 'more'}")
        return lines

    def _verdict(self, *, vi: bool) -> str:
        if self.refused:
            return (
                "Chưa ghi gì: sửa tệp, hoặc dùng --mend (tự sửa) hay --skip-bad (bỏ các hàng lỗi)."
                if vi
                else "Nothing was written: mend the file, or use --mend or --skip-bad (leaves bad rows out)."
            )
        if self.dry_run:
            return "Chỉ kiểm tra, chưa ghi gì." if vi else "Only checked, nothing was written."
        if self.change is None:
            return "Không có gì thay đổi, không ghi gì." if vi else "Nothing differs, nothing was written."
        return f"Đã ghi, thay đổi số {self.change}." if vi else f"Written as change {self.change}."
