"""Visits (lượt vận động): who went to a household about its donation, when, and what came of it. Private, all of it.

A donation enters each state of its course once; a household is visited as often as it takes.
"""

from layers.declaration import Column, Kind, Layer

RESULTS = {
    "absent": "Nobody at home",
    "talked": "Talked with, not decided yet",
    "agreed": "Agrees to give",
    "declined": "Declines",
}
"""What came of a visit, with labels (message ids)."""

VISITS = Layer(
    name="visits",
    label="Visits",
    about="Visits to households about their donations: when, by whom, and what came of it.",
    key=("don_no", "visit_no"),
    columns=(
        Column(name="don_no", label="Donation number", refers="donations", required=True),
        Column(name="visit_no", label="Number of the visit", kind=Kind.INTEGER, required=True),
        Column(name="visited_on", label="Day of the visit", kind=Kind.DATE, happened=True, required=True),
        Column(name="result", label="What came of it", choices=RESULTS, required=True),
        Column(name="visitor", label="Who went"),
        Column(name="note", label="Note"),
        Column(name="sha256", label="Photo (SHA-256)", refers="documents"),
    ),
    hard=("The head of a subdistrict enters visits to households of the own one.",),
)
