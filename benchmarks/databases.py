"""A private PostgreSQL for the run, thrown away at its end, with a database for each town."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
import psycopg
import shapely

from api.database import make_ready
from api.settings import Settings
from benchmarks.town import SRID, Town, parties
from layers.changes import change
from layers.cluster import PrivateCluster
from layers.database import Addresses, engine
from layers.derived import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

_TEMPLATE = "empty_town"


class Databases:
    """Databases of one cluster.

    Parameters
    ----------
    url
        The owner's address of the cluster's first database.
    settings
        What `make_ready` wants to know.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        self._url = url
        self._settings = settings
        self._create(_TEMPLATE, "template1")
        make_ready(settings, self.addresses(_TEMPLATE))

    def addresses(self, name: str) -> Addresses:
        """Return the addresses of a database."""
        return self._settings.addresses(self._url.replace("/moduong?", f"/{name}?", 1))

    def new(self, name: str, *, parties_of: int = 0, town: Town | None = None) -> Addresses:
        """Make a database with empty layers but for households, or with a town and all that follows from it.

        Parameters
        ----------
        name
            Of the database.
        parties_of
            Size of the town whose households are there; those of `town` are.
        town
            Parcels.
        """
        self._create(name, _TEMPLATE)
        to = self.addresses(name)
        with engine(to.owner).connect() as connection:
            with change(connection, "benchmarks", "import", "households of a synthetic town"):
                insert_parties(connection, parties_of or len(town or ()))
            if town is not None:
                with change(connection, "benchmarks", "import", "a synthetic town"):
                    copy_parcels(connection, town)
                    refresh(connection)
        with psycopg.connect(to.libpq(to.owner), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")
        return to

    def drop(self, name: str) -> None:
        """Drop a database."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@contextmanager
def databases() -> Iterator[Databases]:
    """Yield databases of a cluster of their own, in the server's own configuration but for its durability."""
    home = Path(tempfile.mkdtemp(prefix="moduong-bench-"))
    home.chmod(0o711)  # root's PostgreSQL runs as another user, who has to pass through
    settings = Settings(_env_file=None, home=home)  # type: ignore[call-arg]
    try:
        with PrivateCluster(home, durable=False).lease() as url:
            yield Databases(url, settings)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def insert_parties(connection: Connection, parcels: int) -> None:
    """Make the households that parcels refer to, in a transaction that opened a change."""
    connection.exec_driver_sql(
        "INSERT INTO layers.parties (code)"
        " SELECT 'H-' || lpad(at::text, 7, '0') FROM generate_series(0, %(most)s) AS at",
        {"most": parties(parcels)},
    )


def copy_parcels(connection: Connection, town: Town) -> float:
    """COPY a town into the layer's tables, in a transaction that opened a change; return the seconds it took.

    What is copied is made before the clock starts: identities and states, geometry as hexadecimal EWKB.
    """
    bits = np.random.default_rng(len(town)).bytes(16 * len(town))
    ids = [UUID(bytes=bits[at : at + 16], version=4) for at in range(0, len(bits), 16)]
    key = [town.columns[name] for name in ("commune", "sheet", "parcel")]
    rest = [town.columns[name] for name in ("land_use", "owner", "cert_no", "cert_area")]
    shapes = shapely.to_wkb(shapely.set_srid(town.geometry, SRID), hex=True, include_srid=True)
    identities, states = _lines(ids, *key), _lines(ids, *key, *rest, shapes)
    driver: psycopg.Connection[object] = connection.connection.driver_connection  # type: ignore[assignment]
    began = time.perf_counter()
    for table, columns, lines in (
        ("parcels", "id, commune, sheet, parcel", identities),
        ("parcels_states", "id, commune, sheet, parcel, land_use, owner, cert_no, cert_area, geom", states),
    ):
        statement = f"COPY layers.{table} ({columns}) FROM STDIN"
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(lines)
    return time.perf_counter() - began


def _lines(*columns: Iterable[object]) -> bytes:
    """Return rows in COPY's text format; nothing here needs escaping."""
    rows = zip(*(map(str, column) for column in columns), strict=True)
    return "".join("\t".join(row) + "\n" for row in rows).encode()
