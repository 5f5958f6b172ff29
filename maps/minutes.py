"""The minutes (biên bản) of a donation as blocks of a page, filled in from the data, in the law's language.

What is not known is a dotted line, to be written by hand; nothing is made up. Form and letterhead follow Nghị định
30/2020/NĐ-CP; what is in it, the minutes of the People's Committee and the land user that Nghị định 101/2024/NĐ-CP asks
for, on either legal track.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.minutes_record import MOST_CORNERS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from layers.minutes_record import Minutes

NBSP = "\u00a0"
_ABOUT = {
    "gift": "về việc tặng cho quyền sử dụng đất để mở rộng đường",
    "return": "về việc tự nguyện trả lại đất cho Nhà nước để mở rộng đường",
    None: "về việc (tặng cho quyền sử dụng đất / tự nguyện trả lại đất) để mở rộng đường",
}
_WILL = {
    "gift": "Người sử dụng đất tự nguyện tặng cho quyền sử dụng phần đất nêu tại mục 2 để mở rộng đường.",
    "return": "Người sử dụng đất tự nguyện trả lại cho Nhà nước phần đất nêu tại mục 2 để mở rộng đường, "
    "đề nghị cơ quan có thẩm quyền ban hành quyết định thu hồi.",
    None: "Người sử dụng đất tự nguyện (tặng cho quyền sử dụng / trả lại cho Nhà nước) phần đất nêu tại mục 2 "
    "để mở rộng đường (gạch phần không áp dụng).",
}
_FIRST_PADDED_DAY, _LAST_PADDED_MONTH = 10, 2


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of an official paper: who writes it, its number, where and when; None is a dotted place."""

    office: str
    number: str | None
    place: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `title` is set in the middle, `heading` begins a part."""

    text: str
    title: bool = False
    heading: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A line of labels with their values; None is a dotted line as far as the next label."""

    pairs: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Dots:
    """Empty dotted lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its head; figures stand at the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, side by side: who signs, and the name that stands under it where it is known."""

    places: tuple[tuple[str, str | None], ...]


Block = Letterhead | Text | Fields | Dots | Grid | Signatures


def written_day(day: date | None) -> str:
    """Return a day as official papers write it.

    Examples
    --------
    >>> from datetime import date
    >>> written_day(date(2023, 3, 10)), written_day(date(2024, 2, 5))
    ('ngày 10 tháng 3 năm 2023', 'ngày 05 tháng 02 năm 2024')
    """
    if day is None:
        return "ngày …… tháng …… năm ………"
    number = f"{day.day:02d}" if day.day < _FIRST_PADDED_DAY else str(day.day)
    month = f"{day.month:02d}" if day.month <= _LAST_PADDED_MONTH else str(day.month)
    return f"ngày {number} tháng {month} năm {day.year}"


def figure(value: object, unit: str, digits: int) -> str | None:
    """Return a figure as people write it, None for none.

    Examples
    --------
    >>> figure(1234.56, "", 1)
    '1.234,6'
    """
    if value is None:
        return None
    written = f"{float(str(value)):,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return f"{written}{NBSP}{unit}" if unit else written


def minutes(known: Minutes, place: str, on: date | None) -> list[Block]:
    """Return the blocks of a donation's minutes.

    Parameters
    ----------
    known
        What is known of the donation.
    place
        Name of the commune or town, such as ``Thị trấn Hà Trung``.
    on
        Day of the meeting; None for the day that is known, or a dotted one.
    """
    day = on or known.dated
    return [
        Letterhead(f"ỦY BAN NHÂN DÂN\n{place.upper()}", known.number, place, day),
        Text("BIÊN BẢN", title=True),
        Text(f"Họp giữa Ủy ban nhân dân và người sử dụng đất\n{_ABOUT[known.track]}", title=True),
        *(Text(f"Căn cứ {one};", italic=True) for one in known.law),
        Fields((("Hồi", None), ("giờ,", written_day(day)))),
        Fields((("Tại:", None),)),
        *_present(known, place),
        *_land(known),
        *_given(known),
        *_agreed(known),
        *_end(known),
    ]


def _present(known: Minutes, place: str) -> Iterable[Block]:
    yield Text("I. THÀNH PHẦN", heading=True)
    yield Text(f"1. Đại diện Ủy ban nhân dân {place}", heading=True)
    for _ in range(2):
        yield Fields((("Ông (bà):", None), ("Chức vụ:", None)))
    where = f" {known.land.subdistrict}" if known.land.subdistrict else ""
    yield Text(f"2. Đại diện{where or ' tiểu khu'}", heading=True)
    yield Fields((("Ông (bà):", known.head), ("Chức vụ:", "Trưởng tiểu khu" if known.head else None)))
    yield Text("3. Người sử dụng đất", heading=True)
    yield Fields((("Họ và tên (tên tổ chức):", known.name),))
    yield Fields((("Số CCCD (giấy tờ pháp nhân):", None), ("Điện thoại:", known.phone)))
    yield Fields((("Địa chỉ:", known.address),))
    yield Fields((("Vợ (chồng) cùng sử dụng đất:", known.spouse), ("Số CCCD:", None)))
    for one in known.co_users:
        yield Fields((("Người cùng sử dụng đất:", one.name), ("Số CCCD:", None)))
    for one in known.banks:
        yield Fields((("Bên nhận thế chấp:", one.name), ("Hợp đồng số:", one.document)))


def _land(known: Minutes) -> Iterable[Block]:
    land = known.land
    yield Text("II. NỘI DUNG", heading=True)
    yield Text("1. Thửa đất", heading=True)
    yield Fields((("Tờ bản đồ số:", land.sheet), ("Thửa đất số:", land.number)))
    yield Fields((("Địa chỉ thửa đất:", ", ".join(filter(None, (land.subdistrict, land.commune))) or None),))
    yield Fields((("Loại đất:", land.land_use), ("Số phát hành GCN:", land.certificate)))
    yield Fields(
        (
            ("Diện tích theo GCN:", figure(land.certificate_m2, "m²", 1)),
            ("Diện tích đo trên bản đồ:", figure(land.measured_m2, "m²", 1)),
        )
    )


def _given(known: Minutes) -> Iterable[Block]:
    yield Text("2. Phần đất để mở rộng đường", heading=True)
    yield Fields((("Tuyến đường:", known.road), ("Mã hồ sơ:", known.don_no)))
    yield Fields(
        (
            ("Diện tích đo trên bản đồ:", figure(known.given_m2, "m²", 1)),
            ("Diện tích cam kết:", figure(known.pledged_m2, "m²", 1)),
        )
    )
    left = None if known.land.measured_m2 is None else known.land.measured_m2 - known.given_m2
    yield Fields(
        (
            ("Diện tích trích đo:", figure(known.surveyed_m2, "m²", 1)),
            ("Còn lại của thửa:", figure(left, "m²", 1)),
        )
    )
    if len(known.corners) <= MOST_CORNERS:
        yield Text("Tọa độ các điểm góc (VN-2000, kinh tuyến trục và múi chiếu của bản đồ địa chính, mét):")
        rows = tuple(
            (str(number), str(figure(x, "", 2)), str(figure(y, "", 2)))
            for number, (x, y) in enumerate(known.corners, start=1)
        )
        yield Grid(("Điểm", "X (Bắc)", "Y (Đông)"), rows)
    else:
        yield Text(f"Phần đất có {len(known.corners)} điểm góc: xem mảnh trích đo kèm theo.")
    yield Text("3. Tài sản trên phần đất", heading=True)
    yield Fields(
        (
            ("Tường rào:", figure(known.fence_m, "m", 1)),
            ("Cây:", None if known.trees is None else f"{known.trees} cây"),
        )
    )
    yield Fields((("Công trình:", known.structures), ("Giá trị ước tính:", figure(known.value_vnd, "đồng", 0))))


def _agreed(known: Minutes) -> Iterable[Block]:
    yield Text("4. Ý kiến của người sử dụng đất", heading=True)
    yield Text(_WILL[known.track])
    yield Fields((("Hỗ trợ tài sản, công trình (nếu có):", None),))
    yield Fields((("Ngày bàn giao mặt bằng:", None),))
    yield Fields((("Ý kiến khác:", None),))
    yield Dots(2)


def _end(known: Minutes) -> Iterable[Block]:
    yield Text("III. KẾT LUẬN", heading=True)
    yield Dots(2)
    yield Text(
        "Biên bản đã được đọc lại cho những người có mặt cùng nghe, nhất trí và ký tên; lập thành …… bản có giá trị "
        "như nhau, mỗi bên giữ …… bản. Cuộc họp kết thúc hồi …… giờ …… cùng ngày."
    )
    yield Signatures((("NGƯỜI SỬ DỤNG ĐẤT", known.name), ("VỢ (CHỒNG)", known.spouse)))
    others = [("NGƯỜI CÙNG SỬ DỤNG ĐẤT", one.name) for one in known.co_users]
    others += [("BÊN NHẬN THẾ CHẤP", one.name) for one in known.banks]
    for first in range(0, len(others), 2):
        yield Signatures(tuple(others[first : first + 2]))
    yield Signatures((("ĐẠI DIỆN TIỂU KHU", known.head), ("CÔNG CHỨC ĐỊA CHÍNH", None)))
    yield Signatures((("NGƯỜI GHI BIÊN BẢN", None), ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", None)))
