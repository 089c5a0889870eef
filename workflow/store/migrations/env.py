"""Alembic's entry: the connection is handed in by `migrate.py`; there is no offline mode."""

from alembic import context

from workflow.store import tables  # its import makes all tables known

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.InboxRow.metadata,
    render_as_batch=True,
    compare_type=False,
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()
