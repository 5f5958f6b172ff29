"""Minutes as a PDF to print and sign, in the page's own typeface, which every machine then has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from fpdf import FPDF, FontFace

from maps.cut_fonts import cut_font
from maps.minutes import Dots, Fields, Grid, Letterhead, Signatures, Text, written_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maps.minutes import Block

_LATIN, _VIETNAMESE = "plex", "plex-vietnamese"
_FILES = {_LATIN: "plex-latin.woff2", _VIETNAMESE: "plex-vietnamese.woff2"}
_WEIGHTS = {"": 400, "B": 650}
_SIZE: Final = 11.0
_LINE: Final = 6.1
"""Height of a line, mm: Ễ with its accents is 1.05 times the type size high."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 25.0, 20.0, 18.0, 18.0
_SIGNED_AT: Final = 22.0
_TO_SIGN: Final = _SIGNED_AT + 5 * _LINE
"""What a row of signatures takes at most, mm."""
_GAP: Final = 4.0
_DOTS: Final = {"dash": 0.35, "gap": 1.1}


class _Paper(FPDF):
    """A page of minutes, with its number at the foot from the second one on."""

    def __init__(self, title: str) -> None:
        super().__init__(format="A4")
        for family, file in _FILES.items():
            for style, weight in _WEIGHTS.items():
                self.add_font(family, style, cut_font(file, weight))
        self.set_fallback_fonts([_VIETNAMESE], exact_match=True)
        self.set_title(title)
        self.set_lang("vi")
        self.set_margins(_LEFT, _TOP, _RIGHT)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)
        self.add_page()
        self.plain()

    def plain(self, style: str = "") -> None:
        """Write on in this style."""
        self.set_font(_LATIN, style, _SIZE)

    def footer(self) -> None:
        """Write the number of the page."""
        if self.page_no() > 1:
            self.set_y(-12)
            self.plain()
            self.cell(0, 5, str(self.page_no()), align="C")

    def dotted(self, to: float) -> None:
        """Draw a line of dots to write on, from here as far as `to`, mm from the left edge."""
        y = self.get_y() + _LINE - 1.6
        self.set_draw_color(90)
        self.set_line_width(0.35)
        with self.local_context():
            self.set_dash_pattern(**_DOTS)
            self.line(self.get_x(), y, to, y)
        self.set_x(to)

    def room(self, height: float) -> None:
        """Begin a new page where less than a height is left, mm."""
        if self.will_page_break(height):
            self.add_page()


def minutes_pdf(blocks: Iterable[Block], title: str) -> bytes:
    """Return a PDF of some blocks.

    Parameters
    ----------
    blocks
        Of the minutes.
    title
        Of the file.

    Raises
    ------
    AssetsMissing
        When the browser's packages, the typeface among them, are not installed.
    """
    paper = _Paper(title)
    told = list(blocks)
    signed = sum(isinstance(block, Signatures) for block in told)
    for block, following in zip(told, [*told[1:], None], strict=True):
        if isinstance(block, Text) and isinstance(following, Signatures):
            # Nobody signs a page on which nothing else is written.
            paper.room(min(3 * _LINE + signed * _TO_SIGN, paper.eph))
        _add(paper, block)
    return bytes(paper.output())


def _add(paper: _Paper, block: Block) -> None:
    match block:
        case Letterhead():
            _letterhead(paper, block)
        case Text():
            _text(paper, block)
        case Fields():
            _fields(paper, block)
        case Dots():
            for _ in range(block.lines):
                paper.room(_LINE)
                paper.set_x(_LEFT + paper.c_margin)
                paper.dotted(paper.w - _RIGHT)
                paper.ln(_LINE)
        case Grid():
            _grid(paper, block)
        case Signatures():
            _signatures(paper, block)


def _middle(paper: _Paper, x: float, width: float, lines: Iterable[tuple[str, str]]) -> float:
    """Write lines with their styles in the middle of a column from the same height down; return where they end, mm."""
    top = paper.get_y()
    y = top
    for text, style in lines:
        paper.plain(style)
        paper.set_xy(x, y)
        paper.multi_cell(width, _LINE, text, align="C")
        y = paper.get_y()
    paper.plain()
    paper.set_y(top)
    return y


def _letterhead(paper: _Paper, head: Letterhead) -> None:
    left = paper.epw * 0.4
    number = f"Số: {head.number}" if head.number else "Số: ……/BB-UBND"
    state = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    ends = [
        _middle(paper, _LEFT, left, [(head.office, "B"), (number, "")]),
        _middle(paper, _LEFT + left, paper.epw - left, [(state, "B"), (f"{head.place}, {written_day(head.day)}", "")]),
    ]
    paper.set_y(max(ends) + _GAP)


def _text(paper: _Paper, block: Text) -> None:
    paper.room(3 * _LINE)
    if block.heading:
        paper.ln(1)
    paper.plain("B" if block.title or block.heading else "")
    paper.multi_cell(0, _LINE, block.text, align="C" if block.title else "L", new_x="LMARGIN", new_y="NEXT")
    paper.plain()


def _fields(paper: _Paper, block: Fields) -> None:
    step, last = paper.epw / len(block.pairs), len(block.pairs) - 1
    told = [" ".join(filter(None, pair)) for pair in block.pairs]
    if last and any(paper.get_string_width(text) > step - _GAP for text in told):
        for pair in block.pairs:  # one beside the other does not fit
            _fields(paper, Fields((pair,)))
        return
    paper.room(_LINE)
    for number, (text, (_, value)) in enumerate(zip(told, block.pairs, strict=True)):
        paper.set_x(_LEFT + step * number)
        if value is None:
            paper.cell(paper.get_string_width(text) + 2, _LINE, text)
            paper.dotted(_LEFT + step * (number + 1) - (0 if number == last else _GAP))
        elif last:
            paper.cell(step, _LINE, text)
        else:
            paper.multi_cell(0, _LINE, text, align="L")
            paper.set_y(paper.get_y() - _LINE)
    paper.ln(_LINE)


def _grid(paper: _Paper, block: Grid) -> None:
    paper.set_draw_color(90)
    paper.set_line_width(0.2)
    bold = FontFace(emphasis="BOLD")
    with paper.table(
        width=int(paper.epw * 0.6), line_height=_LINE, text_align="RIGHT", headings_style=bold, align="CENTER"
    ) as table:
        for row in (block.head, *block.rows):
            table.row(row)
    paper.ln(2)


def _signatures(paper: _Paper, block: Signatures) -> None:
    paper.room(_TO_SIGN)
    width, top = paper.epw / len(block.places), paper.get_y() + 2
    ends = []
    for number, (role, name) in enumerate(block.places):
        x = _LEFT + width * number
        paper.set_y(top)
        end = _middle(paper, x, width, [(role, "B"), ("(ký, ghi rõ họ tên)", "")])
        paper.set_y(end + _SIGNED_AT)
        ends.append(_middle(paper, x, width, [(name or "", "B")]))
    paper.set_y(max(ends) + _GAP)
