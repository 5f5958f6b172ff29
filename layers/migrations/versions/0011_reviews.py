"""What was approved, what was returned, and that nobody approves the own change."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and what holds it."""
    # A table that earlier migrations of this transaction wrote to still has triggers to run, and can't be altered.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    script = resources.files("layers.migrations").joinpath("reviews.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
