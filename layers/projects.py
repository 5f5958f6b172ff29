"""Construction projects (công trình), and the dated readings of their progress."""

from layers.declaration import Column, Kind, Layer, Readers

PROJECTS = Layer(
    name="projects",
    label="Projects",
    about="Construction projects in the town: roads, schools, canals and others.",
    geometry="Geometry",
    key=("code",),
    columns=(
        Column(name="code", label="Code", readers=Readers.PUBLIC, tile=True, required=True),
        Column(name="name", label="Name", readers=Readers.PUBLIC, tile=True),
        Column(name="kind", label="Kind", readers=Readers.PUBLIC, tile=True),
        Column(name="investor", label="Investor", readers=Readers.PUBLIC),
        Column(name="contractor", label="Contractor", readers=Readers.PUBLIC),
        Column(
            name="budget",
            label="Budget",
            kind=Kind.DECIMAL,
            unit="đ",
            digits=0,
            readers=Readers.PUBLIC,
        ),
        Column(name="plan_from", label="Planned start", kind=Kind.DATE, readers=Readers.PUBLIC, tile=True),
        Column(name="plan_to", label="Planned end", kind=Kind.DATE, readers=Readers.PUBLIC, tile=True),
        Column(name="real_from", label="Real start", kind=Kind.DATE, happened=True, readers=Readers.PUBLIC, tile=True),
        Column(name="real_to", label="Real end", kind=Kind.DATE, happened=True, readers=Readers.PUBLIC, tile=True),
    ),
    public=True,
    soft=("A project ends no earlier than it starts.",),
)

PROGRESS_READINGS = Layer(
    name="progress_readings",
    label="Progress of projects",
    about="How far a project was on a day, with a photo.",
    key=("project", "read_on"),
    columns=(
        Column(name="project", label="Project", readers=Readers.PUBLIC, refers="projects", required=True),
        Column(
            name="read_on",
            label="Day of the reading",
            kind=Kind.DATE,
            happened=True,
            readers=Readers.PUBLIC,
            required=True,
        ),
        Column(
            name="percent",
            label="Done",
            kind=Kind.DECIMAL,
            unit="%",
            digits=1,
            readers=Readers.PUBLIC,
            required=True,
        ),
        # What is written by hand may name somebody.
        Column(name="note", label="Note"),
        Column(name="photo", label="Photo (SHA-256)", refers="documents"),
    ),
    public=True,
    hard=("A project's progress is from 0 to 100 %.",),
)
