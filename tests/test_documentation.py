"""What the documentation names exists, and every setting and command is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.commands.line import command_line
from api.commands.settings import NOT_SETTINGS, PREFIX, written
from api.settings import Settings
from layers.catalogue import LAYERS
from layers.declaration import Column, Layer
from layers.importing.columns import COMPUTED, DEFAULTED, fields

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")])
VARIABLES = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}
LINE = command_line()
GROUPS = {
    str(group.name): {command.name or command.callback.__name__ for command in group.typer_instance.registered_commands}
    for group in LINE.registered_groups
}
COMMANDS = {str(command.name) for command in LINE.registered_commands} | set(GROUPS)


def row(variable: str) -> str:
    """Return a setting's line in docs/settings.md."""
    field = VARIABLES[variable]
    default = "" if field.default_factory else written(field.default)
    shown = f"`{default}`" if default else ""
    return f"| `{variable}` | {shown} | {field.description} |"


def told(column: Column) -> str:
    """Return how docs/own-data.md tells a column: what must be there in bold, and what it may hold."""
    name = f"**`{column.name}`**" if column.required and column.name not in DEFAULTED else f"`{column.name}`"
    if column.refers:
        return f"{name} → `{column.refers}`"
    if column.codes:
        return f"{name} (`reference.{column.codes}`)"
    if column.name == "paper":
        return f"{name} ([its kinds](clearance.md))"
    if column.choices:
        return f"{name} ({', '.join(column.choices)})"
    return f"{name} {column.unit}".rstrip()


def layer_row(layer: Layer) -> str:
    """Return a layer's line in docs/own-data.md, with all columns that its files may have."""
    columns = [told(column) for column in layer.columns if column.name not in COMPUTED]
    own = {column.name for column in layer.columns}
    columns += [f"`{name}`" for name in fields(layer) if name not in own]
    return f"| `{layer.name}` | {layer.geometry} | {', '.join(columns)} |"


def test_every_column_that_a_file_may_have_is_documented() -> None:
    page = (ROOT / "docs" / "own-data.md").read_text("utf-8").splitlines()
    listed = [line for line in page if line.startswith("| `")]
    rows = [layer_row(layer) for layer in LAYERS.values()]
    assert listed == rows, "docs/own-data.md wants these lines:\n" + "\n".join(rows)


def test_every_setting_is_documented_as_it_is() -> None:
    page = (ROOT / "docs" / "settings.md").read_text("utf-8").splitlines()
    missing = [row(variable) for variable in VARIABLES if row(variable) not in page]
    assert not missing, "docs/settings.md lacks these lines:\n" + "\n".join(missing)
    listed = {line.split("`")[1] for line in page if line.startswith("| `")}
    assert listed == set(VARIABLES)


def test_every_command_is_documented() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"moduong {name}" not in text] == []
    operation = (ROOT / "docs" / "operation.md").read_text("utf-8")
    for group, commands in GROUPS.items():
        assert [name for name in commands if f"moduong {group} {name}" not in operation] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_settings_and_commands_that_are_named_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    named = set(re.findall(r"\bMODUONG_[A-Z_]*[A-Z]\b", text))
    assert named <= set(VARIABLES) | NOT_SETTINGS
    # In code only: `moduong db upgrade|status`, or a line of a block.
    code = re.findall(r"`(moduong [^`\n]+)`", text) + re.findall(r"^ *(moduong .+)$", text, re.MULTILINE)
    for line in code:
        words = re.split(r"\s+", line.replace("\\|", "|"))[1:]
        for first in words[0].split("|"):
            assert first in COMMANDS or first.startswith("-"), f"{page.name}: {line}"
            if first in GROUPS and len(words) > 1 and re.fullmatch(r"[a-z|]+", words[1]):
                assert set(words[1].split("|")) <= GROUPS[first], f"{page.name}: {line}"


def test_make_targets_that_are_named_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in PAGES:
        named = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(named) <= targets, page.name


def test_links_lead_somewhere() -> None:
    for page in PAGES:
        # Pictures are made by the tests in the browser, the links are written by hand.
        for target in re.findall(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if not target.startswith(("http://", "https://", "mailto:")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"
