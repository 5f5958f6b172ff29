"""Consents to be named in public (Law 91/2025/QH15, articles 9 and 16): who, for what, since when, by which paper.

Silence is none. A withdrawal works at once: what the public is told is asked for anew each time, whatever day it is of.
"""

from layers.declaration import Column, Kind, Layer

CONSENTS = Layer(
    name="consents",
    label="Consents",
    about="Who consents to be named, for what, since when and by which paper, and who withdrew it.",
    key=("party", "purpose", "cons_date"),
    columns=(
        Column(name="party", label="Household or organisation", refers="parties", required=True),
        Column(
            name="purpose",
            label="Purpose",
            choices={"name": "Name in the thank-you roll", "amount": "What was given, beside the name"},
            required=True,
        ),
        Column(name="cons_date", label="Day of consent", kind=Kind.DATE, happened=True, required=True),
        Column(name="paper_no", label="Number of the paper"),
        Column(name="sha256", label="Scan (SHA-256)", refers="documents"),
        Column(name="withdrawn", label="Withdrawn on", kind=Kind.DATE, happened=True),
    ),
    hard=("A consent is withdrawn no earlier than it was given.",),
)
