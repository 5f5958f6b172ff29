"""Every static file of the program by the path under which it is served: with a hash, so it never goes stale."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from maps import assets
from maps.colours import css_classes, css_properties

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_HERE = Path(__file__).resolve().parent / "static"

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_FACES = (
    ("IBM Plex Sans", "100 700", "75% 100%"),
    # Names on the map are narrow; a canvas takes the width from the face alone.
    ("MD Map", "420", "85%"),
    ("MD Map Semibold", "600", "85%"),
)
FAMILIES = tuple(family for family, *_ in _FACES)
_SUBSETS = {
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2212",
    "vietnamese": (
        "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
        "U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"
    ),
}

_IMPORTED = re.compile(r"^import .*? from '\./([\w.]+)';$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is served.

    Attributes
    ----------
    content
        Its bytes.
    media_type
        Its `Content-Type`.
    gzip, brotli
        The same bytes packed, for who accepts that; empty where packing gains nothing or was not done.
    """

    content: bytes
    media_type: str
    gzip: bytes = b""
    brotli: bytes = b""


def packed(content: bytes, suffix: str, brotli: bytes = b"") -> StaticFile:
    """Return a file with its packed form."""
    small = b"" if suffix == ".woff2" else gzip.compress(content, 9, mtime=0)
    return StaticFile(content, MEDIA_TYPES[suffix], small, brotli)


def font_css(addresses: Mapping[str, str], families: Collection[str] = FAMILIES) -> str:
    """Return the font faces.

    Parameters
    ----------
    addresses
        Of the fonts' files, by their subset, as the style sheet sees them.
    families
        Those that are wanted.
    """
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-stretch: {stretch}; font-display: swap;'
        f' src: url("{addresses[subset]}") format("woff2"); unicode-range: {ranges}; }}'
        for family, weight, stretch in _FACES
        if family in families
        for subset, ranges in _SUBSETS.items()
    )


def theme_css() -> str:
    """Return the colours as custom properties and classes; the system's choice of theme decides, or `data-theme`.

    Paper is white whatever the screen is: dark ink is wanted there.
    """
    light, dark = css_properties("light"), css_properties("dark")
    dark = f"  color-scheme: dark;\n{dark}\n"
    return (
        f":root {{\n  color-scheme: light;\n{light}\n}}\n"
        f"@media screen and (prefers-color-scheme: dark) {{\n:root:not([data-theme='light']) {{\n{dark}}}\n}}\n"
        f":root[data-theme='dark'] {{\n{dark}}}\n{css_classes()}\n"
    )


def _read(folder: Path, pattern: str) -> dict[str, bytes]:
    found = sorted(path for path in folder.glob(pattern) if path.suffix in MEDIA_TYPES)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _hash(files: dict[str, bytes]) -> str:
    return hashlib.sha256(b"".join(name.encode() + body for name, body in files.items())).hexdigest()[:10]


@cache
def _collected() -> tuple[dict[str, StaticFile], dict[str, str]]:
    assets.copy()
    packages = _read(assets.TARGET, "*") | {"icons.svg": assets.sprite()}
    packages_folder = f"npm-{_hash(packages)}"
    own = _read(_HERE, "css/*.css") | _read(_HERE, "*.svg")
    own |= {f"js/{name}": (assets.BUNDLES / name).read_bytes() for name in assets.ENTRIES}
    fonts = {subset: f"../../{packages_folder}/plex-{subset}.woff2" for subset in _SUBSETS}
    own["css/theme.css"] = (font_css(fonts) + "\n" + theme_css()).encode()
    own_folder = f"own-{_hash(own)}"
    beside = {name: assets.TARGET / f"{name}.br" for name in packages}
    beside |= {f"js/{name}": assets.BUNDLES / f"{name}.br" for name in assets.ENTRIES}
    files: dict[str, StaticFile] = {}
    paths: dict[str, str] = {}
    for folder, bodies in ((packages_folder, packages), (own_folder, own)):
        for name, body in bodies.items():
            small = beside[name].read_bytes() if name in beside and beside[name].is_file() else b""
            files[f"{folder}/{name}"] = packed(body, Path(name).suffix, small)
            paths[name] = f"{folder}/{name}"
    return files, paths


def static_files() -> dict[str, StaticFile]:
    """Return all static files by the path below `/static/`. They may be cached for ever.

    Raises
    ------
    AssetsMissing
        When the browser's packages are not installed and can't be.
    """
    return _collected()[0]


def modules_of(name: str) -> list[str]:
    """Return a module and all that it imports.

    Parameters
    ----------
    name
        Of the module, without the hash, as `js/page.js`.
    """
    found, waiting = set[str](), [name]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            text = (_HERE / module).read_text("utf-8")
            waiting += [f"js/{other}" for other in _IMPORTED.findall(text)]
    return sorted(found)


def static_path(name: str) -> str:
    """Return the path below `/static/` of a file, by its name without the hash.

    Raises
    ------
    KeyError
        When there is no such file.

    Examples
    --------
    >>> static_path("leaflet.js").endswith("/leaflet.js")
    True
    """
    return _collected()[1][name]
