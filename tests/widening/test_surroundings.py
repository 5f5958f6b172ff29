"""What lies on the ground that a corridor can reach is read, and what changes there makes figures anew."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from geo.widening.corridors import mitres
from geo.widening.nodes import Bend
from geo.widening.records import ALWAYS, NEVER, Segments
from geo.widening.surroundings import grounds
from layers.database import engine

ARM_M = 500.0


def bent(half_width: float, degrees: float) -> tuple[Segments, Bend]:
    """Return a road that turns to the left by so much half-way, and its bend."""
    turn = math.radians(degrees)
    there, back = np.array([1.0, 0.0]), np.array([math.cos(turn), math.sin(turn)])
    line = shapely.LineString([-ARM_M * there, (0.0, 0.0), ARM_M * back])
    days = np.array([ALWAYS]), np.array([NEVER])
    widths = np.array([[0.0, half_width, half_width]])
    road = Segments(np.array(["R1"]), np.array([line]), [widths], np.array([1.0]), *days)
    return road, Bend(0, np.zeros(2), there, back, half_width)


@given(st.floats(0.5, 1000.0), st.floats(1.0, 179.0))
def test_no_mitre_reaches_out_of_its_roads_ground(half_width, degrees):
    road, bend = bent(half_width, degrees)
    assert shapely.covers(grounds(road)[0], mitres([bend])[0])


@pytest.mark.parametrize("half_width", [2.5, 20.0, 300.0])
def test_the_database_has_the_same_ground_as_the_engine(database, half_width):
    road, bend = bent(half_width, 175.0)
    reach = text("SELECT ST_AsBinary(derived.reach(ST_GeomFromWKB(:line, 5897), :widths))")
    values = {"line": shapely.to_wkb(road.line[0]), "widths": f"0 {half_width} {half_width}"}
    with engine(database.officer).connect() as connection:
        ground = shapely.from_wkb(bytes(connection.scalar(reach, values)))

    assert shapely.hausdorff_distance(ground, grounds(road)[0]) < half_width / 50
    assert shapely.covers(ground, mitres([bend])[0])
