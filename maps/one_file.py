"""Files of a page inside of the page: scripts, styles, fonts and pictures, and a policy that names each of them.

A page that is opened from a stick has no server: a browser lets its modules import nothing, and its policy has to stand
in the page itself. Scripts and styles are allowed by their hashes, and nothing may be asked for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from maps.assets import icon_path
from maps.static_files import MEDIA_TYPES, font_css, static_files, static_path, theme_css

if TYPE_CHECKING:
    from collections.abc import Iterable

_ADDRESS = re.compile(r"url\((?![\"']?data:)[^)]*\)")
_FONTS = ("IBM Plex Sans",)


def as_one_style(names: Iterable[str]) -> str:
    """Return colours, fonts and style sheets as one; what they would ask for is left out."""
    fonts = {subset: as_data(f"plex-{subset}.woff2") for subset in ("latin", "vietnamese")}
    sheets = [_ADDRESS.sub("none", _text(name)) for name in names]
    return "\n".join([font_css(fonts, _FONTS), theme_css(), *sheets])


def as_data(name: str) -> str:
    """Return a file as a `data:` address."""
    suffix = name[name.rindex(".") :]
    return f"data:{MEDIA_TYPES[suffix]};base64,{base64.b64encode(_content(name)).decode()}"


def as_symbols(names: Iterable[str]) -> str:
    """Return icons as symbols of the page, each an id of its name; empty names are left out."""
    symbols = "".join(
        f'<symbol id="{name}" viewBox="0 0 256 256"><path d="{icon_path(name)}"/></symbol>'
        for name in sorted({*names} - {""})
    )
    return f'<svg class="symbols" aria-hidden="true">{symbols}</svg>'


def script_text(name: str) -> str:
    """Return a served script, to stand in a page."""
    return _text(name)


def as_json(value: Any) -> str:
    """Return a value as JSON that can stand in a script element, whatever words are in it."""
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def policy(scripts: Iterable[str], styles: Iterable[str]) -> str:
    """Return the policy of a page that may run and show what is in it, and ask for nothing."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(map(_hash, scripts))}",
            f"style-src {' '.join(map(_hash, styles))}",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _text(name: str) -> str:
    """Return a file's text as a browser reads it out of a page: its hash is of that."""
    return _content(name).decode().replace("\r\n", "\n")


def _content(name: str) -> bytes:
    return static_files()[static_path(name)].content
