"""Nobody approves the own change: the sentence for what the database refuses as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from layers.errors import Message, Refusal, _

if TYPE_CHECKING:
    from uuid import UUID

WHAT = {
    "signed": _("that it was signed"),
    "donation": _("the part that is given"),
    "parcel": _("its parcel"),
}
"""What people read for what a change is of."""

_OWN = text(
    """
    SELECT made.what FROM layers.to_approve_since(:id, layers.approved_up_to(:id)) AS made
    JOIN layers.changes AS c USING (number) WHERE c.who = :who ORDER BY made.number DESC, made.what LIMIT 1
    """
)


class OwnChange(Refusal):
    """Somebody is to approve what the same person has changed."""

    detail = _("You entered {what} of donation {don_no} yourself: nobody approves the own change, let another do it.")


def refuse_own_change(connection: Connection, donation: UUID, don_no: str, who: str) -> None:
    """Refuse who has made one of the changes that an approval would vouch for.

    Parameters
    ----------
    connection
        As the officer.
    donation, don_no
        Its id and number.
    who
        Who is to approve.

    Raises
    ------
    OwnChange
        Saying what was the own change.
    """
    own = connection.scalar(_OWN, {"id": donation, "who": who})
    if own is not None:
        raise OwnChange(don_no=don_no, what=Message(WHAT[own]))
