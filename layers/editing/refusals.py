"""What an edit is refused for, each in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import Refusal, _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from layers.declaration import Layer
    from layers.editing.problems import Problem
    from layers.errors import Translate


class NoSuchThing(Refusal):
    """The layer has no such thing on that day."""

    detail = _("The layer “{layer}” has no such feature on {on}: it may have been deleted or merged since.")


class Stale(Refusal):
    """Somebody else has written since the caller read."""

    detail = _("{name} was changed by {who} since you read it: look at what changed, then merge it or overwrite it.")

    def __init__(self, *, layer: str, identifier: UUID, shown: int, current: int, name: str, who: str) -> None:
        super().__init__(name=name, who=who)
        self.layer, self.identifier, self.shown, self.current = layer, identifier, shown, current


class ChangesLater(Refusal):
    """The thing has another state from a later day on."""

    detail = _("{name} is another one from {until} on: edit it on that day or after it, or correct that first.")


class KeyTaken(Refusal):
    """Another thing goes by that key."""

    detail = _("There is a “{key}” in the layer “{layer}” already: give another number, or edit that one.")


class KeyOfOneDay(Refusal):
    """The key is to change from a day on."""

    detail = _("“{key}” is what the layer “{layer}” is known by, on all days: change it as a correction.")


class BadValue(Refusal):
    """A property can't have that value."""

    detail = _("The property {name} can't be “{value}”.")


class UnknownProperty(Refusal):
    """The layer has no such property."""

    detail = _("The layer “{layer}” has no property “{name}”; it has {known}.")


class MissingValue(Refusal):
    """A property must be there."""

    detail = _("The property {name} must be given.")


class ValueToCome(Refusal):
    """A property is a day of the future, which has not happened."""

    detail = _("{name} is {on}, a day still to come: enter it when it has happened.")


class UnknownReference(Refusal):
    """A property names what isn't there."""

    detail = _("The property {name} names “{value}”, which the layer “{layer}” does not have: enter that first.")


class UnfitGeometry(Refusal):
    """The geometry is none of the layer's."""

    detail = _("The layer “{layer}” holds shapes of the type {wanted}, not {given}.")


class NotFinite(Refusal):
    """Coordinates that are no numbers, or lie nowhere."""

    detail = _("A coordinate of {name} is no finite number, or lies outside of the coordinate system.")


class NothingCut(Refusal):
    """The cut takes no land."""

    detail = _(
        "The cut takes no land from {name}: draw a line from side to side through the parcel, or a hole within it."
    )


class NothingLeft(Refusal):
    """The cut takes the whole."""

    detail = _("The cut takes all of {name}: it needs no cutting.")


class NoStrip(Refusal):
    """The road needs nothing of the parcel."""

    detail = _("Road {road} needs no land of parcel {name} on {on}.")


class DonationAcross(Refusal):
    """A donation lies on both sides of the cut."""

    detail = _("Donation {don_no} lies on both sides of the cut: cut along it, or correct the donation first.")


class HoldsDonation(Refusal):
    """What is to go holds a donation."""

    detail = _("{name} holds donation {don_no}: take that back, or give it another parcel first.")


class ApprovedDonation(Refusal):
    """Somebody with the right to has approved what is to go."""

    detail = _("Donation {don_no} is approved: its approval is taken back first, by who may approve. Ask the chair.")


class TrackBound(Refusal):
    """The papers that a household signed are of the track that the donation has."""

    detail = _(
        "Donation {don_no} was signed with the papers of its legal track: take the signing back first, then change the"
        " track and enter the papers of the new one."
    )


class NotTogether(Refusal):
    """What is to be merged does not hang together."""

    detail = _("Only neighbours can be merged: {names} have no boundary in common.")


class NotDivisible(Refusal):
    """The layer's things can't be split, merged or cut."""

    detail = _("What the layer “{layer}” holds can't be split, merged or cut: edit each by itself.")


class NothingMoved(Refusal):
    """None of the named things has the points that are to be moved."""

    detail = _("None of the features named has its boundary at {place}: take the points from their own vertices.")


class CourseNeedsDay(Refusal):
    """A donation without a day of its beginning."""

    detail = _("A donation begins on a day: give “from”, the day on which it was identified.")


class NothingAsked(Refusal):
    """The edit changes nothing."""

    detail = _("This edit changes nothing: what it asks for is so already.")


class HeldByDatabase(Refusal):
    """The database does not let it be."""

    detail = _("What was entered already stands against this edit ({what}).")


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of layers, a sentence each."""

    texts: tuple[str, ...]

    def told(self, translate: Translate) -> str:
        """Return them one after the other."""
        return " ".join(translate(rule) for rule in self.texts)


class AgainstRules(Refusal):
    """What was given is not as a layer's rules have it."""

    detail = _("This is not as it must be ({what}): {rules}")

    def __init__(self, what: str, layers: Iterable[Layer]) -> None:
        super().__init__(what=what, rules=Rules(tuple(rule for layer in layers for rule in layer.hard)))


class Unsound(Refusal):
    """The edit breaks what must hold."""

    detail = _("This edit can't be saved: {first}")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(first=next(problem for problem in problems if problem.hard).says)
        self.problems = problems


class Unacknowledged(Refusal):
    """The edit makes something doubtful that nobody has acknowledged."""

    detail = _("Look at this before it is saved: {first} Mend it, or acknowledge it.")

    def __init__(self, problems: list[Problem], kinds: list[str]) -> None:
        first = next(problem for problem in problems if problem.kind in kinds)
        super().__init__(first=first.says)
        self.problems = problems
