"""Accounts are polled from a mark of their own, and have books by day."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INDEX = "ix_inbox_arrived"


def upgrade() -> None:
    """Go forward. Nothing was ever written to `mark`."""
    op.drop_table("mark")
    op.create_table(
        "account",
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("position", Words(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("outstanding", sa.Integer(), nullable=False),
        sa.Column("next_poll_at", Instant(timezone=True), nullable=False),
        sa.Column("lease_until", Instant(timezone=True), nullable=True),
        sa.Column("polled_at", Instant(timezone=True), nullable=True),
        sa.Column("succeeded_at", Instant(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", Instant(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("detail", Words(), nullable=False),
        sa.Column("failed_at", Instant(timezone=True), nullable=True),
        sa.Column("tried_at", Instant(timezone=True), nullable=True),
        sa.Column("tried_code", sa.String(length=80), nullable=False),
        sa.Column("expires_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_account")),
    )
    op.create_table(
        "account_day",
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "on", name=op.f("pk_account_day")),
    )
    op.drop_index(_INDEX, table_name="inbox")
    op.create_index(_INDEX, "inbox", ["arrived_at", "channel", "account", "fate"], unique=False)


def downgrade() -> None:
    """Go back; marks and books are forgotten."""
    op.drop_index(_INDEX, table_name="inbox")
    op.create_index(_INDEX, "inbox", ["arrived_at", "channel", "fate"], unique=False)
    op.drop_table("account_day")
    op.drop_table("account")
    op.create_table(
        "mark",
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("position", Words(), nullable=False),
        sa.Column("polled_at", Instant(timezone=True), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_mark")),
    )
