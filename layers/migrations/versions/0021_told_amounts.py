"""Sums of gifts move in company of three whose amounts are not told by name."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the function and the view anew; its columns stay."""
    statements = resources.files("layers.migrations").joinpath("told_amounts.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
