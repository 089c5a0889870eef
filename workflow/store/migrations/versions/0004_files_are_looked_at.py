"""Files: pictures drawn anew, what a scanner found, and what a supervisor unlocked."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Words

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "file_view",
        sa.Column("sha256", sa.String(length=80), nullable=False),
        sa.Column("longest", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file.sha256"], name=op.f("fk_file_view_sha256_file"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", "longest", name=op.f("pk_file_view")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        # Rows that are there have neither; new ones always say so themselves.
        batch_op.add_column(sa.Column("detail", Words(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("released", sa.String(length=80), nullable=False, server_default="")
        )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("detail", server_default=None)
        batch_op.alter_column("released", server_default=None)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attachment_quarantined"), ["quarantined"], unique=False
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_quarantined"))
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))
        batch_op.drop_column("released")
        batch_op.drop_column("detail")
    op.drop_table("file_view")
