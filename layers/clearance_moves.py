"""Take a legal step of site clearance, or take it back: one change each, or one sentence that says what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.changes import change
from layers.clearance_course import PAPERS, STEPS, lacking, step_numbered
from layers.clearance_record import read_clearance, read_household
from layers.derived import refresh
from layers.donation_moves import require_stored
from layers.donation_refusals import DayToCome, Labels
from layers.errors import Message, Refusal, _

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.clearance_course import Step
    from layers.clearance_record import Taken
    from layers.errors import Translate
    from layers.once import Once
    from layers.papers import Paper

_KNOWN_PROJECT = text("SELECT EXISTS (SELECT FROM layers.projects WHERE code = :project)")
_ADD = {
    "project_steps": text(
        """
        WITH made AS (
            INSERT INTO layers.project_steps (project, step) VALUES (:project, :step) RETURNING id
        )
        INSERT INTO layers.project_steps_states
            (id, project, step, day, paper, paper_no, paper_date, sha256)
        SELECT id, :project, :step, :day, :paper, :paper_no, :paper_date, :sha256 FROM made
        """
    ),
    "household_steps": text(
        """
        WITH made AS (
            INSERT INTO layers.household_steps (zone_no, owner, step) VALUES (:zone_no, :owner, :step) RETURNING id
        )
        INSERT INTO layers.household_steps_states
            (id, zone_no, owner, step, day, paper, paper_no, paper_date, sha256)
        SELECT id, :zone_no, :owner, :step, :day, :paper, :paper_no, :paper_date, :sha256 FROM made
        """
    ),
}
_TAKE_BACK = {
    "project_steps": text("DELETE FROM layers.project_steps WHERE (project, step) = (:project, :step)"),
    "household_steps": text(
        "DELETE FROM layers.household_steps WHERE (zone_no, owner, step) = (:zone_no, :owner, :step)"
    ),
}


class UnknownProject(Refusal):
    """There is no such project."""

    detail = _("There is no project “{project}”: look its code up in /ogc/collections/projects/items.")


class NoSuchStep(Refusal):
    """The step is the other kind's."""

    detail = _("Step {step} is not taken here: 1 to 4 are a project's, 5 to 16 a household's.")


class StepTaken(Refusal):
    """The step was taken already."""

    detail = _("{of} took step {step} “{label}” on {day}: take it back first if that was wrong.")


class StepTooSoon(Refusal):
    """Other steps come first."""

    detail = _("Before step {step} “{label}”, {of} still needs: {missing}, no later than {on}.")


class StepPaperMissing(Refusal):
    """The step needs a paper."""

    detail = _("Step {step} “{label}” of {of} needs its paper: {papers}. Give it with its kind, number and day.")


class StepPaperUnsigned(Refusal):
    """The step's paper was named, with neither number nor day."""

    detail = _(
        "The paper “{kind}” of step {step} “{label}” of {of} has neither a number nor a day of signing."
        " Give at least one of the two."
    )


class StepPaperTooLate(Refusal):
    """The step's paper was signed after it."""

    detail = _(
        "“{kind}” of {dated} can't be what step {step} “{label}” of {of} rested on when it was taken on {on}."
        " Give the paper's own day, or a later one for the step."
    )


class OtherLastStep(Refusal):
    """The last step of the course is another one than was seen."""

    detail = _(
        "The last step of {of} is {step} “{label}” by now, not {seen} as you saw it: look at it, then take back what"
        " was wrong."
    )


class NoStepToTakeBack(Refusal):
    """No step was taken."""

    detail = _("{of} has no step that could be taken back.")


@dataclass(frozen=True, slots=True)
class Course:
    """Whose course it is: a project's, or that of a household of a zone.

    Attributes
    ----------
    layer
        Where its steps are.
    key
        Its key's columns but the step.
    """

    layer: str
    key: Mapping[str, str]

    @property
    def told(self) -> str:
        """How people name it."""
        return "/".join(self.key.values())

    def read(self, connection: Connection, on: date) -> tuple[tuple[Taken, ...], dict[int, date]]:
        """Return its own steps, and the day of each step that counts for it.

        Raises
        ------
        UnknownProject, UnknownHousehold
            When there is none.
        """
        if self.layer == "household_steps":
            household = read_household(connection, self.key["zone_no"], self.key["owner"], on)
            return household.taken, household.days
        if not connection.scalar(_KNOWN_PROJECT, self.key):
            raise UnknownProject(**self.key)
        taken = read_clearance(connection, on).project_steps.get(self.key["project"], ())
        return taken, {step.number: step.day for step in taken}


def of_project(code: str) -> Course:
    """Return a project's course."""
    return Course("project_steps", {"project": code})


def of_household(zone: str, owner: str) -> Course:
    """Return the course of a household of a zone."""
    return Course("household_steps", {"zone_no": zone, "owner": owner})


@dataclass(frozen=True, slots=True)
class StepList:
    """Steps, told with their numbers."""

    steps: tuple[Step, ...]

    def told(self, translate: Translate) -> str:
        """Return the list."""
        return ", ".join(f"{step.number} “{translate(step.label)}”" for step in self.steps)


def take_step(
    connection: Connection,
    course: Course,
    number: int,
    on: date,
    *,
    paper: Paper | None,
    reason: str,
    who: str,
    today: date,
    once: Once | None = None,
) -> int:
    """Take a step, in a change of its own.

    Parameters
    ----------
    connection
        As the officer, outside a transaction.
    course
        Whose.
    number, on
        Which step, and the day on which it was taken.
    paper
        What it rests on; None for a step that needs none.
    reason, who
        In the words of who enters it, and who that is.
    today
        The day in Viet Nam.
    once
        The request, where it may come twice.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    Refusal
        With what is missing and what to do; nothing is written then.
    """
    with change(connection, who, "move", reason, once) as written:
        _, days = course.read(connection, today)
        _refuse(course, number, on, days, paper, today)
        require_stored(connection, [paper.sha256] if paper and paper.sha256 else [])
        connection.execute(
            _ADD[course.layer],
            {
                **course.key,
                "step": str(number),
                "day": on,
                "paper": paper.kind if paper else None,
                "paper_no": paper.number if paper else None,
                "paper_date": paper.dated if paper else None,
                "sha256": paper.sha256 if paper else None,
            },
        )
        refresh(connection)
    return written


def take_step_back(
    connection: Connection,
    course: Course,
    *,
    seen: int | None = None,
    reason: str,
    who: str,
    today: date,
    once: Once | None = None,
) -> int:
    """Take a course's last step back, as a correction: gone from now on, still there as recorded before.

    Parameters
    ----------
    connection, course, reason, who, today, once
        As of `take_step`.
    seen
        Number of the step that is taken back; None for whichever is the last.

    Returns
    -------
    int
        The number of the change.

    Raises
    ------
    NoStepToTakeBack, OtherLastStep, UnknownProject, UnknownHousehold
        When there is nothing to take back, or something else than was seen.
    """
    with change(connection, who, "take back", reason, once) as written:
        taken, _days = course.read(connection, today)
        if not taken:
            raise NoStepToTakeBack(of=course.told)
        last = max(taken, key=lambda step: (step.day, step.number))
        if seen is not None and seen != last.number:
            label = Message(step_numbered(last.number).label)
            raise OtherLastStep(of=course.told, step=last.number, label=label, seen=seen)
        connection.execute(_TAKE_BACK[course.layer], {**course.key, "step": str(last.number)})
        refresh(connection)
    return written


def _refuse(course: Course, number: int, on: date, days: Mapping[int, date], paper: Paper | None, today: date) -> None:
    if not 1 <= number <= len(STEPS) or step_numbered(number).of_project != (course.layer == "project_steps"):
        raise NoSuchStep(step=number)
    step = step_numbered(number)
    said = {"of": course.told, "step": number, "label": Message(step.label)}
    if number in days:
        raise StepTaken(**said, day=days[number])
    if on > today:
        raise DayToCome(on=on)
    missing = lacking(number, {other for other, day in days.items() if day <= on})
    if missing:
        raise StepTooSoon(**said, missing=StepList(missing), on=on)
    if step.papers and (paper is None or paper.kind not in step.papers):
        raise StepPaperMissing(**said, papers=Labels(tuple(PAPERS[kind] for kind in step.papers)))
    if step.papers and paper and not paper.can_be_found:
        raise StepPaperUnsigned(**said, kind=Message(PAPERS[paper.kind]))
    if step.papers and paper and paper.dated and paper.dated > on:
        raise StepPaperTooLate(**said, kind=Message(PAPERS[paper.kind]), dated=paper.dated, on=on)
