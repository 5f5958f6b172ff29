"""Road segments to be widened (tuyến đường) and the present roads (hiện trạng) under them."""

from layers.declaration import Column, Layer, Readers

ROAD_SEGMENTS = Layer(
    name="road_segments",
    label="Roads",
    about="Centrelines of the roads to be widened, with their target half-widths along the chainage.",
    geometry="LineString",
    key=("code",),
    columns=(
        Column(name="code", label="Code", readers=Readers.PUBLIC, tile=True, required=True),
        Column(name="name", label="Name", readers=Readers.PUBLIC, tile=True),
        Column(name="widths", label="Target half-widths (s left right; …)", readers=Readers.PUBLIC),
        Column(
            name="subdist",
            label="Subdistrict",
            readers=Readers.PUBLIC,
            refers="subdistricts",
            tile=True,
        ),
        Column(name="class", label="Road class", readers=Readers.PUBLIC, codes="road_classes", tile=True),
        Column(name="surface", label="Surface", readers=Readers.PUBLIC),
        Column(name="decision", label="Plan decision", readers=Readers.PUBLIC),
        Column(name="project", label="Project", readers=Readers.PUBLIC, refers="projects"),
    ),
    dated=True,
    public=True,
    soft=(
        "A centreline is at least 1 m long and does not cross itself.",
        "Target half-widths are not negative and not all zero.",
    ),
)

PRESENT_ROADS = Layer(
    name="present_roads",
    label="Present roads",
    about="The road as surveyed before the widening, as a surface or two edge lines, and what was built.",
    geometry="Geometry",
    key=("print",),
    columns=(
        Column(name="print", label="Fingerprint of road, kind, day and geometry", required=True),
        Column(
            name="seg_code",
            label="Road",
            readers=Readers.PUBLIC,
            refers="road_segments",
            required=True,
        ),
        Column(
            name="kind",
            label="Kind",
            readers=Readers.PUBLIC,
            choices={
                "surface": "Surveyed surface",
                "left": "Left edge",
                "right": "Right edge",
                "asbuilt": "Built surface",
            },
            required=True,
            tile=True,
        ),
    ),
    dated=True,
    public=True,
    hard=("A surface is a polygon, an edge is a line.",),
    soft=("The two edge lines of a road do not cross.",),
)
