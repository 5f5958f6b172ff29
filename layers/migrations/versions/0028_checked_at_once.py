"""What is asked of each donation that an import brings is asked once: who writes, and whether it lies in its parcel."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the functions anew, and the triggers of heads by the statement."""
    # A table that earlier migrations of this transaction wrote to still has triggers to run, and can't be altered.
    op.execute("SET CONSTRAINTS ALL IMMEDIATE")
    script = resources.files("layers.migrations").joinpath("checked_at_once.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
