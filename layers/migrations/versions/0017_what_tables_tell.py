"""Blocks follow the table of land uses; a width that the database can't read reaches as far as any."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the functions and the trigger."""
    script = resources.files("layers.migrations").joinpath("what_tables_tell.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script)
