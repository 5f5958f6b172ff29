"""What a request can be answered with instead of what it asked for: each error one sentence, and one table."""

from __future__ import annotations

from http import HTTPStatus

from layers.access import UnknownToken
from layers.agendas import AgendaFrozen, DayNotFrozen, RoadTwice, SinceNotBefore, UnknownAgenda
from layers.attachments import NotAttached, NotStored, UnknownDocument, UnknownRow
from layers.clearance_moves import (
    NoStepToTakeBack,
    NoSuchStep,
    OtherLastStep,
    StepPaperMissing,
    StepPaperTooLate,
    StepPaperUnsigned,
    StepTaken,
    StepTooSoon,
    UnknownProject,
)
from layers.clearance_record import UnknownHousehold, UnknownZone
from layers.donation_record import UnknownDonation
from layers.donation_refusals import (
    ApprovalStands,
    DayToCome,
    DayTooEarly,
    NoMoveLeft,
    NoSuchMove,
    NothingToTakeBack,
    OtherLastMove,
    OtherSubdistrict,
    PapersMissing,
    PapersUnsigned,
    PaperTooLate,
    StatePassed,
    TrackMissing,
    UnknownScan,
)
from layers.editing.refusals import (
    AgainstRules,
    ApprovedDonation,
    BadValue,
    ChangesLater,
    CourseNeedsDay,
    DonationAcross,
    HeldByDatabase,
    HoldsDonation,
    KeyOfOneDay,
    KeyTaken,
    MissingValue,
    NoStrip,
    NoSuchThing,
    NotDivisible,
    NotFinite,
    NothingAsked,
    NothingCut,
    NothingLeft,
    NothingMoved,
    NotTogether,
    Stale,
    TrackBound,
    Unacknowledged,
    UnfitGeometry,
    UnknownProperty,
    UnknownReference,
    Unsound,
    ValueToCome,
)
from layers.errors import Message, NotText, Sentence
from layers.once import KeyReused
from layers.own_changes import OwnChange
from layers.passwords import UnfitPassword
from layers.reviews import ChangedSinceSeen, NothingToApprove
from layers.scans import NotAScan, ScanDamaged, ScanTooLarge
from layers.signing_in import NobodyOfThatName, TooManyTries, UnknownSession, WrongPassword, WrongSignIn
from layers.undoing import NothingToUndo, RestsOnIt, UnknownChange, WrittenSince
from layers.visiting import MovedMeanwhile
from layers.widening_refusals import (
    BadWidth,
    EdgesCross,
    FiguresAwaited,
    NoSuchRoad,
    NotSimple,
    NotValidOnDate,
    TooShort,
)

__all__ = ["Message", "ServiceError"]

_ = Message


class ServiceError(Sentence):
    """A fault that is told to the caller; `detail` is its sentence, with the values' names in braces."""


class UnknownCollection(ServiceError):
    """There is no such layer, or not for this caller."""

    detail = _("There is no layer “{name}” here: /ogc/collections lists what you can read.")


class UnknownFeature(ServiceError):
    """The layer has no such feature on that day."""

    detail = _("The layer “{name}” has no such feature on that day.")


class UnknownFile(ServiceError):
    """There is no such file."""

    detail = _("There is no file “{path}”.")


class NoTile(ServiceError):
    """The tile lies outside the grid."""

    detail = _("There is no tile {z}/{x}/{y}: zooms go from 0 to {max}, x and y from 0 to 2^z - 1.")


class NotDrawn(ServiceError):
    """The layer has no geometry."""

    detail = _("The layer “{name}” has no places on the map, so it has no tiles: ask /ogc/collections/{name}/items.")


class BadParameter(ServiceError):
    """A parameter can't be read."""

    detail = _("The parameter {name} can't be “{value}”: {hint}.")


class WrongMediaType(ServiceError):
    """A body is of a kind that is not read here."""

    detail = _("The body comes as “{given}”: send it as {wanted}, and say so in Content-Type.")


class MissingParameter(ServiceError):
    """A parameter is not given."""

    detail = _("The parameter {name} is missing.")


class UnknownParameter(ServiceError):
    """There is no such parameter."""

    detail = _("There is no parameter “{name}” here; there are {known}.")


class UnknownCrs(ServiceError):
    """The coordinate reference system is not known."""

    detail = _("The CRS “{value}” is not known here: write it like http://www.opengis.net/def/crs/EPSG/0/5897.")


class BadToken(ServiceError):
    """The token is wrong, revoked, or its user disabled."""

    detail = _("The token is not good, or no longer: ask the office for another.")


class SessionOver(ServiceError):
    """The session that the browser shows has ended."""

    detail = _("Your session has ended: sign in again, what you typed is still there.")


class NotOurPage(ServiceError):
    """A request shows a session, and does not prove that a page of ours has sent it."""

    detail = _(
        "This did not come from a page of this service, or the page is from before you signed in: load it again."
    )


class UploadBroken(ServiceError):
    """The connection broke off while a scan was sent."""

    detail = _("The connection broke off before all had come: nothing was stored, send it again.")


class BodyTooLarge(ServiceError):
    """A request brings more than is read."""

    detail = _("The request is larger than the {most} MB that are read: send less at once.")


class FormTooLarge(ServiceError):
    """A form has more in it than ours can have."""

    detail = _("The form has too much in it.")


class ProviderDown(ServiceError):
    """The OpenID provider does not answer, or not as it should."""

    detail = _("The provider of sign-in does not answer as it should: try again, or sign in with name and password.")


class NoProvider(ServiceError):
    """No OpenID provider is set up."""

    detail = _("Signing in with a provider is not set up here: sign in with name and password.")


class NotAllowed(ServiceError):
    """The caller's role lacks the right."""

    detail = _("You may not do this: it needs the right to {right}, which the role “{role}” does not have.")


class NoWhen(ServiceError):
    """A write does not say when it is so."""

    detail = _(
        "Say when it is so: “from” with the first day, or “correction” where it never was as recorded, with “on” for a"
        " day of the period if that is not today's."
    )


class NoVersionShown(ServiceError):
    """A write does not show what its sender had read."""

    detail = _("Show the ETag of what you read as If-Match, so that nobody's work is overwritten by accident.")


class NotAnEdit(ServiceError):
    """The change is none that is undone here."""

    detail = _("Change {number} is no edit: imports are undone by another import, moves of donations are taken back.")


class DatabaseDown(ServiceError):
    """The database does not answer."""

    detail = _("The database does not answer at the moment: try again in a few seconds.")


class DatabaseBehind(ServiceError):
    """The database is not at the newest migration."""

    detail = _(
        "The database is at migration {current}, this program needs {head}:"
        " run moduong db upgrade, or install the newer one."
    )


PROBLEMS: dict[type[Exception], tuple[HTTPStatus, str, str]] = {
    UnknownCollection: (HTTPStatus.NOT_FOUND, "unknown-layer", _("No such layer")),
    UnknownFeature: (HTTPStatus.NOT_FOUND, "unknown-feature", _("No such feature")),
    UnknownFile: (HTTPStatus.NOT_FOUND, "not-found", _("Not found")),
    NoTile: (HTTPStatus.NOT_FOUND, "no-tile", _("No such tile")),
    NotDrawn: (HTTPStatus.NOT_FOUND, "not-drawn", _("Not on the map")),
    BadParameter: (HTTPStatus.BAD_REQUEST, "bad-parameter", _("Parameter can't be read")),
    WrongMediaType: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "wrong-media-type", _("Another kind of body")),
    MissingParameter: (HTTPStatus.BAD_REQUEST, "bad-parameter", _("Parameter missing")),
    UnknownParameter: (HTTPStatus.BAD_REQUEST, "unknown-parameter", _("No such parameter")),
    NotText: (HTTPStatus.BAD_REQUEST, "not-text", _("Text can't be stored")),
    UnknownCrs: (HTTPStatus.BAD_REQUEST, "unknown-crs", _("Unknown CRS")),
    BadToken: (HTTPStatus.UNAUTHORIZED, "bad-token", _("Token not accepted")),
    SessionOver: (HTTPStatus.UNAUTHORIZED, "session-over", _("Session over")),
    NotOurPage: (HTTPStatus.FORBIDDEN, "not-our-page", _("Not from our page")),
    BodyTooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-too-large", _("Request too large")),
    FormTooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "form-too-large", _("Form too large")),
    ProviderDown: (HTTPStatus.BAD_GATEWAY, "provider-down", _("Provider does not answer")),
    NoProvider: (HTTPStatus.NOT_FOUND, "no-provider", _("No provider set up")),
    WrongPassword: (HTTPStatus.FORBIDDEN, "wrong-password", _("Password not changed")),
    WrongSignIn: (HTTPStatus.FORBIDDEN, "wrong-sign-in", _("Not signed in")),
    TooManyTries: (HTTPStatus.TOO_MANY_REQUESTS, "too-many-tries", _("Too many tries")),
    NobodyOfThatName: (HTTPStatus.FORBIDDEN, "no-such-user", _("No such user")),
    UnfitPassword: (HTTPStatus.UNPROCESSABLE_ENTITY, "unfit-password", _("Password too easy")),
    UnknownSession: (HTTPStatus.NOT_FOUND, "unknown-session", _("No such session")),
    UnknownToken: (HTTPStatus.NOT_FOUND, "unknown-token", _("No such token")),
    NotAllowed: (HTTPStatus.FORBIDDEN, "not-allowed", _("Not allowed")),
    DatabaseDown: (HTTPStatus.SERVICE_UNAVAILABLE, "database-down", _("Database does not answer")),
    DatabaseBehind: (HTTPStatus.SERVICE_UNAVAILABLE, "database-behind", _("Database not up to date")),
    UnknownDonation: (HTTPStatus.NOT_FOUND, "unknown-donation", _("No such donation")),
    StatePassed: (HTTPStatus.CONFLICT, "no-such-move", _("Entered already")),
    NoSuchMove: (HTTPStatus.CONFLICT, "no-such-move", _("State left out")),
    NoMoveLeft: (HTTPStatus.CONFLICT, "no-move-left", _("Course at its end")),
    ApprovalStands: (HTTPStatus.FORBIDDEN, "approval-stands", _("Not allowed")),
    OtherLastMove: (HTTPStatus.CONFLICT, "moved-meanwhile", _("Moved meanwhile")),
    NothingToTakeBack: (HTTPStatus.CONFLICT, "nothing-to-take-back", _("Nothing to take back")),
    PapersMissing: (HTTPStatus.UNPROCESSABLE_ENTITY, "papers-missing", _("Papers missing")),
    PapersUnsigned: (HTTPStatus.UNPROCESSABLE_ENTITY, "papers-unsigned", _("Number or day of a paper missing")),
    PaperTooLate: (HTTPStatus.UNPROCESSABLE_ENTITY, "paper-too-late", _("Paper of a later day")),
    TrackMissing: (HTTPStatus.UNPROCESSABLE_ENTITY, "track-missing", _("Legal track missing")),
    DayTooEarly: (HTTPStatus.UNPROCESSABLE_ENTITY, "day-too-early", _("Day too early")),
    DayToCome: (HTTPStatus.UNPROCESSABLE_ENTITY, "day-to-come", _("Day still to come")),
    UnknownScan: (HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-document", _("No such document")),
    OwnChange: (HTTPStatus.FORBIDDEN, "own-change", _("Your own change")),
    ChangedSinceSeen: (HTTPStatus.CONFLICT, "changed-since-seen", _("Changed since you looked")),
    NothingToApprove: (HTTPStatus.CONFLICT, "nothing-to-approve", _("Nothing to approve")),
    NotAScan: (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-a-scan", _("Not a scan")),
    ScanDamaged: (HTTPStatus.UNPROCESSABLE_ENTITY, "scan-damaged", _("Scan can't be read")),
    ScanTooLarge: (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "scan-too-large", _("Too large")),
    UploadBroken: (HTTPStatus.BAD_REQUEST, "upload-broken", _("Connection broke off")),
    UnknownRow: (HTTPStatus.NOT_FOUND, "unknown-row", _("No such row")),
    UnknownDocument: (HTTPStatus.NOT_FOUND, "unknown-document", _("No such document")),
    NotStored: (HTTPStatus.NOT_FOUND, "not-stored", _("Scan not stored here")),
    NotAttached: (HTTPStatus.CONFLICT, "not-attached", _("Not attached")),
    MovedMeanwhile: (HTTPStatus.CONFLICT, "moved-meanwhile", _("Moved meanwhile")),
    OtherSubdistrict: (HTTPStatus.FORBIDDEN, "other-subdistrict", _("Another subdistrict's")),
    UnknownProject: (HTTPStatus.NOT_FOUND, "unknown-project", _("No such project")),
    UnknownZone: (HTTPStatus.NOT_FOUND, "unknown-zone", _("No such zone")),
    UnknownHousehold: (HTTPStatus.NOT_FOUND, "unknown-household", _("No such household")),
    NoSuchStep: (HTTPStatus.CONFLICT, "no-such-step", _("Not a step of this course")),
    StepTaken: (HTTPStatus.CONFLICT, "step-taken", _("Step taken already")),
    StepTooSoon: (HTTPStatus.CONFLICT, "step-too-soon", _("Step left out")),
    StepPaperMissing: (HTTPStatus.UNPROCESSABLE_ENTITY, "step-paper-missing", _("Paper missing")),
    StepPaperUnsigned: (HTTPStatus.UNPROCESSABLE_ENTITY, "step-paper-unsigned", _("Number or day of a paper missing")),
    StepPaperTooLate: (HTTPStatus.UNPROCESSABLE_ENTITY, "paper-too-late", _("Paper of a later day")),
    OtherLastStep: (HTTPStatus.CONFLICT, "moved-meanwhile", _("Moved meanwhile")),
    NoStepToTakeBack: (HTTPStatus.CONFLICT, "no-step-to-take-back", _("Nothing to take back")),
    NoSuchRoad: (HTTPStatus.NOT_FOUND, "no-such-road", _("No such road")),
    FiguresAwaited: (HTTPStatus.SERVICE_UNAVAILABLE, "figures-awaited", _("Figures being worked out")),
    NotValidOnDate: (HTTPStatus.NOT_FOUND, "not-valid-on-date", _("Road not valid on the day")),
    TooShort: (HTTPStatus.UNPROCESSABLE_ENTITY, "too-short", _("Road too short")),
    NotSimple: (HTTPStatus.UNPROCESSABLE_ENTITY, "not-simple", _("Road crosses itself")),
    BadWidth: (HTTPStatus.UNPROCESSABLE_ENTITY, "bad-width", _("Target width not usable")),
    EdgesCross: (HTTPStatus.UNPROCESSABLE_ENTITY, "edges-cross", _("Edge lines not usable")),
    UnknownAgenda: (HTTPStatus.NOT_FOUND, "unknown-agenda", _("No such agenda")),
    AgendaFrozen: (HTTPStatus.CONFLICT, "agenda-frozen", _("Agenda frozen")),
    DayNotFrozen: (HTTPStatus.NOT_FOUND, "day-not-frozen", _("Day not frozen")),
    SinceNotBefore: (HTTPStatus.UNPROCESSABLE_ENTITY, "since-not-before", _("Earlier meeting not earlier")),
    RoadTwice: (HTTPStatus.UNPROCESSABLE_ENTITY, "road-twice", _("Road twice in the agenda")),
    NoWhen: (HTTPStatus.BAD_REQUEST, "no-when", _("No day given")),
    NoVersionShown: (HTTPStatus.PRECONDITION_REQUIRED, "no-version-shown", _("No version shown")),
    Stale: (HTTPStatus.PRECONDITION_FAILED, "changed-since", _("Changed since you read it")),
    KeyReused: (HTTPStatus.UNPROCESSABLE_ENTITY, "key-reused", _("Key used twice")),
    NotAnEdit: (HTTPStatus.CONFLICT, "not-an-edit", _("Not an edit")),
    NoSuchThing: (HTTPStatus.NOT_FOUND, "unknown-feature", _("No such feature")),
    ChangesLater: (HTTPStatus.CONFLICT, "changes-later", _("Another one later")),
    KeyTaken: (HTTPStatus.CONFLICT, "key-taken", _("Number taken")),
    KeyOfOneDay: (HTTPStatus.CONFLICT, "key-of-one-day", _("Number of one day")),
    TrackBound: (HTTPStatus.CONFLICT, "track-bound", _("Signed on its legal track")),
    ApprovedDonation: (HTTPStatus.CONFLICT, "approved-donation", _("Donation approved")),
    HoldsDonation: (HTTPStatus.CONFLICT, "holds-donation", _("Holds a donation")),
    DonationAcross: (HTTPStatus.CONFLICT, "donation-across", _("Donation on both sides")),
    AgainstRules: (HTTPStatus.UNPROCESSABLE_ENTITY, "against-rules", _("Not as it must be")),
    ValueToCome: (HTTPStatus.UNPROCESSABLE_ENTITY, "day-to-come", _("Day still to come")),
    HeldByDatabase: (HTTPStatus.CONFLICT, "held", _("Something stands against it")),
    BadValue: (HTTPStatus.UNPROCESSABLE_ENTITY, "bad-value", _("Value not possible")),
    UnknownProperty: (HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-property", _("No such property")),
    MissingValue: (HTTPStatus.UNPROCESSABLE_ENTITY, "missing-value", _("Value missing")),
    UnknownReference: (HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-reference", _("No such thing")),
    UnfitGeometry: (HTTPStatus.UNPROCESSABLE_ENTITY, "unfit-geometry", _("Wrong type of shape")),
    NotFinite: (HTTPStatus.UNPROCESSABLE_ENTITY, "not-finite", _("Coordinates not usable")),
    NothingCut: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing-cut", _("Nothing cut")),
    NothingLeft: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing-left", _("Nothing left")),
    NoStrip: (HTTPStatus.UNPROCESSABLE_ENTITY, "no-strip", _("No land needed")),
    NotTogether: (HTTPStatus.UNPROCESSABLE_ENTITY, "not-together", _("Not neighbours")),
    NotDivisible: (HTTPStatus.UNPROCESSABLE_ENTITY, "not-divisible", _("Not divisible")),
    NothingMoved: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing-moved", _("Nothing moved")),
    CourseNeedsDay: (HTTPStatus.UNPROCESSABLE_ENTITY, "course-needs-day", _("No day given")),
    NothingAsked: (HTTPStatus.UNPROCESSABLE_ENTITY, "nothing-asked", _("Nothing changes")),
    Unsound: (HTTPStatus.UNPROCESSABLE_ENTITY, "unsound", _("Edit can't be saved")),
    Unacknowledged: (HTTPStatus.UNPROCESSABLE_ENTITY, "unacknowledged", _("Look at this first")),
    UnknownChange: (HTTPStatus.NOT_FOUND, "unknown-change", _("No such change")),
    WrittenSince: (HTTPStatus.CONFLICT, "written-since", _("Written since")),
    RestsOnIt: (HTTPStatus.CONFLICT, "rests-on-it", _("Something rests on it")),
    NothingToUndo: (HTTPStatus.CONFLICT, "nothing-to-undo", _("Nothing to undo")),
    ServiceError: (HTTPStatus.INTERNAL_SERVER_ERROR, "internal", _("Internal error")),
}
"""Status, stable reason (the end of the problem's `type`) and title of each error."""
