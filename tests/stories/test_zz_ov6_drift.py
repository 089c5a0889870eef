from tests.conftest import NewDatabase
from workflow.store import migrate, migrating
from workflow.store.database import Sessions
from tests.stories.conftest import make_tables
from sqlalchemy import text, true, event
from datetime import datetime, UTC
from workflow.store import figures


def test_drift(new_database: NewDatabase) -> None:
    s = Sessions(new_database(make_tables))
    migrating.drift(s)
    with s.reading() as db:
        said = []
        event.listen(db.connection(), "before_cursor_execute", lambda *one: said.append((one[2], one[3])))
        now = datetime(2026, 1, 1, tzinfo=UTC)
        figures.returns(db, true(), now)
        if not s.on_sqlite:
            db.execute(text("set enable_seqscan = off"))
            print(said[0])
            for row in db.connection().exec_driver_sql("explain " + said[0][0], said[0][1]):
                print(row)
    s.close()
