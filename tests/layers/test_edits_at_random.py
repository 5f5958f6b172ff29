"""Many edits, undone to the last byte; many editors at once, of whom nobody loses any."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from shapely import LineString

from layers.database import engine
from layers.editing import Merge, MoveBoundary, Replace, Split, When
from layers.editing.refusals import DonationAcross, NothingCut, NothingLeft, NotTogether, Stale, Unacknowledged, Unsound
from layers.undoing import undo
from tests.conftest import PROVING
from tests.layers.plots import ON, WRONG, apply, covered_once, id_of, row, shapes, version_of
from tests.layers.test_subdividing import everything

WRITERS, WRITES = 8, 500 if PROVING else 6


def test_undoing_everything_ends_where_it_began(connection, seed) -> None:
    """Random edits, one upon the other, all of them undone backwards: geometry as WKB, and every attribute."""
    start = everything(connection)
    dice = random.Random(seed)
    changes = []
    on = ON
    for _ in range(200 if PROVING else 12):
        on += timedelta(days=1)
        names = sorted(shapes(connection, on))
        name = dice.choice(names)
        plot = id_of(connection, name)
        version = version_of(connection, plot)
        shape = shapes(connection, on)[name]
        x, y = shape.representative_point().coords[0]
        way = (dice.uniform(-1, 1) * 200, dice.uniform(-1, 1) * 200)
        line = LineString([(x - way[0], y - way[1]), (x + way[0], y + way[1])])
        corner = dice.choice(list(shape.geoms[0].exterior.coords))
        operation = dice.choice(
            [
                Split(layer="parcels", id=plot, version=version, cut=line),
                Replace(layer="parcels", id=plot, version=version, properties={"cert_no": str(dice.random())}),
                MoveBoundary(
                    layer="parcels",
                    ids=(plot,),
                    versions=(version,),
                    origin=(corner,),
                    to=((corner[0] + dice.uniform(-1, 1), corner[1] + dice.uniform(-1, 1)),),
                ),
                Merge(
                    layer="parcels",
                    ids=(plot, id_of(connection, other := dice.choice(names))),
                    versions=(version, version_of(connection, id_of(connection, other))),
                ),
            ]
        )
        try:
            changes.append(apply(connection, operation, when=When(on)).change)
        except (DonationAcross, NotTogether, Unacknowledged, Unsound, NothingCut, NothingLeft):
            continue
        covered_once(connection, on)
    assert changes
    for number in reversed(changes):
        undo(connection, number, who="an", reason="all of it")
    assert everything(connection) == start


def test_eight_who_write_at_once_lose_nothing(connection, database) -> None:
    plot = id_of(connection, "10")

    def write(writer: int) -> None:
        with engine(database.officer).connect() as own:
            for number in range(WRITES):
                while True:
                    # The version first: what is read after it may be newer, never older.
                    version = version_of(own, plot)
                    told = json.loads(row(own, "parcels", "10")["cert_no"] or "[]")
                    more = {"cert_no": json.dumps([*told, f"{writer}-{number}"])}
                    try:
                        apply(own, Replace(layer="parcels", id=plot, version=version, properties=more), when=WRONG)
                    except Stale:
                        continue
                    break

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    told = json.loads(row(connection, "parcels", "10")["cert_no"])
    assert sorted(told) == sorted(f"{writer}-{number}" for writer in range(WRITERS) for number in range(WRITES))
    assert version_of(connection, plot) == WRITERS * WRITES + 1
