"""Site clearance as the office is answered: by project and zone, by household, with deadlines and obstacles."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from layers.clearance_record import UnknownZone, next_steps, shares
from layers.legal_deadlines import WARNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from layers.clearance_record import Clearance, Clock, Household
    from layers.legal_deadlines import Deadline


def clearance_answer(clearance: Clearance, clock: Clock) -> dict[str, Any]:
    """Return all projects that have zones or legal steps, with what is open and what is late.

    Parameters
    ----------
    clearance
        Of a day, with all households.
    clock
        Limits and calendar.
    """
    on = clearance.on
    projects = []
    for project in clearance.projects:
        code = project["code"]
        zones = [_zone(clearance, zone) for zone in clearance.zones if zone["project"] == code]
        taken = {step.number: step.day for step in clearance.project_steps.get(code, ())}
        if not zones and not taken:
            continue
        projects.append(
            {
                **project,
                "steps": [{"step": number, "day": day} for number, day in sorted(taken.items())],
                "next": next_steps(taken, of_project=True),
                "shares": shares(one for one in clearance.households if one.project == code),
                "zones": zones,
            }
        )
    return {
        "on": on.isoformat(),
        "shares": shares(clearance.households),
        "projects": projects,
        "obstacles": [_obstacle(one, on) for one in clearance.obstacles],
        "warnings": warnings(clearance, clock),
    }


def zone_answer(clearance: Clearance, clock: Clock, name: str) -> dict[str, Any]:
    """Return a zone with its households.

    Raises
    ------
    UnknownZone
        When there is none of that number on the day.
    """
    zone = next((one for one in clearance.zones if one["zone_no"] == name), None)
    if zone is None:
        raise UnknownZone(zone=name)
    return {
        "on": clearance.on.isoformat(),
        **_zone(clearance, zone),
        "households": [
            household_answer(one, clock, clearance.on) for one in clearance.households if one.zone_no == name
        ],
        "obstacles": [_obstacle(one, clearance.on) for one in clearance.obstacles if one["zone_no"] == name],
    }


def household_answer(household: Household, clock: Clock, on: date) -> dict[str, Any]:
    """Return a household with its steps, its deadlines as they stand on a day, and what it can do next."""
    days = household.days
    return {
        "id": household.id,
        "version": household.version,
        "zone_no": household.zone_no,
        "owner": household.owner,
        "name": household.name,
        "project": household.project,
        "land_kind": household.land_kind,
        "area_m2": round(household.area_m2, 3),
        "plan_m2": household.plan_m2,
        "comp_vnd": household.comp_vnd,
        "whole": household.whole,
        "state": household.state,
        "steps": [asdict(step) for step in household.taken],
        "project_steps": [{"step": number, "day": day} for number, day in sorted(household.before.items())],
        "next": next_steps(days, of_project=False),
        "deadlines": [deadline_answer(one) for one in clock.of(days, on, household.land_kind)],
    }


def deadline_answer(deadline: Deadline) -> dict[str, Any]:
    """Return a deadline with what its limit is and how certain that is."""
    limit = deadline.limit
    return {
        "code": limit.code,
        "step": limit.step,
        "since_step": limit.since_step,
        "since": deadline.since,
        "bound": limit.bound.value,
        "day": deadline.day,
        "taken": deadline.taken,
        "standing": deadline.standing.value,
        "days_left": deadline.days_left,
        "law": limit.law,
        "label_vi": limit.label_vi,
        "label_en": limit.label_en,
        "note": limit.note,
    }


def warnings(clearance: Clearance, clock: Clock) -> list[dict[str, Any]]:
    """Return what somebody must be told of, the most urgent first: terms that are nearly over or passed, and broken."""
    found = [
        {"project": one.project, "zone_no": one.zone_no, "owner": one.owner, **deadline_answer(deadline)}
        for one in clearance.households
        for deadline in clock.of(one.days, clearance.on, one.land_kind)
        if deadline.standing in WARNED
    ]
    return sorted(found, key=lambda one: (one["taken"] is not None, one["day"], one["zone_no"], one["owner"]))


def _zone(clearance: Clearance, zone: Mapping[str, Any]) -> dict[str, Any]:
    here: Iterable[Household] = [one for one in clearance.households if one.zone_no == zone["zone_no"]]
    return {
        **zone,
        "area_m2": round(zone["area_m2"], 1),
        "shares": shares(here),
        "open_obstacles": sum(one["zone_no"] == zone["zone_no"] for one in clearance.obstacles),
    }


def _obstacle(obstacle: Mapping[str, Any], on: date) -> dict[str, Any]:
    due = obstacle["due"]
    return {**obstacle, "overdue": due is not None and due < on}
