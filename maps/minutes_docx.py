"""Minutes as a Word file, which the office goes on writing in: Times New Roman, dotted lines as tabs with leaders."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from maps.minutes import Dots, Fields, Grid, Letterhead, Signatures, Text, written_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document as WordDocument
    from docx.text.paragraph import Paragraph

    from maps.minutes import Block

_FONT, _SIZE = "Times New Roman", Pt(13)
_MARGINS = {"left_margin": Cm(3), "right_margin": Cm(2), "top_margin": Cm(2), "bottom_margin": Cm(2)}
_WIDTH = Cm(21 - 3 - 2)
_SIGNED_AT = Pt(60)
"""Room for a signature and a stamp."""


def minutes_docx(blocks: Iterable[Block], title: str) -> bytes:
    """Return a Word file of some blocks.

    Parameters
    ----------
    blocks
        Of the minutes.
    title
        Of the file.
    """
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    document.core_properties.language = "vi-VN"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for name, margin in _MARGINS.items():
        setattr(section, name, margin)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, _SIZE
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(3)
    told = list(blocks)
    for block, following in zip(told, [*told[1:], None], strict=True):
        _add(document, block)
        if isinstance(following, Signatures):
            # Nobody signs a page on which nothing else is written.
            _keep_with_next(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _add(document: WordDocument, block: Block) -> None:
    match block:
        case Letterhead():
            _letterhead(document, block)
        case Text():
            _text(document, block)
        case Fields():
            _fields(document, block)
        case Dots():
            for _ in range(block.lines):
                _leader(document.add_paragraph(), _WIDTH)
        case Grid():
            _grid(document, block)
        case Signatures():
            _signatures(document, block)


def _keep_with_next(document: WordDocument) -> None:
    """Keep what was added last, a paragraph or a table, on the page of what follows."""
    *_, last = document.iter_inner_content()
    kept = (
        (paragraph for row in last.rows for cell in row.cells for paragraph in cell.paragraphs)
        if isinstance(last, Table)
        else (last,)
    )
    for paragraph in kept:
        paragraph.paragraph_format.keep_with_next = True


def _centred(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic


def _letterhead(document: WordDocument, head: Letterhead) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.width, right.width = Cm(6.5), Cm(9.5)
    _centred(left.paragraphs[0], head.office, bold=True)
    _centred(left.add_paragraph(), f"Số: {head.number or '……'}{'' if head.number else '/BB-UBND'}")
    _centred(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", bold=True)
    _centred(right.add_paragraph(), f"{head.place}, {written_day(head.day)}", italic=True)


def _text(document: WordDocument, block: Text) -> None:
    paragraph = document.add_paragraph()
    if block.title:
        _centred(paragraph, block.text, bold=True)
        paragraph.paragraph_format.space_before = Pt(6)
        return
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if block.heading else WD_ALIGN_PARAGRAPH.JUSTIFY
    run = paragraph.add_run(block.text)
    run.bold, run.italic = block.heading, block.italic
    paragraph.paragraph_format.keep_with_next = block.heading


def _fields(document: WordDocument, block: Fields) -> None:
    paragraph = document.add_paragraph()
    step = int(_WIDTH / len(block.pairs))
    for number, (label, value) in enumerate(block.pairs, start=1):
        paragraph.add_run(f"{label} ")
        if value is None:
            _leader(paragraph, step * number)
            paragraph.add_run(" ")
        else:
            paragraph.add_run(value)
            if number < len(block.pairs):
                paragraph.paragraph_format.tab_stops.add_tab_stop(step * number)
                paragraph.add_run("\t")


def _leader(paragraph: Paragraph, to: int) -> None:
    paragraph.paragraph_format.tab_stops.add_tab_stop(to, WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
    paragraph.add_run("\t")


def _grid(document: WordDocument, block: Grid) -> None:
    table = document.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        _centred(cell.paragraphs[0], text, bold=True)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            cell.paragraphs[0].add_run(text)
    document.add_paragraph()


def _signatures(document: WordDocument, block: Signatures) -> None:
    row = document.add_table(rows=1, cols=len(block.places)).rows[0]
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # python-docx has no word for it
    for cell, (role, name) in zip(row.cells, block.places, strict=True):
        _centred(cell.paragraphs[0], role, bold=True)
        _centred(cell.add_paragraph(), "(ký, ghi rõ họ tên)", italic=True)
        signed = cell.add_paragraph()
        signed.paragraph_format.space_before = _SIGNED_AT
        _centred(signed, name or "", bold=True)
