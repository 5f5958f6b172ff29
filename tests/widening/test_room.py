"""Whether a plot has room for a circle: where GEOS, asked to set it in, leaves it inside out or nothing at all."""

from __future__ import annotations

import numpy as np
import shapely
from shapely import affinity

from geo.widening.slivers import narrower_than

WIDTH_M = 4.99


def test_a_nearly_square_plot_has_room_for_a_circle_as_wide_as_its_shorter_side() -> None:
    chance = np.random.default_rng(4)
    shorter = WIDTH_M * chance.uniform(0.97, 1.03, 4000)
    shorter = shorter[np.abs(shorter - WIDTH_M) > 1e-4]
    longer = shorter * chance.uniform(1.0, 1.02, len(shorter))
    plots = [
        affinity.translate(affinity.rotate(shapely.box(0, 0, width, length), turn), 588_000, 2_211_000)
        for width, length, turn in zip(shorter, longer, chance.uniform(0, 360, len(shorter)), strict=True)
    ]
    assert (narrower_than(np.array(plots), WIDTH_M) == (shorter < WIDTH_M)).all()
