"""Words for the public's cells of given land, which no layer declares: they are worked out, not kept by hand."""

CELL_COLUMNS = {"seg_code": "Road", "side": "Side", "from_m": "From", "to_m": "To", "state": "State"}
"""Label of each column."""

CELL_CHOICES = {
    "side": {"left": "Left", "right": "Right"},
    "state": {"needed": "Needed, being talked over", "signed": "Signed", "handed_over": "Handed over"},
}
CELL_UNITS = {"from_m": "m", "to_m": "m"}
