"""Servers like those of an office: PostgreSQL with passwords over TCP, and PgBouncer in transaction mode before it."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from layers.cluster import find_binaries
from layers.database import addresses, fault
from layers.postgres_account import as_account
from layers.postgres_server import wait_until
from tests.conftest import home_folder

ADMIN = "admin"
PASSWORD = "mật khẩu: p@ss/50%"
"""Of the administrator and of every owner: with what has to be escaped in an address, a statement and a file."""
PGBOUNCER = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")

POOLED = 3
"""Connections that the pooler has for one user of one database."""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class OwnServer:
    """A server that an administrator runs; everybody logs in with a password, over TCP."""

    port: int

    def url(self, user: str = ADMIN, database: str = "postgres", password: str = PASSWORD) -> str:
        """Return an address as an office writes it into MODUONG_DATABASE_URL."""
        return f"postgresql://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{database}"

    def sql(self, *statements: str, database: str = "postgres") -> list[Any]:
        """Run statements as the administrator; return the last one's rows."""
        with psycopg.connect(self.url(database=database), autocommit=True) as connection:
            for statement in statements:
                found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def owner(self, rights: str = "CREATEROLE") -> str:
        """Make a role with some rights, no superuser unless they say so, and return its name."""
        name = f"owner_{secrets.token_hex(4)}"
        quoted = PASSWORD.replace("'", "''")
        self.sql(f"CREATE ROLE {name} LOGIN {rights} PASSWORD '{quoted}'")
        return name

    @contextmanager
    def database(self, owner: str, *, extensions: bool = True) -> Iterator[str]:
        """Yield the name of a new database; the administrator makes its extensions, as managed servers have it."""
        name = f"town_{secrets.token_hex(4)}"
        self.sql(f"CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            if extensions:
                self.sql("CREATE EXTENSION postgis", "CREATE EXTENSION btree_gist", database=name)
            yield name
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def without_roles(self) -> None:
        """Drop the service's lower roles, which no database uses any more."""
        self.sql(*(f"DROP ROLE IF EXISTS moduong_{role}" for role in ("officer", "public", "head")))


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Run a throw-away server."""
    folder = home_folder()
    user, group = as_account()
    account: dict[str, Any] = {"user": user, "group": group, "extra_groups": None if user is None else [], "cwd": "/"}
    programs = find_binaries().folder
    data, secret = folder / "data", folder / "secret"
    secret.write_text(PASSWORD)
    for path in (folder, secret):
        give(path)
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", ADMIN, "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"],
        check=True, capture_output=True, **account,
    )  # fmt: skip
    server = OwnServer(free_port())
    settings = {
        "listen_addresses": "127.0.0.1", "port": server.port, "unix_socket_directories": "", "fsync": "off",
        "max_connections": 60,
    }  # fmt: skip
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen([programs / "postgres", "-D", data, *options], stdout=log, stderr=log, **account)
    try:
        assert wait_until(lambda: answers(server.url()), 30), (folder / "server.log").read_text()
        yield server
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        shutil.rmtree(folder)


@contextmanager
def pooler(server: OwnServer) -> Iterator[OwnServer]:
    """Run PgBouncer in transaction mode before a server, with few connections so that clients have to share."""
    assert PGBOUNCER, "run `apt-get install -y --no-install-recommends pgbouncer`"
    folder = home_folder()
    before = OwnServer(free_port())
    users = folder / "users.txt"
    users.write_text(f'"{ADMIN}" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(
        f"""
        [databases]
        * = host=127.0.0.1 port={server.port}
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {before.port}
        unix_socket_dir =
        pool_mode = transaction
        default_pool_size = {POOLED}
        auth_type = scram-sha-256
        auth_file = {users}
        auth_user = {ADMIN}
        auth_query = SELECT usename, passwd FROM pg_shadow WHERE usename = $1
        logfile = {folder / "pgbouncer.log"}
        """.replace("\n        ", "\n")
    )
    user, group = as_account()
    for path in (folder, *folder.iterdir()):
        give(path)
    process = subprocess.Popen(
        [PGBOUNCER, "-q", folder / "pgbouncer.ini"],
        user=user, group=group, extra_groups=None if user is None else [], cwd="/",
    )  # fmt: skip
    try:
        assert wait_until(lambda: answers(before.url()), 30), (folder / "pgbouncer.log").read_text()
        yield before
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


def give(path: Path) -> None:
    """Give a file to the account that servers run as."""
    user, group = as_account()
    if user is not None:
        os.chown(path, user, group or -1)


def answers(url: str) -> bool:
    """Return whether a connection can be made."""
    return fault(addresses(url).owner) is None
