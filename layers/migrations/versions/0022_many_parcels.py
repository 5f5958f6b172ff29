"""Writing a great many parcels in one statement ends."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the function of the triggers anew."""
    statements = resources.files("layers.migrations").joinpath("many_parcels.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
