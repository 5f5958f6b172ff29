"""Vietnamese text in the encodings that land offices hand over: real codecs, and a guess which one it is.

Importing this module registers ``tcvn3`` (also called ABC, of the .VnTime fonts) and ``vni`` (VNI-Windows)
with `codecs`, so that ``bytes.decode("tcvn3")`` and ``open(path, encoding="tcvn3")`` work. Decoded text is
NFC; text to be encoded may be NFC or NFD.

What round-trips: in VNI every Vietnamese letter. In TCVN3 every lower-case letter and the capitals without
tone (Ă Â Ê Ô Ơ Ư Đ and plain A to Z); a capital with a tone, such as Á or Ế, has no byte there, is written as
the lower-case letter and comes back as "á" or "ế" (offices show it in a font of capitals, .VnTimeH);
`tcvn3_capitals` mends words like "THị TRấN".
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.legacy_codecs import Encoding, codec_info, tcvn3, vni
from geo.syllables import commonness, is_plausible, words

if TYPE_CHECKING:
    from collections.abc import Iterable

_TCVN3: Final = codec_info(tcvn3())
_VNI: Final = codec_info(vni())
_NAMES: Final = {"tcvn3": _TCVN3, "tcvn5712_3": _TCVN3, "abc": _TCVN3, "vni": _VNI, "vni_windows": _VNI}
codecs.register(lambda name: _NAMES.get(name.replace("-", "_").replace(" ", "_")))

ENCODINGS: Final[tuple[Encoding, ...]] = ("utf-8", "tcvn3", "vni", "cp1258")
_ENOUGH: Final = 3_000
# Legacy text is hardly ever valid UTF-8 by chance, and of the others cp1258 is the rarest in offices.
_HEAD_START: Final[dict[Encoding, float]] = {"utf-8": 0.5, "tcvn3": 0.0, "vni": 0.0, "cp1258": -0.06}
_ASCII_LOWER: Final = re.compile("[a-z]")
_INNER_CAPITAL: Final = re.compile(r"(?<=[^\W\d_])[A-Z]")


@dataclass(frozen=True)
class Guess:
    """Which encoding a file's text is in.

    Attributes
    ----------
    encoding : {"utf-8", "tcvn3", "vni", "cp1258"}
        What to decode with.
    confidence : float
        Lead over the next encoding, 0 (a toss-up) to 1.
    undecodable : int
        Values that don't decode strictly.
    lost_u : int
        Words that look as if a program had stripped TCVN3's byte 0xAD, the letter ư, as a soft hyphen.
    hidden : {"utf-8", "tcvn3", "vni", "cp1258"} or None
        Set when the UTF-8 text is itself mojibake: bytes of this encoding once read as Latin or Windows-1252.
    plausible, words : int
        How many of its words with accents are built like Vietnamese when it is read so, and how many there are; None
        when all of it is ASCII, which is the same in every encoding.
    """

    encoding: Encoding
    confidence: float
    undecodable: int = 0
    lost_u: int = 0
    hidden: Encoding | None = None
    plausible: int = 0
    words: int | None = None


def decode(data: bytes, encoding: str, errors: str = "strict", hidden: str | None = None) -> str:
    r"""Decode one value of a file to NFC text.

    Parameters
    ----------
    data : bytes
        The raw value.
    encoding : str
        Any codec's name; cp1258's combining tones are composed.
    errors : str, default "strict"
        Name of the error handler.
    hidden : str, optional
        `Guess.hidden`: the text is mojibake, mend it when that is possible.

    Returns
    -------
    str
        The text in NFC.

    Raises
    ------
    UnicodeDecodeError
        A byte has no meaning in the encoding, and the handler is strict.

    Examples
    --------
    >>> decode(bytes.fromhex("5468de207472ca6e2048b5205472756e67"), "tcvn3")
    'Thị trấn Hà Trung'
    >>> decode(b"\xc3\x90\xc3\xb6c", "utf-8", hidden="tcvn3")
    'éửc'
    """
    text = data.decode(encoding, errors)
    if hidden:
        raw = _as_single_bytes(text)
        text = text if raw is None else raw.decode(hidden, errors)
    return unicodedata.normalize("NFC", text)


def decodes(data: bytes, encoding: str) -> bool:
    r"""Say whether each byte has a meaning in an encoding.

    Parameters
    ----------
    data : bytes
        The raw value.
    encoding : str
        Any codec's name.

    Returns
    -------
    bool
        False where a strict reading fails.

    Examples
    --------
    >>> decodes(b"H\xc3\xa0", "utf-8"), decodes(b"H\xb5", "utf-8"), decodes(b"H\xb5", "tcvn3")
    (True, False, True)
    """
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def tcvn3_capitals(text: str) -> str:
    """Give back the capitals of a text that was typed in a font of capitals (.VnTimeH).

    Parameters
    ----------
    text : str
        Text decoded from TCVN3.

    Returns
    -------
    str
        The text in upper case when all its plain letters are capitals and one stands inside a word; else
        unchanged ("Tổ" may be either). For a column known to be in that font, ``str.upper`` is enough.

    Examples
    --------
    >>> tcvn3_capitals("THị TRấN Hà TRUNG"), tcvn3_capitals("Tổ 4"), tcvn3_capitals("Đất ONT")
    ('THỊ TRẤN HÀ TRUNG', 'Tổ 4', 'Đất ONT')
    """
    if _ASCII_LOWER.search(text) or not _INNER_CAPITAL.search(text):
        return text
    return text.upper()


def guess_encoding(samples: Iterable[bytes]) -> Guess:
    """Choose the encoding in which the values of a file read as Vietnamese.

    Each encoding reads the values, and the one wins in which the most words with accents are built like
    Vietnamese syllables; with equal numbers the one whose accented letters are the more frequent.

    Parameters
    ----------
    samples : iterable of bytes
        Raw values of the text columns, as many as there are; padding is ignored.

    Returns
    -------
    Guess
        The encoding and why.

    Examples
    --------
    >>> guess_encoding([bytes.fromhex("4e677579d46e2056a86e2048ef6e67")]).encoding
    'tcvn3'
    """
    counts = Counter(value for sample in samples if (value := bytes(sample).strip(b"\0 ")))
    telling = [value for value in counts if not value.isascii()]
    if not telling:
        return Guess("utf-8", 1.0)
    scores = {name: _score(telling[:_ENOUGH], name) + _HEAD_START[name] for name in ENCODINGS}
    best, second = sorted(ENCODINGS, key=lambda name: -scores[name])[:2]
    lead = scores[best] - scores[second]
    hidden = _hidden(telling[:_ENOUGH]) if best == "utf-8" else None
    lost = _lost_u(list(counts)) if best == "tcvn3" else 0
    undecodable = sum(counts[value] for value in telling if not decodes(value, best))
    read = telling[:_ENOUGH]
    if hidden:
        read = [raw for value in read if (raw := _unhidden(value)) is not None]
    return Guess(best, round(min(max(lead, 0.0), 1.0), 3), undecodable, lost, hidden, *_plausible(read, hidden or best))


def _accented(values: Iterable[bytes], encoding: Encoding) -> list[str]:
    texts = (decode(value, encoding, "replace") for value in values)
    return [word for text in texts for word in words(text) if not word.isascii()]


def _plausible(values: Iterable[bytes], encoding: Encoding) -> tuple[int, int]:
    accented = _accented(values, encoding)
    return sum(map(is_plausible, accented)), len(accented)


def _score(values: list[bytes], encoding: Encoding) -> float:
    accented = _accented(values, encoding)
    if not accented:
        return 0.0
    good = [word for word in accented if is_plausible(word)]
    usual = sum(map(commonness, good)) / len(good) if good else 0.0
    broken = sum(not decodes(value, encoding) for value in values) / len(values)
    return len(good) / len(accented) + 0.1 * usual - broken


def _as_single_bytes(text: str) -> bytes | None:
    """Undo a reading as Windows-1252 in which the unused bytes stayed as they were."""
    try:
        return b"".join(
            bytes([ord(sign)]) if ord(sign) < 256 else sign.encode("cp1252")  # noqa: PLR2004 - a byte's range
            for sign in text
        )
    except UnicodeEncodeError:
        return None


def _unhidden(value: bytes) -> bytes | None:
    return _as_single_bytes(value.decode("utf-8", "replace"))


def _hidden(values: list[bytes]) -> Encoding | None:
    """Find the encoding that UTF-8 text hides, judging both readings by the same values: those that fit one byte."""
    fitting = [(value, raw) for value in values if (raw := _unhidden(value)) is not None]
    if len(fitting) < len(values) / 2:
        return None
    standing, single = [value for value, _ in fitting], [raw for _, raw in fitting]
    score, encoding = max((_score(single, encoding), encoding) for encoding in ENCODINGS)
    clearly = 0.3
    if score <= _score(standing, "utf-8") + clearly:
        return None
    good, all_words = _plausible(standing, "utf-8")
    # Letters of Vietnamese are UTF-8 twice over by no chance; in the other encodings "Ngõ" reads as "Ngơ".
    return encoding if encoding == "utf-8" or good < all_words / 2 else None


def _lost_u(values: list[bytes]) -> int:
    if any(b"\xad" in value for value in values):
        return 0
    texts = (decode(value, "tcvn3", "replace") for value in values[:_ENOUGH])
    return sum(_lacks_u(word) for text in texts for word in words(text))


def _lacks_u(word: str) -> bool:
    if is_plausible(word) or (word.isascii() and (word.isupper() or len(word) < 3)):  # noqa: PLR2004 - "Km", "Th"
        return False
    return any(is_plausible(word[:at] + "ư" + word[at:]) for at in range(1, len(word) + 1))
