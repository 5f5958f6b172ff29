"""What a click tells: for each layer the public columns with their labels, as data for the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.readable import Audience, collections
from maps.words import Language, translate

if TYPE_CHECKING:
    from layers.declaration import Column


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


def facts(
    language: Language, *, parcel_numbers: bool, audience: Audience = Audience.PUBLIC
) -> dict[str, dict[str, Any]]:
    """Return for each layer with geometry its title and the columns that a panel shows.

    Parameters
    ----------
    language
        Of the labels.
    parcel_numbers
        Whether sheet and number of a parcel are shown.
    audience
        Who reads.
    """
    numbers = {"sheet", "parcel"}
    return {
        collection.name: {
            "title": translate(collection.label, language),
            "columns": [
                _described(column, language)
                for column in collection.columns
                if parcel_numbers or collection.name != "parcels" or column.name not in numbers
            ],
        }
        for collection in collections(audience).values()
        if collection.geometry
    }
