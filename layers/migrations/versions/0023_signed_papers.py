"""A move rests on papers that can be found again; outlines stand still where a parcel is taken away, too."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write the functions of the triggers anew."""
    for name in ("signed_papers.sql", "kept_endings.sql"):
        statements = resources.files("layers.migrations").joinpath(name).read_text("utf-8")
        op.get_bind().exec_driver_sql(statements.replace("%", "%%"))
