"""Subdistricts (tiểu khu): the town's ten parts, each with a head."""

from layers.declaration import Column, Layer, Readers

SUBDISTRICTS = Layer(
    name="subdistricts",
    label="Subdistricts",
    about="The town's subdistricts and their boundaries.",
    geometry="MultiPolygon",
    key=("sub_no",),
    columns=(
        Column(name="sub_no", label="Number", readers=Readers.PUBLIC, tile=True, required=True),
        Column(name="name", label="Name", readers=Readers.PUBLIC, tile=True),
        Column(name="head", label="Head of the subdistrict", refers="parties"),
    ),
    public=True,
    soft=("Subdistricts do not overlap.",),
)
