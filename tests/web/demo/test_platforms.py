"""Some of the demo's stories are told on platforms: by examples, behind which there is nobody."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from config.wiring import open_office
from tests.story import HandClock, settings_for
from tests.web.conftest import CHEAP, Visitor, hire
from web.app import make_app
from web.demo.platforms import PLATFORMS, told_elsewhere
from web.demo.player import play
from web.demo.plot import plot
from workflow.core.messages import OutboundMessage
from workflow.core.roles import Role
from workflow.store.models import ComplaintRow, MessageRow

UNTIL = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def test_the_plot_stays_the_same_and_nothing_that_must_be_guarded_is_told_there() -> None:
    stories = plot(seed=3, complaints=300, months=3, until=UNTIL)
    told = told_elsewhere(stories, 3, UNTIL)
    moved = [story for story in told if story.channel in PLATFORMS]
    assert {story.channel for story in moved} == set(PLATFORMS)
    assert not any(one.safety or one.oversight or one.reported_unit for one in moved)
    assert {one.person.wants for one in moved} == {"open"}
    assert [(one.number, one.text, one.steps) for one in told] == [
        (one.number, one.text, one.steps) for one in stories
    ]
    assert told_elsewhere(stories, 3, UNTIL) == told


def test_comments_and_chats_become_conversations_and_nothing_leaves_the_office(
    tmp_path: Path,
) -> None:
    stories = told_elsewhere(plot(seed=3, complaints=300, months=3, until=UNTIL), 3, UNTIL)
    some = [next(one for one in stories if one.channel == name) for name in PLATFORMS]
    some.sort(key=lambda story: story.arrives_at)
    play(settings_for(tmp_path), some, UNTIL, lambda done, total: None)
    office = open_office(settings_for(tmp_path), now=HandClock(UNTIL))
    try:
        with office.sessions.reading() as db:
            rows = db.execute(
                select(ComplaintRow.channel, MessageRow.direction, MessageRow.visibility).join(
                    MessageRow, MessageRow.complaint_id == ComplaintRow.id
                )
            ).all()
            opened = Counter(db.scalars(select(ComplaintRow.channel)))
        assert opened == dict.fromkeys(PLATFORMS, 1), "all that one of them wrote is one complaint"
        seen = Counter((row[0], row[1], row[2]) for row in rows)
        assert seen["instagram", "in", "public"] == 1
        assert seen["instagram", "in", "private"] >= 1
        assert all(seen[name, "out", "private"] for name in PLATFORMS)
        # What is said from the desk later goes to nobody, and the pages say so.
        answer = OutboundMessage(key="k", channel="whatsapp", account="contoh", to="x", text="Ya.")
        assert office.channels.get("whatsapp").send(answer).delivered
        app = make_app(office, passwords=CHEAP)
        hire(app, "boss", Role.SUPERVISOR)
        boss = Visitor(app)
        boss.signs_in("boss")
        page = boss.opens("/saluran")
        assert page.count("An example: nothing is fetched") == len(PLATFORMS)
    finally:
        office.close()
