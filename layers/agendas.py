"""Agendas of meetings: which roads are shown, in which chapters and order, of which day; and what frozen ones keep."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Row, text

from layers.errors import Refusal, _
from layers.widening_refusals import NoSuchRoad

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from uuid import UUID

_COLUMNS: Final = "id, title, day, since, chapters, who, saved, shown, frozen, recorded"
_ALL: Final = text(f"SELECT {_COLUMNS} FROM office.agendas ORDER BY day DESC, saved DESC, id")
_ONE: Final = text(f"SELECT {_COLUMNS} FROM office.agendas WHERE id = :id")
_UNKNOWN_ROADS: Final = text(
    "SELECT code FROM unnest(cast(:codes AS text[])) AS code"
    " WHERE NOT EXISTS (SELECT FROM layers.road_segments AS r WHERE r.code = code.code) LIMIT 1"
)
_SAVE: Final = text(
    """
    INSERT INTO office.agendas (id, title, day, since, chapters, who)
    VALUES (:id, :title, :day, :since, cast(:chapters AS jsonb), :who)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, day = excluded.day, since = excluded.since,
        chapters = excluded.chapters, who = excluded.who, saved = now()
    WHERE agendas.frozen IS NULL
    RETURNING id
    """
)
_DELETE: Final = text("DELETE FROM office.agendas WHERE id = :id RETURNING id")
_SHOWN: Final = text("UPDATE office.agendas SET shown = now() WHERE id = :id RETURNING id")
_LAST_SHOWN: Final = text(
    "SELECT day FROM office.agendas WHERE shown IS NOT NULL AND day < :day AND id IS DISTINCT FROM :id"
    " ORDER BY shown DESC LIMIT 1"
)
_FREEZE: Final = text(
    "UPDATE office.agendas SET frozen = now(), recorded = :recorded, since = :since WHERE id = :id AND frozen IS NULL"
    " RETURNING id"
)
_KEEP_DAY: Final = text(
    "INSERT INTO office.agenda_days (agenda, day, answer) VALUES (:id, :day, cast(:answer AS json))"
)
_KEPT_DAY: Final = text("SELECT answer FROM office.agenda_days WHERE agenda = :id AND day = :day")
_KEPT_DAYS: Final = text("SELECT day FROM office.agenda_days WHERE agenda = :id ORDER BY day")
_TOLD_AT: Final = text("SELECT at FROM layers.changes WHERE number = :number")


class UnknownAgenda(Refusal):
    """There is no such agenda."""

    detail = _("There is no such agenda, or not any more.")


class AgendaFrozen(Refusal):
    """A frozen agenda is not changed."""

    detail = _("This agenda is frozen: it shows what was shown. Save it as a new one to change it.")


class SinceNotBefore(Refusal):
    """The earlier meeting is not earlier."""

    detail = _("The earlier meeting must be before {day}: choose an earlier day, or none.")


class RoadTwice(Refusal):
    """A road stands in an agenda twice."""

    detail = _("The road {code} stands in the agenda twice: take one away.")


class DayNotFrozen(Refusal):
    """A frozen agenda has no figures of that day."""

    detail = _("The frozen agenda holds no figures of {day}: it shows its own days alone.")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: the roads that are shown under a phase of the campaign, in order; None is no phase."""

    phase: str | None
    roads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """An agenda.

    Attributes
    ----------
    id
        Given by who makes it, so that it is made once however often it is sent.
    title
        As people read it.
    day
        Day that is shown at first.
    since
        Day of the meeting before, with which it is compared; None for that of the last agenda that was shown.
    chapters
        In order.
    who, saved
        Who saved it, and when.
    shown
        When it was shown last, None for never.
    frozen, recorded
        When it was frozen, and the moment as recorded at which its figures are read; None for an open one.
    """

    id: UUID
    title: str
    day: date
    since: date | None
    chapters: tuple[Chapter, ...]
    who: str = ""
    saved: datetime | None = None
    shown: datetime | None = None
    frozen: datetime | None = None
    recorded: datetime | None = None

    @property
    def codes(self) -> list[str]:
        """Codes of all roads, in order."""
        return [code for chapter in self.chapters for code in chapter.roads]


def list_agendas(connection: Connection) -> list[Agenda]:
    """Return all agendas, that of the latest day first."""
    return [_agenda(row) for row in connection.execute(_ALL)]


def read_agenda(connection: Connection, agenda: UUID) -> Agenda:
    """Return an agenda.

    Raises
    ------
    UnknownAgenda
        When there is none of that id.
    """
    found = connection.execute(_ONE, {"id": agenda}).one_or_none()
    if found is None:
        raise UnknownAgenda
    return _agenda(found)


def save_agenda(connection: Connection, agenda: Agenda, who: str) -> None:
    """Make an agenda, or another of the same id, in a transaction.

    Raises
    ------
    SinceNotBefore, RoadTwice, NoSuchRoad, AgendaFrozen
        When it can't be saved; nothing is written then.
    """
    if agenda.since is not None and agenda.since >= agenda.day:
        raise SinceNotBefore(day=agenda.day)
    codes = agenda.codes
    for code in codes:
        if codes.count(code) > 1:
            raise RoadTwice(code=code)
    unknown = connection.scalar(_UNKNOWN_ROADS, {"codes": codes})
    if unknown is not None:
        raise NoSuchRoad(code=unknown)
    chapters = [{"phase": chapter.phase, "roads": list(chapter.roads)} for chapter in agenda.chapters]
    written = {"id": agenda.id, "title": agenda.title, "day": agenda.day, "since": agenda.since, "who": who}
    if connection.execute(_SAVE, {**written, "chapters": json.dumps(chapters)}).one_or_none() is None:
        raise AgendaFrozen


def delete_agenda(connection: Connection, agenda: UUID) -> None:
    """Delete an agenda with what it kept, in a transaction.

    Raises
    ------
    UnknownAgenda
        When there is none of that id.
    """
    if connection.execute(_DELETE, {"id": agenda}).one_or_none() is None:
        raise UnknownAgenda


def mark_shown(connection: Connection, agenda: UUID) -> None:
    """Note that an agenda is being shown, in a transaction.

    Raises
    ------
    UnknownAgenda
        When there is none of that id.
    """
    if connection.execute(_SHOWN, {"id": agenda}).one_or_none() is None:
        raise UnknownAgenda


def since_day(connection: Connection, agenda: Agenda | None, day: date) -> date | None:
    """Return the day that a meeting is compared with: the agenda's own, or that of the last agenda that was shown.

    Parameters
    ----------
    connection
        As the officer.
    agenda
        The meeting's; None for one without.
    day
        Of the meeting: the other one is before it.
    """
    if agenda is not None and (agenda.since is not None or agenda.frozen is not None):
        return agenda.since
    found: date | None = connection.scalar(_LAST_SHOWN, {"day": day, "id": agenda.id if agenda else None})
    return found


def freeze_agenda(
    connection: Connection, agenda: Agenda, change: int, since: date | None, answers: Mapping[date, Mapping[str, Any]]
) -> None:
    """Freeze an agenda with what it tells of its days, in a transaction.

    Parameters
    ----------
    connection
        As the officer.
    agenda
        An open one.
    change
        The newest change, which the answers know: its moment is that as recorded at which they hold.
    since
        The day with which it is compared.
    answers
        By day.

    Raises
    ------
    AgendaFrozen
        When it is frozen already.
    """
    recorded = connection.scalar(_TOLD_AT, {"number": change})
    if connection.execute(_FREEZE, {"id": agenda.id, "recorded": recorded, "since": since}).one_or_none() is None:
        raise AgendaFrozen
    # Of what JSON does not know there are days alone.
    rows = [{"id": agenda.id, "day": day, "answer": json.dumps(answer, default=str)} for day, answer in answers.items()]
    connection.execute(_KEEP_DAY, rows)


def kept_days(connection: Connection, agenda: Agenda) -> list[date]:
    """Return the days of which a frozen agenda keeps figures."""
    return list(connection.scalars(_KEPT_DAYS, {"id": agenda.id}))


def kept_day(connection: Connection, agenda: Agenda, day: date) -> dict[str, Any]:
    """Return what a frozen agenda tells of one of its days.

    Raises
    ------
    DayNotFrozen
        When it keeps nothing of that day.
    """
    found = connection.scalar(_KEPT_DAY, {"id": agenda.id, "day": day})
    if found is None:
        raise DayNotFrozen(day=day)
    return dict(found)


def chapters_of(given: Iterable[Mapping[str, Any]]) -> tuple[Chapter, ...]:
    """Return chapters as they are written in JSON."""
    return tuple(Chapter(one["phase"], tuple(one["roads"])) for one in given)


def _agenda(row: Row[Any]) -> Agenda:
    return Agenda(**{**row._mapping, "chapters": chapters_of(row.chapters)})  # noqa: SLF001  SQLAlchemy's public name
