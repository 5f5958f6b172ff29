"""Obstacles of site clearance (vướng mắc): what holds up a zone, who clears it away, by when. Private, all of it."""

from layers.declaration import Column, Kind, Layer

OBSTACLES = Layer(
    name="obstacles",
    label="Obstacles",
    about="What holds up site clearance, who is to clear it away, and by when.",
    key=("obst_no",),
    columns=(
        Column(name="obst_no", label="Obstacle number", required=True),
        Column(name="zone_no", label="Zone number", refers="clearance_zones", required=True),
        # Empty where it is the whole zone's.
        Column(name="owner", label="Household or organisation", refers="parties"),
        Column(
            name="kind",
            label="Kind",
            choices={
                "price": "Price of compensation",
                "boundary": "Boundary or area in dispute",
                "resettle": "Resettlement",
                "papers": "Papers missing",
                "money": "Money not there yet",
                "other": "Other",
            },
            required=True,
        ),
        Column(name="note", label="Note"),
        Column(name="resp", label="Who clears it away"),
        Column(name="since", label="Since", kind=Kind.DATE, happened=True, required=True),
        Column(name="due", label="Due", kind=Kind.DATE),
        Column(name="solved", label="Solved on", kind=Kind.DATE, happened=True),
    ),
    hard=("An obstacle is due and solved no earlier than it came up.",),
)
