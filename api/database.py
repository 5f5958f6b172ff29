"""The database that a command or the service works on: the office's own, or the private cluster, under a lease."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from api.settings import Settings
from layers.cluster import ClusterError, PrivateCluster
from layers.database import Addresses, engine
from layers.engine_version import forget_other_engines
from layers.roles import admit_roles
from layers.schema import Status, require_head, require_zone, status, upgrade

KEEP_SECONDS = 2.0
"""Time between two looks at the private cluster while the service runs."""

log = structlog.get_logger()


def pg_bin(settings: Settings) -> Path | None:
    """Return the folder of PostgreSQL's programs that the office set; None: they are looked for."""
    return Path(settings.pg_bin) if settings.pg_bin else None


def private_cluster(settings: Settings) -> PrivateCluster:
    """Return the private cluster, which need not be made yet."""
    return PrivateCluster(settings.home, pg_bin=pg_bin(settings))


@contextmanager
def database(settings: Settings, *, kept: bool = False) -> Iterator[Addresses]:
    """Yield the database's addresses; a private cluster runs at least as long as somebody holds this.

    Parameters
    ----------
    settings
        Say which database: `database_url`, or the private one in `home`.
    kept
        Bring the private cluster back even when its supervisor is killed along with it.
    """
    if settings.database_url:
        yield settings.addresses(settings.database_url)
        return
    cluster = private_cluster(settings)
    with cluster.lease() as url:
        if not kept:
            yield settings.addresses(url)
            return
        ended = threading.Event()
        keeper = threading.Thread(target=_keep, args=(cluster, ended), name="keeper", daemon=True)
        keeper.start()
        try:
            yield settings.addresses(url)
        finally:
            ended.set()
            keeper.join()


def _keep(cluster: PrivateCluster, ended: threading.Event) -> None:
    while not ended.wait(KEEP_SECONDS):
        try:
            cluster.ensure_running(patience=5)
        except ClusterError as fault:
            log.warning("the database does not run", reason=str(fault))


@contextmanager
def ready_database(settings: Settings) -> Iterator[Addresses]:
    """Yield the addresses of a database that is at the newest migration: a command never migrates what holds data."""
    with database(settings) as to:
        with engine(to.direct).connect() as connection:
            require_head(connection)
        yield to


@contextmanager
def office_database(settings: Settings, *, made: bool = False) -> Iterator[Addresses]:
    """Yield the addresses of a database that is ready, in the office's zone, with figures of this program's engine.

    Parameters
    ----------
    settings
        Say which database, and the zone.
    made
        An empty one is made first.
    """
    with database(settings) as to:
        with engine(to.direct).connect() as connection:
            empty = status(connection).current is None
        if made and empty:
            bring_up(settings, to)
        with engine(to.direct).connect() as connection:
            require_head(connection)
            require_zone(connection, settings.srid)
        forget_other_engines(engine(to.direct))
        yield to


def bring_up(settings: Settings, to: Addresses) -> Status:
    """Bring the database to the newest migration, let its roles in, forget another engine's figures.

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
    where = upgrade(owner, settings.srid)
    admit_roles(to)
    forget_other_engines(owner)
    return where


def make_ready(settings: Settings, to: Addresses) -> Status:
    """Bring the database up and tell it the settings that it goes by itself: those of the service, no other shell's.

    Parameters
    ----------
    settings, to
        As in `bring_up`.

    Returns
    -------
    Status
        Where the database now stands.
    """
    where = bring_up(settings, to)
    with engine(to.direct).begin() as connection:
        connection.exec_driver_sql(
            "UPDATE office.settings SET value = %(value)s WHERE name = 'public_parcel_numbers'",
            {"value": "on" if settings.public_parcel_numbers else "off"},
        )
    return where
