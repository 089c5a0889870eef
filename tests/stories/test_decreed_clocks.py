"""What a decree does to each kind of clock: running, stopped, breached, paused, about to ring."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from tests.stories.signing import (
    FRIDAY_CLOSE,
    THURSDAY_CLOSE,
    TUESDAY,
    apply,
    dates,
    decree,
    events,
    history,
    row,
)
from tests.story import HEAD, INTAKE, STAFF, Story
from workflow.core.events import Breached, Escalated
from workflow.store.models import BreachRow, ComplaintRow


def test_a_day_that_is_past_moves_clocks_that_still_run_and_no_others(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    story.act("assign", unit="pstw-jember")
    story.clock.at += timedelta(days=2)
    stopped = story.facts.clocks["verify_forward"].final_due_at
    before = story.due("first_response")
    done = apply(story, decree(TUESDAY))
    # Five working days from Monday the 16th: Monday the 23rd, now Tuesday.
    tuesday = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert dates(done.moved)["first_response"] == (before, tuesday)
    assert "verify_forward" not in dates(done.moved)
    assert story.facts.clocks["verify_forward"].final_due_at == stopped == THURSDAY_CLOSE
    assert row(story, "verify_forward").due_at == THURSDAY_CLOSE


def test_a_breach_stays_when_its_date_moves_later(story: Story) -> None:
    story.files("Lampu padam")
    story.clock.at = THURSDAY_CLOSE + timedelta(minutes=1)
    story.tick()
    apply(story, decree(TUESDAY))
    assert story.due("verify_forward") == FRIDAY_CLOSE
    story.clock.at = FRIDAY_CLOSE + timedelta(days=1)
    story.tick()
    with story.office.sessions.reading() as db:
        found = db.scalars(select(BreachRow).where(BreachRow.clock == "verify_forward")).all()
    assert [breach.due_at for breach in found] == [THURSDAY_CLOSE]
    assert row(story, "verify_forward").breached


def test_a_date_that_moves_into_the_past_rings_at_the_next_sweep(story: Story) -> None:
    # Monday 21 December; the 24th is joint leave and the 25th Christmas, so that three
    # working days end on Monday the 28th, until the 24th is a working day after all.
    story.clock.at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    story.files("Lampu padam")
    assert story.due("verify_forward") == datetime(2026, 12, 28, 9, 0, tzinfo=UTC)
    story.clock.at = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
    story.tick()
    apply(story, decree(date(2026, 12, 24), kind="working"))
    thursday = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    assert story.due("verify_forward") == thursday
    assert not row(story, "verify_forward").breached
    story.tick()
    late = [e for e in events(story, Breached) if isinstance(e, Breached)]
    assert ("verify_forward", thursday) in [(each.clock, each.due_at) for each in late]


def test_a_paused_clock_says_nothing_and_goes_on_by_the_new_calendar(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.act("ask", STAFF, question="Nomor pengajuannya berapa?")
    story.tick()
    done = apply(story, decree(TUESDAY, date(2026, 11, 18)))
    assert "resolution" not in dates(done.moved)
    story.answers_by_message("460/77")
    # Asked and answered on day 0: fourteen working days from Monday the 16th end on Friday
    # 4 December, and two days later on Tuesday.
    assert story.due("resolution") == datetime(2026, 12, 8, 9, 0, tzinfo=UTC)


def test_a_step_of_the_ladder_is_climbed_by_the_new_calendar(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.act("ask", STAFF, question="Nomor pengajuannya berapa?")
    story.tick()
    # The first answer was due on Monday the 23rd; two working days later it is told higher up.
    story.clock.at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    story.tick()
    assert row(story, "first_response").next_alarm_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    done = apply(story, decree(date(2026, 11, 25)))
    thursday = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert done.moved == ()
    assert row(story, "first_response").next_alarm_at == thursday
    told = len(events(story, Escalated))
    story.clock.at = thursday - timedelta(minutes=1)
    story.tick()
    assert len(events(story, Escalated)) == told
    story.clock.at = thursday
    story.tick()
    assert len(events(story, Escalated)) == told + 1


def test_a_step_that_is_all_there_is_to_come_is_found(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("75 working days")
    story.act("hold", HEAD, agency="dukcapil", letter="Minta data kependudukan, 4/2027.")
    due = story.due("held")
    assert due is not None
    story.clock.at = due + timedelta(minutes=1)
    story.tick()
    step = row(story, "held").next_alarm_at
    assert step is not None
    calendar = story.office.office.calendars["office"]
    tomorrow = calendar.nth_working_day(calendar.local(due).date(), 1)
    assert apply(story, decree(tomorrow)).moved == ()
    later = row(story, "held").next_alarm_at
    assert later is not None
    assert later > step


def test_a_question_that_came_too_late_after_all_pauses_nothing(story: Story) -> None:
    # As above, asked on Monday the 28th before the close, and so in time until the 24th is
    # a working day: then the time was over before the question went.
    story.clock.at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    story.writes("Kursi roda belum datang")
    story.triage()
    story.clock.at = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
    story.act("ask", INTAKE, question="Nomor pengajuannya berapa?")
    story.tick()
    assert row(story, "verify_forward").paused
    done = apply(story, decree(date(2026, 12, 24), kind="working"))
    thursday = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    assert dates(done.moved)["verify_forward"] == (None, thursday)
    assert done.moved[0].later is None
    story.tick()
    assert row(story, "verify_forward").breached


def test_a_warning_moves_even_where_the_grace_holds_the_date(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("13 working days")
    story.respond()
    story.wait("5 working days")
    story.answers_by_message("Belum, masih menunggu")
    due, warn = story.due("resolution"), row(story, "resolution").warn_at
    assert apply(story, decree(date(2026, 11, 20))).moved == ()
    later = row(story, "resolution").warn_at
    assert warn is not None
    assert later is not None
    assert later > warn
    assert story.due("resolution") == due


def test_complaints_without_a_running_clock_hear_nothing_of_it(story: Story) -> None:
    story.files("Promo")
    story.triage(category="spam")
    story.act("reject", code="spam")
    with story.office.sessions.reading() as db:
        assert not db.scalars(select(ComplaintRow).where(ComplaintRow.open)).all()
    before = history(story)
    assert apply(story, decree(TUESDAY)).moved == ()
    assert history(story) == before
