"""PostgreSQL's programs: found where they are, and the command that installs them where not."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.cluster import MissingBinaries, find_binaries


def test_missing_programs_are_told_with_the_command_that_installs_them(tmp_path: Path) -> None:
    with pytest.raises(MissingBinaries, match=r"There is no PostgreSQL 15 or later .*: run `.*postgis"):
        find_binaries(tmp_path)


def test_a_postgresql_without_postgis_is_not_taken(tmp_path: Path) -> None:
    for program, answer in {"postgres": "postgres (PostgreSQL) 17.2", "initdb": "", "pg_config": tmp_path}.items():
        (tmp_path / program).write_text(f"#!/bin/sh\necho '{answer}'\n")
        (tmp_path / program).chmod(0o755)
    with pytest.raises(MissingBinaries, match=r"PostgreSQL 17 .* has no PostGIS"):
        find_binaries(tmp_path)


def test_the_newest_programs_of_the_machine_are_found() -> None:
    binaries = find_binaries()
    assert binaries.major >= 15
    assert binaries.has_postgis
    assert find_binaries(binaries.folder) == binaries
