"""Quick lists: a unit's counts and lists off its indexes alone, and beginnings of words."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WIDENED = {
    "unit_worklist": (
        ["unit", "open", "urgent_at", "id"],
        ["unit", "open", "urgent_at", "id", "warn_at", "reported_unit"],
    ),
    "unit_state": (
        ["unit", "state", "urgent_at", "id"],
        ["unit", "state", "urgent_at", "id", "reported_unit", "given_to"],
    ),
}
"""What each index held, and what it holds from now on: all that counts ask for."""

_WARN = (["warn_at", "urgent_at"], ["warn_at", "urgent_at", "id", "open"])


def upgrade() -> None:
    """Go forward."""
    for name, (_, columns) in _WIDENED.items():
        _anew(name, columns)
    _anew("warn", _WARN[1], sqlite="open = 1", postgresql="open")
    op.create_index(
        "ix_complaint_unit_gone",
        "complaint",
        ["unit", "changed_at", "id", "reported_unit"],
        sqlite_where=sa.text("open is 0"),
        postgresql_where=sa.text("open is false"),
    )
    drafted = sa.text("purpose = 'draft'")
    op.create_index(
        "ix_message_draft",
        "message",
        ["purpose", "complaint_id", "number"],
        sqlite_where=drafted,
        postgresql_where=drafted,
    )
    if _on_sqlite():
        op.execute("create virtual table search_words using fts5vocab('search_terms', 'instance')")


def downgrade() -> None:
    """Go back."""
    if _on_sqlite():
        op.execute("drop table search_words")
    op.drop_index("ix_message_draft", "message")
    op.drop_index("ix_complaint_unit_gone", "complaint")
    _anew("warn", _WARN[0], sqlite="open = 1", postgresql="open")
    for name, (columns, _) in _WIDENED.items():
        _anew(name, columns)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _anew(name: str, columns: list[str], **where: str) -> None:
    op.drop_index(f"ix_complaint_{name}", "complaint")
    only: dict[str, Any] = {f"{name}_where": sa.text(words) for name, words in where.items()}
    op.create_index(f"ix_complaint_{name}", "complaint", columns, **only)
