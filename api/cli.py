"""The command line: `moduong demo|serve|import|export|db|user|settings|doctor`."""

from __future__ import annotations

import typer

from api.commands import data, db, diagnosis, serving, users

app = typer.Typer(
    name="moduong",
    help="Mở Đường: maps of a town that widens its roads on land which its people give.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("demo")(serving.demo_command)
app.command("serve")(serving.serve_command)
app.command("import")(data.import_command)
app.command("export")(data.export_command)
app.add_typer(db.app, name="db")
app.add_typer(users.app, name="user")
app.command("settings")(diagnosis.settings_command)
app.command("doctor")(diagnosis.doctor_command)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
