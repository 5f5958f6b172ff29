"""The legal steps that were taken, each with its day and its paper: 1 to 4 of a project, 5 to 16 of a household."""

from layers.clearance_course import HOUSEHOLD_STEPS, PAPERS, PROJECT_STEPS
from layers.declaration import Column, Kind, Layer, Readers

_PAPER = (
    Column(name="paper", label="Paper", choices=PAPERS),
    Column(name="paper_no", label="Number of the paper"),
    Column(name="paper_date", label="Day of the paper", kind=Kind.DATE, happened=True),
    Column(name="sha256", label="Scan (SHA-256)", refers="documents"),
)

TAKEN_BY_PROJECTS = Layer(
    name="project_steps",
    label="Legal steps of projects",
    about="Steps 1 to 4 of site clearance, taken once for a project.",
    key=("project", "step"),
    columns=(
        Column(name="project", label="Project", readers=Readers.PUBLIC, refers="projects", required=True),
        Column(name="step", label="Step", readers=Readers.PUBLIC, choices=PROJECT_STEPS, required=True),
        Column(name="day", label="Day", kind=Kind.DATE, readers=Readers.PUBLIC, required=True),
        *_PAPER,
    ),
    public=True,
    hard=("What is entered here follows the order of the steps, with its paper.",),
)

TAKEN_BY_HOUSEHOLDS = Layer(
    name="household_steps",
    label="Legal steps of households",
    about="Steps 5 to 16 of site clearance, taken for each household of a zone.",
    key=("zone_no", "owner", "step"),
    columns=(
        Column(name="zone_no", label="Zone number", refers="clearance_zones", required=True),
        Column(name="owner", label="Household or organisation", refers="parties", required=True),
        Column(name="step", label="Step", choices=HOUSEHOLD_STEPS, required=True),
        Column(name="day", label="Day", kind=Kind.DATE, required=True),
        *_PAPER,
    ),
    hard=(
        "What is entered here follows the order of the steps, with its paper.",
        "A step is taken for a household of the zone.",
    ),
)
