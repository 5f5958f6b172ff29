"""To the public, outlines stand still on given land."""

from __future__ import annotations

from importlib import resources

from alembic import context, op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what earlier changes wrote, and let triggers keep what is written from now on."""
    for name in ("kept_outlines.sql", "keep_what_was_written.sql"):
        script = resources.files("layers.migrations").joinpath(name).read_text("utf-8")
        script = script.replace("{srid}", str(context.config.attributes["srid"]))
        op.get_bind().exec_driver_sql(script)
    for event, age in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        # By its name after `keep_…`, which has put the rows of before into history.
        op.execute(
            f"CREATE TRIGGER outlines_{event.lower()}_{age.lower()} AFTER {event} ON layers.parcels_states"
            f" REFERENCING {age} TABLE AS touched_rows"
            " FOR EACH STATEMENT EXECUTE FUNCTION derived.keep_written_parcels()"
        )
    op.execute("GRANT SELECT ON derived.kept_parcels, derived.kept_outlines, derived.shown_parcels TO moduong_officer")
