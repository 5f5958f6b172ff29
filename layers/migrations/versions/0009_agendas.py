"""Agendas of meetings, and what frozen ones keep."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    script = resources.files("layers.migrations").joinpath("agendas.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script)
