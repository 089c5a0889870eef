"""Alembic's entry: the connection is handed in by `migrate.py`; there is no offline mode."""

from alembic import context

from workflow.store import (
    door_tables,
    page_tables,
    platform_tables,
    social_tables,
    staff_tables,
    survey_tables,
    worklist_tables,
)

TABLES = (
    door_tables.InvitationRow,
    page_tables.MentionRow,
    platform_tables.NewsRow,
    social_tables.HidingRow,
    staff_tables.AbsenceRow,
    survey_tables.SurveyTakenRow,
    worklist_tables.SearchRow,
)
"""One of each module: the import makes all its tables known."""

SEARCHED_BY = ("search_terms", "search_words", "ix_search_terms")
"""What a database keeps by itself over the words: no model describes it."""

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES[0].metadata,
    render_as_batch=True,
    compare_type=False,
    user_module_prefix="",
    include_name=lambda name, kind, parents: not (name or "").startswith(SEARCHED_BY),
)
with context.begin_transaction():
    context.run_migrations()
