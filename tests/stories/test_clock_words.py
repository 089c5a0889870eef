"""What people are told of a clock: everywhere the same date, and how it came about."""

from datetime import date, datetime, timedelta
from pathlib import Path

from babel.dates import format_date

from config.digest_letters import DigestLetters
from tests.stories.signing import another, copy_of_the_rules
from tests.story import Story
from workflow.core.roles import Role
from workflow.digests import Morning
from workflow.showing import why
from workflow.staff import Staff
from workflow.store import complaints
from workflow.store.digests import Matters

WIB = timedelta(hours=7)


def explained(story: Story, name: str) -> datetime | None:
    """The last due time that “why this date?” arrives at."""
    facts = story.facts
    trace = why(story.office.office, facts, facts.clocks[name])
    return (trace.least or trace).due_at


def last_letter(story: Story, purpose: str) -> str:
    return [message.text for message in story.conversation if message.purpose == purpose][-1]


def in_indonesian(on: date) -> str:
    return format_date(on, "EEEE, d MMMM y", locale="id")


def test_a_date_that_a_dispute_has_moved_is_explained_by_the_grace(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("13 working days")
    story.respond()
    assert "Kamis, 17 Desember 2026 16.00 WIB" in last_letter(story, "answer")
    assert explained(story, "resolution") is None
    story.wait("5 working days")
    story.answers_by_message("Belum, masih menunggu")
    assert explained(story, "resolution") == story.due("resolution")
    story.act("ask", question="Nomor pengajuannya?")
    story.tick()
    assert (explained(story, "resolution"), story.due("resolution")) == (None, None)
    story.answers_by_message("460/77")
    assert explained(story, "resolution") == story.due("resolution")


def test_letters_promise_the_dates_of_the_clocks_of_a_unit_that_is_never_closed(
    story: Story, tmp_path: Path
) -> None:
    rules = copy_of_the_rules(tmp_path)
    units = (rules / "units.toml").read_text(encoding="utf-8")
    jember = 'id       = "pstw-jember"\n'
    assert units.count(jember) == 1
    (rules / "units.toml").write_text(units.replace(jember, f'{jember}calendar = "shelter"\n'))
    with another(story, rules=rules) as office:
        told = Story(office, story.clock)
        told.writes("Kursi roda belum datang")
        told.assign()
        told.respond()
        closes = told.due("auto_close")
        letter = last_letter(told, "answer")
    assert closes is not None
    last_day = (closes - closes.resolution + WIB).date()
    assert last_day == date(2026, 11, 26)  # ten days of a house that works on every one
    assert in_indonesian(last_day) in letter


def test_what_ended_at_midnight_is_late_since_the_day_after(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    with story.office.sessions.reading() as db:
        row = complaints.row_of(db, story.complaint)
    due = story.due("statutory_respond")
    assert due is not None
    row.urgent_at = due  # 14 days from 16 November: all of the 30th was in time
    sri = Staff(
        id=3, login="sri", name="Sri", role=Role.UNIT_STAFF, unit="pstw-jember", email="",
        language="id", active=True,
    )  # fmt: skip
    matters = Matters(first=[row], late=1, today=0, all=1)
    house = story.office
    letters = DigestLetters(house.texts, lambda: house.office, "")
    morning = Morning(staff=sri, matters=matters, now=due, day_ends=due)
    assert "terlambat sejak 1 Desember 2026" in letters.digest(morning).text
