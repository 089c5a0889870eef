"""Returns of complaints are found without reading every history: an index over these alone."""

from alembic import op

from workflow.store.models import RETURNED

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_event_returned", "event", ["at"], sqlite_where=RETURNED, postgresql_where=RETURNED
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_event_returned", "event")
