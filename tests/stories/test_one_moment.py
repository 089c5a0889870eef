"""A page asks in one session: what is written meanwhile is seen, and none is kept open."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from tests.story import Story
from workflow.store import chores
from workflow.store.database import Sessions


def runners(db: Session) -> list[str]:
    return [row.runner for row in chores.heartbeats(db)]


def beat(story: Story, runner: str) -> None:
    turn = (runner, 5, "")
    story.office.sessions.settled(lambda db: chores.beat(db, turn, story.clock.at))


def in_use(sessions: Sessions) -> int:
    assert isinstance(sessions.engine.pool, QueuePool)
    return sessions.engine.pool.checkedout()


def test_all_reading_of_one_moment_is_one_session_until_something_is_written(story: Story) -> None:
    sessions = story.office.sessions
    before = in_use(sessions)
    with sessions.one_moment():
        with sessions.reading() as first, sessions.reading() as second:
            assert runners(first) == []
            assert second is first
        with sessions.reading() as again:
            assert again is first
            beat(story, "poll")  # while somebody still reads
            assert runners(again) == ["poll"]
        with sessions.reading() as after:
            assert after is not first
            assert runners(after) == ["poll"]
        beat(story, "alarms")
        with sessions.reading() as last:
            assert runners(last) == ["alarms", "poll"]
    assert in_use(sessions) == before
    with sessions.reading() as one, sessions.reading() as other:
        assert one is not other


def test_a_question_that_fails_spoils_none_that_follows(story: Story) -> None:
    sessions = story.office.sessions
    beat(story, "poll")
    with sessions.one_moment():
        with pytest.raises(DBAPIError), sessions.reading() as db:
            db.execute(text("select nothing from nowhere"))
        with sessions.reading() as db:
            assert runners(db) == ["poll"]
