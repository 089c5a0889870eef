"""People: deputies, colleagues, digests and the survey."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "absence",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("head_id", _KEY, nullable=False),
        sa.Column("deputy_id", _KEY, nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("begins_at", Instant(timezone=True), nullable=False),
        sa.Column("ends_at", Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["head_id"], ["staff.id"], name=op.f("fk_absence_head_id_staff")),
        sa.ForeignKeyConstraint(
            ["deputy_id"], ["staff.id"], name=op.f("fk_absence_deputy_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_deputy_id_ends_at", "absence", ["deputy_id", "ends_at"])
    op.create_index("ix_absence_unit_ends_at", "absence", ["unit", "ends_at"])
    op.create_table(
        "digest",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("staff_id", _KEY, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("subject", Words(), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Instant(timezone=True), nullable=True),
        sa.Column("taken_at", Instant(timezone=True), nullable=True),
        sa.Column("ended_at", Instant(timezone=True), nullable=True),
        sa.Column("external_id", Words(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_digest_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("staff_id", "on", name=op.f("uq_digest_staff_id_on")),
    )
    op.create_index("ix_digest_state_next_try_at", "digest", ["state", "next_try_at"])
    op.create_index("ix_digest_external_id", "digest", ["external_id"])
    op.create_table(
        "survey_taken",
        sa.Column("complaint_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_survey_taken_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_survey_taken")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("completion_time", sa.Integer(), nullable=False),
        sa.Column("staff_conduct", sa.Integer(), nullable=False),
        sa.Column("complaint_handling", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_index("ix_survey_answer_month_unit", "survey_answer", ["month", "unit"])
    # No batch: a table of a million complaints is not copied for an empty column.
    op.add_column("complaint", sa.Column("given_to", _KEY, nullable=True))
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.true())
        )
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.alter_column("digest", server_default=None)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("digest")
    op.drop_column("complaint", "given_to")
    op.drop_table("survey_answer")
    op.drop_table("survey_taken")
    op.drop_table("digest")
    op.drop_table("absence")
