"""Parties (LADM: LA_Party): households and organisations. Private, all of it."""

from layers.declaration import Column, Kind, Layer

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
        # As an office's file has it; consents of other purposes, papers and withdrawals are rows of `consents`.
        Column(name="consent", label="Consents to be named", kind=Kind.BOOLEAN),
        Column(name="cons_date", label="Day of consent", kind=Kind.DATE, happened=True),
    ),
    soft=("Two parties of one name are reported.",),
)
