"""The widening engine against bare overlay of the same shapes, against itself in two processes, and against momepy."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from typing import TYPE_CHECKING

import geopandas as gpd
import momepy
import numpy as np
import shapely

from benchmarks.finding import Finding, Ratio
from benchmarks.streets import DAY, STREET, records
from geo.widening.answers import widening_answers
from geo.widening.overlay import union_by
from geo.widening.records import ALWAYS, Donations, Records, Surveys
from geo.widening.runs import spread
from geo.widening.stations import stations
from geo.widening.widening import widen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.synchronize import Barrier

    from numpy.typing import NDArray

    from benchmarks.streets import Pattern
    from geo.widening.profile import Profile
    from geo.widening.records import Floats, Scene, Shapes
    from geo.widening.widening import Widening

TIMES_BARE = 2.2
"""So many times bare overlay the engine may take."""
TICKS_M = 2 * 6.75
"""Length of momepy's ticks: both target half-widths."""
AROUND_M = 100.0
"""What is farther from a road than this changes none of its figures in these towns."""


def measure_widening(towns: tuple[Pattern, ...]) -> Iterator[Finding]:
    """Measure one street, and towns of growing size, the last in two processes and beside momepy as well."""
    yield _beside_bare_overlay("The widening of one street of 500 m with 100 plots", records(STREET), rounds=31)
    seconds: list[tuple[float, float]] = []
    for pattern in towns:
        town = records(pattern)
        kilometres = shapely.length(town.segments.line).sum() / 1000
        title = f"The widening of a town of {kilometres:.0f} km of road, {len(town.parcels):,} plots"
        found = _beside_bare_overlay(title, town, rounds=3)
        seconds.append((kilometres, found.facts["engine, s"]))
        yield found
    if len(seconds) > 1:
        per_kilometre = [took / kilometres for kilometres, took in seconds]
        yield Finding(
            "The widening's growth with the length of roads",
            [Ratio("s/km of the smallest to the largest", per_kilometre[0] / per_kilometre[-1])],
            facts={f"s/km at {kilometres:.0f} km": took / kilometres for kilometres, took in seconds},
        )
    yield _in_two_processes(towns[-1])
    yield _beside_momepy(records(towns[-1]))


def bare_overlay(scene: Scene, own: Shapes) -> tuple[Shapes, Shapes, Shapes]:
    """Return strips, what they take of plots, and what of that is given: three overlays of whole arrays and no more.

    Parameters
    ----------
    scene
        Roads, plots and donations as the engine gets them.
    own
        Each road's own part of the corridor, which the engine has found.
    """
    road, near = shapely.STRtree(scene.surveys.shape).query(own, predicate="intersects")
    cut, surveyed = union_by(road, scene.surveys.shape[near])
    strips = own.copy()
    strips[cut] = shapely.difference(own[cut], surveyed)
    strip, plot = shapely.STRtree(scene.parcels.shape).query(strips, predicate="intersects")
    taken = shapely.intersection(scene.parcels.shape[plot], strips[strip])
    piece, donation = shapely.STRtree(scene.donations.shape).query(taken, predicate="intersects")
    return strips, taken, shapely.intersection(scene.donations.shape[donation], taken[piece])


def _engine(scene: Scene) -> Widening:
    found = widen(scene)
    widening_answers(found)
    return found


def _seconds(task: Callable[[], object]) -> float:
    """Return how long a task takes in time of the processor: all contenders use one thread."""
    began = time.process_time()
    task()
    return time.process_time() - began


def _beside_bare_overlay(title: str, town: Records, rounds: int) -> Finding:
    """Return the engine's time in that of bare overlay, taking turns, the median of each."""
    scene = town.on(DAY)
    found = _engine(scene)
    strips, taken, given = bare_overlay(scene, found.own)
    pairs = [
        (_seconds(lambda: bare_overlay(scene, found.own)), _seconds(lambda: _engine(scene))) for _ in range(rounds)
    ]
    bare, engine = (statistics.median(column) for column in zip(*pairs, strict=True))
    required = shapely.area(found.strips.land).sum()
    facts = {
        "bare overlay, s": bare,
        "engine, s": engine,
        "engine to bare overlay": engine / bare,
        "plots": len(scene.parcels),
        "donations": len(scene.donations.number),
        "plots in strips": int(found.takings.is_land.sum()),
        "required, m²": required,
        "… by bare overlay, m²": shapely.area(strips).sum(),
        "taken of plots, m²": shapely.area(taken).sum(),
        "given of that, m²": shapely.area(given).sum(),
    }
    return Finding(title, [Ratio("bare overlay to the engine", bare / engine, 1 / TIMES_BARE)], facts=facts)


def _in_two_processes(pattern: Pattern) -> Finding:
    """Return how much sooner two processes have the widening of a town than one, and what one takes of memory."""
    context = multiprocessing.get_context("spawn")
    took = []
    for parts in (1, 2):
        start, answers = context.Barrier(parts), context.Queue()
        workers = [context.Process(target=_work, args=(pattern, part, parts, start, answers)) for part in range(parts)]
        for worker in workers:
            worker.start()
        told = [answers.get() for _ in workers]
        for worker in workers:
            worker.join()
        took.append([max(column) for column in zip(*told, strict=True)])
    (alone, alone_wall, memory), (both, both_wall, _) = took
    return Finding(
        "The widening of the town in two processes",
        [Ratio("one process to two", alone / both, 1.8), Ratio("1 GB to the memory of one", 1 / memory, 1)],
        facts={
            "one process, s": alone,
            "the slower of two, s": both,
            "one process, s on the wall": alone_wall,
            "two processes, s on the wall": both_wall,
            "memory of one, GB": memory,
        },
    )


def _work(pattern: Pattern, part: int, parts: int, start: Barrier, answers: multiprocessing.Queue) -> None:
    """Answer for a part of the roads of a town, with what stands around them."""
    town = records(pattern)
    east = shapely.get_x(shapely.centroid(town.segments.line))
    edges = np.quantile(east, np.linspace(0, 1, parts + 1))
    mine = (east >= edges[part]) & ((east < edges[part + 1]) | (part == parts - 1))
    scene = _around(town, mine).on(DAY) if parts > 1 else town.on(DAY)
    wanted = town.segments.code[mine].tolist()
    start.wait()
    began = time.perf_counter()
    seconds = _seconds(lambda: widening_answers(widen(scene, wanted)))
    answers.put((seconds, time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9))


def _around(town: Records, mine: NDArray[np.bool_]) -> Records:
    """Return what stands around some roads of a town."""
    zone = shapely.box(*(shapely.total_bounds(town.segments.line[mine]) + AROUND_M * np.array([-1, -1, 1, 1])))
    donations = town.donations
    given = np.flatnonzero(shapely.intersects(donations.shape, zone))
    place = np.full(len(donations.number), -1)
    place[given] = np.arange(len(given))
    happened = place[donations.event_of] >= 0
    surveys = shapely.intersects(town.surveys.shape, zone)
    return Records(
        town.segments.where(shapely.intersects(town.segments.line, zone)),
        Surveys(*(getattr(town.surveys, name)[surveys] for name in Surveys.__slots__)),
        town.parcels.where(shapely.intersects(town.parcels.shape, zone)),
        Donations(
            donations.number[given],
            donations.code[given],
            donations.shape[given],
            place[donations.event_of][happened],
            donations.event_state[happened],
            donations.event_day[happened],
            donations.first[given],
            donations.end[given],
        ),
    )


def _beside_momepy(town: Records) -> Finding:
    """Return how much sooner the engine has profiles every metre than momepy, and how far mean widths are apart.

    Neither knows of surveys or donations here. Momepy's ticks at vertices stand aslant of both pieces, and it has none
    at a street's ends, so that speed is measured on streets, and widths are compared on their straight pieces, between
    the ends, where all ticks of both sides meet a plot.
    """
    nobody = Donations(*(column[:0] for column in (getattr(town.donations, name) for name in Donations.__slots__)))
    surveys = Surveys(*(getattr(town.surveys, name)[:0] for name in Surveys.__slots__))
    scene = Records(town.segments, surveys, town.parcels, nobody, dict.fromkeys(town.segments.code, ALWAYS)).on(DAY)
    streets, plots = (gpd.GeoDataFrame(geometry=shapes) for shapes in (town.segments.line, _polygons(town)))

    def profiles() -> None:
        profile = widen(scene).profile
        for row in range(len(streets)):
            stations(profile, row, 1.0)

    ours = statistics.median(_seconds(profiles) for _ in range(3))
    theirs = statistics.median(
        _seconds(lambda: momepy.street_profile(streets, plots, distance=1, tick_length=TICKS_M)) for _ in range(3)
    )
    found = widen(scene)
    pieces = gpd.GeoDataFrame(geometry=found.lines.pieces.line)
    table = momepy.street_profile(pieces, plots, distance=1, tick_length=TICKS_M)
    widths, known, ticks = _mean_widths(found)
    met = known & (np.rint((1 - table.openness.to_numpy()) * 2 * (ticks + 2)) == 2 * ticks)
    apart = np.abs(widths - table.width.to_numpy())[met]
    return Finding(
        "Profiles of the town every metre, beside momepy.street_profile",
        [
            Ratio("momepy's time to the engine's", theirs / ours, 3),
            Ratio("share of mean widths within 1 cm", float((apart <= 0.01).mean()), 1),  # noqa: PLR2004
        ],
        facts={
            "engine and stations, s": ours,
            "momepy, s": theirs,
            "pieces compared": int(met.sum()),
            "of": len(met),
            "farthest apart, m": float(apart.max(initial=0.0)),
        },
    )


def _polygons(town: Records) -> Shapes:
    return shapely.get_parts(town.parcels.shape)


def _mean_widths(found: Widening) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
    """Return the mean free width of each straight piece at momepy's ticks, if all have meaning, and their count."""
    pieces, profile = found.lines.pieces, found.profile
    count = np.ceil(pieces.s1 - pieces.s0).astype(np.int64) - 1
    piece, tick = spread(np.ones_like(count), count)
    s = pieces.s0[piece] + (pieces.s1 - pieces.s0)[piece] * tick / (count[piece] + 1)
    interval = _interval_of(profile, pieces.segment[piece], s)
    share = ((s - profile.s0[interval]) / profile.length[interval])[:, None]
    ends = profile.free["signed"][interval]
    width = (ends[:, :, 0] + (ends[:, :, 1] - ends[:, :, 0]) * share).sum(axis=1)
    mean = np.bincount(piece, weights=width) / count
    return mean, np.bincount(piece, weights=~profile.both[interval]) == 0, count


def _interval_of(profile: Profile, segment: NDArray[np.int64], s: Floats) -> NDArray[np.intp]:
    """Return the interval of a profile that holds each place."""
    apart = float(profile.s1.max()) + 1.0
    return np.searchsorted(apart * profile.segment + profile.s0, apart * segment + s, side="right") - 1
