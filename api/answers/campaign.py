"""What the answers about the campaign have, and the thank-you roll."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from api.answers.values import Described, one_of
from layers.campaign import CONTRIBUTIONS, TIDY_READINGS

Giver = Annotated[str, one_of(*CONTRIBUTIONS.column("giver").choices)]
ContributionKind = Annotated[str, one_of(*CONTRIBUTIONS.column("kind").choices)]
GiftKind = Annotated[str, one_of("land", *CONTRIBUTIONS.column("kind").choices)]
TidyKind = Annotated[str, one_of(*TIDY_READINGS.column("kind").choices)]


class CampaignPhase(Described):
    """A phase that has begun. What is reached is null where nothing is known, percents also without a target."""

    phase_no: str
    from_date: date
    to_date: date
    target_m2: float | None
    target_hh: int | None
    """Households."""
    reached_m2: int | None
    percent_m2: float | None
    reached_hh: int | None
    percent_hh: float | None


class SubdistrictTarget(Described):
    """What a subdistrict is to reach in a phase. Null is as of the phase."""

    phase_no: str
    sub_no: str
    target_m2: float | None
    target_m: float | None
    """Metres of road at target width."""
    reached_m2: int | None
    percent_m2: float | None
    reached_m: int | None
    percent_m: float | None


class PublicContribution(Described):
    """What was given beside land, by kind."""

    kind: ContributionKind
    givers: int
    value_vnd: float | None
    days: float | None
    """Of labour."""


class Contribution(PublicContribution):
    """What was given beside land, by road, giver and kind."""

    seg_code: str | None
    """Null for what is for no road."""
    giver: Giver


class TidyReading(Described):
    """How much of a road was last found in order."""

    seg_code: str
    kind: TidyKind
    read_on: date
    length_m: float
    tidy_m: float
    percent: float


class Survey(Described):
    """The last survey of a content in a subdistrict. Labels and what is to be reached are null of a code unknown."""

    content: str
    label_vi: str | None
    label_en: str | None
    sub_no: str
    taken_on: date
    asked: int
    satisfied: int
    percent: float
    least_percent: float | None
    reached: bool | None


class CampaignFacts(Described):
    """The campaign, but for what was given beside land."""

    on: date
    phases: list[CampaignPhase]
    targets: list[SubdistrictTarget]
    tidy: list[TidyReading]
    surveys: list[Survey]


class Campaign(CampaignFacts):
    """The campaign as the office is told."""

    contributions: list[Contribution]


class PublicCampaign(CampaignFacts):
    """The campaign as the public is told: of contributions and surveys only where enough people are behind them."""

    contributions: list[PublicContribution]


class Gift(Described):
    """A gift. Amounts are null of land, and where the consent does not cover them."""

    kind: GiftKind
    seg_code: str | None
    since: date
    """End of the month."""
    value_vnd: float | None
    days: float | None
    """Of labour."""
    goods: str | None


class Thanked(Described):
    """Somebody who consents to be named, with all gifts."""

    name: str
    gifts: list[Gift]


class Thanks(Described):
    """The thank-you roll."""

    on: date
    names: list[Thanked]
    withheld: int | None
    """How many are not named; null for none, and for fewer than three."""
    withheld_few: bool
    """Whether there are some, fewer than three."""
