"""The time of day jumps, and machines disagree about it: histories stay in order, clocks right.

What a machine's clock was at fault for stays on record; it is never counted twice, and no
alarm goes missing by it.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from tests.stories.signing import another, history
from tests.stories.test_clocks import breaches
from tests.story import HEAD, MONDAY, STAFF, SUPERVISOR, Story, tell
from workflow.core import commands as c
from workflow.core.events import Breached, Escalated, Warned
from workflow.core.roles import CHANNEL, TIME
from workflow.showing import clock_views

TWO_HOURS = timedelta(hours=2)
THREE_DAYS = timedelta(days=3)
APART = timedelta(seconds=90)
"""By how much the clocks of two machines differ."""
HOUR = timedelta(hours=1)


def in_order(story: Story) -> None:
    """No event is numbered, or dated, before the one before it."""
    past = history(story)
    assert [each.seq for each in past] == list(range(1, len(past) + 1))
    assert all(one.at <= next_one.at for one, next_one in pairwise(past))


def used(story: Story) -> list[float]:
    """What every clock has used by now."""
    views = clock_views(story.office.office, story.facts, story.clock.at)
    return [view.used for view in views]


def alarms(story: Story) -> list[tuple[str, str, int, str]]:
    """What clocks have said, in the order of their names."""
    said = [each.event for each in history(story)]
    found = [
        (type(event).__name__, event.clock, event.round, str(getattr(event, "due_at", "")))
        for event in said
        if isinstance(event, Warned | Breached | Escalated)
    ]
    return sorted(found)


# The clock of the machine is set.


def test_a_clock_set_back_between_two_acts_leaves_the_history_in_order(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.clock.at += HOUR
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    story.tick()
    asked_at = history(story)[-1].at
    story.clock.at -= TWO_HOURS
    story.answers_by_message("460/77")
    story.respond()
    assert story.state == "responded"
    in_order(story)
    assert {each.at for each in history(story) if each.at >= asked_at} == {asked_at}
    assert all(pause.until is None or pause.until >= pause.since for pause in story.facts.pauses)


def test_no_clock_has_used_less_than_nothing_after_it_was_set_back(story: Story) -> None:
    story.files("Anak saya dilecehkan pengasuh")
    story.does(
        c.Classify(
            complaint=story.complaint,
            klass="complaint",
            category="fasilitas_panti",
            safety="sexual_violence",
        )
    )
    story.clock.at += HOUR
    assert story.used("police_report") == 1
    story.clock.at -= TWO_HOURS
    assert used(story) == [0.0] * len(used(story))
    # 72 hours from the report, whatever the clock showed in between.
    assert story.due("police_report") == MONDAY + timedelta(hours=72)


def test_a_delivery_told_of_before_its_sending_pauses_from_when_it_was_sent(story: Story) -> None:
    # Asked on Wednesday at 16.30, after closing; the other side's clock is an hour slow. A
    # pause from 15.30 on would cover Wednesday's close and give the unit a day too much.
    story.writes("Kursi roda belum datang")
    story.assign()
    wednesday = MONDAY + timedelta(days=2)
    story.clock.at = wednesday + timedelta(hours=7, minutes=30)
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    asked_at = story.clock.at
    story.does(delivery(story, asked_at - HOUR), CHANNEL)
    assert [pause.since for pause in story.facts.pauses] == [asked_at]
    story.clock.at = wednesday + timedelta(hours=23)  # Thursday 08.00
    story.complainant("supply", reason="460/77")
    # Day 0 is Monday the 16th; 14 working days end on Friday 4 December at 16.30 (09.30 UTC).
    assert story.due("resolution") == MONDAY + timedelta(days=18, hours=7, minutes=30)


def delivery(story: Story, at: datetime) -> c.RecordDelivery:
    """News of our last message, that it arrived at some time."""
    number, id = story.facts.messages, story.complaint
    return c.RecordDelivery(complaint=id, message=number, outcome="delivered", at=at)


def test_news_of_a_time_to_come_are_news_of_now(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    story.does(delivery(story, story.clock.at + timedelta(days=1)), CHANNEL)
    assert [pause.since for pause in story.facts.pauses] == [story.clock.at]
    story.complainant("supply", reason="460/77")
    assert not story.facts.clocks["completion"].running


def test_a_clock_three_days_ahead_breaches_once_and_its_mistake_stays_on_record(
    story: Story,
) -> None:
    story.files("Lampu padam")
    story.triage()
    story.clock.at += THREE_DAYS + HOUR * 10
    ahead = story.clock.at
    story.tick()
    first = breaches(story)
    assert {detected for *_, detected in first} == {ahead}
    story.clock.at -= THREE_DAYS + HOUR * 10
    for _ in range(24 * 4):
        story.office.alarms.turn(story.clock.at)
        story.clock.at += HOUR
    assert breaches(story) == first
    in_order(story)


def test_jumps_to_and_fro_lose_no_alarm_and_double_none(story: Story, tmp_path: Path) -> None:
    calm = tell(tmp_path / "calm")
    for told in (story, calm):
        told.files("Lampu padam")
        told.triage()
    for hour in range(24 * 25):
        calm.office.alarms.turn(calm.clock.at + HOUR * hour)
    # Every fifth sweep sees a clock set back by two hours, every seventh one set ahead by one.
    for hour in range(24 * 25):
        at = story.clock.at + HOUR * hour
        at += -TWO_HOURS * (hour % 5 == 0) + HOUR * (hour % 7 == 0)
        story.office.alarms.turn(at)
    story.clock.at += HOUR * 24 * 25
    assert alarms(story) == alarms(calm)
    assert len(alarms(story)) > 8
    in_order(story)
    calm.office.close()


# Two machines that disagree.


def test_what_came_in_by_a_fast_machine_is_dealt_with_by_a_slow_one(story: Story) -> None:
    """A clock starts at the receipt: what happens "before" it stops it all the same."""
    fast = story.clock.at + APART
    story.memory.platform.says("warga", "Atap bocor")
    (raw,) = story.memory.platform.hand_over()
    with another(story) as office:
        story.complaint = office.intake.take(raw, fast).complaint or 0
    story.assign()
    clocks = story.facts.clocks
    assert [clocks[name].running for name in ("acknowledge", "verify_forward")] == [False, False]
    assert all(amount >= 0 for amount in used(story))
    in_order(story)


def test_a_message_kept_before_the_clock_was_set_back_is_opened_after_it(story: Story) -> None:
    story.memory.platform.says("warga", "Atap bocor")
    (raw,) = story.memory.platform.hand_over()
    story.office.intake.keep(raw, story.clock.at)
    story.clock.at -= TWO_HOURS
    story.complaint = story.office.intake.take(raw, story.clock.at).complaint or 0
    story.assign()
    assert not story.facts.clocks["verify_forward"].running
    story.clock.at += timedelta(days=8)
    story.tick()
    assert "verify_forward" not in [clock for clock, *_ in breaches(story)]
    in_order(story)


def test_two_sweeps_a_minute_and_a_half_apart_breach_once_at_the_due_time(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    due = story.due("verify_forward")
    assert due is not None
    slow = due - timedelta(seconds=30)
    with another(story) as office:
        assert office.alarms.turn(slow + APART)["breached"] > 0
        story.clock.at = slow
        assert story.office.alarms.turn(slow)["rung"] == 0
        story.act("assign", unit="pstw-jember")
        office.alarms.turn(slow + APART * 2)
        story.office.alarms.turn(slow + APART)
    found = [row for row in breaches(story) if row[0] == "verify_forward"]
    assert found == [("verify_forward", 1, due, slow + APART)]
    assert story.facts.clocks["verify_forward"].outcome == "late"
    in_order(story)


def test_machines_that_take_turns_write_one_history(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    ahead = story.clock.at + APART
    with another(story) as office:
        story.triage()
        act = c.Act(complaint=story.complaint, move="assign", values={"unit": "pstw-jember"})
        office.engine.execute(act, SUPERVISOR, ahead)
        story.clock.at += timedelta(seconds=10)
        story.does(c.Note(complaint=story.complaint, text="Sudah ditelepon"), STAFF)
        ring = c.RaiseAlarm(complaint=story.complaint, clock="first_response", round=1)
        office.engine.execute(ring, TIME, ahead + timedelta(seconds=20))
        story.respond(actor=HEAD)
    assert story.state == "responded"
    in_order(story)
    assert all(amount >= 0 for amount in used(story))
