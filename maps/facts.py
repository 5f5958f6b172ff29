"""What a click tells: for each layer the public columns with their labels, as data for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.catalogue import LAYERS
from maps.cell_words import CELL_CHOICES, CELL_COLUMNS, CELL_UNITS
from maps.words import Language, translate

if TYPE_CHECKING:
    from layers.declaration import Column, Layer


def _described(column: Column, language: Language) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "label": translate(column.label, language),
        "kind": column.kind.value,
        "unit": column.unit,
        "digits": column.digits,
    }
    if column.choices:
        described["choices"] = {value: translate(label, language) for value, label in column.choices.items()}
    if column.codes:
        described["codes"] = column.codes
    if column.refers:
        described["refers"] = column.refers
    return described


def _cells(language: Language) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "label": translate(label, language),
            "kind": "decimal" if name in CELL_UNITS else "text",
            "unit": CELL_UNITS.get(name, ""),
            "digits": 0,
            **({"refers": "road_segments"} if name == "seg_code" else {}),
            "choices": {value: translate(word, language) for value, word in CELL_CHOICES.get(name, {}).items()},
        }
        for name, label in CELL_COLUMNS.items()
    ]


def facts(language: Language, *, parcel_numbers: bool) -> dict[str, dict[str, Any]]:
    """Return for each public layer its title and the columns that a panel shows.

    Parameters
    ----------
    language
        Of the labels.
    parcel_numbers
        Whether the office lets the public see sheet and number of a parcel.
    """

    def shown(layer: Layer) -> list[dict[str, Any]]:
        if layer.name == "donations":
            return _cells(language)
        columns = layer.public_columns
        if layer.name == "parcels" and parcel_numbers:
            columns = (layer.column("sheet"), layer.column("parcel"), *columns)
        return [_described(column, language) for column in columns]

    return {
        layer.name: {"title": translate(layer.label, language), "columns": shown(layer)}
        for layer in LAYERS.values()
        if layer.public and layer.geometry
    }
