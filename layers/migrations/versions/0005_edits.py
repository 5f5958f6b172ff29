"""Writes that may be sent twice."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    script = resources.files("layers.migrations").joinpath("edits.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script)
