"""How far the campaign is on a day: targets and what was reached, gifts beside land, tidied corridors, surveys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from layers.project_record import relations
from layers.readable import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    Progress = Callable[[date], list[dict[str, Any]]]

LEVEL = "handed_over"
"""What counts as reached."""

_PHASES = """
    SELECT phase_no, from_date, to_date, target_m2::float8 AS target_m2, target_hh FROM {campaign_phases} AS p
    WHERE valid @> CAST(:on AS date) AND from_date IS NOT NULL AND to_date IS NOT NULL ORDER BY from_date, phase_no
"""
_TARGETS = """
    SELECT phase_no, sub_no, target_m2::float8 AS target_m2, target_m::float8 AS target_m FROM {campaign_targets} AS t
    WHERE valid @> CAST(:on AS date) ORDER BY phase_no, length(sub_no), sub_no
"""
_TIDY = """
    SELECT DISTINCT ON (seg_code, kind) seg_code, kind, read_on, length_m::float8 AS length_m, tidy_m::float8 AS tidy_m,
        round(100 * tidy_m / length_m, 1)::float8 AS percent
    FROM {tidy_readings} AS r WHERE read_on <= :on AND upper_inf(valid) ORDER BY seg_code, kind, read_on DESC
"""
_SURVEYS = """
    SELECT DISTINCT ON (s.content, s.sub_no) s.content, c.label_vi, c.label_en, s.sub_no, s.taken_on, s.asked,
        s.satisfied, round(100.0 * s.satisfied / s.asked, 1)::float8 AS percent, c.least_pct::float8 AS least_percent,
        100.0 * s.satisfied / s.asked >= c.least_pct AS reached
    FROM {surveys} AS s LEFT JOIN {contents} AS c ON c.code = s.content AND c.valid @> s.taken_on
    WHERE s.taken_on <= :on ORDER BY s.content, s.sub_no, s.taken_on DESC
"""
_GIVEN = """
    SELECT seg_code, giver, kind, count(DISTINCT coalesce(party, contr_no)) AS givers,
        sum(value_vnd)::float8 AS value_vnd, sum(days)::float8 AS days
    FROM layers.contributions_states WHERE given_on <= :on AND upper_inf(valid)
    GROUP BY seg_code, giver, kind ORDER BY seg_code NULLS LAST, giver, kind
"""
_GIVEN_IN_PUBLIC = """
    SELECT DISTINCT ON (kind) kind, givers, value_vnd::float8 AS value_vnd, days::float8 AS days
    FROM public_map.contribution_sums WHERE day <= :on ORDER BY kind, day DESC
"""


def campaign_answer(connection: Connection, audience: Audience, on: date, progress: Progress) -> dict[str, Any]:
    """Return the campaign on a day.

    Parameters
    ----------
    connection
        Of the audience's role.
    audience, on
        Who asks, and of which day. The public is told of contributions and surveys only where enough people are behind.
    progress
        Rows of `widening_progress` by subdistrict, on a day.
    """
    in_public = audience is Audience.PUBLIC
    told = {
        **relations(audience),
        "surveys": "public_map.survey_counts"
        if in_public
        else "(SELECT * FROM layers.surveys_states WHERE upper_inf(valid))",
        "contents": "public_map.survey_contents" if in_public else "reference.survey_contents",
    }

    def rows(statement: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(text(statement.format(**told)), {"on": on}).mappings()]

    phases = [phase for phase in rows(_PHASES) if phase["from_date"] <= on]
    gained = {phase["phase_no"]: gain(progress, phase["from_date"], min(phase["to_date"], on)) for phase in phases}
    return {
        "on": on.isoformat(),
        "phases": [_phase(phase, gained[phase["phase_no"]]) for phase in phases],
        "targets": [_target(row, gained[row["phase_no"]]) for row in rows(_TARGETS) if row["phase_no"] in gained],
        "contributions": rows(_GIVEN_IN_PUBLIC if in_public else _GIVEN),
        "tidy": rows(_TIDY),
        "surveys": rows(_SURVEYS),
    }


Gain = dict[str, dict[str, float]] | None


def gain(progress: Progress, first: date, last: date) -> Gain:
    """Return what each subdistrict gained from the day before a phase to its last day, by its number.

    Returns
    -------
    dict or None
        None where nothing is known of the last day: no subdistrict, or the public's figures are not worked out yet.
    """
    before = {row["key"]: _reached(row) for row in progress(first - timedelta(days=1))}
    now = progress(last)
    if not now:
        return None
    return {
        row["key"]: {name: value - before.get(row["key"], {}).get(name, 0) for name, value in _reached(row).items()}
        for row in now
    }


def _reached(row: Mapping[str, Any]) -> dict[str, float]:
    return {
        "m2": row["donated_m2"][LEVEL],
        "m": row["length_at_target_m"][LEVEL],
        "households": row["households"][LEVEL],
    }


def _phase(phase: Mapping[str, Any], gained: Gain) -> dict[str, Any]:
    m2, households = (
        None if gained is None else sum(one[name] for one in gained.values()) for name in ("m2", "households")
    )
    return {
        **phase,
        "reached_m2": _whole(m2),
        "percent_m2": percent(m2, phase["target_m2"]),
        "reached_hh": households,
        "percent_hh": percent(households, phase["target_hh"]),
    }


def _target(row: Mapping[str, Any], gained: Gain) -> dict[str, Any]:
    m2, m = (None if gained is None else gained.get(row["sub_no"], {}).get(name, 0) for name in ("m2", "m"))
    return {
        **row,
        "reached_m2": _whole(m2),
        "percent_m2": percent(m2, row["target_m2"]),
        "reached_m": _whole(m),
        "percent_m": percent(m, row["target_m"]),
    }


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def percent(reached: float | None, target: float | None) -> float | None:
    """Return how much of a target is reached, in percents; None where there is no target or nothing is known.

    Examples
    --------
    >>> percent(50, 200), percent(50, None), percent(50, 0), percent(None, 200)
    (25.0, None, None, None)
    """
    return round(100 * reached / target, 1) if target and reached is not None else None
