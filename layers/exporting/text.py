"""Text for a .dbf: bytes of its encoding, or a plain word that it has no room or no letters for it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.encodings import decode, tcvn3_capitals
from layers.exporting.options import ExportRefused

if TYPE_CHECKING:
    from numpy.typing import NDArray

CODE_PAGES: Final = {"utf-8": "UTF-8", "cp1258": None, "tcvn3": None, "vni": None}
"""What a .cpg says of each encoding. TCVN3 and VNI have no name that programs know, so a .cpg could only lie; where one
says 1258, GDAL's programs lose the last letter of each column's name."""

_LONGEST: Final = 254
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


def dbf_text(values: NDArray[np.object_], encoding: str, column: str) -> NDArray[np.object_]:
    """Return text as a .dbf holds it, each byte as one character (latin-1); None stays.

    Parameters
    ----------
    values
        Texts or None.
    encoding
        Key of `CODE_PAGES`.
    column
        Named in an error.

    Raises
    ------
    ExportRefused
        When a text has more than 254 bytes, or would not read as it was: TCVN3 has no capitals with tones.
    """
    codes, unique = pd.factorize(values)
    written = np.empty(len(unique) + 1, dtype=object)
    for at, value in enumerate(unique.tolist()):
        data = _encoded(str(value), encoding)
        if data is None:
            raise ExportRefused(
                f"Column {column}: “{value}” can't be written in {encoding} and read as it was; take utf-8."
            )
        if len(data) > _LONGEST:
            raise ExportRefused(
                f"Column {column}: a .dbf holds {_LONGEST} bytes of text, “{str(value)[:40]}…” has {len(data)}:"
                " take .gpkg or .geojson."
            )
        written[at] = data.decode("latin-1")
    written[-1] = None
    result: NDArray[Any] = written[codes]
    return result


def _encoded(text: str, encoding: str) -> bytes | None:
    """Return the bytes of a text, None when they would not read as the same text."""
    try:
        data = _for_cp1258(text).encode("cp1258") if encoding == "cp1258" else text.encode(encoding)
    except UnicodeEncodeError:
        return None
    read = decode(data, encoding)
    return (
        data if (tcvn3_capitals(read) if encoding == "tcvn3" else read) == unicodedata.normalize("NFC", text) else None
    )


def _for_cp1258(text: str) -> str:
    """Return a text with its tones as signs of their own, the way in which Windows-1258 writes them."""
    written = []
    for letter in unicodedata.normalize("NFC", text):
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        written.append(base + "".join(mark for mark in marks if mark in _TONES))
    return "".join(written)
