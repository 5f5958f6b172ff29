"""Feeds of what changed (Atom, RFC 4287): written by the standard library's XML, so that every name is escaped."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from layers.clearance import ZONE_STATES
from layers.public_changes import feed_id
from maps import written
from maps.public_pages import road_path
from maps.words import Language, translate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from layers.public_changes import Change
    from maps.public_pages import Reader

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML 1.0 can't hold, however it is written."""


def feed(reader: Reader, changes: Sequence[Change], commune: str, road: tuple[str, str] | None = None) -> bytes:
    """Return a feed.

    Parameters
    ----------
    reader
        For whom. Where nothing changed yet the feed is as old as the month of its day.
    changes
        The newest first.
    commune
        Code of the commune, of which ids are made.
    road
        Code and name of the road that the feed is of; None for the whole town.
    """
    language = reader.language
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    of = reader.place if road is None else road[1]
    _add(root, "id", feed_id(commune, road[0] if road else None).urn)
    _add(root, "title", translate("{name}: what changed", language).format(name=of))
    _add(root, "subtitle", translate("The roads that the town is widening, on land that its people give.", language))
    _add(root, "updated", _moment(changes[0].day if changes else reader.on.replace(day=1)))
    _link(root, "self", reader.address(lang=language), "application/atom+xml")
    _link(root, "alternate", reader.address("/roads" if road is None else road_path(road[0])), "text/html")
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", f"Mở Đường · {reader.place}")
    for change in changes:
        _entry(root, reader, change, commune, road)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: ET.Element, reader: Reader, change: Change, commune: str, road: tuple[str, str] | None) -> None:
    entry = ET.SubElement(root, f"{{{ATOM}}}entry")
    title, lines = _told(change, reader.language)
    _add(entry, "id", change.id(commune).urn)
    _add(entry, "title", title)
    _add(entry, "updated", _moment(change.day))
    _add(entry, "published", _moment(change.day))
    code = change.code if change.kind == "road" else road[0] if road else ""
    path = road_path(code) if code else "/roads"
    _link(entry, "alternate", reader.address(path, on=change.day.isoformat()), "text/html")
    ET.SubElement(entry, f"{{{ATOM}}}category", {"term": change.kind})
    _add(entry, "content", "\n".join([*lines, written.day(change.day)]), type="text")


def _told(change: Change, language: Language) -> tuple[str, list[str]]:
    """Return a change's title and its lines."""
    if change.kind == "zone":
        after, before = change.after["state"], change.before.get("state")
        state = translate(ZONE_STATES[after], language)
        lines = [translate("Site clearance: {state}", language).format(state=state)]
        if before:
            lines.append(translate("Before: {state}", language).format(state=translate(ZONE_STATES[before], language)))
        return f"{change.name}: {state}", lines
    if change.kind == "project":
        done = translate("{percent} done", language).format(percent=written.reading(change.after["percent"], language))
        before = change.before.get("percent")
        lines = [done]
        if before is not None:
            percent = written.reading(before, language)
            lines.append(translate("Before: {state}", language).format(state=percent))
        return f"{change.name}: {done}", lines
    return _told_of_road(change, language)


def _told_of_road(change: Change, language: Language) -> tuple[str, list[str]]:
    now, was = change.after, change.before
    earlier = translate("before", language)

    def line(words: str, name: str, unit: str) -> str:
        value = written.number(now[name], language, unit=unit)
        if name not in was or was[name] == now[name]:
            return f"{words}: {value}"
        return f"{words}: {value} ({earlier} {written.number(was[name], language, unit=unit)})"

    lines = [
        line(translate("Wide enough", language), "open_m", "m"),
        line(translate("Length that is measured", language), "measurable_m", "m"),
        line(translate("Handed over", language), "handed_over_m2", "m²"),
        line(translate("Signed", language), "signed_m2", "m²"),
    ]
    told = translate("{open} of {measured} wide enough", language).format(
        open=written.length(now["open_m"], language), measured=written.length(now["measurable_m"], language)
    )
    return f"{change.name}: {told}", lines


def _add(parent: ET.Element, name: str, words: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = _NOT_XML.sub("", words)


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "type": media_type, "href": address})


def _moment(day: date) -> str:
    """Return the end of a day in Viet Nam (RFC 3339)."""
    return datetime.combine(day, time(23, 59, 59), _ZONE).isoformat()
