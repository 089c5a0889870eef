"""The overview: indexes over what is open, and over the few events that give a complaint back."""

import sqlalchemy as sa
from alembic import op

from workflow.store.models import RETURNED, STANDING

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index(
        "ix_event_returned", "event", ["at"], sqlite_where=RETURNED, postgresql_where=RETURNED
    )
    op.create_index(
        "ix_complaint_standing",
        "complaint",
        list(STANDING),
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open"),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_complaint_standing", "complaint")
    op.drop_index("ix_event_returned", "event")
