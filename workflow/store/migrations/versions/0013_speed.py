"""Speed: indexes for pages over very many complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward: what a unit's counts and the weeks of the overview ask for."""
    _came_back_by(["unit", "urgent_at", "id"])
    op.drop_index("ix_complaint_unit", "complaint")  # other indexes begin with the unit
    op.create_index("ix_complaint_unit_state", "complaint", ["unit", "state", "urgent_at", "id"])
    columns = ["unit", "received_at", "reported_unit"]
    op.create_index("ix_complaint_unit_received", "complaint", columns)
    _of_closed("closed", ["closed_at", "unit", "reported_unit"])
    _of_closed("unit_closed", ["unit", "closed_at", "reported_unit"])


def downgrade() -> None:
    """Go back."""
    for index in ("unit_closed", "closed", "unit_received", "unit_state"):
        op.drop_index(f"ix_complaint_{index}", "complaint")
    op.create_index("ix_complaint_unit", "complaint", ["unit"])
    _came_back_by(["urgent_at", "id"])


def _of_closed(name: str, columns: list[str]) -> None:
    op.create_index(
        f"ix_complaint_{name}",
        "complaint",
        columns,
        sqlite_where=sa.text("open is 0"),
        postgresql_where=sa.text("open is false"),
    )


def _came_back_by(columns: list[str]) -> None:
    op.drop_index("ix_complaint_came_back", "complaint")
    op.create_index(
        "ix_complaint_came_back",
        "complaint",
        columns,
        sqlite_where=sa.text("came_back is 1"),
        postgresql_where=sa.text("came_back is true"),
    )
