"""What is asked of one road does not go through what the whole town gave, and sums do not read whole figures."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the view anew, and give kept figures their sums."""
    for name in ("roll_by_road.sql", "kept_sums.sql"):
        statements = resources.files("layers.migrations").joinpath(name).read_text("utf-8")
        op.get_bind().exec_driver_sql(statements)
