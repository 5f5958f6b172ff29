"""Streets at random: bends, loops, crossings, nodes of two to five arms, widths that taper and step."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from shapely import LineString, Point

from tests.widening.scene import Segment, WidthRow

Place = tuple[float, float]
ALONE = ("bent", "loop", "hairpin")
LOOSE = ("over", "apart", "circle")
LAYOUTS = (*ALONE, *LOOSE, "cut", "tee", "cross", "staggered", "star")
CLASSES = ("first", "second", None)
ROAD = "second"


@dataclass
class Streets:
    """Lines by code with their classes, while they are laid out."""

    chance: Random
    lines: list[tuple[str, list[Place], str | None]] = field(default_factory=list)

    def add(self, points: list[Place], road_class: str | None) -> None:
        """Give a line a code; codes don't follow the order in which lines are laid."""
        letter = self.chance.choice("ABCDEFG")
        self.lines.append((f"{letter}{len(self.lines)}", points, road_class))


def walk(chance: Random, start: Place, heading: float, count: int, bend: float = 1.0) -> list[Place]:
    """Return a line of pieces of 12 to 45 m that turn by up to `bend` radians."""
    points = [start]
    for _ in range(count):
        length = chance.uniform(12, 45)
        x, y = points[-1]
        points.append((x + length * math.cos(heading), y + length * math.sin(heading)))
        heading += chance.uniform(-bend, bend)
    return points


def lay_out(chance: Random, origin: Place) -> Streets:
    """Return lines of one of the layouts."""
    streets = Streets(chance)
    kind = chance.choice(LAYOUTS)
    heading = chance.uniform(-math.pi, math.pi)
    main = walk(chance, origin, heading, chance.randint(2, 4), 0.8)
    if kind in ALONE:
        streets.add({"loop": loop(chance, origin), "hairpin": hairpin(chance, origin, heading)}.get(kind, main), ROAD)
    elif kind in LOOSE:
        without_a_node(streets, kind, main, heading)
    else:
        round_a_node(streets, kind, main)
    return streets


def without_a_node(streets: Streets, kind: str, main: list[Place], heading: float) -> None:
    """Lay two lines that cross, lie beside each other, or meet where one of them closes."""
    chance, start = streets.chance, main[0]
    if kind == "circle":
        streets.add(circle(chance, start), "first")
        streets.add(walk(chance, start, heading, 2), chance.choice(("second", None)))
        return
    streets.add(main, chance.choice(CLASSES))
    if kind == "apart":
        streets.add(walk(chance, (start[0] + 15, start[1] - 18), heading + 0.1, 2, 0.5), chance.choice(CLASSES))
    else:
        across = across_of(chance, main)
        streets.add(walk(chance, beside(chance, main, across, 40), across, 3, 0.4), chance.choice(CLASSES))


def across_of(chance: Random, main: list[Place]) -> float:
    """Return a heading across the main line's first piece."""
    return math.atan2(main[1][1] - main[0][1], main[1][0] - main[0][0]) + chance.uniform(0.8, 2.2)


def round_a_node(streets: Streets, kind: str, main: list[Place]) -> None:
    """Lay a road in two segments, and side streets that meet it where it is cut."""
    chance, middle = streets.chance, main[1]
    one, two, across = chance.choice(CLASSES), chance.choice(CLASSES), across_of(streets.chance, main)
    streets.add(main[:2], one)
    streets.add(main[1:][:: chance.choice((1, -1))], one if chance.random() < 0.8 else two)
    if kind != "cut":
        streets.add(walk(chance, middle, across, chance.randint(1, 2), 0.6), two)
    if kind in {"cross", "star"}:
        streets.add(walk(chance, middle, across + math.pi + chance.uniform(-0.3, 0.3), 1), two)
    if kind == "star":
        streets.add(walk(chance, middle, across + chance.uniform(0.5, 0.8), 1), chance.choice(CLASSES))
    if kind == "staggered":
        start = beside(chance, [middle, main[2]], across + math.pi, chance.uniform(-2, 2))
        streets.add(walk(chance, start, across + math.pi, chance.randint(1, 2), 0.6), two)


def beside(chance: Random, main: list[Place], across: float, far: float) -> Place:
    """Return a place from which a line in a direction crosses the main line."""
    x = (main[0][0] + main[1][0]) / 2 - far * math.cos(across)
    y = (main[0][1] + main[1][1]) / 2 - far * math.sin(across)
    return (x + chance.uniform(-2, 2), y + chance.uniform(-2, 2))


def loop(chance: Random, centre: Place) -> list[Place]:
    """Return a line that comes back onto its own start."""
    points = circle(chance, centre)
    return points if chance.random() < 0.6 else points[:-1]


def circle(chance: Random, start: Place) -> list[Place]:
    """Return an irregular ring through a place."""
    radius, turn = chance.uniform(12, 24), chance.uniform(0, 2 * math.pi)
    x, y = start[0] - radius * math.cos(turn), start[1] - radius * math.sin(turn)
    count = chance.randint(4, 8)
    ring = [start]
    for k in range(1, count):
        angle = turn + 2 * math.pi * (k + chance.uniform(-0.2, 0.2)) / count
        away = radius * chance.uniform(0.85, 1.15)
        ring.append((x + away * math.cos(angle), y + away * math.sin(angle)))
    return [*ring, start]


def hairpin(chance: Random, start: Place, heading: float) -> list[Place]:
    """Return a line that turns back sharply, so that its transects meet itself."""
    points = walk(chance, start, heading, 1)
    turn = math.pi - chance.uniform(0.25, 0.9)
    points += walk(chance, points[-1], heading + turn, 2, 0.5)[1:]
    return points


def widths(chance: Random, length: float) -> tuple[WidthRow, ...]:
    """Return a width table: of one width, tapering, with steps inside and at an end, without a left side."""
    a, b, c, d, e, f = (chance.uniform(2.0, 7.0) for _ in range(6))
    inner = chance.uniform(0.3, 0.7) * length
    one: tuple[WidthRow, ...] = ((0.0, a, b),)
    tables = (
        one,
        one,
        (*one, (inner, c, d), (0.9 * length, e, f)),
        (*one, (inner, a, c), (inner, d, e), (length, f, b)),
        (*one, (length, c, d), (length, e + 6, f)),
        ((0.0, c + 6, d), *one, (inner, e, f)),
        ((0.0, 0.0, a),),
        ((0.0, a, 0.0),),
        (*one, (1.3 * length, c, d)),
        ((0.0, 0.0, a), (length, b, 0.0)),
    )
    return chance.choice(tables)


def with_noise(chance: Random, points: list[Place], loops: bool) -> list[Place]:
    """Return a line with vertices typed twice, and ends that miss a node by millimetres."""
    noisy = list(points)
    if chance.random() < 0.2:
        place = chance.randrange(1, len(noisy))
        x, y = noisy[place - 1]
        noisy.insert(place, (x + 0.0003, y))
    if chance.random() < 0.2 and not loops:
        x, y = noisy[0]
        noisy[0] = (x + chance.uniform(-0.002, 0.002), y + chance.uniform(-0.002, 0.002))
    return noisy


def segments(chance: Random, origin: Place) -> list[Segment]:
    """Return the segments of a random layout, some of them refused, dated or in two periods."""
    found = []
    for code, points, road_class in lay_out(chance, origin).lines:
        loops = points[0] == points[-1]
        line = LineString(with_noise(chance, points, loops))
        if not line.is_simple and not loops:
            line = LineString(points[:2])
        begin = date(2019, 1, 1) if chance.random() < 0.9 else date(chance.choice((2022, 2023)), 4, 7)
        table = widths(chance, line.length)
        if chance.random() < 0.1:
            change = date(2023, 5, 20)
            found.append(Segment(code, line, widths(chance, line.length), road_class, begin, change))
            begin = change
        end = date(2023, 9, 9) if chance.random() < 0.05 else None
        found.append(Segment(code, line, table, road_class, begin, end))
    if chance.random() < 0.25:
        found.append(refused(chance, origin))
    return found


def stepped_at_a_bend(chance: Random, segment: Segment, others: list[Segment]) -> Segment:
    """Return a segment whose width steps where it bends first; not if its start may move, and the bend's chainage."""
    points = distinct(segment.line)
    start = Point(points[0])
    ends = (Point(other.line.coords[end]) for other in others if other.code != segment.code for end in (0, -1))
    if len(points) < 3 or any(0 < start.distance(end) < 0.02 for end in ends):
        return segment
    s = math.dist(points[0], points[1])
    a, b, c, d, e, f = (chance.uniform(1.5, 7.0) for _ in range(6))
    return replace(segment, widths=((0.0, a, b), (s, c, d), (s, e, f)))


def distinct(line: LineString) -> list[Place]:
    """Return the vertices of a line that are apart."""
    points: list[Place] = []
    for x, y in line.coords:
        if not points or math.dist(points[-1], (x, y)) > 0.01:
            points.append((x, y))
    return points


def refused(chance: Random, origin: Place) -> Segment:
    """Return a segment that is refused, across the others."""
    x, y = origin[0] + chance.uniform(-3, 3), origin[1] + chance.uniform(-3, 3)
    end = Point(x + 30, y + 14)
    kind = chance.choice(("short", "crosses", "negative", "nothing"))
    line = LineString([(x, y), (end.x, end.y)])
    if kind == "short":
        return Segment("Z", LineString([(x, y), (x + 0.5, y + 0.3)]), ((0.0, 4.0, 4.0),), "first")
    if kind == "crosses":
        line = LineString([(x, y), (x + 30, y + 14), (x + 30, y), (x + 2, y + 20)])
        return Segment("Z", line, ((0.0, 4.0, 4.0),), "first")
    value = -1.0 if kind == "negative" else 0.0
    return Segment("Z", line, ((0.0, value, 3.0 if kind == "negative" else 0.0),), "first")
