"""Alembic's entry: run the migrations on the connection that `layers.schema` hands over."""

from alembic import context

from layers.schema import VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    transaction_per_migration=True,
    version_table=VERSION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
