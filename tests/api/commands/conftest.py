"""Commands as a user gives them, without the environment of whoever runs the tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.commands.line import run


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def fault(self) -> str:
        """The one line of a command that failed; anything else fails the test."""
        assert self.code in {1, 2}, self
        assert self.err.startswith("moduong: "), self.err
        assert self.err.count("\n") == 1, self.err
        return self.err.removeprefix("moduong: ").strip()

    @property
    def answer(self) -> str:
        """What a command that did its work said; anything else fails the test."""
        assert self.code == 0, self
        assert self.err == "", self.err
        return self.out


Command = Callable[..., Said]


@pytest.fixture
def moduong(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Return a function that runs a command in an empty folder, its settings given as keywords."""
    for name in [name for name in os.environ if name.startswith("MODUONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MODUONG_HOME", str(tmp_path / "home"))

    def command(*arguments: str | Path, **settings: str) -> Said:
        with monkeypatch.context() as given:
            for name, value in settings.items():
                given.setenv(f"MODUONG_{name.upper()}", value)
            capsys.readouterr()
            code = run([str(argument) for argument in arguments])
            said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return command
