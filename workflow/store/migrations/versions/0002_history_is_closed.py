"""History is closed: the database itself refuses to change or remove an event."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQLITE = """
create trigger event_no_{deed} before {deed} on event
begin select raise(abort, 'events are never changed and never removed'); end
"""
_POSTGRESQL = (
    """
    create function refuse_change_of_history() returns trigger language plpgsql as $$
    begin raise exception 'events are never changed and never removed'; end $$
    """,
    """
    create trigger event_is_closed before update or delete or truncate on event
    for each statement execute function refuse_change_of_history()
    """,
)


def upgrade() -> None:
    """Go forward."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(_SQLITE.format(deed=deed))
    else:
        for statement in _POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    """Go back."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("update", "delete"):
            op.execute(f"drop trigger event_no_{deed}")
    else:
        op.execute("drop trigger event_is_closed on event")
        op.execute("drop function refuse_change_of_history()")
