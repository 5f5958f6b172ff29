"""Minutes as a PDF and as a Word file: what is signed stands on the page that is signed."""

from __future__ import annotations

from io import BytesIO

import docx
import pypdfium2
import pytest

from maps.minutes import Dots, Signatures, Text
from maps.minutes_docx import minutes_docx
from maps.minutes_pdf import minutes_pdf

PAIRS = [(f"BÊN {2 * row}", f"BÊN {2 * row + 1}") for row in range(3)]
SIGNED = [Signatures(tuple((role, None) for role in pair)) for pair in PAIRS]
AGREED = "Biên bản đã được đọc lại cho mọi người cùng nghe."


@pytest.mark.parametrize("lines", [8, 24, 32])
def test_nobody_signs_a_page_on_which_nothing_else_is_written(lines) -> None:
    with pypdfium2.PdfDocument(minutes_pdf([Dots(lines), Text(AGREED), *SIGNED], "Biên bản")) as paper:
        pages = [page.get_textpage().get_text_range() for page in paper]
    (signed,) = [text for text in pages if "BÊN" in text]
    assert AGREED in signed
    assert signed.count("BÊN") == 6


def test_word_keeps_the_last_sentence_and_all_signatures_together() -> None:
    document = docx.Document(BytesIO(minutes_docx([Dots(8), Text(AGREED), *SIGNED], "Biên bản")))
    *dots, agreed = document.paragraphs
    assert not any(line.paragraph_format.keep_with_next for line in dots)
    assert (agreed.text, agreed.paragraph_format.keep_with_next) == (AGREED, True)
    kept = [
        {paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs}
        for table in document.tables
        for row in table.rows
    ]
    assert kept == [{True}, {True}, {None}]
    assert all("w:cantSplit" in table.rows[0]._tr.xml for table in document.tables)
