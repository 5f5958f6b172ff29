"""The public's map, composed by folium: the element, its scale, and what its scripts have to know."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from layers.public_days import public_day, said_day
from maps.colours import THEMES
from maps.facts import facts
from maps.folium_map import PageMap, Parts, data_script, town_map
from maps.gl_style import gl_style
from maps.legend import legend
from maps.static_files import modules_of, static_path
from maps.style_table import PROJECT_ICONS
from maps.words import Language, browser_words

if TYPE_CHECKING:
    from datetime import date

    from geo.box import Box
    from maps.base_map import BaseMap


_SCRIPT = "text/javascript; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class LandUse:
    """A code of the reference table of land uses: what it is called, and the ground that the map colours."""

    ground: str
    label_vi: str
    label_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOptions:
    """What an office sets about its pages.

    Attributes
    ----------
    place, place_en
        Name of the place, in both languages.
    bounds
        West, south, east, north of the town in degrees: the first view.
    map_day
        Day that the map opens on; None for today.
    today
        The day in Asia/Ho_Chi_Minh, for a map without `map_day`; None to let the browser tell.
    subdistrict
        Number of the subdistrict that the map opens on; empty for all roads.
    srid
        EPSG code of the project's zone, in which areas are measured.
    parcel_numbers
        Whether the public sees and searches tờ/thửa.
    lanes
        Whether the map shows given land as lanes along the roads, where 2 m can't be seen: as the public is told it.
    base_map, base_map_credit
        What lies under the layers, and whose it is; None for nothing.
    land_uses
        Reference table of land uses by code.
    """

    place: str
    place_en: str = ""
    bounds: Box = (105.79, 19.96, 105.89, 20.03)
    map_day: date | None = None
    today: date | None = None
    subdistrict: str = ""
    srid: int = 5897
    parcel_numbers: bool = False
    lanes: bool = True
    base_map: BaseMap | None = None
    base_map_credit: str = ""
    land_uses: dict[str, LandUse] = field(default_factory=dict)

    @property
    def opening(self) -> date | None:
        """The day whose figures the public's map opens with; None to let the service tell."""
        asked = self.map_day or self.today
        return public_day(asked, self.today or asked) if asked else None

    @property
    def said(self) -> date | None:
        """The day that the map says of them."""
        return said_day(self.opening, self.today or self.opening) if self.opening else None

    def name(self, language: Language) -> str:
        """Return the name of the place in a language."""
        return self.place_en if language == "en" and self.place_en else self.place


@dataclass(frozen=True, slots=True)
class PublicMapParts:
    """The rendered map, the path of what its scripts have to know, and the files that belong to it, by their path.

    Paths are below `/static/`.
    """

    parts: Parts
    data_path: str
    files: dict[str, tuple[bytes, str]]


def style_files(language: Language, options: PageOptions) -> dict[str, tuple[str, bytes]]:
    """Return for each theme the path of MapLibre's style and its bytes."""
    grounds = {code: use.ground for code, use in options.land_uses.items()}
    tiles = options.base_map.tiles if options.base_map else ""
    numbered = language if options.parcel_numbers else None
    files: dict[str, tuple[str, bytes]] = {}
    for theme in THEMES:
        drawn = gl_style(theme, grounds, parcel_numbers=numbered, lanes=options.lanes, base_map=tiles)
        body = json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).encode()
        files[theme] = (f"style-{theme}-{hashlib.sha256(body).hexdigest()[:16]}.json", body)
    return files


def map_data(language: Language, base: str, options: PageOptions, styles: dict[str, str]) -> dict[str, Any]:
    """Return what every page's scripts have to know of its map.

    Parameters
    ----------
    language, base, options
        As of `public_map`.
    styles
        Addresses of MapLibre's style, by theme.
    """
    day = options.map_day or options.today
    return {
        "language": language,
        "base": base,
        "day": day.isoformat() if day else "",
        "subdistrict": options.subdistrict,
        "srid": options.srid,
        "bounds": list(options.bounds),
        "parcelNumbers": options.parcel_numbers,
        "styles": styles,
        "scripts": [f"{base}/static/{static_path(name)}" for name in ("maplibre-gl.js", "leaflet-maplibre-gl.js")],
        "worker": f"{base}/static/{static_path('maplibre-gl-worker.js')}",
        "icons": f"{base}/static/{static_path('icons.svg')}",
        "projectKinds": sorted(PROJECT_ICONS),
        "facts": facts(language, parcel_numbers=options.parcel_numbers),
        "landUses": {
            code: use.label_en if language == "en" else use.label_vi for code, use in options.land_uses.items()
        },
    }


def public_map(language: Language, base: str, options: PageOptions) -> PublicMapParts:
    """Compose and render the public's map.

    Parameters
    ----------
    language
        Of every word in it.
    base
        Path under which the service is reached, without a slash at its end; empty for the root.
    options
        What the office set.
    """
    styles = style_files(language, options)
    addresses = {theme: f"{base}/static/{path}" for theme, (path, _) in styles.items()}
    data = {
        **map_data(language, base, options, addresses),
        "day": options.opening.isoformat() if options.opening else "",
        "today": options.today.isoformat() if options.today else "",
        "monthly": True,
        "legend": legend(language),
        "words": browser_words(language, modules_of("js/page.js")),
    }
    parts = town_map(language, options.bounds, PageMap())
    data_path, script = data_script(data)
    files = {path: (body, "application/json") for path, body in styles.values()}
    files |= {path: (body, _SCRIPT) for path, body in ((parts.script_path, parts.script), (data_path, script))}
    return PublicMapParts(parts, data_path, files)
