"""What the widening engine worked out is kept, and the ground that changes touch is noted."""

from __future__ import annotations

from importlib import resources

from alembic import context, op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TOUCHING = {
    "layers.parcels_states": "rows_touched_ground",
    "layers.donations_states": "filed_rows_touched_ground",
    "layers.present_roads_states": "filed_rows_touched_ground",
    "layers.subdistricts_states": "rows_touched_ground",
    "layers.road_segments_states": "segments_touched_ground",
    "layers.donation_events": "events_touched_ground",
    "reference.land_uses": "everywhere_touched",
    "reference.road_classes": "everywhere_touched",
}
"""Tables that figures are worked out from, and the function that notes the ground their rows touch."""

KEPT = (
    "derived.figures",
    "derived.public_figures",
    "derived.public_progress",
    "derived.published",
    "derived.touched_ground",
)
PUBLISHED = ("public_map.road_figures", "public_map.progress", "public_map.just_written")


def upgrade() -> None:
    """Make the tables and the triggers."""
    script = resources.files("layers.migrations").joinpath("widening.sql").read_text("utf-8")
    script = script.replace("{srid}", str(context.config.attributes["srid"]))
    op.get_bind().exec_driver_sql(script.replace("%", "%%"))
    for table, function in TOUCHING.items():
        for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
            op.execute(
                f"CREATE TRIGGER ground_{event.lower()}_{age.lower()} AFTER {event} ON {table}"
                f" REFERENCING {age} TABLE AS touched_rows"
                f" FOR EACH STATEMENT EXECUTE FUNCTION derived.{function}()"
            )
    # What is there already was never worked out.
    op.execute("INSERT INTO derived.touched_ground (change) SELECT coalesce(max(number), 0) FROM layers.changes")
    for statement in (
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(KEPT)} TO moduong_officer",
        f"GRANT SELECT ON {', '.join(PUBLISHED)} TO moduong_public, moduong_officer",
    ):
        op.execute(statement)
