"""Social channels: conversations, what was changed or deleted later, and hidden comments."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MESSAGE = ("conversation", "permalink", "altered", "hidden")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    _add_columns()
    op.create_table(
        "alteration",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("target", Words(), nullable=False),
        sa.Column("print", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("sender", sa.String(length=80), nullable=False),
        sa.Column("text", Words(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.Column("inbox_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(
            ["inbox_id"], ["inbox.id"], name=op.f("fk_alteration_inbox_id_inbox")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alteration")),
        sa.UniqueConstraint("print", name=op.f("uq_alteration_print")),
    )
    with op.batch_alter_table("alteration", schema=None) as batch_op:
        batch_op.create_index("ix_alteration_target", ["channel", "account", "target"])
    op.create_table(
        "hiding",
        sa.Column("id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("state", sa.String(length=80), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Instant(), nullable=True),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_hiding_message_id_message")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding")),
        sa.UniqueConstraint("message_id", name=op.f("uq_hiding_message_id")),
    )


def _add_columns() -> None:
    """Rows that are there have none of it; new ones always say so themselves."""
    with op.batch_alter_table("message", schema=None) as batch_op:
        for name in MESSAGE:
            kind = sa.String(length=80) if name in ("altered", "hidden") else Words()
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        batch_op.add_column(sa.Column("sent_at", Instant(), nullable=True))
    with op.batch_alter_table("message", schema=None) as batch_op:
        for name in MESSAGE:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index("ix_message_conversation", ["conversation", "channel", "account"])
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("target", Words(), nullable=False, server_default=""))
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("target", server_default=None)


def downgrade() -> None:
    """Go back."""
    op.drop_table("hiding")
    op.drop_table("alteration")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("target")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_conversation")
        for name in (*MESSAGE, "sent_at"):
            batch_op.drop_column(name)
