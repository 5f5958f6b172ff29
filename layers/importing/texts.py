"""The text of a file in its encoding: which one, why, and what does not decode."""

from __future__ import annotations

import math
import re
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.encodings import Guess, decode, decodes, guess_encoding, tcvn3_capitals
from layers.errors import Remark, _
from layers.importing.remarks import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from layers.importing.problems import Problems

_LOST = "\ufffd"
_QUESTION = re.compile(r"[^\W\d_]\?[^\W\d_]")
"""A question mark inside a word: what a program writes for a letter that its encoding lacks."""


def choose_encoding(
    columns: Mapping[str, NDArray[np.object_]], wanted: str, said: str, problems: Problems, *, unicode: bool
) -> tuple[Guess, str]:
    """Return the encoding of a file's text, and why.

    Parameters
    ----------
    columns
        Values by column; names and text are one character a byte.
    wanted
        What the user says, ``auto`` for nothing.
    said
        What the .cpg says.
    problems
        Takes what is doubtful.
    unicode
        Whether the file's format has UTF-8 only: another encoding is then what that text was taken from.
    """
    if wanted != "auto":
        # The command line checks the name.
        return Guess(wanted, 1.0), _("It was given with the command.")  # type: ignore[arg-type]
    texts = chain(columns, *columns.values())
    guess = guess_encoding(text.encode("latin-1") for text in texts if isinstance(text, str))
    if unicode and guess.encoding != "utf-8":
        other = guess.encoding
        told = _("The file's format has text in UTF-8, but this reads as {other}: if it is, give --encoding {other}.")
        problems.add("encoding", [0], [Remark(told, other=other)])
        return Guess("utf-8", 0.0), _("The file's format says so.")
    why = _why(guess)
    if guess.lost_u or guess.hidden:
        problems.add("encoding", [0], [why])
    if said and guess.words is not None and _normal(said) not in {_normal(guess.encoding), ""}:
        told = _("The .cpg says {said}, but the text reads as {encoding}.")
        problems.add("encoding", [0], [Remark(told, said=said, encoding=guess.encoding)])
    return guess, why


def _why(guess: Guess) -> str:
    """Return what speaks for an encoding, and what of the text is spoilt."""
    if guess.words is None:
        return _("The text is plain ASCII, which is the same in every encoding.")
    good, words = guess.plausible, guess.words
    reads = _("Read as {encoding}, {good} of {words} words with accents are built like Vietnamese")
    why = Remark(reads, encoding=guess.encoding, good=good, words=words)
    if guess.hidden:
        seen_through = _(
            "The text is UTF-8, but {good} of {words} words become Vietnamese only when it is taken for {encoding} that"
            " was once read as Latin"
        )
        why = Remark(seen_through, encoding=guess.hidden, good=good, words=words)
    spoilt = []
    if guess.lost_u:
        stripped = _("{number} words lack their ư, whose byte 0xAD some program has stripped as a soft hyphen")
        spoilt.append(Remark(stripped, number=guess.lost_u))
    if guess.undecodable:
        spoilt.append(Remark(_("{number} values hold bytes that mean nothing in it"), number=guess.undecodable))
    return sentence(why, *spoilt)


def decode_names(
    columns: Mapping[str, NDArray[np.object_]], guess: Guess, *, unicode: bool
) -> dict[str, NDArray[np.object_]]:
    """Return columns by their names in the file's encoding; of a letter that a .dbf cut in two nothing is left.

    Parameters
    ----------
    columns, unicode
        As for `choose_encoding`.
    guess
        From there.
    """
    encoding = "utf-8" if unicode else guess.encoding
    return {decode(name.encode("latin-1"), encoding, "ignore"): values for name, values in columns.items()}


def _normal(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "").replace("cp65001", "utf8").replace("65001", "utf8")


def decode_column(
    values: NDArray[np.object_],
    column: str,
    guess: Guess,
    problems: Problems,
    rows: NDArray[np.int64],
    *,
    unicode: bool,
) -> NDArray[np.object_]:
    """Return a column's text decoded, in NFC; other values as they are, empty text as None.

    Parameters
    ----------
    values, column
        The column.
    guess
        From `choose_encoding`.
    problems
        Takes the values that don't decode (mending puts � for what is lost), numbers of asterisks, and capitals that
        only a font of TCVN3 had.
    rows
        Row number of each value.
    unicode
        As there.
    """
    starred = rows[[isinstance(value, float) and math.isnan(value) for value in values]]
    problems.add("asterisks", starred, ["***"] * len(starred), column=column)
    codes, unique = pd.factorize(values)
    texts = np.empty(len(unique) + 1, dtype=object)
    broken = np.zeros(len(unique) + 1, dtype=bool)
    for at, value in enumerate(unique.tolist()):
        texts[at], broken[at] = _decoded(value, guess, unicode=unicode)
    texts[-1] = None
    if "tcvn3" in {guess.encoding, guess.hidden}:
        _give_capitals_back(texts, codes, column, problems, rows)
    bad = np.flatnonzero(broken[codes])
    if len(bad):
        problems.add(
            "undecodable_text",
            rows[bad],
            [str(texts[codes[at]]) for at in bad],
            column=column,
            mend=_("put � for what is lost"),
        )
    lost = np.array([isinstance(value, str) and bool(_QUESTION.search(value)) for value in texts], dtype=bool)
    at_lost = np.flatnonzero(lost[codes])
    problems.add("lost_letters", rows[at_lost], [str(texts[codes[at]]) for at in at_lost], column=column)
    return texts[codes]


def _give_capitals_back(
    texts: NDArray[np.object_], codes: NDArray[np.intp], column: str, problems: Problems, rows: NDArray[np.int64]
) -> None:
    """Write what was typed in a font of capitals as it was seen."""
    told = np.full(len(texts), None, dtype=object)
    for at, text in enumerate(texts):
        if isinstance(text, str) and (seen := tcvn3_capitals(text)) != text:
            texts[at], told[at] = seen, f"{text} → {seen}"
    details = told[codes]
    changed = np.flatnonzero(~pd.isna(details))
    problems.add("capitals", rows[changed], details[changed].tolist(), column=column)


def _decoded(value: object, guess: Guess, *, unicode: bool) -> tuple[object, bool]:
    """Return a value's text, and whether some of it is lost."""
    if not isinstance(value, str):
        return value, False
    data = value.strip(" \t\r\n\0").encode("latin-1")
    if not data:
        return None, False
    encoding, hidden = guess.encoding, guess.hidden
    if unicode and encoding != "utf-8" and decodes(data, "utf-8"):
        encoding, hidden = "utf-8", encoding
    try:
        text, broken = decode(data, encoding, hidden=hidden), False
    except UnicodeDecodeError:
        text, broken = decode(data, encoding, "replace", hidden=hidden), True
    return text.replace("\0", "") or None, broken or _LOST in text
