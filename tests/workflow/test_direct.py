"""What goes the short way to the database is kept, given back and refused as on the long one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Connection, bindparam, event, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from workflow.store import direct
from workflow.store.database import Sessions, lost_a_race
from workflow.store.tables import ContactRow, InboxRow, PersonRow

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=timezone(timedelta(hours=7)))
ADD_PERSON = insert(PersonRow).returning(PersonRow.id)
ADD_CONTACT = insert(ContactRow)
ADD_MAIL = insert(InboxRow)
MAILS = select(
    InboxRow.external_id, InboxRow.body, InboxRow.arrived_at, InboxRow.quiet, InboxRow.complaint_id
).where(InboxRow.channel == bindparam("channel"), InboxRow.state == "new")


def person(db: Session) -> int:
    values = {"pseudonym": "W-1", "name_sealed": b"", "details_sealed": b"", "created_at": NOON}
    return int(direct.rows(db, ADD_PERSON, values)[0][0])


def add_twice(db: Session) -> None:
    place = {"channel": "email", "blind": b"blind", "address_sealed": b"sealed", "proved": False}
    values = {**place, "person_id": person(db)}
    direct.run(db, ADD_CONTACT, values)
    direct.run(db, ADD_CONTACT, values)


def mail(number: int) -> dict[str, object]:
    texts = dict.fromkeys(("fate", "rule", "reason", "summary", "judged_by"), "")
    return {
        **texts,
        "channel": "email",
        "account": "office",
        "external_id": f"{number}\x00%(x)s? :y",
        "body": b"\x00\xff",
        "headers": "[]",
        "arrived_at": NOON,
        "state": "new",
        "quiet": number > 1,
        "attempts": 0,
    }


def test_values_go_in_and_come_out_as_on_the_long_way(sessions: Sessions) -> None:
    sessions.settled(lambda db: direct.run(db, ADD_MAIL, [mail(1), mail(2)]))
    sessions.settled(lambda db: direct.run(db, ADD_MAIL, mail(3)))
    with sessions.reading() as db:
        found = direct.rows(db, MAILS, {"channel": "email"})
        assert found == [tuple(row) for row in db.execute(MAILS, {"channel": "email"})]
        assert direct.rows(db, MAILS, {"channel": "form"}) == []
    assert [row[3] for row in found] == [False, True, True]
    known, body, came, _, complaint = found[0]
    assert (known, body, complaint) == ("1\ufffd%(x)s? :y", b"\x00\xff", None)
    assert (came, came.tzinfo) == (NOON, UTC)


def test_what_the_database_refuses_is_told_alike_and_quotes_nobody(sessions: Sessions) -> None:
    with sessions.reading() as db, pytest.raises((OperationalError, ProgrammingError)) as slip:
        direct.say(db.connection(), "select nothing from nowhere")
    assert not lost_a_race(slip.value)
    with pytest.raises(IntegrityError) as lost:
        sessions.settled(add_twice)
    assert lost_a_race(lost.value)
    assert lost.value.params is None
    with sessions.reading() as db:
        assert db.scalars(select(PersonRow.id)).all() == []  # all of it, or nothing


def test_whoever_listens_to_an_engine_hears_these_statements_too(sessions: Sessions) -> None:
    heard: list[str] = []

    def hear(_connection: Connection, _cursor: object, words: str, *_more: object) -> None:
        heard.append(words.split(maxsplit=1)[0].upper())

    event.listen(sessions.engine, "before_cursor_execute", hear)
    sessions.settled(lambda db: direct.run(db, ADD_MAIL, [mail(1), mail(2)]))
    with sessions.reading() as db:
        assert len(direct.rows(db, MAILS, {"channel": "email"})) == len(("1", "2"))
    event.remove(sessions.engine, "before_cursor_execute", hear)
    assert [word for word in heard if word != "BEGIN"] == ["INSERT", "SELECT"]


def test_a_statement_that_has_to_be_spelt_out_each_time_is_no_such_one(sessions: Sessions) -> None:
    some = select(InboxRow.id).where(InboxRow.id.in_(bindparam("ids", expanding=True)))
    with sessions.reading() as db:
        with pytest.raises(TypeError, match="its words"):
            direct.rows(db, some, {"ids": [1, 2]})
        with pytest.raises(KeyError, match="channel"):
            direct.rows(db, MAILS, {})
