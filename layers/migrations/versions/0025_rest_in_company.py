"""Shares of clearance do not tell whose land is left."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the view anew; its columns stay."""
    statements = resources.files("layers.migrations").joinpath("rest_in_company.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(statements)
