"""Interests in parcels (LADM: LA_RRR): who must consent before land of a parcel is given. Private, all of it.

Law on marriage and family 2014, article 35: both spouses consent in writing to a disposal of common real estate. Of a
certificate made out to a household (hộ gia đình) every member consents, or gives power of attorney (giấy ủy quyền công
chứng); where the land is mortgaged (thế chấp), the bank consents as well. The owner's spouse stands in `parties`.
"""

from layers.declaration import Column, Kind, Layer

INTERESTS = Layer(
    name="interests",
    label="Interests in parcels",
    about="Co-users and mortgage banks of parcels, whose consent a donation needs.",
    key=("commune", "sheet", "parcel", "holder"),
    columns=(
        Column(name="commune", label="Commune at the time of survey", codes="units", required=True),
        Column(name="sheet", label="Map sheet", required=True),
        Column(name="parcel", label="Parcel number", required=True),
        Column(name="holder", label="Name of the co-user or bank", required=True),
        Column(
            name="kind",
            label="Kind of interest",
            choices={"co_user": "Co-user of the land", "mortgage": "Mortgage bank"},
            required=True,
        ),
        Column(name="doc_no", label="Contract or certificate number"),
        Column(name="doc_date", label="Day of the document", kind=Kind.DATE, happened=True),
    ),
    dated=True,
)
