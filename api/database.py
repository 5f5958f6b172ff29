"""The database that a command or a worker works on: the office's own, or the private cluster, under a lease."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.settings import Settings
from layers.cluster import PrivateCluster
from layers.database import Addresses, engine, set_role_passwords
from layers.schema import Status, upgrade


@contextmanager
def database(settings: Settings) -> Iterator[Addresses]:
    """Yield the database's addresses; a private cluster runs at least as long as somebody holds this.

    Parameters
    ----------
    settings
        Say which database: `database_url`, or the private one in `home`.
    """
    if settings.database_url:
        yield settings.addresses(settings.database_url)
        return
    cluster = PrivateCluster(settings.home, pg_bin=Path(settings.pg_bin) if settings.pg_bin else None)
    with cluster.lease() as url:
        yield settings.addresses(url)


def make_ready(settings: Settings, to: Addresses) -> Status:
    """Bring the database to the newest migration, give its roles their passwords, and tell it the settings.

    Parameters
    ----------
    settings, to
        The office's settings and its database's addresses.

    Returns
    -------
    Status
        Where the database now stands.
    """
    owner = engine(to.direct)
    status = upgrade(owner, settings.srid)
    with owner.begin() as connection:
        set_role_passwords(connection, to)
        connection.exec_driver_sql(
            "UPDATE office.settings SET value = %(value)s WHERE name = 'public_parcel_numbers'",
            {"value": "on" if settings.public_parcel_numbers else "off"},
        )
    return status
