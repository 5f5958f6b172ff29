"""Corridors reach farther at the sharpest bends; what public sums are made of stands with what it was made from."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Kept figures are worked out again all the same: the program has another engine."""
    op.get_bind().exec_driver_sql(resources.files("layers.migrations").joinpath("reach.sql").read_text("utf-8"))
    op.execute("ALTER TABLE derived.public_figures DROP COLUMN detail")
