"""The tables of TCVN3 (ABC) and VNI-Windows, and the one codec that reads and writes by such a table.

Both sets write Vietnamese in 8 bits by putting its letters on Latin-1 bytes of special fonts. A table maps
*units* of one or two bytes to one NFC letter each; decoding takes the longest unit first.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import product
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, overload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from typing_extensions import Buffer

GRAVE, HOOK, TILDE, ACUTE, DOT = TONES = "\u0300\u0309\u0303\u0301\u0323"
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"
VOWELS: Final = "aăâeêioôơuưy"
ASCII: Final = {byte: chr(byte) for byte in range(128)}


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


LETTERS: Final = (*(_nfc(vowel + tone) for vowel, tone in product(VOWELS, ("", *TONES))), "đ")
"""The 73 lower-case Vietnamese vowels with and without tone, and đ."""


class Table(NamedTuple):
    """A legacy character set.

    Attributes
    ----------
    name : str
        The codec's name.
    to_text : Mapping[str, str]
        Each unit, its bytes written as Latin-1 characters, to its NFC text.
    to_bytes : Mapping[str, bytes]
        Each encodable character (NFC) to its bytes.
    """

    name: str
    to_text: Mapping[str, str]
    to_bytes: Mapping[str, bytes]


def tcvn3() -> Table:
    """Give the table of TCVN 5712:1993 VN3, called TCVN3 or ABC.

    Of the capitals only Ă Â Ê Ô Ơ Ư Đ have bytes; every other accented capital is written with the byte of
    its lower-case letter (and shown in a font of capitals such as .VnTimeH), so its case is lost.

    Returns
    -------
    Table
        Units of one byte, and of a vowel's byte with one of the five combining tones 0xB0 to 0xB4.
    """
    single = dict(ASCII) | {0xA0: "\xa0"}
    single |= dict(enumerate("ĂÂÊÔƠƯĐăâêôơưđ", 0xA1))
    toned = (
        "B5à B6ả B7ã B8á B9ạ BBằ BCẳ BDẵ BEắ C6ặ C7ầ C8ẩ C9ẫ CAấ CBậ CCè CEẻ CFẽ D0é D1ẹ D2ề D3ể D4ễ D5ế D6ệ "
        "D7ì D8ỉ DCĩ DDí DEị DFò E1ỏ E2õ E3ó E4ọ E5ồ E6ổ E7ỗ E8ố E9ộ EAờ EBở ECỡ EDớ EEợ EFù F1ủ F2ũ F3ú F4ụ "
        "F5ừ F6ử F7ữ F8ứ F9ự FAỳ FBỷ FCỹ FDý FEỵ"
    )
    single |= {int(entry[:2], 16): entry[2] for entry in toned.split()}
    to_text = {chr(byte): text for byte, text in single.items()}
    to_bytes = {text: bytes([byte]) for byte, text in single.items()}
    for letter in LETTERS:
        to_bytes.setdefault(letter.upper(), to_bytes[letter])
    for (byte, base), (mark, tone) in product(single.items(), enumerate(TONES, 0xB0)):
        letter = _nfc(base + tone)
        if len(letter) == 1 and letter.lower() in LETTERS:
            to_text[chr(byte) + chr(mark)] = letter
    return Table("tcvn3", to_text, to_bytes)


def vni() -> Table:
    """Give the table of VNI-Windows, where most accented letters are a base byte and a mark byte.

    The base's case decides; a mark of the other case is read, never written. Bytes 0x80 to 0xBF, 0xD7 and
    0xF7 carry the punctuation of Windows-1252.

    Returns
    -------
    Table
        Units of one byte (i, ư, ơ, đ and ỵ have bytes of their own) and of base and mark.
    """
    tones = dict(zip("øûõùï", TONES, strict=True))
    circumflexes = dict(zip("âàåãáä", ("", *TONES), strict=True))
    breves = dict(zip("êèúüéë", ("", *TONES), strict=True))
    lower = dict(zip("ìæóíòîôöñ", "ìỉĩíịỵơưđ", strict=True))
    marks = [(base, mark, base + tone) for base, (mark, tone) in product("aeouy", tones.items())]
    marks += [(base, mark, lower[base] + tone) for base, (mark, tone) in product("ôö", tones.items())]
    marks += [(base, mark, base + CIRCUMFLEX + tone) for base, (mark, tone) in product("aeo", circumflexes.items())]
    marks += [("a", mark, "a" + BREVE + tone) for mark, tone in breves.items()]
    to_text = {}
    for base, mark, letter in marks:
        for written in (mark, mark.upper()):
            to_text[base + written] = _nfc(letter)
            to_text[base.upper() + written] = _nfc(letter).upper()
    to_text |= lower | {byte.upper(): letter.upper() for byte, letter in lower.items()}
    to_bytes = {
        letter: unit.encode("latin-1")
        for unit, letter in to_text.items()
        if len(unit) == 1 or unit in (unit.lower(), unit.upper())
    }
    to_bytes |= {"ỵ": b"\xee", "Ỵ": b"\xce"}
    rest = dict(ASCII)
    for byte in (*range(0x80, 0xC0), 0xD7, 0xF7):
        sign = bytes([byte]).decode("cp1252", "ignore")
        if sign:
            rest[byte] = sign
    to_text |= {chr(byte): sign for byte, sign in rest.items()}
    to_bytes |= {sign: bytes([byte]) for byte, sign in rest.items()}
    return Table("vni", to_text, to_bytes)


class TableCodec:
    """Read and write text by a `Table`, with the error handlers of `codecs`.

    Parameters
    ----------
    table : Table
        The character set.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        pairs = [unit for unit in table.to_text if len(unit) > 1]
        self._openers = frozenset(ord(unit[0]) for unit in pairs)
        self._unit = re.compile("|".join(map(re.escape, pairs)) + "|[\x80-\xff]")
        self._cluster = re.compile(r"(?s).[\u0300-\u036f]*")

    def decode(self, data: bytes, errors: str = "strict", *, final: bool = True) -> tuple[str, int]:
        """Decode bytes to NFC text.

        Parameters
        ----------
        data : bytes
            What was read.
        errors : str, default "strict"
            Name of the error handler.
        final : bool, default True
            False when more may follow: a last byte that may open a pair is then left over.

        Returns
        -------
        tuple of str and int
            The text and the number of bytes used.

        Raises
        ------
        UnicodeDecodeError
            A byte stands for nothing in this set, and the handler is strict.
        """
        if not final and data and data[-1] in self._openers:
            data = data[:-1]
        to_text = self.table.to_text
        try:
            return self._unit.sub(lambda unit: to_text[unit[0]], data.decode("latin-1")), len(data)
        except KeyError:
            return "".join(self._decoded(data, errors)), len(data)

    def _decoded(self, data: bytes, errors: str) -> Iterator[str]:
        text, at = data.decode("latin-1"), 0
        while at < len(text):
            unit = text[at : at + 2] if text[at : at + 2] in self.table.to_text else text[at]
            if unit in self.table.to_text:
                yield self.table.to_text[unit]
                at += len(unit)
                continue
            fault = UnicodeDecodeError(self.table.name, data, at, at + 1, "the byte stands for no letter")
            given, at = _handled(fault, errors, len(data))
            yield given if isinstance(given, str) else ""

    def encode(self, text: str, errors: str = "strict") -> tuple[bytes, int]:
        """Encode text, composed or decomposed.

        Parameters
        ----------
        text : str
            The text, in NFC, NFD or a mixture.
        errors : str, default "strict"
            Name of the error handler.

        Returns
        -------
        tuple of bytes and int
            The bytes and the number of characters used (all of them).

        Raises
        ------
        UnicodeEncodeError
            The set has no bytes for a character, and the handler is strict.
        """
        try:
            return b"".join(map(self.table.to_bytes.__getitem__, _nfc(text))), len(text)
        except KeyError:
            return b"".join(self._encoded(text, errors)), len(text)

    def _encoded(self, text: str, errors: str) -> Iterator[bytes]:
        at = 0
        while at < len(text):
            cluster = self._cluster.match(text, at)
            end = cluster.end() if cluster else at + 1
            try:
                yield b"".join(map(self.table.to_bytes.__getitem__, _nfc(text[at:end])))
                at = end
            except KeyError:
                fault = UnicodeEncodeError(self.table.name, text, at, end, "the set has no such letter")
                given, at = _handled(fault, errors, len(text))
                yield given if isinstance(given, bytes) else self._replacement(given, fault)

    def _replacement(self, given: str, fault: UnicodeEncodeError) -> bytes:
        try:
            return b"".join(map(self.table.to_bytes.__getitem__, given))
        except KeyError:
            raise fault from None


@overload
def _handled(fault: UnicodeDecodeError, errors: str, length: int) -> tuple[str | bytes, int]: ...
@overload
def _handled(fault: UnicodeEncodeError, errors: str, length: int) -> tuple[str | bytes, int]: ...
def _handled(fault: UnicodeError, errors: str, length: int) -> tuple[str | bytes, int]:
    given, position = codecs.lookup_error(errors)(fault)
    position = position + length if position < 0 else position
    if not 0 <= position <= length:
        message = f"position {position} from the error handler “{errors}” is outside the input"
        raise IndexError(message)
    return given, position


def codec_info(table: Table) -> codecs.CodecInfo:
    """Make what `codecs.register` hands out for a table.

    The incremental encoder keeps nothing back, since text files never tell an encoder of their end; a base
    letter and its combining mark therefore belong in one `write`.

    Parameters
    ----------
    table : Table
        The character set.

    Returns
    -------
    codecs.CodecInfo
        Encoder, decoder and their incremental forms (for `open`).
    """
    codec = TableCodec(table)

    class Encoder(codecs.IncrementalEncoder):
        def encode(self, input: str, final: bool = False) -> bytes:  # noqa: A002, ARG002 - codecs' own signature
            return codec.encode(input, self.errors)[0]

    class Decoder(codecs.BufferedIncrementalDecoder):
        def _buffer_decode(self, input: bytes, errors: str, final: bool) -> tuple[str, int]:  # type: ignore[override]  # noqa: A002 - codecs' own signature
            return codec.decode(input, errors, final=final)

    def decode(data: Buffer, errors: str = "strict", /) -> tuple[str, int]:
        return codec.decode(bytes(data), errors)

    return codecs.CodecInfo(
        codec.encode, decode, incrementalencoder=Encoder, incrementaldecoder=Decoder, name=table.name
    )


Encoding = Literal["utf-8", "tcvn3", "vni", "cp1258"]
