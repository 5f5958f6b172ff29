"""The thank-you roll works gifts out once, also where PostgreSQL has not counted its tables yet."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write both views anew; their columns stay."""
    statements = resources.files("layers.migrations").joinpath("roll_once.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
