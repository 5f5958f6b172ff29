"""Imports run one way, `api → maps → layers → geo`, and geometry knows no database, network, settings or files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("geo", "layers", "maps", "api")
"""From the ground up: each may import itself and what is below."""
MODULES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))
GEO_MAY = frozenset(
    {
        "__future__", "bisect", "codecs", "collections", "dataclasses", "datetime", "decimal", "enum", "functools",
        "gc", "geopandas", "itertools", "math", "numbers", "numpy", "operator", "pandas", "pyproj", "re", "shapely",
        "string", "types", "typing", "typing_extensions", "unicodedata", "warnings",
    }
)  # fmt: skip
"""All that geometry may import: nothing here opens a file, a connection or a socket, or reads a setting."""


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield module and name of each import, wherever in the file; the name is empty for a whole module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((str(node.module), alias.name) for alias in node.names)


def private_attributes(tree: ast.AST, modules: set[str]) -> Iterator[str]:
    """Yield `module._name` where the module was imported under that name."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in modules
            and node.attr.startswith("_")
            and not node.attr.startswith("__")
        ):
            yield f"{node.value.id}.{node.attr}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards_and_by_public_names(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    floor = path.relative_to(ROOT).parts[0]
    below = FLOORS[: FLOORS.index(floor) + 1]
    others: set[str] = set()
    for module, name in imported(tree):
        package = module.split(".")[0]
        if package not in (*FLOORS, "tests", "benchmarks", "data"):
            continue
        assert package in below, f"{floor} may not import {module}"
        if package != floor:
            private = [part for part in (*module.split("."), name) if part.startswith("_")]
            assert not private, f"{module} {name} is private to {package}"
            others.add(name or package)
    assert not list(private_attributes(tree, others))


@pytest.mark.parametrize("path", sorted((ROOT / "geo").rglob("*.py")), ids=lambda path: path.name)
def test_geometry_knows_no_database_no_network_no_settings_and_no_files(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = {module.split(".")[0] for module, _ in imported(tree)}
    assert found - {"geo"} <= GEO_MAY
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not called & {"open", "exec", "eval", "__import__"}
    methods = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not methods & {"read_file", "read_csv", "read_parquet", "to_file", "to_csv", "read_text", "write_text"}


def test_a_wrong_import_would_be_found() -> None:
    tree = ast.parse("import layers.tables as tables\nfrom layers import roles\nroles._limit()\ntables.metadata_for(1)")
    assert list(imported(tree)) == [("layers.tables", ""), ("layers", "roles")]
    assert list(private_attributes(tree, {"roles"})) == ["roles._limit"]
