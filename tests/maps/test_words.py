"""People read Vietnamese first, English second: no message is left in the other language, or out."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from babel.messages import extract, pofile

from layers.access import Right
from maps.words import DOMAIN, FOLDER, LANGUAGES, all_msgids, browser_msgids, browser_words, translate

ROOT = Path(__file__).resolve().parents[2]


def every_msgid():
    """Return what maps and layers say, and what the errors of API and layers do."""
    found = set(all_msgids()) | {right.value for right in Right} | {"Not Found", "Method Not Allowed"}
    for module in (*(ROOT / "api").rglob("*.py"), *(ROOT / "layers").rglob("*.py")):
        with module.open("rb") as source:
            marked = extract.extract("python", source, keywords={"_": None, "translate": None})
            found |= {message for _, message, _, _ in marked}
    return found


def catalogue(language):
    with (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return {message.id: message.string for message in pofile.read_po(file) if message.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language):
    translated = {msgid for msgid, text in catalogue(language).items() if text}
    assert not every_msgid() - translated


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_left_over(language):
    assert not catalogue(language).keys() - every_msgid()


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language):
    for msgid, text in catalogue(language).items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", msgid)), msgid


def test_vietnamese_is_composed_and_polite():
    for text in catalogue("vi").values():
        assert text == unicodedata.normalize("NFC", text)
        assert "!" not in text


def test_messages_of_scripts_templates_and_declarations_are_found():
    assert {"Zoom in", "Parcels", "Width not measured", "Close"} <= all_msgids()
    assert "Close" in browser_msgids()


def test_the_browser_gets_its_own_words_alone():
    words = browser_words("vi", ["js/facts.js", "date_control.js"])
    assert words["Close"] == "Đóng"
    assert "Telephone" not in words


def test_an_unknown_message_is_shown_as_it_is():
    assert translate("No such message", "vi") == "No such message"
