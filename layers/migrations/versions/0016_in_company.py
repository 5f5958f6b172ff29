"""What the public is told moves in company of three givers; what holds now is what holds today."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the functions and views, and have the public's cells worked out anew."""
    for name in ("today.sql", "in_company.sql", "cells_anew.sql"):
        script = resources.files("layers.migrations").joinpath(name).read_text("utf-8")
        op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER cells_{event.lower()}_{age.lower()} AFTER {event} ON layers.parcels_states"
            f" REFERENCING {age} TABLE AS touched_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION derived.cells_of_parcels_went_stale()"
        )
