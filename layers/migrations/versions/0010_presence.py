"""Who has what open for editing."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    script = resources.files("layers.migrations").joinpath("presence.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script)
