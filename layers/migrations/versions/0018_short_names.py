"""Sums stand with their inputs; what things are known by is short."""

from __future__ import annotations

from alembic import op

from layers.catalogue import LAYERS
from layers.declaration import Kind

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put bounds to names. Figures are worked out again all the same: the program has another engine."""
    op.execute("ALTER TABLE derived.public_figures DROP COLUMN detail")
    for layer in LAYERS.values():
        for column in layer.key_columns:
            if column.kind is Kind.TEXT:
                # What stands there already stays; it can't be written again.
                op.execute(
                    f'ALTER TABLE layers.{layer.name} ADD CONSTRAINT "{layer.name}_{column.name}_length"'
                    f' CHECK (char_length("{column.name}") <= {column.longest}) NOT VALID'
                )
