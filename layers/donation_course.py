"""The course of a donation as one table: states in their order, and for each move its right.

identified (thửa nằm trong phần đất cần mở) → approached (đã vận động) → agreed (đăng ký, cam kết hiến đất) →
surveyed (trích đo, kiểm đếm) → signed (ký văn bản tặng cho hoặc biên bản) → approved (chủ tịch UBND duyệt) →
handed_over (bàn giao mặt bằng) → recorded (chỉnh lý giấy chứng nhận, hồ sơ địa chính). A household may decline (từ
chối) or withdraw (rút) until it has signed. Nothing is skipped; what was entered by mistake is taken back as a
correction, never by an event backwards. Which papers a move needs is law and custom: rows of
`reference.required_papers`, by track, state and day.
"""

from __future__ import annotations

from dataclasses import dataclass

from layers.access import Right
from layers.donations import STATES

START = ""
"""Stands for a donation without any event."""

SIDE_STATES = ("declined", "withdrawn")
MAIN_STATES = tuple(state for state in STATES if state not in SIDE_STATES)
BINDING = MAIN_STATES[MAIN_STATES.index("signed") :]
"""States in which the household is bound, so that the legal track must be known."""

RIGHT_TO_ENTER = {
    "identified": Right.RECORD_VISIT,
    "approached": Right.RECORD_VISIT,
    "agreed": Right.RECORD_VISIT,
    "surveyed": Right.RECORD_COURSE,
    "signed": Right.RECORD_COURSE,
    "approved": Right.APPROVE,
    "handed_over": Right.RECORD_COURSE,
    "recorded": Right.RECORD_COURSE,
    "declined": Right.RECORD_VISIT,
    "withdrawn": Right.RECORD_VISIT,
}
"""What it takes to move a donation into each state."""


@dataclass(frozen=True, slots=True)
class Move:
    """A move that a donation may make.

    Attributes
    ----------
    origin
        State that it leaves; `START` for none.
    to
        State that it enters.
    """

    origin: str
    to: str

    @property
    def right(self) -> Right:
        """What it takes to make it."""
        return RIGHT_TO_ENTER[self.to]


def _moves() -> tuple[Move, ...]:
    steps = [Move(origin, to) for origin, to in zip((START, *MAIN_STATES), MAIN_STATES, strict=False)]
    before_signed = MAIN_STATES[: MAIN_STATES.index("signed")]
    return (*steps, *(Move(state, side) for state in before_signed for side in SIDE_STATES))


MOVES = _moves()
"""All moves that there are."""

PAPERS = {
    "pledge": "Letter of pledge",  # đơn tự nguyện hiến đất, bản cam kết
    "meeting_minutes": "Minutes of the neighbourhood's meeting",  # biên bản họp tiểu khu
    "survey_extract": "Survey extract",  # mảnh trích đo
    "inventory_minutes": "Inventory minutes",  # biên bản kiểm đếm
    "gift_deed": "Deed of gift of land-use right",  # văn bản tặng cho quyền sử dụng đất
    # biên bản họp giữa đại diện thôn, tổ dân phố với người sử dụng đất
    "village_minutes": "Minutes of neighbourhood and land user",
    # biên bản họp giữa UBND cấp xã với người sử dụng đất
    "commune_minutes": "Minutes of People's Committee and land user",
    "return_request": "Request to return the land",  # đơn tự nguyện trả lại đất
    "recovery_decision": "Decision on land recovery",  # quyết định thu hồi đất
    "consent": "Written consent of a co-user",  # văn bản đồng ý của người đồng sử dụng
    "power_of_attorney": "Notarised power of attorney",  # giấy ủy quyền công chứng
    "bank_consent": "Written consent of the mortgage bank",  # văn bản đồng ý của ngân hàng nhận thế chấp
    "handover_minutes": "Minutes of site handover",  # biên bản bàn giao mặt bằng
    "corrected_certificate": "Corrected certificate",  # giấy chứng nhận đã chỉnh lý (trang IV)
    "withdrawn_certificate": "Decision to withdraw the certificate",  # quyết định thu hồi giấy chứng nhận
    "register_decision": "Decision on the land register",  # quyết định chỉnh lý hồ sơ địa chính
    "other": "Another paper",
}
"""Kinds of papers with their labels (message ids)."""


def moves_from(state: str) -> tuple[Move, ...]:
    """Return the moves that leave a state.

    Examples
    --------
    >>> [move.to for move in moves_from("surveyed")]
    ['signed', 'declined', 'withdrawn']
    """
    return tuple(move for move in MOVES if move.origin == state)
