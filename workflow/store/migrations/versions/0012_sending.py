"""Sending: costs, tokens that are refreshed, windows, caps; what an edit of a message reads."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "token",
        *_account(),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("tried_at", Instant(), nullable=True),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_token")),
    )
    op.create_table(
        "price",
        *_account(),
        sa.Column("external_id", Words(), nullable=False),
        sa.Column("message_id", KEY, nullable=True),
        sa.Column("month", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("billable", sa.Boolean(), nullable=False),
        sa.Column("currency", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_price_message_id_message")
        ),
        sa.PrimaryKeyConstraint("channel", "account", "external_id", name=op.f("pk_price")),
    )
    op.create_index("ix_price_month", "price", ["channel", "account", "month"])
    op.create_table(
        "erasure",
        sa.Column("id", KEY, nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        *_account(),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("code", name=op.f("uq_erasure_code")),
    )
    op.create_index("ix_outbox_contact", "outbox", ["contact_id", "ended_at"])
    op.add_column("alteration", sa.Column("reply_text", Words(), nullable=False, server_default=""))


def _account() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("alteration", "reply_text")
    op.drop_index("ix_outbox_contact", "outbox")
    op.drop_table("erasure")
    op.drop_index("ix_price_month", "price")
    op.drop_table("price")
    op.drop_table("token")
