"""What stands against a donation's next move, each in one sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.donation_course import PAPERS
from layers.errors import Refusal, _

if TYPE_CHECKING:
    from layers.donation_record import Needed
    from layers.errors import Translate


class NoSuchMove(Refusal):
    """The table of moves has none from there to there."""

    detail = _("Donation {don_no} is “{state}”: from there it goes to {next}, not to “{to}”. Enter what comes between.")


class StatePassed(NoSuchMove):
    """The donation has been in that state already, as when two enter the same move."""

    detail = _("Donation {don_no} is “{state}” and has been “{to}” since {since}: that was entered already.")


class NoMoveLeft(Refusal):
    """The donation's course is at an end."""

    detail = _(
        "Donation {don_no} is “{state}” and goes no further: take that back if it was wrong, or enter a new donation."
    )


class PapersMissing(Refusal):
    """The move needs papers that were not given."""

    detail = _("To be “{to}”, donation {don_no} still needs: {papers}. Give each with its kind, number and day.")


class PapersUnsigned(Refusal):
    """Papers that the move needs were named, with neither number nor day."""

    detail = _(
        "To be “{to}”, donation {don_no} rests on papers that have neither a number nor a day of signing: {papers}."
        " Give at least one of the two of each."
    )


class PaperTooLate(Refusal):
    """A paper that the move needs was signed after it."""

    detail = _(
        "“{kind}” of {dated} can't be what donation {don_no} rested on when it became “{to}” on {on}."
        " Give the paper's own day, or a later one for the move."
    )


class TrackMissing(Refusal):
    """Nobody said yet whether the land is given or returned."""

    detail = _(
        "Donation {don_no} has no legal track yet: say first whether the land is given or returned to the State."
    )


class DayTooEarly(Refusal):
    """The move would come before what happened already."""

    detail = _("Donation {don_no} has been “{state}” since {since}: what follows can't be of {on}. Give a later day.")


class DayToCome(Refusal):
    """The day is in the future."""

    detail = _("{on} is still to come: enter it when it has happened.")


class UnknownScan(Refusal):
    """A paper names a document that is not stored."""

    detail = _("There is no document {sha256}: store the scan first, then give its SHA-256.")


class OtherSubdistrict(Refusal):
    """A head of a subdistrict enters what is another's."""

    detail = _("Donation {don_no} does not lie in your subdistrict: ask its own head, or the officer.")


class ApprovalStands(Refusal):
    """Who may not approve would take an approval back."""

    detail = _("Donation {don_no} is approved: only who may approve takes that back. Ask the chair.")


class OtherLastMove(Refusal):
    """The donation's last event is another one than was seen."""

    detail = _(
        "Donation {don_no} is “{state}” by now, not “{seen}” as you saw it: look at it, then take back what was wrong."
    )


class NothingToTakeBack(Refusal):
    """The donation has no event."""

    detail = _("Donation {don_no} has no move that could be taken back.")


@dataclass(frozen=True, slots=True)
class Labels:
    """Some labels, told as a list."""

    texts: tuple[str, ...]

    def told(self, translate: Translate) -> str:
        """Return the list."""
        return translate(_(" or ")).join(f"“{translate(label)}”" for label in self.texts)


@dataclass(frozen=True, slots=True)
class PaperList:
    """Papers that are missing, each with the kinds that will do and whose it is."""

    papers: tuple[Needed, ...]

    def told(self, translate: Translate) -> str:
        """Return the list."""
        told = []
        for needed in self.papers:
            kinds = Labels(tuple(PAPERS[kind] for kind in needed.any_of)).told(translate)
            told.append(f"{kinds} ({needed.holder})" if needed.holder else kinds)
        return "; ".join(told)
