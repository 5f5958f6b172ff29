"""Rows of zones do not tell when a household took a step, nor a shared document whose else it is."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the views anew, and one for heads."""
    statements = resources.files("layers.migrations").joinpath("what_rows_tell.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
