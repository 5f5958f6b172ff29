"""A change touches the ground that figures depend on, and no rectangle around it."""

from __future__ import annotations

from importlib import resources

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TOUCHING = {
    "parcels_states": "parcels_touched_ground",
    "present_roads_states": "surveys_touched_ground",
    "campaign_phases_states": "everywhere_touched",
}
"""Tables whose rows touch ground by a function of their own, or didn't until now."""


def upgrade() -> None:
    """Make the functions, and let the triggers call them."""
    script = resources.files("layers.migrations").joinpath("touched_ground.sql").read_text("utf-8")
    op.get_bind().exec_driver_sql(script)
    for table, function in TOUCHING.items():
        for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE OR REPLACE TRIGGER ground_{event.lower()}_{age.lower()} AFTER {event} ON layers.{table}"
                f" REFERENCING {age} TABLE AS touched_rows"
                f" FOR EACH STATEMENT EXECUTE FUNCTION derived.{function}()"
            )
