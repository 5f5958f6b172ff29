"""Parties (LADM: LA_Party): households and organisations. Private, all of it."""

from layers.declaration import Column, Layer

PARTIES = Layer(
    name="parties",
    label="Households",
    about="Households and organisations that hold land.",
    key=("code",),
    columns=(
        Column(name="code", label="Code", required=True),
        Column(name="name", label="Name"),
        Column(name="kind", label="Kind"),
        Column(name="spouse", label="Spouse"),
        Column(name="phone", label="Telephone"),
        Column(name="address", label="Address"),
    ),
    soft=("Two parties of one name are reported.",),
)
