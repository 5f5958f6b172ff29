"""The database's schema: bring it to the newest migration, and say where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg import errors
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from layers.errors import LayerError
from layers.groundwork import ServerUnfit, require_server
from layers.standing import stored_srid

VERSION_TABLE = "moduong_version"
_MIGRATION_LOCK = 5_897_001


class WrongZone(LayerError):
    """The database stores its geometry in another zone than the settings say."""

    def __init__(self, stored: int, wanted: int) -> None:
        super().__init__(
            f"This database stores its geometry in EPSG:{stored}, the settings say EPSG:{wanted}:"
            f" set MODUONG_SRID={stored}, or take another database."
        )


@dataclass(frozen=True, slots=True)
class Status:
    """Where a database stands.

    Attributes
    ----------
    current
        Revision it is at, None for an empty one.
    head
        Newest revision of this program.
    """

    current: str | None
    head: str

    @property
    def at_head(self) -> bool:
        """Whether nothing is left to do."""
        return self.current == self.head

    @property
    def unknown(self) -> bool:
        """Whether a newer program migrated the database."""
        return self.current is not None and self.current not in _revisions()


class NewerDatabase(LayerError):
    """A newer program has migrated the database."""

    def __init__(self, where: Status) -> None:
        super().__init__(
            f"The database is at migration {where.current}, which this program does not know (it knows {where.head}):"
            " install the newer program."
        )


class OlderDatabase(LayerError):
    """The database is not at the newest migration."""

    def __init__(self, where: Status) -> None:
        super().__init__(
            f"The database is at migration {where.current or 'none'}, this program needs {where.head}:"
            " run `moduong db upgrade`."
        )


def _config(connection: Connection | None = None, srid: int = 0) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.files("layers") / "migrations"))
    config.attributes["connection"] = connection
    config.attributes["srid"] = srid
    return config


def head() -> str:
    """Return the newest revision that this program knows."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None, "the program carries no migrations"  # noqa: S101
    return revision


def _revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def status(connection: Connection) -> Status:
    """Return where the database of `connection` stands."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return Status(context.get_current_revision(), head())


def upgrade(engine: Engine, srid: int) -> Status:
    """Bring a database to the newest migration; two that start at once do it once.

    Parameters
    ----------
    engine
        Connects as the owner.
    srid
        EPSG code of the project's VN-2000 zone, used when the database is empty.

    Raises
    ------
    WrongZone
        When the database was made for another zone.
    NewerDatabase
        When a newer program has migrated it.
    ServerUnfit
        When the server lacks something.
    """
    try:
        # One transaction, so that a pooler can't come between the lock and what it guards.
        with engine.begin() as connection:
            require_server(connection)
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
            before = status(connection)
            if before.unknown:
                raise NewerDatabase(before)
            if not before.at_head:
                command.upgrade(_config(connection, srid), "head")
            require_zone(connection, srid)
            return status(connection)
    except ProgrammingError as error:
        if isinstance(error.orig, errors.InsufficientPrivilege):
            raise ServerUnfit(
                f"The owner lacks a right in its database ({error.orig.diag.message_primary}): let an administrator"
                f" run ALTER DATABASE {engine.url.database} OWNER TO {engine.url.username}."
            ) from error
        raise


def require_head(connection: Connection) -> None:
    """Refuse a database that is not at the newest migration.

    Raises
    ------
    NewerDatabase, OlderDatabase
        With what to do.
    """
    where = status(connection)
    if where.unknown:
        raise NewerDatabase(where)
    if not where.at_head:
        raise OlderDatabase(where)


def require_zone(connection: Connection, srid: int) -> None:
    """Refuse a database that stores its geometry in another zone.

    Raises
    ------
    WrongZone
        With what to do.
    """
    stored = stored_srid(connection)
    if stored != srid:
        raise WrongZone(stored, srid)
