"""Donations (phần đất hiến): the part of a parcel that is given, and the dated events of its course."""

from geo.widening import donation_states
from layers.declaration import Column, Kind, Layer

STATES = donation_states.STATES
"""States in their order; of two events on one day the later in this order holds (widening engine, section 1)."""

EVENT_COLUMNS = {
    "identified": "d_identif",
    "approached": "d_approach",
    "agreed": "d_agreed",
    "surveyed": "d_survey",
    "signed": "d_signed",
    "approved": "d_approved",
    "handed_over": "d_handed",
    "recorded": "d_recorded",
    "declined": "d_declined",
    "withdrawn": "d_withdraw",
}
"""Column of a file that holds the day of each state."""

STATE_LABELS = {
    "identified": "Identified",
    "approached": "Approached",
    "agreed": "Agreed",
    "surveyed": "Surveyed",
    "signed": "Signed",
    "approved": "Approved",
    "handed_over": "Handed over",
    "recorded": "Recorded in the land register",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}

DONATIONS = Layer(
    name="donations",
    label="Donations",
    about="Strips of land that households give for the road, with their course from first visit to record.",
    geometry="MultiPolygon",
    key=("don_no",),
    columns=(
        Column(name="don_no", label="Donation number", required=True, tile=True),
        Column(name="seg_code", label="Road", refers="road_segments", tile=True),
        Column(name="commune", label="Commune at the time of survey", required=True),
        Column(name="sheet", label="Map sheet", required=True),
        Column(name="parcel", label="Parcel number", required=True),
        Column(name="owner", label="Household or organisation", refers="parties"),
        Column(
            name="track",
            label="Legal track",
            choices={"gift": "Gift of land-use right", "return": "Land returned to the State"},
        ),
        Column(name="paper_m2", label="Area in the minutes", kind=Kind.DECIMAL, unit="m²"),
        Column(name="surv_m2", label="Area surveyed", kind=Kind.DECIMAL, unit="m²"),
        Column(name="pledged_m2", label="Area pledged", kind=Kind.DECIMAL, unit="m²"),
        Column(name="handed_m2", label="Area handed over", kind=Kind.DECIMAL, unit="m²"),
        Column(name="fence_m", label="Fence given", kind=Kind.DECIMAL, unit="m"),
        Column(name="trees", label="Trees given", kind=Kind.INTEGER),
        Column(name="structures", label="Structures given"),
        Column(name="value_vnd", label="Estimated value", kind=Kind.DECIMAL, unit="đ", digits=0),
        Column(name="min_no", label="Minutes number"),
        Column(name="min_date", label="Day of the minutes", kind=Kind.DATE, happened=True),
    ),
    events=True,
    public=True,
    hard=("A donation lies inside its parcel, as that was on the day of its first event.",),
    soft=("The area in the minutes agrees with the measured one.", "Donations do not overlap."),
)
