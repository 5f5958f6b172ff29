"""Single weights of the page's typeface as files: a document that brings its letters takes no variable font."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from maps import assets

_ONE_AT_A_TIME = Lock()
_SHAPING = ("GDEF", "GPOS", "GSUB")
"""Tables for who sets letters closer, or joins them; cutting them takes four fifths of the time."""


def cut_font(file: str, weight: int) -> Path:
    """Return a font of one weight and of normal width, for letters that are set one by one.

    Parameters
    ----------
    file
        Name of the variable font.
    weight
        100 to 700.

    Raises
    ------
    AssetsMissing
        When the browser's packages, the typeface among them, are not installed.
    """
    cut = Path(_folder().name, f"{Path(file).stem}-{weight}.ttf")
    with _ONE_AT_A_TIME:
        if not cut.is_file():  # it may have been swept away, as long as the service runs
            _cut(file, weight, cut)
    return cut


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="moduong-")


def _cut(file: str, weight: int, to: Path) -> None:
    assets.copy()
    to.parent.mkdir(exist_ok=True)
    with TTFont(assets.TARGET / file, recalcTimestamp=False) as font:
        for table in _SHAPING:
            if table in font:
                del font[table]
        instantiateVariableFont(font, {"wght": float(weight), "wdth": 100.0}, inplace=True)
        font.flavor = None
        font.save(part := to.with_suffix(".part"))
    part.replace(to)
