"""The worklist: words to find complaints by, saved views, sleep, and who is looking."""

import sqlalchemy as sa
from alembic import op

from workflow.store import search
from workflow.store.columns import Instant, Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SQLITE = (
    """
    create virtual table search_terms using fts5(
        head, body, content='search_text', content_rowid='complaint_id',
        tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    create trigger search_text_added after insert on search_text begin
        insert into search_terms(rowid, head, body)
        values (new.complaint_id, new.head, new.body);
    end
    """,
    """
    create trigger search_text_changed after update on search_text begin
        insert into search_terms(search_terms, rowid, head, body)
        values ('delete', old.complaint_id, old.head, old.body);
        insert into search_terms(rowid, head, body)
        values (new.complaint_id, new.head, new.body);
    end
    """,
    """
    create trigger search_text_removed after delete on search_text begin
        insert into search_terms(search_terms, rowid, head, body)
        values ('delete', old.complaint_id, old.head, old.body);
    end
    """,
)
_POSTGRESQL = (
    """
    alter table search_text add column search_terms tsvector generated always as (
        setweight(to_tsvector('simple', head), 'A') || setweight(to_tsvector('simple', body), 'D')
    ) stored
    """,
    "create index ix_search_terms on search_text using gin (search_terms)",
)


def upgrade() -> None:
    """Go forward; what was said so far can be found from now on."""
    op.create_table(
        "search_text",
        sa.Column("complaint_id", _KEY, nullable=False),
        sa.Column("head", Words(), nullable=False),
        sa.Column("body", Words(), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_search_text_complaint_id_complaint")
        ),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_search_text")),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if on_sqlite else _POSTGRESQL:
        op.execute(statement)
    _add_indexes()
    _add_views()
    search.rebuild(op.get_bind())


def _add_indexes() -> None:
    """What counts of the views need; two of them hold few rows of many."""
    op.create_index("ix_complaint_changed", "complaint", ["open", "changed_at", "id"])
    op.create_index("ix_complaint_open_received", "complaint", ["open", "received_at", "id"])
    op.create_index(
        "ix_complaint_warn",
        "complaint",
        ["warn_at", "urgent_at"],
        sqlite_where=sa.text("open = 1"),
        postgresql_where=sa.text("open"),
    )
    op.create_index(
        "ix_complaint_came_back",
        "complaint",
        ["urgent_at", "id"],
        sqlite_where=sa.text("came_back is 1"),
        postgresql_where=sa.text("came_back is true"),
    )


def _add_views() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("owner_id", _KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("asked", Words(), nullable=False),
        sa.Column("role", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff.id"], name=op.f("fk_saved_view_owner_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    op.create_index(op.f("ix_saved_view_owner_id"), "saved_view", ["owner_id"])
    for table, moment in (("snooze", "until"), ("looking", "at")):
        op.create_table(
            table,
            sa.Column("staff_id", _KEY, nullable=False),
            sa.Column("complaint_id", _KEY, nullable=False),
            sa.Column(moment, Instant(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(
                ["staff_id"], ["staff.id"], name=op.f(f"fk_{table}_staff_id_staff")
            ),
            sa.ForeignKeyConstraint(
                ["complaint_id"],
                ["complaint.id"],
                name=op.f(f"fk_{table}_complaint_id_complaint"),
            ),
            sa.PrimaryKeyConstraint("complaint_id", "staff_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(f"ix_{table}_{moment}", table, [moment])


def downgrade() -> None:
    """Go back; saved views are forgotten."""
    for table in ("looking", "snooze", "saved_view"):
        op.drop_table(table)
    for index in ("changed", "open_received", "warn", "came_back"):
        op.drop_index(f"ix_complaint_{index}", "complaint")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("drop table search_terms")
    op.drop_table("search_text")
