"""Who speaks, and about what: names of one person, words of ours typed elsewhere, stories.

An alias is a contact row of its own that follows another one: found by its blind index like
every address, sealed like every address, and gone with the person that it belongs to.
"""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alias_of_id", KEY, nullable=True))
        batch_op.create_foreign_key(
            "fk_contact_alias_of_id_contact", "contact", ["alias_of_id"], ["id"]
        )
        batch_op.create_index("ix_contact_alias_of_id", ["alias_of_id"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("about", sa.String(length=80), nullable=False, server_default="")
        )
    op.create_table(
        "echo",
        sa.Column("id", KEY, nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("external_id", Words(), nullable=False),
        sa.Column("exchange", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("inbox_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name=op.f("fk_echo_inbox_id_inbox")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_echo")),
        sa.UniqueConstraint(
            "channel", "account", "external_id", name=op.f("uq_echo_channel_account_external_id")
        ),
    )
    with op.batch_alter_table("echo", schema=None) as batch_op:
        batch_op.create_index("ix_echo_exchange", ["exchange"])


def downgrade() -> None:
    """Go back. Whoever was known by several names is known by the first of them."""
    op.drop_table("echo")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("about")
    op.execute("delete from contact where alias_of_id is not null")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_alias_of_id")
        batch_op.drop_constraint("fk_contact_alias_of_id_contact", type_="foreignkey")
        batch_op.drop_column("alias_of_id")
