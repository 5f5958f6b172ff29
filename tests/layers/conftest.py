"""A street whose plots are edited."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from layers.database import Addresses, engine
from tests.conftest import make_token
from tests.scenes import Street, put, scene


@scene
def plots(database: Addresses, tmp_path: Path) -> None:
    """Build a street with plots 10 to 15, three on each side; a part of 11 is given."""
    put(database, "parties", [{"code": "H1", "name": "Nguyễn Văn An"}], tmp_path)
    street = Street(plots=3)
    for number, parcel in enumerate(street.parcels):
        parcel |= {"parcel": str(10 + number), "from_date": "2020-01-01", "owner": "H1" if number == 1 else None}
    street.give("L", 1, owner="H1", d_identif="2023-03-01", d_agreed="2023-04-01")
    street.donations[0]["parcel"] = "11"
    interest = {"commune": "15271", "sheet": "R1", "parcel": "11", "holder": "Ngân hàng", "kind": "mortgage"}
    street.build(database, tmp_path)
    put(database, "interests", [interest], tmp_path)
    make_token(database, "an", "officer")


@pytest.fixture
def connection(database: Addresses, plots: None) -> Iterator[Connection]:
    """Yield an officer's connection to the street with the plots."""
    with engine(database.officer).connect() as connection:
        yield connection


@pytest.fixture
def office(database: Addresses) -> Engine:
    """Return the officer's connections."""
    return engine(database.officer)
