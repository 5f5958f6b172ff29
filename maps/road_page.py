"""The page of one road, the list of roads, and what others frame in their own pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from geo.widening.centrelines import BAD_WIDTH, EDGES_CROSS, NOT_SIMPLE, TOO_SHORT
from layers.campaign import TIDY_READINGS
from layers.clearance import ZONE_STATES
from maps import written
from maps.long_section import chainage
from maps.public_pages import rendered, road_path
from maps.road_map import road_map_html
from maps.road_ribbon import TOLD_M, ribbon
from maps.section_shapes import SIDES, joined
from maps.style_table import CLEARANCE
from maps.words import translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.public_road import ListedRoad, PublicRoad
    from maps.public_pages import Reader
    from maps.words import Language

EMBED_HEIGHT_PX = 300


@dataclass(frozen=True, slots=True)
class Total:
    """What all roads that are measured come to, m."""

    open_m: float
    measurable_m: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the page, as it is written."""

    value: str
    of: str
    label: str
    how: str


def road_page(reader: Reader, road: PublicRoad) -> str:
    """Return the page of a road.

    Parameters
    ----------
    reader
        For whom.
    road
        The road on the reader's day.
    """
    language = reader.language
    return rendered(
        "road.html",
        reader,
        road=road,
        about=_about(road, language),
        summary=summary(reader, road),
        drawn=ribbon(road.cells, road.widening["length_m"]) if road.widening else None,
        figures=_figures(road, language),
        stretches=_stretches(road, language),
        unmeasured=_unmeasured(road.refused, language),
        measured=_measured(language),
        snippet=snippet(reader, road),
        map_html=road_map_html(language),
        zone_states=ZONE_STATES,
        zone_icons={look.name: look.icon for look in CLEARANCE.looks},
        tidy_kinds=next(column.choices for column in TIDY_READINGS.columns if column.name == "kind"),
    )


def embedded_road(reader: Reader, road: PublicRoad) -> str:
    """Return the small page of a road that others frame."""
    language = reader.language
    return rendered(
        "embed.html",
        reader,
        road=road,
        summary=summary(reader, road),
        drawn=ribbon(road.cells, road.widening["length_m"]) if road.widening else None,
        unmeasured=_unmeasured(road.refused, language),
    )


def roads_page(reader: Reader, roads: Sequence[ListedRoad], typed: str = "", missing: str = "") -> str:
    """Return the list of roads.

    Parameters
    ----------
    reader
        For whom.
    roads
        Those that are listed.
    typed
        What was searched for.
    missing
        Code of a road that is not there: the page says so, and helps to find another.
    """
    measured = [road for road in roads if road.share is not None]
    total = Total(sum(road.open_m or 0 for road in measured), sum(road.measurable_m or 0 for road in measured))
    sentence = translate("There is no road “{code}”", reader.language).format(code=missing[:60]) if missing else ""
    shown = total if measured and not typed else None
    names = Counter(road.name for road in roads)
    twice = {road.code for road in roads if names[road.name] > 1}
    return rendered("roads.html", reader, roads=roads, twice=twice, typed=typed, missing=sentence, total=shown)


def no_road_that_day(reader: Reader, name: str, first: date | None, until: date | None) -> str:
    """Return the page of a road that is not of the day.

    Parameters
    ----------
    reader
        For whom.
    name
        Of the road.
    first, until
        Its first day, and the first on which it is no more; None for without end.
    """
    language = reader.language
    if first is not None and reader.on < first:
        sentence = translate("On {day} this road was not in the plan yet; it has been since {first}.", language)
    else:
        sentence = translate("On {day} this road was not in the plan any more; it was until {until}.", language)
    told = sentence.format(day=written.day(reader.said), first=written.day(first), until=written.day(until))
    return rendered("no_road_that_day.html", reader, name=name, sentence=told)


def summary(reader: Reader, road: PublicRoad) -> str:
    """Return how far a road is, in one sentence with its day."""
    language, said = reader.language, written.day(reader.said)
    if road.widening is None:
        return translate("{name}: width not measured, {day}", language).format(name=road.name, day=said)
    return translate("{name}: {open} of {measured} wide enough on {day}", language).format(
        name=road.name,
        open=written.length(road.open_m, language),
        measured=written.length(road.widening["measurable_length_m"], language),
        day=said,
    )


def snippet(reader: Reader, road: PublicRoad) -> str:
    """Return what somebody copies into a page of their own."""
    address = reader.address(f"/embed{road_path(road.code)}", lang=reader.language)
    title = escape(f"{road.name} · {reader.place}")
    return (
        f'<iframe src="{escape(address)}" title="{title}" width="100%" height="{EMBED_HEIGHT_PX}" loading="lazy"'
        ' style="border:0"></iframe>'
    )


def _about(road: PublicRoad, language: Language) -> list[str]:
    """Return the parts of the line under the name."""
    metres = road.widening["length_m"] if road.widening else road.length_m
    found = [
        road.code if road.code != road.name else "",
        _listed(road.subdistricts, language),
        translate("{length} long", language).format(length=written.length(metres, language)),
    ]
    if road.widening and road.widening["target_width_m"]:
        wide = written.number(road.widening["target_width_m"], language, digits=1, unit="m")
        found.append(translate("to be {width} wide", language).format(width=wide))
    if road.road_class:
        found.append(road.road_class[language])
    return [part for part in found if part]


def _listed(names: Sequence[str], language: Language) -> str:
    if len(names) < 2:  # noqa: PLR2004  one, or none
        return "".join(names)
    return translate("{some} and {last}", language).format(some=", ".join(names[:-1]), last=names[-1])


def _figures(road: PublicRoad, language: Language) -> list[Figure]:
    """Return the four numbers: households, land, length, what blocks."""
    if road.widening is None:
        return []

    def number(value: float) -> str:
        return written.number(value, language)

    found: list[Figure] = []
    if road.row is not None:
        households, donated = road.row["households"], road.row["donated_m2"]
        found += [
            Figure(
                number(households["handed_over"]),
                number(households["total"]),
                translate("households have handed their land over", language),
                translate("of those whose land the road needs", language),
            ),
            Figure(
                number(donated["handed_over"]),
                number(road.row["required_m2"]),
                translate("m² of land handed over", language),
                translate("of what may be published", language),
            ),
        ]
    measurable = road.widening["measurable_length_m"]
    return [
        *found,
        Figure(
            number(road.open_m),
            number(measurable),
            translate("m wide enough", language),
            translate("of what may be published", language),
        ),
        Figure(
            number(len(road.blocks)),
            number(len(road.zones)) if road.zones else "",
            translate("zones of site clearance not handed over", language),
            translate("of those over the land that the road needs", language),
        ),
    ]


def _stretches(road: PublicRoad, language: Language) -> list[str]:
    """Return the long section in words, a line for each stretch of one side in one state."""
    sides = {"left": translate("left", language), "right": translate("right", language)}
    states = {
        "handed_over": translate("Donated land handed over", language),
        "signed": translate("Donated land signed", language),
        "needed": translate("Donations being talked over", language),
        None: translate("Not told: too few households", language),
    }
    return [
        f"{chainage(start)} – {chainage(end)}, {sides[side]}: {states[state]}"
        for side in SIDES
        for state, start, end in joined(road.cells, side)
        if end - start > TOLD_M
    ]


def _unmeasured(reason: str, language: Language) -> str:
    """Return what is told where there are no figures, by the engine's reason; without one they are not there yet."""
    told = {
        TOO_SHORT: translate("The width of this road is not measured: its centreline is too short.", language),
        NOT_SIMPLE: translate("The width of this road is not measured: its centreline crosses itself.", language),
        BAD_WIDTH: translate("The width of this road is not measured: how wide it is to be is not known.", language),
        EDGES_CROSS: translate("The width of this road is not measured: its surveyed edges cross.", language),
    }
    later = translate("The figures of this road are just being worked out: load the page again in a minute.", language)
    return told.get(reason, later)


def _measured(language: Language) -> list[str]:
    """Return how the figures come about, in paragraphs."""
    return [
        translate(
            "Wide enough is the length along which the land handed over reaches the edge of the road to be, on both"
            " sides. It is measured at every place along the road, from the boundaries of parcels and the survey of"
            " the road as it was.",
            language,
        ),
        translate(
            "Areas are measured on the map, in the VN-2000 zone of the province, and not taken from papers.", language
        ),
        translate(
            "The ribbon and the picture along the road show each stretch, of 20 m at least and never ending at a"
            " parcel, by how far most of the land is that is donated there, not by how wide the road is.",
            language,
        ),
        translate("A household has handed its land over when all that the road needs of it is.", language),
        translate(
            "Figures are those of the ends of months. What fewer than three households did is told once others have"
            " done the same, so that the office's own figures may be ahead.",
            language,
        ),
    ]
