"""Minutes as a PDF: what is signed stands on the page that is signed."""

from __future__ import annotations

import pypdfium2
import pytest

from maps.minutes import Dots, Signatures, Text
from maps.minutes_pdf import minutes_pdf

AGREED = "Biên bản đã được đọc lại cho mọi người cùng nghe."


@pytest.mark.parametrize("lines", [8, 24, 32])
def test_nobody_signs_a_page_on_which_nothing_else_is_written(lines) -> None:
    pairs = [(f"BÊN {2 * row}", f"BÊN {2 * row + 1}") for row in range(3)]
    rows = [Signatures(tuple((role, None) for role in pair)) for pair in pairs]
    with pypdfium2.PdfDocument(minutes_pdf([Dots(lines), Text(AGREED), *rows], "Biên bản")) as paper:
        pages = [page.get_textpage().get_text_range() for page in paper]
    (signed,) = [text for text in pages if "BÊN" in text]
    assert AGREED in signed
    assert signed.count("BÊN") == 6
