"""A large first import ends: what was written is counted before anything is made of it."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the function by which an import counts."""
    statements = resources.files("layers.migrations").joinpath("counted_within.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
