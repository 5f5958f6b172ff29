"""A thing's properties as a caller gives them: read as its layer declares them, and what they refer to."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, text

from layers.catalogue import LAYERS
from layers.declaration import Column, Kind
from layers.editing.refusals import BadValue, MissingValue, UnknownProperty, UnknownReference, ValueToCome
from layers.errors import Message
from layers.importing.columns import COMPUTED
from layers.importing.values import Unreadable, plain_text, read_date, read_flag, read_integer, read_number, read_text
from layers.readable import Audience, collections

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from layers.declaration import Layer

_PERIOD: Final = ("from_date", "to_date")
_SHOWN: Final = 100


def read_properties(layer: Layer, given: Mapping[str, Any], stands: Mapping[str, Any]) -> dict[str, Any]:
    """Return a thing's values.

    Parameters
    ----------
    layer
        Whose columns they are.
    given
        By name. What follows from others (a donation's state, a period) comes along when a feature is read and sent
        back, and is passed over: an edit says when by itself.
    stands
        Values of columns that are not given.

    Raises
    ------
    UnknownProperty, BadValue, MissingValue
        For the first that can't be read.
    """
    columns = {column.name: column for column in layer.columns if column.name not in COMPUTED}
    followed = {column.name for column in collections(Audience.OFFICE)[layer.name].columns} | {*_PERIOD, *COMPUTED}
    values: dict[str, Any] = {column.name: stands.get(column.name) for column in layer.columns}
    for name, value in given.items():
        if name in columns:
            values[name] = _read(columns[name], value)
        elif name not in followed:
            raise UnknownProperty(layer=Message(layer.label), name=name[:_SHOWN], known=", ".join(columns))
    for column in columns.values():
        if column.required and values[column.name] is None:
            raise MissingValue(name=Message(column.label))
    return values


def refuse_to_come(connection: Connection, layer: Layer, values: Mapping[str, Any], stands: Mapping[str, Any]) -> None:
    """Refuse a day of the future for what has happened; what stands already is left alone.

    Raises
    ------
    ValueToCome
        For the first.
    """
    entered = [
        column
        for column in layer.columns
        if column.happened and values[column.name] not in (None, stands.get(column.name))
    ]
    today = connection.scalar(text("SELECT layers.today()")) if entered else None
    for column in entered:
        if values[column.name] > today:
            raise ValueToCome(name=Message(column.label), on=values[column.name])


def refuse_unknown(connection: Connection, layer: Layer, values: Mapping[str, Any]) -> None:
    """Refuse values that name a thing of another layer which isn't there.

    Raises
    ------
    UnknownReference
        For the first.
    """
    wanted: dict[str, tuple[Layer, tuple[str, ...], tuple[Any, ...]]] = {
        column.name: (LAYERS[column.refers], (LAYERS[column.refers].key[0],), (values[column.name],))
        for column in layer.columns
        if column.refers and values[column.name] is not None
    }
    if layer.in_parcels:
        parcels = LAYERS["parcels"]
        wanted["parcel"] = (parcels, parcels.key, tuple(values[name] for name in parcels.key))
    labels = {column.name: column.label for column in layer.columns}
    for name, (other, keys, named) in wanted.items():
        is_it = " AND ".join(f'"{key}" = :{key}' for key in keys)
        found = connection.scalar(
            text(f"SELECT EXISTS (SELECT FROM layers.{other.name} WHERE {is_it})"), dict(zip(keys, named, strict=True))
        )
        if not found:
            raise UnknownReference(
                name=Message(labels[name]), value="/".join(map(str, named)), layer=Message(other.label)
            )


def _read(column: Column, value: Any) -> Any:
    if value is None or (isinstance(value, str) and not plain_text(value)):
        return None
    if isinstance(value, dict | list):
        raise BadValue(name=Message(column.label), value="…")
    try:
        read = _readers[column.kind](column, value)
    except Unreadable as error:
        raise BadValue(name=Message(column.label), value=str(value)[:_SHOWN]) from error
    if column.choices and read not in column.choices:
        raise BadValue(name=Message(column.label), value=str(value)[:_SHOWN])
    return read


def _decimal(column: Column, value: Any) -> Decimal:
    # To the digits that the column stores, as PostgreSQL rounds.
    read = Decimal(read_number(value, column.digits, unit=column.unit)).quantize(
        Decimal(1).scaleb(-column.digits), ROUND_HALF_UP
    )
    if column.is_amount and read < 0:
        raise Unreadable(value)
    return read


def _text(column: Column, value: Any) -> str:
    read = read_text(value, column.longest)
    if "\0" in read:
        raise Unreadable(read)
    return read


_readers: Final[Mapping[Kind, Callable[[Column, Any], Any]]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: lambda column, value: int(read_integer(value, unit=column.unit)),
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: lambda _column, value: read_flag(value) == "t",
    Kind.DATE: lambda _column, value: date.fromisoformat(read_date(value)),
}
