"""A donation is looked for in its parcel at the donation's cost, not at that of the whole parcel."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the rule into one function, and let the check of donations ask it."""
    script = resources.files("layers.migrations").joinpath("lies_inside.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script)
