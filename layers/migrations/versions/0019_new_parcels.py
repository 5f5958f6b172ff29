"""What was entered over given land before its outlines stood still is not shown to the public either."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what the trigger would have kept."""
    statements = resources.files("layers.migrations").joinpath("keep_new_parcels.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
