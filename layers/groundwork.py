"""What lies under the layers in a database: extensions, coordinate systems and the lower roles.

A server that an administrator runs may allow its owner only some of it. What is there already is taken as it is; what
can't be made is told in one sentence with the statement that the administrator runs.
"""

from __future__ import annotations

from psycopg import errors
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo.crs import spatial_ref_sys_rows
from layers.database import HEAD, OFFICER, PUBLIC
from layers.errors import LayerError

OLDEST_SERVER = 15
OLDEST_POSTGIS = (3, 3)
EXTENSIONS = ("postgis", "btree_gist")
MISSING_ZONES = tuple(range(9205, 9219))
"""The VN-2000 zones that PostGIS 3.3's `spatial_ref_sys` lacks."""


class ServerUnfit(LayerError):
    """The server lacks something that only its administrator can give; the text says what to do."""


def require_server(connection: Connection) -> None:
    """Refuse a server that is too old, or a database that can't hold Vietnamese.

    Raises
    ------
    ServerUnfit
        Saying which.
    """
    major, encoding, name = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding), datname"
        " FROM pg_database WHERE datname = current_database()"
    ).one()
    if major < OLDEST_SERVER:
        raise ServerUnfit(f"The server is PostgreSQL {major}: PostgreSQL {OLDEST_SERVER} or later is needed.")
    if encoding != "UTF8":
        raise ServerUnfit(
            f"The database “{name}” holds text as {encoding}: make another with"
            f" CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        )


def make_extensions(connection: Connection) -> None:
    """Make the extensions that are not there yet.

    Raises
    ------
    ServerUnfit
        When one is not installed, is too old, or may not be made by the owner.
    """
    name = connection.scalar(text("SELECT current_database()"))
    for extension in EXTENSIONS:
        if _installed(connection, extension) is not None:
            continue
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"CREATE EXTENSION {extension} SCHEMA public")
        except DBAPIError as error:
            if isinstance(error.orig, errors.InsufficientPrivilege):
                raise ServerUnfit(
                    f"The owner may not make the extension {extension}: let an administrator run"
                    f" CREATE EXTENSION {extension} in the database “{name}”."
                ) from error
            if isinstance(error.orig, (errors.FeatureNotSupported, errors.UndefinedFile)):
                raise ServerUnfit(
                    f"The server has no extension {extension}: install PostGIS there"
                    " (Debian's package postgresql-15-postgis-3)."
                ) from error
            raise
    version, schema = _installed(connection, "postgis") or ("", "")
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_POSTGIS:
        raise ServerUnfit(
            f"The database “{name}” has PostGIS {version}, 3.3 or later is needed: update it there, then"
            " let an administrator run ALTER EXTENSION postgis UPDATE."
        )
    if schema != "public":
        raise ServerUnfit(
            f"PostGIS of the database “{name}” stands in the schema “{schema}”: let an administrator make it in public."
        )


def _installed(connection: Connection, extension: str) -> tuple[str, str] | None:
    found = connection.execute(
        text("SELECT extversion, extnamespace::regnamespace::text FROM pg_extension WHERE extname = :name"),
        {"name": extension},
    ).one_or_none()
    return None if found is None else (found[0], found[1].strip('"'))


def add_missing_zones(connection: Connection, srid: int) -> None:
    """Add the VN-2000 zones that the server does not know, where the owner may.

    Parameters
    ----------
    connection
        As the owner, in a transaction.
    srid
        EPSG code of the project's zone: without that one nothing works.

    Raises
    ------
    ServerUnfit
        When the project's zone is not there and may not be added.
    """
    known = set(connection.scalars(text("SELECT srid FROM public.spatial_ref_sys")))
    wanted = [row for row in spatial_ref_sys_rows(MISSING_ZONES) if row[0] not in known]
    try:
        with connection.begin_nested():
            for row in wanted:
                connection.exec_driver_sql(
                    "INSERT INTO public.spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)"
                    " VALUES (%s, %s, %s, %s, %s)",
                    row,
                )
            known |= {row[0] for row in wanted}
    except DBAPIError as error:
        # Where an administrator made PostGIS, the table is the administrator's.
        if not isinstance(error.orig, errors.InsufficientPrivilege):
            raise
    if srid not in known:
        raise ServerUnfit(
            f"The server's spatial_ref_sys has no EPSG:{srid}: take another MODUONG_SRID, or let an administrator run"
            " GRANT INSERT ON spatial_ref_sys TO the owner first."
        )


def make_roles(connection: Connection) -> None:
    """Make the lower roles, unless another database of the same server made them.

    Raises
    ------
    ServerUnfit
        When the owner may not.
    """
    for role in (OFFICER, PUBLIC, HEAD):
        if connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}) is not None:
            continue
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        except DBAPIError as error:
            if isinstance(error.orig, errors.InsufficientPrivilege):
                raise ServerUnfit(
                    f"The owner may not make the role {role}: let an administrator run CREATE ROLE {OFFICER} LOGIN"
                    f" PASSWORD '…', the same for {PUBLIC} and {HEAD}, and set MODUONG_OFFICER_URL,"
                    " MODUONG_PUBLIC_URL and MODUONG_HEAD_URL."
                ) from error
            # Another database of the server made it at the same moment.
            if not isinstance(error.orig, (errors.DuplicateObject, errors.UniqueViolation)):
                raise
