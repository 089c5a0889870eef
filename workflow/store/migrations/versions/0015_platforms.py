"""Platforms: news for other systems, notices of accounts, what was taken back, what lies about."""

import sqlalchemy as sa
from alembic import op

from workflow.store.columns import Instant, Words

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LYING = "(state = 'set_aside' or rule = 'remark_kept')"


def upgrade() -> None:
    """Go forward."""
    _news()
    _notices()
    _withheld()
    op.create_index(
        "ix_inbox_lying",
        "inbox",
        ["channel", "account", "arrived_at"],
        sqlite_where=sa.text(_LYING),
        postgresql_where=sa.text(_LYING),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_inbox_lying", "inbox")
    for table in ("withheld", "account_notice", "news"):
        op.drop_table(table)


def _news() -> None:
    op.create_table(
        "news",
        *_of_complaint("news"),
        *_words("channel", "account", "key", "word"),
        sa.Column("at", Instant(), nullable=False),
        *_words("state"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *(sa.Column(name, Instant(), nullable=True) for name in _TIMES),
        sa.Column("external_id", Words(), nullable=False),
        *_words("code"),
        sa.UniqueConstraint("key", name=op.f("uq_news_key")),
    )
    op.create_index(op.f("ix_news_complaint_id"), "news", ["complaint_id"])
    op.create_index("ix_news_next", "news", ["state", "next_try_at"])
    op.create_index("ix_news_account", "news", ["channel", "account", "state"])


_TIMES = ("next_try_at", "taken_at", "ended_at")


def _notices() -> None:
    op.create_table(
        "account_notice",
        *_words("channel", "account"),
        sa.Column("about", Words(), nullable=False),
        *_words("code"),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", "about", name=op.f("pk_account_notice")),
    )


def _withheld() -> None:
    op.create_table(
        "withheld",
        *_of_complaint("withheld"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("deleted_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.UniqueConstraint("complaint_id", "number", name=op.f("uq_withheld_complaint_id_number")),
    )
    op.create_index(op.f("ix_withheld_until"), "withheld", ["until"])


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(length=80), nullable=False) for name in names]


def _of_complaint(table: str) -> tuple[sa.Column[int] | sa.Constraint, ...]:
    """The id of a row, and of the complaint that it speaks of."""
    name = op.f(f"fk_{table}_complaint_id_complaint")
    return (
        sa.Column("id", _KEY, nullable=False),
        sa.Column("complaint_id", _KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=name),
    )
