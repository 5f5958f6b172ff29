"""Which column of a file is which field: the known names, and what the office has mapped."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from layers.donations import EVENT_COLUMNS
from layers.importing.faults import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.declaration import Layer

PERIOD: Final = ("from_date", "to_date")
COMPUTED: Final = frozenset({"print"})
DEFAULTED: Final = frozenset({"commune"})

ROWS: Final = "rows.copy"
"""The rows that the reading process leaves for the one that writes."""


def staged_columns(layer: Layer) -> list[str]:
    """Return the columns of the staging table, in the order of the COPY file."""
    names = ["row", *(column.name for column in layer.columns), "valid_from", "valid_to"]
    if layer.geometry:
        names.append("geom")
    if layer.events:
        names += EVENT_COLUMNS.values()
    return names


def fields(layer: Layer) -> tuple[str, ...]:
    """Return the names of all fields that a file of the layer may have."""
    names = [column.name for column in layer.columns if column.name not in COMPUTED]
    if layer.dated:
        names += PERIOD
    if layer.events:
        names += EVENT_COLUMNS.values()
    return tuple(names)


def match_columns(
    layer: Layer, names: Iterable[str], mapping: Mapping[str, str], remembered: Mapping[str, str]
) -> dict[str, str]:
    """Return for each field the column of the file that holds it.

    Parameters
    ----------
    layer
        What is imported.
    names
        Columns of the file; their case doesn't matter, nor whether their accents are signs of their own.
    mapping
        Column to field, as given now.
    remembered
        Column to field, as given for an earlier file: passed over where it doesn't fit.

    Raises
    ------
    FileRefused
        When the mapping names what isn't there, two columns are one field, or a key's column or all are missing.
    """
    known = fields(layer)
    names = list(names)
    own = {known_by(name): name for name in names}
    if not own:
        raise FileRefused(f"The file has shapes and no columns: have it written again with those of {layer.name}.")
    _check_mapping(layer, own, mapping)
    given = {known_by(column): field for column, field in mapping.items()}
    earlier = {known_by(column): field for column, field in remembered.items() if field in known}
    found: dict[str, str] = {}
    for source in (given, earlier, {field: field for field in known}):
        for column, field in source.items():
            if column not in own or own[column] in found.values():
                continue
            if field not in found:
                found[field] = own[column]
            elif source is given:
                raise FileRefused(f"Two columns are mapped to “{field}”: {found[field]} and {own[column]}; take one.")
    _check_twins(found, names)
    for key in layer.key:
        if key not in found and key not in COMPUTED | DEFAULTED:
            raise FileRefused(
                f"The file has no column for “{key}”, by which {layer.name} are known; its columns are"
                f" {', '.join(own.values())}: say which it is with --map COLUMN={key}."
            )
    return found


def _check_twins(found: Mapping[str, str], names: Iterable[str]) -> None:
    """Refuse a field whose column has the name of another one but for its case."""
    known_as = {known_by(column): field for field, column in found.items()}
    for name in names:
        field = known_as.get(known_by(name))
        if field and name != found[field]:
            raise FileRefused(f"Two columns are “{field}”: {found[field]} and {name}; give one of them another name.")


def known_by(name: str) -> str:
    """Return a column's name as it is compared: without its case, its accents composed."""
    return unicodedata.normalize("NFC", name).casefold()


def _check_mapping(layer: Layer, own: Mapping[str, str], mapping: Mapping[str, str]) -> None:
    """Refuse a mapping to a field or from a column that isn't there."""
    known = fields(layer)
    for column, field in mapping.items():
        if field not in known:
            raise FileRefused(f"{layer.name} has no field “{field}” to map to; its fields are {', '.join(known)}.")
        if known_by(column) not in own:
            raise FileRefused(f"The file has no column “{column}” to map; its columns are {', '.join(own.values())}.")
