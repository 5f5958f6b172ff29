"""Site-clearance zones (giải phóng mặt bằng), and the households of each. Of households nothing is public."""

from layers.declaration import Column, Kind, Layer, Readers

ZONE_STATES = {
    "done": "Handed over",
    "paid": "Paid, waiting for hand-over",
    "proc": "In process",
    "inv": "Inventory taken",
    "stuck": "Obstacle",
    "none": "Inventory not yet taken",
}
"""The six states of the map, as the districts' own maps show them."""

CLEARANCE_ZONES = Layer(
    name="clearance_zones",
    label="Site clearance",
    about="Zones to be cleared for a project, with how far each has come.",
    geometry="MultiPolygon",
    key=("zone_no",),
    columns=(
        Column(name="zone_no", label="Zone number", readers=Readers.PUBLIC, tile=True, required=True),
        Column(name="project", label="Project", readers=Readers.PUBLIC, refers="projects"),
        Column(name="name", label="Name", readers=Readers.PUBLIC, tile=True),
        Column(name="decision", label="Decision", readers=Readers.PUBLIC),
        Column(
            name="state",
            label="State",
            readers=Readers.PUBLIC,
            tile=True,
            choices=ZONE_STATES,
        ),
        Column(name="households", label="Households", kind=Kind.INTEGER),
        Column(name="inventory", label="Inventory"),
        Column(name="comp_plan", label="Compensation plan"),
        Column(name="paid_vnd", label="Paid", kind=Kind.DECIMAL, unit="đ", digits=0),
        Column(name="handed_on", label="Handed over on", kind=Kind.DATE, happened=True),
        Column(name="obstacles", label="Obstacles"),
    ),
    dated=True,
    public=True,
)

CLEARANCE_HOUSEHOLDS = Layer(
    name="clearance_households",
    label="Households in site clearance",
    about="Land that is recovered from each household of a zone.",
    geometry="MultiPolygon",
    key=("zone_no", "owner"),
    columns=(
        Column(name="zone_no", label="Zone number", refers="clearance_zones", tile=True, required=True),
        Column(name="owner", label="Household or organisation", refers="parties", required=True),
        Column(
            name="land_kind",
            label="Kind of land",
            choices={"farm": "Agricultural land", "other": "Other land"},
            required=True,
        ),
        Column(name="plan_m2", label="Area in the plan", kind=Kind.DECIMAL, unit="m²"),
        Column(name="comp_vnd", label="Compensation", kind=Kind.DECIMAL, unit="đ", digits=0),
        Column(name="note", label="Note"),
    ),
)
