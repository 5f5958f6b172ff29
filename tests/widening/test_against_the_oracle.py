"""The engine and the oracle, written apart from one page, on scenes drawn at random: they agree on every figure."""

from __future__ import annotations

from random import Random
from time import monotonic

import pytest

from tests.widening import engine
from tests.widening.agreement import Difference, compare
from tests.widening.oracle import Answers, answers
from tests.widening.random_scenes import random_day, random_scene

SCENES = 500
LEAST = 25
QUICK_S = 45.0
"""What `make test` has for it, once the least number of scenes is compared."""
SHOWN = 5
"""Differences that are printed for a scene."""
FOUND = (424523, 424581, 71234690, 98765143, 31416054, 31416182, 31416528)
"""Scenes of `make prove` that the engine had wrong: a closed road, a plot in two subdistricts at once, land that a
crack of rounding's width had parted into two slivers, a square that was a little too narrow, edges that rounding alone
holds apart (right, but with a warning of GEOS's), a steep face drawn out over spikes beside it, and a piece with a hole
that lies beside it."""
STATES = ("signed", "handed_over", "built")


def differences(seed: int) -> list[Difference]:
    """Ask both for a random scene, on a day and in a state at random."""
    scene, chance = random_scene(seed), Random(seed)
    day, state, step = random_day(chance), chance.choice(STATES), chance.choice((1.0, 2.5))
    return compare(Answers(*engine.answers(scene, day, state, step)), answers(scene, day, state, step), step)


def judge(seeds: range, seconds: float) -> int:
    """Compare scene after scene until the time is over, the least number anyhow; return how many were compared."""
    end = monotonic() + seconds
    wrong = {}
    compared = 0
    for seed in seeds:
        if compared >= LEAST and monotonic() > end:
            break
        compared += 1
        found = differences(seed)
        if found:
            wrong[seed] = found[:SHOWN]
    assert not wrong, f"{len(wrong)} of {compared}: " + "\n".join(f"{seed}: {found}" for seed, found in wrong.items())
    return compared


def test_engine_and_oracle_agree_on_random_scenes(seed: int) -> None:
    assert judge(range(seed, seed + SCENES), QUICK_S) >= LEAST


@pytest.mark.parametrize("found", FOUND)
def test_they_agree_on_what_was_found_once(found: int) -> None:
    assert differences(found) == []


@pytest.mark.prove
def test_engine_and_oracle_agree_on_five_hundred_scenes(seed: int) -> None:
    assert judge(range(seed, seed + SCENES), 3600.0) == SCENES
