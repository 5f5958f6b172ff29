"""Documents (LADM: LA_Source): scans and photos by their SHA-256, attached to a row of any layer."""

from layers.declaration import Column, Kind, Layer

DOCUMENTS = Layer(
    name="documents",
    label="Documents",
    about="Scans and photos, by the SHA-256 of their bytes.",
    key=("sha256",),
    columns=(
        Column(name="sha256", label="SHA-256", required=True),
        Column(name="title", label="Title"),
        Column(name="media_type", label="Media type"),
        Column(name="bytes", label="Size", kind=Kind.INTEGER),
        Column(name="layer", label="Layer it belongs to"),
        Column(name="row_key", label="Row it belongs to"),
        Column(name="doc_date", label="Day of the document", kind=Kind.DATE, happened=True),
    ),
)
