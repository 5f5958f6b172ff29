"""The course of site clearance (giải phóng mặt bằng) as one table: the 16 legal steps, their order and their papers.

Steps 1 to 4 are taken once for a project, 5 to 16 for each household whose land is recovered. The order is that of a
commune's clearance register under the law of 2024; under the law of 2013 the decision on recovery comes on the day of
the approval of the plan (step 13 with 9), so both follow on 9 here and the law of the day tells them apart by its
limits (`reference.clearance_limits`). Which papers a step takes is custom and to be checked: docs/clearance.md has the
certainty of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

PAPERS = {
    "survey_plan": "Plan of recovery and survey",  # kế hoạch thu hồi, điều tra, khảo sát
    "meeting_minutes": "Minutes of the neighbourhood's meeting",  # biên bản họp dân
    "recovery_notice": "Notice of land recovery",  # thông báo thu hồi đất
    "inventory_minutes": "Inventory minutes",  # biên bản kiểm đếm
    "draft_plan": "Draft of the compensation plan",  # dự thảo phương án bồi thường
    "posting_minutes": "Minutes of posting",  # biên bản niêm yết
    "opinion_minutes": "Minutes of opinions and dialogue",  # biên bản lấy ý kiến, đối thoại
    "appraisal": "Appraisal of the plan",  # văn bản thẩm định
    "approval_decision": "Decision that approves the plan",  # quyết định phê duyệt phương án
    "delivery_minutes": "Minutes of delivery",  # biên bản giao nhận quyết định
    "payment_receipt": "Receipt of the compensation",  # chứng từ chi trả
    "escrow_receipt": "Receipt of money held in escrow",  # chứng từ gửi tiền vào kho bạc
    "recovery_decision": "Decision on land recovery",  # quyết định thu hồi đất
    "enforcement_decision": "Decision on enforcement",  # quyết định cưỡng chế
    "corrected_certificate": "Corrected certificate",  # giấy chứng nhận đã chỉnh lý
    "withdrawn_certificate": "Decision to withdraw the certificate",  # quyết định thu hồi giấy chứng nhận
    "register_decision": "Decision on the land register",  # quyết định chỉnh lý hồ sơ địa chính
    "handover_minutes": "Minutes of site handover",  # biên bản bàn giao mặt bằng
}
"""Kinds of papers with their labels (message ids)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the 16 steps.

    Attributes
    ----------
    number
        1 to 16.
    label
        A message id.
    after
        Steps that are taken before it.
    papers
        Kinds of papers of which it needs one; empty where it needs none.
    """

    number: int
    label: str
    after: tuple[int, ...]
    papers: tuple[str, ...] = ()

    @property
    def of_project(self) -> bool:
        """Whether it is taken once for a project, not for each household."""
        return self.number <= LAST_OF_PROJECT


LAST_OF_PROJECT = 4
INVENTORY, PAID, HANDED_OVER = 4, 12, 16
"""Steps by which a household's state on the map is known."""

STEPS = (
    Step(1, "Plan and survey", (), ("survey_plan",)),
    Step(2, "Meeting of the people", (1,), ("meeting_minutes",)),
    Step(3, "Notice of land recovery", (1,), ("recovery_notice",)),
    Step(4, "Survey, measurement and inventory", (3,), ("inventory_minutes",)),
    Step(5, "Compensation plan drawn up", (4,), ("draft_plan",)),
    Step(6, "Plan posted in public", (5,), ("posting_minutes",)),
    Step(7, "Opinions and dialogue", (6,), ("opinion_minutes",)),
    Step(8, "Plan appraised", (7,), ("appraisal",)),
    Step(9, "Plan approved", (8,), ("approval_decision",)),
    Step(10, "Plan made known", (9,)),
    Step(11, "Decision delivered", (9,), ("delivery_minutes",)),
    Step(12, "Compensation paid", (11,), ("payment_receipt", "escrow_receipt")),
    Step(13, "Decision on recovery", (9,), ("recovery_decision",)),
    # Only against a household that does not hand over.
    Step(14, "Enforcement", (13,), ("enforcement_decision",)),
    Step(15, "Records corrected", (13,), ("corrected_certificate", "withdrawn_certificate", "register_decision")),
    Step(16, "Land handed over and managed", (13,), ("handover_minutes",)),
)
"""All steps there are, by number."""

PROJECT_STEPS = {str(step.number): step.label for step in STEPS if step.of_project}
HOUSEHOLD_STEPS = {str(step.number): step.label for step in STEPS if not step.of_project}
"""Numbers with their labels, as a column's choices."""


def step_numbered(number: int) -> Step:
    """Return a step.

    Raises
    ------
    IndexError
        When there is none of that number.
    """
    return STEPS[number - 1]


def following(done: Collection[int]) -> tuple[Step, ...]:
    """Return the steps that can be taken next.

    Parameters
    ----------
    done
        Numbers of the steps taken, the project's among them.

    Examples
    --------
    >>> [step.number for step in following({1, 3, 4, 5, 6, 7, 8, 9})]
    [2, 10, 11, 13]
    """
    return tuple(step for step in STEPS if step.number not in done and set(step.after) <= set(done))


def lacking(number: int, done: Collection[int]) -> tuple[Step, ...]:
    """Return the steps that are missing before a step can be taken.

    Examples
    --------
    >>> [step.number for step in lacking(13, {1, 3, 4})]
    [9]
    """
    return tuple(step_numbered(before) for before in step_numbered(number).after if before not in done)
