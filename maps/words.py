"""Words in two languages, by gettext: message ids are English, Vietnamese comes first in what people see."""

from __future__ import annotations

import gettext
import io
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from babel.messages import extract, mofile, pofile

from layers.catalogue import LAYERS
from layers.donation_course import PAPERS
from layers.readable import PERIOD, Audience, collections
from maps import office_pages, style_table

if TYPE_CHECKING:
    from collections.abc import Iterable

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
DOMAIN = "moduong"
FOLDER = Path(__file__).resolve().parent / "translations"
_TEMPLATES = Path(__file__).resolve().parent / "templates"
_STATIC = Path(__file__).resolve().parent / "static" / "js"
_MODULES = Path(__file__).resolve().parent


@cache
def translations(language: Language) -> gettext.GNUTranslations:
    """Return the catalogue of a language, compiled in memory where the `.mo` is missing or older than its source."""
    source = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if compiled.is_file() and compiled.stat().st_mtime >= source.stat().st_mtime:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    buffer = io.BytesIO()
    with source.open("rb") as file:
        mofile.write_mo(buffer, pofile.read_po(file))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def translate(msgid: str, language: Language) -> str:
    """Return a message in a language; the id itself where the catalogue lacks it.

    Examples
    --------
    >>> translate("Width not measured", "vi")
    'Chưa đo bề rộng'
    """
    return translations(language).gettext(msgid) if msgid else ""


@cache
def _msgids_of(script: str) -> frozenset[str]:
    """Return the message ids that a script asks for: each `t("…")`."""
    with (_STATIC / script).open("rb") as file:
        found = [message for _, message, _, _ in extract.extract("javascript", file, keywords={"t": None})]
    return frozenset(message if isinstance(message, str) else message[0] for message in found)


def browser_msgids() -> frozenset[str]:
    """Return the message ids that the browser's own scripts ask for."""
    return frozenset[str]().union(*(_msgids_of(script.name) for script in sorted(_STATIC.glob("*.js"))))


def browser_words(language: Language, scripts: Iterable[str]) -> dict[str, str]:
    """Return the words of some of the browser's scripts, those alone that differ from their ids.

    Parameters
    ----------
    language
        Of the words.
    scripts
        Names of the scripts, with or without their folder.
    """
    msgids = sorted({msgid for script in scripts for msgid in _msgids_of(Path(script).name)})
    words = {msgid: translate(msgid, language) for msgid in msgids}
    return {msgid: text for msgid, text in words.items() if text != msgid}


def _declared() -> set[str]:
    """Return what the layers' declarations say to people."""
    found: set[str] = set()
    for layer in LAYERS.values():
        found |= {layer.label, layer.about, *layer.hard, *layer.soft}
    for column in (
        *PERIOD,
        *(column for reads in Audience for one in collections(reads).values() for column in one.columns),
    ):
        found |= {column.label, *column.choices.values()}
    return found | set(PAPERS.values())


def _in_templates() -> set[str]:
    found: set[str] = set()
    for template in sorted(_TEMPLATES.glob("*.html")):
        found |= set(re.findall(r"\bt\(\"([^\"]+)\"\)", template.read_text(encoding="utf-8")))
    return found


def _in_modules() -> set[str]:
    """Return the message ids that the pictures and pages of this package ask for: each `translate("…")`."""
    found: set[str] = set()
    for module in sorted(_MODULES.glob("*.py")):
        with module.open("rb") as file:
            for _, message, _, _ in extract.extract("python", file, keywords={"translate": None}):
                found.add(message if isinstance(message, str) else message[0])
    return found


def all_msgids() -> frozenset[str]:
    """Return every message id that declarations, style table, templates, scripts and panels use."""
    said = _declared() | _in_templates() | _in_modules() | set(browser_msgids())
    return frozenset((said | style_table.labels() | office_pages.labels()) - {""})
