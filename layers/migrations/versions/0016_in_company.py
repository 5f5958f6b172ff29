"""What holds now is what holds today."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the functions and views."""
    script = resources.files("layers.migrations").joinpath("today.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
