"""Commands explain themselves, and what a user does wrong ends in one line and an exit code."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from api.version import VERSION
from layers.database import Addresses
from tests.api.commands.conftest import Command
from tests.disks import small_disk
from tests.scenes import Street
from tests.servers import free_port

COMMANDS = (
    "demo", "serve", "import", "export", "settings", "doctor",
    "db", "db upgrade", "db status", "db backup", "db restore",
    "user", "user add", "user password", "user role", "user token", "user list", "user revoke",
    "user disable", "user enable",
)  # fmt: skip


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_helps(moduong: Command, command: str) -> None:
    said = moduong(*command.split(), "--help").answer
    assert f"moduong {command}".strip() in said
    assert "moduong" in moduong().answer


def test_it_tells_its_version(moduong: Command) -> None:
    assert moduong("--version").answer == f"moduong {VERSION}\n"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("nonsense", "No such command 'nonsense'. `moduong --help` says more."),
        ("db nonsense", "No such command 'nonsense'. `moduong db --help` says more."),
        ("serve --nonsense", "No such option: --nonsense"),
        ("serve --port 70000", "'--port'"),
        ("serve --port eighty", "'--port'"),
        ("serve --workers 0", "'--workers'"),
        ("user token", "`moduong user token --help` says more."),
        ("user token an --role king", "'king' is not one of"),
        ("db restore missing", "does not exist"),
        ("import", "Missing argument"),
        ("import parcels file.shp --encoding latin", "'latin' is not one of"),
    ],
)
def test_what_is_not_understood_is_code_2(moduong: Command, command: str, said: str) -> None:
    found = moduong(*command.split())
    assert found.code == 2
    assert said in found.fault


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "http", "MODUONG_PORT can't be “http”"),
        ("PORT", "0", "MODUONG_PORT can't be “0”"),
        ("WORKERS", "-1", "MODUONG_WORKERS can't be “-1”"),
        ("SRID", "4326", "it is no zone of VN-2000, those are 5896"),
        ("TOWN_BOUNDS", "everywhere", "town_bounds"),
        ("TOWN_BOUNDS", "[105.9, 19.9, 105.8, 20.0]", "write west, south, east, north in degrees"),
        ("MAP_DAY", "30/04/2023", "MODUONG_MAP_DAY can't be “30/04/2023”"),
        ("PUBLIC_ADDRESS", "town.example", "write it with https://"),
        ("LOG_LEVEL", "loud", "MODUONG_LOG_LEVEL can't be “loud”"),
    ],
)
def test_a_setting_that_cannot_be_is_named(moduong: Command, name: str, value: str, said: str) -> None:
    for command in ("serve", "demo", "doctor", "settings"):
        found = moduong(command, **{name: value})
        assert found.code == 1
        assert said in found.fault


def test_settings_say_where_they_come_from_and_hide_passwords(moduong: Command, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("export MODUONG_PLACE='Thị trấn Mẫu'\nMODUONG_PORT=8001\n", "utf-8")
    lines = moduong(
        "settings",
        port="8002",
        database_url="postgresql://an:geheim@server/town",
        public_url="postgresql://b@server/town?password=geheim",
        officer_url="postgresql://c:geheim@server:port/town",
    ).answer.splitlines()
    shown = dict(line.split("  (", 1) for line in lines)
    assert shown["MODUONG_PORT=8002"].startswith("environment)")
    assert shown["MODUONG_PLACE=Thị trấn Mẫu"].startswith(".env)")
    assert shown["MODUONG_WORKERS=1"].startswith("default)")
    assert not any("geheim" in line for line in lines)
    assert any("an:***@server" in line for line in lines)


def test_a_settings_file_that_cannot_be_read_is_named(moduong: Command, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"MODUONG_PLACE=Th\xb3 tr\xcen\n")
    assert ".env in the current folder can't be read" in moduong("settings").fault


def test_an_empty_setting_is_none(moduong: Command) -> None:
    assert "MODUONG_MAP_DAY=  (default)" in re.sub(
        r"\(environment\)", "(default)", moduong("settings", map_day="").answer
    )


def test_the_doctor_names_what_is_missing_and_what_mends_it(moduong: Command, tmp_path: Path) -> None:
    healthy = moduong("doctor", home=str(tmp_path / "home"))
    assert "PostgreSQL with PostGIS: 1" in healthy.answer
    assert "not made yet" in healthy.answer
    ill = moduong("doctor", pg_bin=str(tmp_path), prot="8001")
    assert ill.code == 1
    assert "NOT  PostgreSQL with PostGIS: There is no PostgreSQL 15 or later" in ill.out
    assert "run: apt-get install" in ill.out or "run: brew install" in ill.out
    assert "NOT  Settings: no such setting: MODUONG_PROT" in ill.out
    (tmp_path / "thị trấn").write_text("no folder")
    unfit = moduong("doctor", home=str(tmp_path / "thị trấn"))
    assert f"run: install -d -o $(id -un) '{tmp_path}/thị trấn'" in unfit.out
    away = moduong("doctor", database_url=f"postgresql://a:geheim@127.0.0.1:{free_port()}/town")
    assert "NOT  Database: does not answer" in away.out
    assert "geheim" not in away.out


@pytest.mark.parametrize("options", [(), ("ro",)])
def test_the_doctor_does_not_give_away_a_folder_whose_disk_is_the_trouble(moduong: Command, options) -> None:
    with small_disk(50, *options) as disk:
        found = moduong("doctor", home=str(disk))
    assert found.code == 1
    assert "NOT  Data folder" in found.out
    assert ("read only" in found.out) == bool(options)
    assert "run: export MODUONG_HOME=/a/folder/on/another/disk" in found.out


def test_a_taken_port_is_said_before_anything_is_done(moduong: Command, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            assert f"Port {port} of 127.0.0.1 can't be taken" in moduong(command, "--port", str(port)).fault
    assert "can't be taken" in moduong("serve", "--host", "nowhere.invalid").fault
    assert not (tmp_path / "home").exists()


def test_a_data_folder_that_cannot_be_is_named(moduong: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for command in (("serve", "--port", str(free_port())), ("db", "status"), ("user", "list")):
        assert "can't be used" in moduong(*command, home=str(tmp_path / "file" / "home")).fault


def test_missing_programs_are_named_with_the_command_that_installs_them(moduong: Command, tmp_path: Path) -> None:
    said = moduong("serve", "--port", str(free_port()), pg_bin=str(tmp_path)).fault
    assert "There is no PostgreSQL 15 or later with PostGIS" in said
    assert "run `" in said


def test_users_get_tokens_and_lose_them(moduong: Command, database: Addresses) -> None:
    url = database.libpq(database.owner)
    token = moduong("user", "token", "Nguyễn Văn Mẫu", "--role", "officer", database_url=url).answer
    assert re.fullmatch(r"md_[\w-]{43}\n", token)
    for role in (("--role", "technician"), (), ("--role", "technician")):
        assert moduong("user", "token", "an", *role, database_url=url).answer
    listed = moduong("user", "list", database_url=url).answer
    assert listed.splitlines() == ["Nguyễn Văn Mẫu\tofficer\t1 tokens", "an\ttechnician\t3 tokens"]
    assert token.strip() not in listed
    assert moduong("user", "revoke", "an", database_url=url).answer == "3 tokens of an are revoked.\n"
    assert moduong("user", "disable", "an", database_url=url).answer == "an is disabled.\n"
    assert "an\ttechnician\t0 tokens (disabled)" in moduong("user", "list", database_url=url).answer
    assert "is disabled" in moduong("user", "token", "an", database_url=url).fault
    assert moduong("user", "enable", "an", database_url=url).answer == "an is enabled.\n"
    for command in ("revoke", "disable", "enable"):
        assert "There is no user “binh”" in moduong("user", command, "binh", database_url=url).fault
    for name in ("", "  ", "an\nbinh"):
        assert "A user's name is one line" in moduong("user", "token", name, database_url=url).fault


def test_the_demonstration_is_never_mixed_with_an_offices_data(
    moduong: Command, database: Addresses, tmp_path: Path
) -> None:
    Street(plots=1).build(database, tmp_path)
    said = moduong("demo", "--port", str(free_port()), database_url=database.libpq(database.owner))
    assert "This database holds an office's data" in said.fault


def test_ctrl_c_while_waiting_is_no_traceback(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MODUONG_")}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://a:b@127.0.0.1:{silent.getsockname()[1]}/town"
        process = subprocess.Popen(
            [Path(sys.executable).with_name("moduong"), "db", "status"],
            env=environment | {"MODUONG_DATABASE_URL": url},
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        connection, _ = silent.accept()
        with connection:
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert (out, err) == ("", "")


def started(*arguments: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MODUONG_")}
    return subprocess.run(
        [Path(sys.executable).with_name("moduong"), *arguments],
        env=inherited | environment, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def test_a_command_waits_for_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    (tmp_path / "folium.py").write_text("raise ImportError('maps are not needed here')\n")
    said = started("settings", folder=tmp_path, PYTHONPATH=str(tmp_path))
    assert (said.returncode, said.stderr) == (0, "")
    assert "MODUONG_HOME=" in said.stdout
    assert started("handout", "--help", folder=tmp_path, PYTHONPATH=str(tmp_path)).returncode == 1


def test_ctrl_c_while_the_program_starts_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    said = started("--help", folder=tmp_path, PYTHONPATH=str(tmp_path))
    assert (said.returncode, said.stdout, said.stderr) == (130, "", "")


def test_a_locale_without_utf_8_is_no_hindrance(database: Addresses, tmp_path: Path) -> None:
    other = {"LC_ALL": "C", "PYTHONUTF8": "0", "MODUONG_DATABASE_URL": database.libpq(database.owner)}
    assert "Mở Đường" in started("--help", folder=tmp_path, **other).stdout
    Street(plots=1).build(database, tmp_path)
    (tmp_path / "thư mục").mkdir()
    for command in ("export", "import"):
        said = started(command, "parcels", "thư mục/thửa.gpkg", folder=tmp_path, **other)
        assert (said.returncode, said.stderr) == (0, "")
    assert (tmp_path / "thư mục" / "thửa.gpkg").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is full, as Linux has it")
def test_a_full_disk_is_said_in_one_line(moduong: Command, database: Addresses, tmp_path: Path) -> None:
    url = database.libpq(database.owner)
    Street(plots=1).build(database, tmp_path)
    said = moduong("widening", "--csv", "/dev/full", database_url=url).fault
    assert said == "/dev/full can't be written: No space left on device."
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [Path(sys.executable).with_name("moduong"), "--help"], stdout=full, stderr=subprocess.PIPE, text=True,
            cwd=tmp_path, check=False,
        )  # fmt: skip
    assert (process.returncode, process.stderr) == (1, "moduong: [Errno 28] No space left on device\n")
