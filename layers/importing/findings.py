"""What the process that reads a file tells the one that writes its rows: one file of JSON beside the rows."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypedDict

from layers.importing.problems import Problem, Problems
from layers.importing.remarks import packed, unpacked

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "findings.json"


class Taken(TypedDict):
    """The encoding or the EPSG code that a file is read in, None when there is nothing to place, and why."""

    taken: str | int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found in a file, but for its rows.

    Attributes
    ----------
    rows
        How many it has.
    encoding, crs
        Which were taken; None for a layer without geometry.
    columns, ignored
        Column of the file by field, and columns that are no field.
    dated, has_events
        Whether the file has periods, and days of a donation's steps.
    refused_keys
        What the refused rows are known by.
    seconds
        Time by phase: reading, report.
    problems
        What is wrong with it, so far as the file alone shows it.
    """

    rows: int
    encoding: Taken
    crs: Taken | None
    columns: dict[str, str]
    ignored: list[str]
    dated: bool
    has_events: bool
    refused_keys: list[str]
    seconds: dict[str, float]
    problems: Problems


def leave_findings(folder: Path, found: Findings) -> None:
    """Write them into the folder of an import."""
    said = {field.name: getattr(found, field.name) for field in fields(found)} | {
        "encoding": _taken_packed(found.encoding),
        "crs": found.crs and _taken_packed(found.crs),
        "problems": _problems_packed(found.problems),
    }
    (folder / _FILE).write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def left_findings(folder: Path) -> Findings:
    """Return what `leave_findings` wrote there."""
    said = json.loads((folder / _FILE).read_text("utf-8"))
    return Findings(
        **said
        | {
            "encoding": _taken(said["encoding"]),
            "crs": said["crs"] and _taken(said["crs"]),
            "problems": _problems(said["problems"]),
        }
    )


def _taken_packed(taken: Taken) -> dict[str, Any]:
    return {"taken": taken["taken"], "why": packed(taken["why"])}


def _taken(said: dict[str, Any]) -> Taken:
    return {"taken": said["taken"], "why": unpacked(said["why"])}


def _problems_packed(problems: Problems) -> dict[str, Any]:
    return {
        "mending": problems.mending,
        "counts": problems.counts,
        "listed": [[packed(value) for value in problem] for problem in problems.listed],
        "mendable": problems.mendable,
        "mended": problems.mended,
        "bad": sorted(problems.bad),
    }


def _problems(said: dict[str, Any]) -> Problems:
    return Problems(
        mending=said["mending"],
        counts=Counter(said["counts"]),
        listed=[Problem(*map(unpacked, problem)) for problem in said["listed"]],
        mendable=Counter(said["mendable"]),
        mended=Counter(said["mended"]),
        bad=set(said["bad"]),
    )
