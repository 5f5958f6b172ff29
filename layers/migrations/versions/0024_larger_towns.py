"""What is asked of one road does not go through what the whole town gave."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the view anew."""
    statements = resources.files("layers.migrations").joinpath("roll_by_road.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
