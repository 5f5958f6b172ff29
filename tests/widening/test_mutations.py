"""The oracle catches each of the mutations of the engine: what it agrees with is no accident."""

from __future__ import annotations

from datetime import date
from functools import cache
from random import Random

import pytest
import shapely
from shapely import LineString, box

from tests.widening import engine
from tests.widening.agreement import Difference, compare
from tests.widening.mutations import MUTATIONS, Mutation
from tests.widening.oracle import Answers, answers
from tests.widening.random_scenes import random_day, random_scene
from tests.widening.scene import Donation, Parcel, Scene, Segment, Surface

SEEDS = range(16)
"""Random scenes that a mutation may be caught on, after the two drawn by hand."""
DAY = date(2023, 10, 1)


@cache
def drawn(number: int) -> tuple[Scene, date, str]:
    """Return a scene with its day and state: -1 has ties of every kind, others are random."""
    if number == -1:
        return ties(), DAY, "handed_over"
    chance = Random(number)
    return random_scene(number), random_day(chance), chance.choice(("signed", "handed_over", "built"))


def ties() -> Scene:
    """Return gifts of one rank and day, a parcel that touches the centreline, steps at an end and at a bend."""
    line = LineString([(0, 0), (100, 0)])
    widths = ((0.0, 5.0, 5.0), (100.0, 5.0, 5.0), (100.0, 9.0, 5.0))
    given = [
        Donation(number, filed, "1", "1", shape, (("agreed", day), ("signed", day)))
        for number, filed, shape, day in (
            ("H1", "A", box(11, 3, 23, 8), date(2023, 3, 1)),
            ("H2", None, box(17, 2, 28, 8), date(2023, 3, 1)),
            ("H3", "A", box(26, 2, 40, 6), date(2023, 2, 1)),
        )
    ]
    bend = Segment("B", LineString([(0, 99), (50, 99), (50, 149)]), ((0, 5, 3), (50, 5, 3), (50, 2, 6)))
    return Scene(
        (Segment("A", line, widths), bend),
        (Surface("A", "surface", box(50, -2, 90, 2)),),
        (Parcel("1", "1", box(10, 2, 42, 20)), Parcel("1", "2", box(20, -10, 40, 0))),
        tuple(given),
    )


@cache
def theirs(number: int) -> Answers:
    """Return the oracle's answers."""
    return answers(*drawn(number))


def differences(number: int) -> list[Difference]:
    """Return where the engine, as it is at this moment, and the oracle differ."""
    return compare(Answers(*engine.answers(*drawn(number))), theirs(number))


@cache
def agreed() -> tuple[int, ...]:
    """Return the scenes on which the engine without a mutation agrees."""
    return tuple(number for number in (-1, *SEEDS) if not differences(number))


def test_there_are_scenes_to_catch_them_on() -> None:
    assert len(agreed()) > len(SEEDS) - 3


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_is_caught(mutation: Mutation) -> None:
    scenes = agreed()
    with pytest.MonkeyPatch.context() as patch:
        mutation(patch)
        assert any(caught(number) for number in scenes)


def caught(number: int) -> bool:
    """Return whether a scene shows that the engine is wrong; that it can't answer shows it as well."""
    try:
        return bool(differences(number))
    except (ValueError, IndexError, AssertionError, shapely.GEOSException):
        return True
