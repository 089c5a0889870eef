"""The complaint page: answers that wait for an undo, mentions, related complaints."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "postponed",
        sa.Column("id", _KEY, nullable=False),
        *_place("postponed"),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("stands_in", Words(), nullable=False),
        sa.Column("sheet", sa.String(length=80), nullable=False),
        sa.Column("fields", Words(), nullable=False),
        sa.Column("files", Words(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("pressed_at", Instant(timezone=True), nullable=False),
        sa.Column("send_at", Instant(timezone=True), nullable=True),
        sa.Column("refused", Words(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postponed")),
        sqlite_autoincrement=True,  # no number is given a second time
    )
    for column in ("staff_id", "complaint_id"):
        op.create_index(op.f(f"ix_postponed_{column}"), "postponed", [column])
    op.create_index("ix_postponed_send", "postponed", ["send_at"])
    op.create_table(
        "mention",
        sa.Column("id", _KEY, nullable=False),
        *_place("mention"),
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mention")),
        sa.UniqueConstraint(
            "staff_id",
            "complaint_id",
            "message",
            name=op.f("uq_mention_staff_id_complaint_id_message"),
        ),
    )


def _place(table: str) -> tuple[sa.Column[int] | sa.ForeignKeyConstraint, ...]:
    """Whose it is, and at which complaint."""
    return (
        sa.Column("staff_id", _KEY, nullable=False),
        sa.Column("complaint_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f(f"fk_{table}_complaint_id_complaint")
        ),
    )


def downgrade() -> None:
    """Go back; what waits to be sent is carried out by nobody, so its words are lost."""
    for table in ("mention", "postponed"):
        op.drop_table(table)
