"""Could this be a Vietnamese syllable? A check by its parts, without a list of words.

A syllable is an onset, a rime and at most one tone. A rime that ends in c, ch, p or t takes only the acute or the
dot below; one that ends in a glide has its tone before that. Text read in a wrong encoding nearly always breaks one of
these rules. The rimes follow the spelling of modern Vietnamese, with the y of "lý" and "Mỹ".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TONE: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPPED: Final = re.compile("(?:c|ch|p|t)$")
_STOPPED_TONES: Final = frozenset("\u0301\u0323")
_GLIDING: Final = re.compile("(?!gi|qu).*(?:[aâeêiươ]u|[aâ]y|[aoôơuư]i|[ae]o)")
"""A syllable that ends in a glide, which never bears the tone; the u of "giũ" and the i of "quí" are no glides."""
_ONSET: Final = "b|ch?|d|đ|g|gh(?=[eêi])|gi|h|kh?|l|m|nh?|ng|ngh(?=[eêi])|ph?|qu|r|s|th?|tr|v|x|"
_RIMES: Final = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây e ec em en eng
eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac
oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc
oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê
uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya uych uyên uyêt uyn uynh uyt uyu ư ưa ưc ưi ưng ưt ưu
ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ynh yt
"""
_BY_LENGTH: Final = sorted(re.findall(r"\w+", _RIMES), key=len, reverse=True)
_SYLLABLE: Final = re.compile(f"(?:{_ONSET})(?:{'|'.join(_BY_LENGTH)})")
_WORD: Final = re.compile(r"[^\W\d_]+")

COMMON: Final = "đàạảáưộủôếâơờốêậìấềịểăệịựộớứọừùầòóợãởụổíồặắễửẫúữẩỏũẻýằéỹỉèẹỡĩỗõẳẵẽỷỳỵ"
"""Accented letters, roughly from the most to the least frequent in running Vietnamese."""


@lru_cache(maxsize=50_000)
def is_plausible(word: str) -> bool:
    """Say whether a word is built like one Vietnamese syllable.

    Parameters
    ----------
    word : str
        Letters only, in any case, NFC or NFD.

    Returns
    -------
    bool
        True when onset, rime and tone go together.

    Examples
    --------
    >>> [is_plausible(word) for word in ("Nguyễn", "THị", "NguyÔn", "đờng", "mat", "xaị")]
    [True, True, False, False, False, False]
    """
    bare = unicodedata.normalize("NFD", word.lower())
    tones = _TONE.findall(bare)
    if len(tones) > 1:
        return False
    toneless = unicodedata.normalize("NFC", _TONE.sub("", bare))
    if not _SYLLABLE.fullmatch(toneless):
        return False
    if tones and bare.endswith(tones[0]) and _GLIDING.fullmatch(toneless):
        return False
    return not _STOPPED.search(toneless) or (bool(tones) and tones[0] in _STOPPED_TONES)


def words(text: str) -> list[str]:
    """Give the words of a text, letters only (a letter that could not be decoded counts as one).

    Parameters
    ----------
    text : str
        NFC text; U+FFFD may stand for what could not be decoded.

    Returns
    -------
    list of str
        The words, in order.
    """
    return _WORD.findall(text.replace("\ufffd", "ʼ"))


def commonness(word: str) -> float:
    """Say how frequent a word's accented letters are, to choose between two readings that are both plausible.

    Parameters
    ----------
    word : str
        Letters only, NFC.

    Returns
    -------
    float
        1 for the most frequent letters, towards 0 for the rarest, 0 for letters that aren't Vietnamese.
    """
    ranks = [COMMON.find(letter) for letter in word.lower() if not letter.isascii()]
    if not ranks or min(ranks) < 0:
        return 0.0
    return 1 - sum(ranks) / len(ranks) / len(COMMON)
