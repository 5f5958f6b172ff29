"""The small map of a road's page, composed by folium: all that it draws is in its one script, and nothing is asked for.

Land is quiet paper, other roads are white, the road itself is dark with its lanes in the public's states. Colours are
classes of the style sheet, so that they follow the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from branca.element import MacroElement
from folium import JsCode
from folium.template import Template

from maps.folium_map import PublicMap, ScaleBar, render_parts
from maps.words import Language, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.box import Box

_NAME = "road"
_SHOW_FIRST = "document.getElementById('near').hidden = false;\n"
"""The map measures its place on the page, which is hidden from browsers without scripts."""

_STONE = (64, 22)
"""Width and height of a stone, px: one stands at each end of the road, and half of it beyond."""


class _Drawn(MacroElement):
    """Features in the page's own classes: each has a `look`."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.geoJSON({{ this.features|tojson }}, {
            interactive: false,
            style: (feature) => ({ className: "near-" + feature.properties.look }),
            pointToLayer: (feature, place) => L.marker(place, {
                interactive: false,
                keyboard: false,
                icon: L.divIcon({
                    className: "near-stone",
                    iconSize: {{ this.stone|tojson }},
                    html: Object.assign(document.createElement("span"), { textContent: feature.properties.words }),
                }),
            }),
        }).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, features: Mapping[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "drawn", _NAME
        self.features, self.stone = features, _STONE


class _OnPaper(MacroElement):
    """The map is as wide as paper while it is printed: Leaflet has drawn what the screen's width shows."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {
            const map = {{ this._parent.get_name() }}, place = map.getContainer();
            let seen;
            addEventListener("beforeprint", () => {
                seen ??= { center: map.getCenter(), zoom: map.getZoom() };
                place.classList.add("on-paper");
                map.invalidateSize({ animate: false, pan: false });
                const padding = {{ this._parent.clear|tojson }};
                map.fitBounds({{ this._parent.view|tojson }}, { animate: false, padding });
            });
            addEventListener("afterprint", () => {
                place.classList.remove("on-paper");
                map.invalidateSize({ animate: false, pan: false });
                map.setView(seen.center, seen.zoom, { animate: false });
                seen = undefined;
            });
        }
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "paper", _NAME


class _Zoom(MacroElement):
    """Buttons to zoom, with words."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.control.zoom({{ this.words|tojson }}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, language: Language) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "zoom", _NAME
        self.words = {
            "position": "topright",
            "zoomInTitle": translate("Zoom in", language),
            "zoomOutTitle": translate("Zoom out", language),
        }


def _map(language: Language, bounds: Box) -> PublicMap:
    wide, high = _STONE
    drawn = PublicMap(_NAME, translate("Map of the road", language), bounds, (wide // 2, high // 2))
    # The page scrolls with wheel and finger; the map zooms by its buttons and with two fingers.
    drawn.options["scroll_wheel_zoom"] = False
    drawn.options["dragging"] = JsCode("!L.Browser.mobile")  # type: ignore[assignment]  # folium writes it as it is
    return drawn


def road_map_html(language: Language) -> str:
    """Return the map's element; where it looks is in its script."""
    return render_parts(_map(language, (0, 0, 0, 0))).html


def road_map_script(language: Language, features: Mapping[str, Any], bounds: Box) -> str:
    """Return the map's script.

    Parameters
    ----------
    language
        Of its buttons.
    features
        A GeoJSON collection in degrees; each feature has a `look`, points have `words`.
    bounds
        West, south, east, north of what is in view at first, degrees.
    """
    drawn = _map(language, bounds)
    ScaleBar().add_to(drawn)
    _Zoom(language).add_to(drawn)
    _Drawn(features).add_to(drawn)
    _OnPaper().add_to(drawn)
    return _SHOW_FIRST + render_parts(drawn).script.decode()
