"""Parcels (thửa đất) as the cadastral map draws them."""

from layers.declaration import Column, Kind, Layer, Readers

PARCELS = Layer(
    name="parcels",
    label="Parcels",
    about="Land parcels by map sheet and number, with their land use and owner.",
    geometry="MultiPolygon",
    key=("commune", "sheet", "parcel"),
    columns=(
        Column(name="commune", label="Commune at the time of survey", codes="units", required=True),
        Column(name="sheet", label="Map sheet", tile=True, required=True),
        Column(name="parcel", label="Parcel number", tile=True, required=True),
        Column(name="land_use", label="Land use", readers=Readers.PUBLIC, codes="land_uses", tile=True),
        Column(name="blocks", label="Blocks the road", kind=Kind.BOOLEAN),
        Column(name="owner", label="Household or organisation", refers="parties"),
        Column(name="cert_no", label="Certificate number"),
        Column(name="cert_area", label="Area on the certificate", kind=Kind.DECIMAL, unit="m²"),
        Column(name="surv_area", label="Surveyed area on paper", kind=Kind.DECIMAL, unit="m²"),
        Column(name="parent", label="Parcel it came from (sheet/number)"),
    ),
    dated=True,
    public=True,
    soft=(
        "Parcels do not overlap and leave no gaps.",
        "The area on paper agrees with the measured one.",
        "Parcels lie in the town.",
    ),
)
