"""What makes the phone page an app of its own: icons, manifest, and the service worker with what it keeps."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

import resvg_py

from maps.colours import COLOURS
from maps.static_files import static_files, static_path
from maps.words import translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from maps.pages import RequestContext

FIELD = "field"
"""Path of the page; its files stand below it."""
SCRIPT = "js/field.js"
_WORKER = "js/field_worker.js"
_KEPT = (
    "css/theme.css",
    "css/page.css",
    "css/form.css",
    "css/field.css",
    SCRIPT,
    "leaflet.css",
    "leaflet.js",
    "icons.svg",
    "logo.svg",
    "logo-dark.svg",
    "plex-latin.woff2",
    "plex-vietnamese.woff2",
)
"""Files that the page can't be opened without."""
_SIZES = (192, 512)
_EDGE = 512
_ROAD = 9.2
"""Size of the road in an icon: phones cut round shapes out of it, so it keeps to the middle."""


def _icon() -> str:
    left, top = (_EDGE - 38 * _ROAD) / 2, (_EDGE - 20 * _ROAD) / 2
    ground, road, dash = (COLOURS[name].light for name in ("brand", "surface", "mo1"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_EDGE} {_EDGE}" width="{_EDGE}" height="{_EDGE}">'
        f'<rect width="{_EDGE}" height="{_EDGE}" fill="{ground}"/>'
        f'<g transform="translate({left:g} {top:g}) scale({_ROAD})">'
        f'<path fill="{road}" d="M0 5.5h13L21 .5h17v19H21l-8-5H0z"/>'
        f'<path fill="none" stroke="{dash}" stroke-width="2" stroke-dasharray="4 3" d="M2 10h34"/></g></svg>'
    )


@cache
def icon_file(pixels: int) -> tuple[str, tuple[bytes, str]]:
    """Return the app's icon as a PNG: its name below the page's files, with a hash, its bytes and media type.

    Parameters
    ----------
    pixels
        Width and height.
    """
    drawn = resvg_py.svg_to_bytes(svg_string=_icon(), zoom=pixels / _EDGE, skip_system_fonts=True)
    return f"icon-{pixels}-{hashlib.sha256(drawn).hexdigest()[:16]}.png", (drawn, "image/png")


def icon_files() -> dict[str, tuple[bytes, str]]:
    """Return all icons that the manifest names."""
    return dict(icon_file(pixels) for pixels in _SIZES)


def app_manifest(context: RequestContext) -> bytes:
    """Return the web app manifest.

    Parameters
    ----------
    context
        Language and path of the request.
    """
    language, page = context.language, f"{context.base.rstrip('/')}/{FIELD}"
    told = {
        "id": page,
        "name": f"Mở Đường · {translate('Visits to households', language)}",
        "short_name": "Mở Đường",
        "lang": language,
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "orientation": "portrait",
        "background_color": COLOURS["land"].light,
        "theme_color": COLOURS["surface"].light,
        "icons": [
            {"src": f"{page}/files/{icon_file(pixels)[0]}", "sizes": f"{pixels}x{pixels}", "type": "image/png",
             "purpose": "any maskable"}
            for pixels in _SIZES
        ],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def app_worker(base: str, files: Mapping[str, tuple[bytes, str]]) -> bytes:
    """Return the service worker's script: what it keeps, by names that hold hashes, and then what it does.

    Parameters
    ----------
    base
        Path under which the service is reached, without a slash at its end.
    files
        The page's own files by name.
    """
    page = f"{base}/{FIELD}"
    kept = [f"{base}/static/{static_path(name)}" for name in _KEPT]
    kept += [f"{page}/files/{name}" for name in files if name.endswith(".js")]
    text = static_files()[static_path(_WORKER)].content.decode()
    version = hashlib.sha256((text + "".join(kept)).encode()).hexdigest()[:16]
    told = json.dumps({"page": page, "version": version, "files": kept}, separators=(",", ":"))
    return f"const fieldFiles = {told};\n{text}".encode()
