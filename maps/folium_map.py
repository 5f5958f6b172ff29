"""folium under a strict policy: a map whose page holds no inline script and no inline style, and no other host.

folium writes its script and styles into the page, names elements at random and loads jQuery and Bootstrap from a CDN.
Here the elements' names are fixed, the libraries are the program's own, and what folium writes as script is served
as a file of its own, named by its hash.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Figure, MacroElement
from folium.template import Template

from maps.words import translate

if TYPE_CHECKING:
    from geo.box import Box
    from maps.words import Language


class PublicMap(folium.Map):
    """A folium map that brings its own Leaflet and leaves the head of the page to the page.

    Parameters
    ----------
    name
        Its id in the page, and `map_{name}` as a variable of the script.
    label
        What a screen reader calls it.
    bounds
        West, south, east, north in degrees: what is in view at first, and the middle of where it can be moved.
    clear
        How much is kept clear beside it, and above and below, px.
    """

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="map" id="{{ this.get_name() }}" role="application" tabindex="0"
             aria-label="{{ this.label|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {{ this.get_name() }}.fitBounds({{ this.view|tojson }}, { padding: {{ this.clear|tojson }} });
        {% endmacro %}
        """
    )
    # Lists of their own: folium's are shared by all maps of the process.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012  folium declares them so
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, name: str, label: str, bounds: Box, clear: tuple[int, int] = (0, 0)) -> None:
        super().__init__(
            tiles=None,
            zoom_control=False,
            attribution_control=False,
            min_zoom=11,
            max_zoom=21,
            zoom_snap=0.25,
            wheel_px_per_zoom_level=90,
        )
        self._id = name
        self.label, self.clear = label, clear
        west, south, east, north = bounds
        self.view = [[south, west], [north, east]]


class ScaleBar(MacroElement):
    """A scale bar in metres alone."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        L.control.scale({imperial: false, maxWidth: 160, position: "bottomleft"}).addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "scale", "bar"


class PageMap(MacroElement):
    """Gives the page's own scripts the map they work on, as `town.map`; `town` is there already."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        town.map = {{ this._parent.get_name() }};
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "page", "map"


class PageData(MacroElement):
    """What the page's own scripts have to know, as the variable `town`, with the map they work on.

    Parameters
    ----------
    data
        Anything that JSON can hold.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        var town = {{ this.data|tojson }};
        town.map = {{ this._parent.get_name() }};
        {% endmacro %}
        """
    )

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types
        self._name, self._id = "page", "data"
        self.data = data


@dataclass(frozen=True, slots=True)
class Parts:
    """A rendered map, in the parts that a page under a strict policy serves one by one.

    Attributes
    ----------
    html
        The map's element.
    script
        folium's script, to be served as `script_path`.
    script_path
        Its path below `/static/`, with its hash.
    """

    html: str
    script: bytes
    script_path: str


def data_script(data: dict[str, Any]) -> tuple[str, bytes]:
    """Return what the page's own scripts have to know as a script of its own, which no map has to wait for.

    Parameters
    ----------
    data
        Anything that JSON can hold.

    Returns
    -------
    tuple of str and bytes
        Path below `/static/`, with a hash, and the script: it makes the variable `town`.
    """
    script = f"var town = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};".encode()
    return f"town-{hashlib.sha256(script).hexdigest()[:16]}.js", script


def render_parts(drawn: folium.Map) -> Parts:
    """Render a map into parts.

    Parameters
    ----------
    drawn
        A map with its elements added, each with a fixed id.
    """
    figure = drawn.get_root()
    assert isinstance(figure, Figure)  # noqa: S101  folium gives every map one
    for child in list(figure._children.values()):  # noqa: SLF001  branca's own way to render
        child.render()
    script = figure.script.render().strip().encode()
    digest = hashlib.sha256(script).hexdigest()[:16]
    return Parts(figure.html.render().strip(), script, f"map-{digest}.js")


def town_map(language: Language, bounds: Box, given: PageMap | PageData) -> Parts:
    """Return the map that the pages of the town have, rendered, with its scale.

    Parameters
    ----------
    language
        Of what a screen reader calls it.
    bounds
        West, south, east, north of the town in degrees: the first view.
    given
        What the page's own scripts are given with it.
    """
    drawn = PublicMap("town", translate("Map of the town", language), bounds)
    ScaleBar().add_to(drawn)
    given.add_to(drawn)
    return render_parts(drawn)
