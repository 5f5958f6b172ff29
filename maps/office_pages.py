"""The pages that people of the office work at: what each is called, and the rights that it needs."""

from __future__ import annotations

from dataclasses import dataclass

from layers.access import RIGHTS, Right


@dataclass(frozen=True, slots=True)
class OfficePage:
    """A page for who has signed in.

    Attributes
    ----------
    path
        Below the service's.
    label
        What people read for it, a message id.
    icon
        Its sign.
    rights
        Those that it needs, all of them.
    """

    path: str
    label: str
    icon: str
    rights: frozenset[Right] = frozenset()

    def for_role(self, role: str) -> bool:
        """Return whether a role may work at it."""
        return self.rights <= RIGHTS.get(role, frozenset())


_TOWN = frozenset({Right.READ_OFFICE, Right.READ_TOWN})
WORKBENCH = OfficePage("/workbench", "Workbench", "polygon", _TOWN)
APPROVALS = OfficePage("/approvals", "Approvals", "check-circle", frozenset({Right.READ_REVIEWS}))
AGENDAS = OfficePage("/agendas", "Meetings", "list-bullets", _TOWN)
VISITS = OfficePage("/field", "Visits", "house-line", frozenset({Right.READ_OFFICE, Right.RECORD_VISIT}))
ACCOUNT = OfficePage("/account", "Account", "user-circle")
OFFICE_PAGES = (WORKBENCH, APPROVALS, AGENDAS, VISITS, ACCOUNT)
"""In the order in which each of them offers the others."""


def pages_of(role: str) -> tuple[OfficePage, ...]:
    """Return the pages that a role may work at; none for who has not signed in."""
    return tuple(page for page in OFFICE_PAGES if page.for_role(role)) if role in RIGHTS else ()


def labels() -> set[str]:
    """Return the message ids of all their labels."""
    return {page.label for page in OFFICE_PAGES}
