"""`moduong user` and the demonstration's users: passwords come by a prompt or a line of input, and are never shown."""

from __future__ import annotations

import io
import sys

import pytest

from api.commands.demo_users import ROLES, add_demo_users
from layers.access import RIGHTS
from layers.database import Addresses, engine
from layers.passwords import UnfitPassword
from layers.signing_in import Visitor, WrongSignIn, has_password, sign_in
from tests.api.commands.conftest import Command
from tests.scenes import Street, put

PASSWORD = "con đường rộng mở"


@pytest.fixture
def typed(monkeypatch):
    """Return a function that has a line ready on standard input."""

    def ready(line: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))

    return ready


@pytest.fixture
def town(database, tmp_path):
    put(database, "subdistricts", [{"sub_no": "4", "name": "Tiểu khu 4", "geometry": Street().plot("L", 0)}], tmp_path)
    return database


def knows(database: Addresses, name: str, password: str) -> bool:
    with engine(database.officer).connect() as connection:
        return has_password(connection, name, password)


def test_users_are_added_with_a_password_of_a_line_of_input(moduong: Command, town: Addresses, typed) -> None:
    url = town.libpq(town.owner)
    typed(f"{PASSWORD}\n")
    said = moduong("user", "add", "Nguyễn Văn Mẫu", "--role", "officer", database_url=url).answer
    assert said == "Nguyễn Văn Mẫu is added as officer.\n"
    typed(PASSWORD)
    assert moduong("user", "add", "bà Tư", "--role", "head", "--subdistrict", "4", database_url=url).answer
    assert knows(town, "Nguyễn Văn Mẫu", PASSWORD)
    listed = moduong("user", "list", database_url=url).answer
    assert listed == "Nguyễn Văn Mẫu\tofficer\t0 tokens\nbà Tư\thead of 4\t0 tokens\n"
    typed(f"{PASSWORD} 2\n")
    said = moduong("user", "password", "Nguyễn Văn Mẫu", database_url=url).answer
    assert said == "Nguyễn Văn Mẫu has another password.\n"
    assert not knows(town, "Nguyễn Văn Mẫu", PASSWORD)
    assert knows(town, "Nguyễn Văn Mẫu", f"{PASSWORD} 2")
    moduong("user", "disable", "Nguyễn Văn Mẫu", database_url=url)
    with engine(town.officer).connect() as connection, pytest.raises(WrongSignIn):
        sign_in(connection, "Nguyễn Văn Mẫu", f"{PASSWORD} 2", Visitor())


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        ("add an --role officer", "short", "A password has 10 to 200 characters"),
        ("add an --role officer", "", "A password has 10 to 200 characters"),
        ("add nguyễnvănmẫu --role officer", "Nguyễnvănmẫu", "is not the name"),
        ("add an --role head", PASSWORD, "take its number as --subdistrict"),
        ("add an --role officer --subdistrict 4", PASSWORD, "take its number as --subdistrict"),
        ("add an --role head --subdistrict 99", PASSWORD, "There is no subdistrict “99”"),
        ("password nobody", PASSWORD, "There is no user “nobody”"),
        ("role nobody chair", PASSWORD, "There is no user “nobody”"),
        ("token nobody", PASSWORD, "There is no user “nobody”: `moduong user list` names all, --role makes one"),
    ],
)
def test_what_cannot_be_is_said_and_nobody_is_added(
    moduong: Command, town: Addresses, typed, arguments: str, password: str, said: str
) -> None:
    typed(password + "\n")
    assert said in moduong("user", *arguments.split(), database_url=town.libpq(town.owner)).fault
    with engine(town.owner).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM office.users").scalar() == 0


def test_a_user_is_added_once(moduong: Command, town: Addresses, typed) -> None:
    url = town.libpq(town.owner)
    for expected in (0, 1):
        typed(PASSWORD)
        assert moduong("user", "add", "an", "--role", "officer", database_url=url).code == expected


def test_a_token_leaves_its_user_the_role_that_there_is(moduong: Command, town: Addresses, typed) -> None:
    url = town.libpq(town.owner)
    typed(PASSWORD)
    moduong("user", "add", "an", "--role", "officer", database_url=url)
    said = moduong("user", "token", "an", "--role", "technician", database_url=url).fault
    assert said == "“an” is officer, and so are the tokens: leave --role out, or name another user."
    assert moduong("user", "token", "an", database_url=url).answer.startswith("md_")
    assert moduong("user", "list", database_url=url).answer == "an\tofficer\t1 tokens\n"


def test_a_role_is_changed_by_that_name_alone(moduong: Command, town: Addresses, typed) -> None:
    url = town.libpq(town.owner)
    typed(PASSWORD)
    moduong("user", "add", "an", "--role", "officer", database_url=url)
    assert "take its number" in moduong("user", "role", "an", "head", database_url=url).fault
    said = moduong("user", "role", "an", "head", "--subdistrict", "4", database_url=url).answer
    assert said == "an is head from now on.\n"
    assert moduong("user", "list", database_url=url).answer == "an\thead of 4\t0 tokens\n"
    moduong("user", "role", "an", "chair", database_url=url)
    assert moduong("user", "list", database_url=url).answer == "an\tchair\t0 tokens\n"


def test_the_demonstration_has_a_user_of_each_role_who_keep_their_passwords(town: Addresses) -> None:
    first = add_demo_users(town, "")
    assert [user.name for user in first] == list(ROLES)
    assert {user.role for user in first} == set(RIGHTS)
    assert len({user.password for user in first}) == len(ROLES)
    again = add_demo_users(town, "")
    assert [user.password for user in again] == [""] * len(ROLES)
    assert all(knows(town, user.name, user.password) for user in first)
    with engine(town.officer).connect() as connection:
        sign_in(connection, "head", first[3].password, Visitor())
        told = connection.exec_driver_sql("SELECT u.subdistrict FROM office.users AS u WHERE name = 'head'").scalar()
    assert told == "4"
    given = add_demo_users(town, PASSWORD)
    assert {user.password for user in given} == {PASSWORD}
    assert all(knows(town, name, PASSWORD) for name in ROLES)
    with pytest.raises(UnfitPassword):
        add_demo_users(town, "1234")
