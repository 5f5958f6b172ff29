"""Problems of a file's rows: what kinds there are, which of them are refused, and what was found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEPT = 200
"""Problems of one kind that are listed one by one; all are counted."""


class Kind(NamedTuple):
    """A kind of problem: whether rows with it are refused, and its name in two languages."""

    hard: bool
    vi: str
    en: str


KINDS: dict[str, Kind] = {
    "missing_geometry": Kind(True, "Hàng không có hình", "Row without geometry"),
    "unreadable_geometry": Kind(True, "Hình không đọc được", "Geometry that can't be read"),
    "not_finite": Kind(True, "Tọa độ không phải là số hữu hạn", "Coordinates that are not finite numbers"),
    "wrong_geometry": Kind(True, "Sai loại hình", "Wrong type of geometry"),
    "invalid_geometry": Kind(True, "Hình không hợp lệ", "Invalid geometry"),
    "parts_dont_join": Kind(True, "Đường gồm nhiều đoạn rời", "Line of parts that don't join"),
    "missing_value": Kind(True, "Thiếu giá trị bắt buộc", "Required value missing"),
    "text_too_long": Kind(True, "Chữ dài quá mức của cột", "Text longer than its column takes"),
    "undecodable_text": Kind(True, "Chữ không giải mã được", "Text that does not decode"),
    "unreadable_number": Kind(True, "Số không đọc được", "Number that can't be read"),
    "unreadable_date": Kind(True, "Ngày không đọc được", "Date that can't be read"),
    "unreadable_flag": Kind(True, "Giá trị có/không không đọc được", "Yes or no that can't be read"),
    "unknown_choice": Kind(True, "Giá trị ngoài danh mục", "Value outside its list"),
    "period_reversed": Kind(True, "Ngày kết thúc không sau ngày bắt đầu", "Period that ends before it starts"),
    "impossible_amount": Kind(True, "Số lượng không thể có", "Amount that can't be"),
    "duplicate_key": Kind(True, "Trùng khóa (tờ/thửa, mã) trong cùng thời gian", "Key that occurs twice at one time"),
    "unknown_reference": Kind(True, "Tham chiếu không tồn tại", "Reference to a row that doesn't exist"),
    "unknown_parcel": Kind(True, "Không có thửa đất này", "Parcel that doesn't exist"),
    "outside_parcel": Kind(True, "Phần đất hiến nằm ngoài thửa", "Donation outside its parcel"),
    "loses_donation": Kind(True, "Thửa không còn chứa phần đất hiến", "Parcel that would no longer hold its donation"),
    "repeated_row": Kind(False, "Hàng lặp lại y hệt, chỉ lấy một", "Row repeated in full, taken once"),
    "no_rows": Kind(False, "Tệp không có hàng nào", "File without rows"),
    "lost_letters": Kind(False, "Chữ có dấu đã mất thành dấu hỏi", "Letters lost to question marks"),
    "carried": Kind(
        False, "Hình hỏng vì chuyển hệ tọa độ, đã sửa", "Geometry that the change of CRS spoilt, made valid again"
    ),
    "heights": Kind(False, "Hình có cao độ, đã bỏ cao độ", "Geometry with heights, which are dropped"),
    "multi_part": Kind(False, "Hình gồm nhiều phần", "Geometry of several parts"),
    "sliver": Kind(False, "Mảnh quá hẹp", "Sliver"),
    "merged_parts": Kind(False, "Các đoạn đã nối thành một đường", "Parts joined into one line"),
    "overlap": Kind(False, "Thửa đất chồng lấn", "Parcels that overlap"),
    "gap": Kind(False, "Khe hở giữa các thửa", "Gap between parcels"),
    "no_width": Kind(False, "Tuyến không tính được bề rộng", "Road whose width can't be worked out"),
    "outside_town": Kind(False, "Nằm ngoài địa bàn", "Outside the town"),
    "crs": Kind(False, "Hệ tọa độ đáng ngờ", "Doubtful coordinate system"),
    "encoding": Kind(False, "Bảng mã chữ đáng ngờ", "Doubtful text encoding"),
    "ambiguous_number": Kind(False, "Số đọc được hai cách", "Number that reads two ways"),
    "capitals": Kind(
        False,
        "Chữ của phông hoa (.VnTimeH), đã đổi thành chữ hoa",
        "Text of a font of capitals (.VnTimeH), now in capitals",
    ),
    "asterisks": Kind(
        False,
        "Số chỉ còn dấu *, coi là trống (quá rộng cho cột, hoặc không có số)",
        "Number of asterisks, taken for empty (too wide for its column, or none)",
    ),
    "unknown_code": Kind(False, "Mã không có trong danh mục", "Code that isn't in its reference table"),
    "unknown_party": Kind(
        False, "Chủ sử dụng chưa có mã, lập mới theo đúng chữ", "Owner without a code: a new party by its exact text"
    ),
    "namesake": Kind(False, "Trùng tên với chủ sử dụng khác", "Namesake of another party"),
    "cut_to_parcel": Kind(False, "Đã cắt phần nằm ngoài thửa", "What stuck out of the parcel was cut off"),
    "events_out_of_order": Kind(False, "Các bước không theo thứ tự", "Events out of order"),
    "no_events": Kind(False, "Chưa có bước nào", "Donation without any event"),
    "emptied": Kind(False, "Giá trị đang lưu sẽ thành trống", "Stored values that become empty"),
    "lost_event": Kind(False, "Ngày đã nhập mà tệp không có, sẽ bỏ", "Imported event that the file lacks, taken out"),
    "overlaps_stored": Kind(
        False, "Chồng lên phần đang lưu dưới tên khác", "Lies on what is stored under another name"
    ),
    "kept_event": Kind(False, "Giữ ngày đã ghi trong chương trình", "Event made in the program, kept as it was"),
    "area_on_paper": Kind(False, "Diện tích giấy tờ lệch với đo", "Area on paper differs from the measured one"),
    "phases_overlap": Kind(False, "Các đợt chồng thời gian", "Phases that overlap: such days count to the first"),
    "dates_reversed": Kind(False, "Ngày kết thúc trước ngày bắt đầu", "Ends before it starts"),
}
"""All kinds, the refused ones first. A hard problem of a row refuses the file unless it is mended or left out."""


class Problem(NamedTuple):
    """One problem of one row.

    Attributes
    ----------
    kind
        Key of `KINDS`.
    row
        Number of the row in the file, from 1; 0 for the whole file.
    column
        Column of the layer, empty when it is the row or its geometry.
    detail
        The value or the place.
    mend
        What mending does, or did; empty when it can't be mended.
    mended
        Whether it was.
    """

    kind: str
    row: int
    column: str
    detail: str
    mend: str
    mended: bool

    @property
    def hard(self) -> bool:
        """Whether the row is refused for it."""
        return KINDS[self.kind].hard and not self.mended


@dataclass(slots=True)
class Problems:
    """All problems of a file: counted in full, listed up to `KEPT` a kind.

    Attributes
    ----------
    mending
        Whether what can be mended is.
    counts
        Problems by kind.
    listed
        The first of each kind.
    mendable, mended
        How many of each kind could be, and were, mended.
    bad
        Numbers of the rows that are refused.
    """

    mending: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    listed: list[Problem] = field(default_factory=list)
    mendable: Counter[str] = field(default_factory=Counter)
    mended: Counter[str] = field(default_factory=Counter)
    bad: set[int] = field(default_factory=set)

    def add(self, kind: str, rows: Iterable[int], details: Sequence[str], *, column: str = "", mend: str = "") -> bool:
        """Note the same kind of problem of several rows; return whether the caller should mend them now.

        Parameters
        ----------
        kind
            Key of `KINDS`.
        rows, details
            Numbers of the rows, and as many details.
        column
            Column of the layer.
        mend
            What mending would do, empty for what can't be mended.
        """
        numbers = [int(row) for row in rows]
        hard = KINDS[kind].hard
        mends = hard and bool(mend) and self.mending
        room = max(0, KEPT - self.counts[kind])
        self.counts[kind] += len(numbers)
        if hard and mend:
            self.mendable[kind] += len(numbers)
        if mends:
            self.mended[kind] += len(numbers)
        elif hard:
            self.bad.update(numbers)
        self.listed += [
            Problem(kind, row, column, detail, mend, mends)
            for row, detail in zip(numbers[:room], details[:room], strict=True)
        ]
        return mends

    @property
    def refused(self) -> int:
        """Number of hard problems that were not mended."""
        return sum(count - self.mended[kind] for kind, count in self.counts.items() if KINDS[kind].hard)
