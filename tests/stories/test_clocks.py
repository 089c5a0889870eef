"""Clocks by named events: what starts, pauses and stops them; no breach is ever missed."""

from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import select

from tests.story import HEAD, STAFF, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.events import Breached, Event, Extended, Warned
from workflow.core.refusal import Refused
from workflow.core.roles import CHANNEL
from workflow.store import complaints
from workflow.store.models import BreachRow


def breaches(story: Story) -> list[tuple[str, int, datetime, datetime]]:
    """The ledger of the complaint."""
    with story.office.sessions.reading() as db:
        rows = db.scalars(
            select(BreachRow)
            .where(BreachRow.complaint_id == story.complaint)
            .order_by(BreachRow.due_at, BreachRow.clock)
        )
        return [(row.clock, row.round, row.due_at, row.detected_at) for row in rows]


E = TypeVar("E", bound=Event)


def events_of(story: Story, kind: type[E]) -> list[E]:
    """The events of one kind."""
    with story.office.sessions.reading() as db:
        history = complaints.history(db, story.complaint).events
    return [recorded.event for recorded in history if isinstance(recorded.event, kind)]


def test_the_resolution_clock_stands_still_while_we_wait_for_the_complainant(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.clock.at = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)
    story.act("ask", STAFF, question="Nomor pengajuannya berapa?")
    story.tick()
    story.clock.at = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    assert story.used("resolution") == 1
    # Monday 16 November is day 0, so 14 working days end on Friday 4 December. The wait, from
    # Wednesday 10.00 to Monday 10.00, covers the closes of Wednesday, Thursday and Friday:
    # three working days later, Wednesday 9 December, 16.00 (09.00 UTC).
    story.answers_by_message("460/77")
    assert story.due("resolution") == datetime(2026, 12, 9, 9, 0, tzinfo=UTC)


def test_a_question_that_never_arrived_pauses_nothing_and_comes_back(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    due = story.due("resolution")
    story.act("ask", STAFF, question="Nomor pengajuannya berapa?")
    number = story.facts.messages
    story.does(delivery(story, number, "refused"), CHANNEL)
    assert story.state == "assigned"
    assert story.due("resolution") == due
    assert "completion" not in story.facts.clocks


def delivery(story: Story, number: int, outcome: str) -> c.RecordDelivery:
    """News of one of our messages."""
    return c.RecordDelivery(
        complaint=story.complaint, message=number, outcome=outcome, at=story.clock.at
    )


def test_a_bounce_after_delivery_sets_the_clocks_going_as_if_they_had_never_stopped(
    story: Story,
) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    due = story.due("first_response")
    story.respond()
    answered = next(m.number for m in story.conversation if m.purpose == "answer")
    assert story.facts.clocks["first_response"].stopped_at is not None
    story.wait("1 working day")
    story.does(delivery(story, answered, "refused"), CHANNEL)
    assert story.state == "assigned"
    assert story.facts.clocks["first_response"].running
    assert story.due("first_response") == due
    assert not story.facts.clocks["auto_close"].running


def test_a_breach_is_dated_at_the_due_time_and_there_once(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    # Acknowledged by nobody but the page's receipt; forwarding is due after 3 working days:
    # Thursday 19 November, 16.00 (09.00 UTC). The sweep comes on Friday.
    story.clock.at = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    story.tick()
    story.tick()
    found = [row for row in breaches(story) if row[0] == "verify_forward"]
    due = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    assert found == [("verify_forward", 1, due, story.clock.at)]
    assert len(events_of(story, Breached)) == len(breaches(story))


def test_a_clock_that_stops_late_between_two_sweeps_has_its_breach(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    story.clock.at = datetime(2026, 11, 19, 9, 0, 1, tzinfo=UTC)
    story.act("assign", unit="pstw-jember")
    late = [row for row in breaches(story) if row[0] == "verify_forward"]
    assert [row[2] for row in late] == [datetime(2026, 11, 19, 9, 0, tzinfo=UTC)]
    story.tick()
    assert len([row for row in breaches(story) if row[0] == "verify_forward"]) == 1


def test_stopping_at_the_very_due_time_is_in_time(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    story.clock.at = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    story.act("assign", unit="pstw-jember")
    assert "verify_forward" not in [row[0] for row in breaches(story)]


def test_a_merged_complaint_never_alarms(story: Story) -> None:
    story.files("Atap bocor")
    reference = story.facts.reference
    story.files("Atap bocor juga")
    story.triage()
    story.act("merge", into=reference)
    story.wait("60 working days")
    assert breaches(story) == []


def test_each_warning_comes_once(story: Story) -> None:
    story.files("Lampu padam")
    story.assign()
    for _ in range(4):
        story.wait("3 working days")
        story.tick()
    warned = events_of(story, Warned)
    assert len(warned) == len(set(map(repr, warned))) > 0


def test_a_dispute_leaves_what_was_left_but_never_less_than_the_grace(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("13 working days")
    story.respond()
    story.wait("5 working days")
    story.answers_by_message("Belum, masih menunggu")
    # One working day was left; the grace is three.
    calendar = story.office.office.calendars["office"]
    day = calendar.nth_working_day(calendar.local(story.clock.at).date(), 3)
    assert story.due("resolution") == calendar.close_of(day)


def test_an_extension_is_given_once_with_ground_and_letter_and_both_dates(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    old = story.due("resolution")
    extend = c.Extend(
        complaint=story.complaint,
        clock="resolution",
        by="7 working days",
        ground="site_visit",
        letter="Kunjungan ke rumah dijadwalkan pekan depan.",
    )
    with pytest.raises(Refused, match="Only a supervisor"):
        story.does(extend, HEAD)
    story.does(extend, SUPERVISOR)
    new = story.due("resolution")
    assert old is not None
    assert new is not None
    assert new > old
    event = events_of(story, Extended)[0]
    assert (event.old_due_at, event.new_due_at) == (old, new)
    assert "Kunjungan ke rumah" in story.conversation[-1].text
    with pytest.raises(Refused, match="extended once"):
        story.does(extend, SUPERVISOR)


def test_a_report_of_sexual_violence_starts_72_hours_from_when_it_came(story: Story) -> None:
    story.files("Teman saya diperlakukan tidak pantas oleh petugas malam")
    story.wait("1 working day")
    story.triage(category="kekerasan_seksual", safety="sexual_violence")
    assert story.due("police_report") == datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    done = c.Fulfil(complaint=story.complaint, clock="police_report", text="LP/12/XI/2026")
    story.does(done)
    assert not story.facts.clocks["police_report"].running


def test_another_class_counts_from_the_original_start(story: Story) -> None:
    story.files("Kapan pendaftaran dibuka?")
    story.triage(klass="information_request", category="informasi_layanan")
    story.act("assign", unit="pstw-jember")
    before = story.due("resolution")
    story.wait("1 working day")
    story.does(c.Classify(complaint=story.complaint, klass="complaint"))
    # Five working days become fourteen, both from Monday 16 November.
    assert before == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert story.due("resolution") == datetime(2026, 12, 4, 9, 30, tzinfo=UTC)


def test_moving_to_another_unit_changes_no_date(story: Story) -> None:
    story.files("Kasur rusak")
    story.assign()
    due = story.due("resolution")
    story.wait("2 working days")
    story.act("assign", unit="rsbn-malang")
    assert story.due("resolution") == due


def test_reopening_starts_the_next_round(story: Story) -> None:
    story.files("Promo")
    story.triage(klass="complaint", category="spam")
    story.act("reject", code="spam")
    story.wait("2 working days")
    story.act("reopen", SUPERVISOR, reason="Keliru.")
    assert story.facts.clocks["verify_forward"].round == 2


def test_praise_stops_the_clocks_and_a_complaint_after_all_counts_from_the_start(
    story: Story,
) -> None:
    story.files("Terima kasih petugasnya ramah, tapi kamarnya bocor")
    story.triage(klass="praise", category="apresiasi")
    story.act("assign", unit="pstw-jember")
    assert "resolution" not in story.facts.clocks
    story.wait("2 working days")
    story.does(c.Classify(complaint=story.complaint, klass="complaint"))
    # Assigned, and so complete, on Monday 16 November: 14 working days from there.
    assert story.due("resolution") == datetime(2026, 12, 4, 9, 30, tzinfo=UTC)


def test_a_breach_names_how_long_each_one_had_it(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    # Received Monday 09.00; assigned Tuesday 09.00: a day of office time, 7 h 30 min, with intake.
    story.clock.at = datetime(2026, 11, 17, 2, 0, tzinfo=UTC)
    story.assign()
    # Moved to another unit on Thursday 09.00, two office days later; never answered.
    story.clock.at = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
    story.act("assign", unit="rsbn-malang")
    story.clock.at = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)
    story.tick()
    first = next(e for e in events_of(story, Breached) if e.clock == "first_response")
    # Tuesday 09.00 to Thursday 09.00 is two office days of 7 h 30 min each: 900 minutes.
    assert first.shares[0] == "unit:pstw-jember=900"
    assert [share.partition("=")[0] for share in first.shares] == [
        "unit:pstw-jember",
        "unit:rsbn-malang",
    ]
    answer = next(e for e in events_of(story, Breached) if e.clock == "statutory_respond")
    # Real time, in calendar days: Monday 09.00 to Tuesday 09.00 is one day with intake.
    assert answer.shares[0] == "intake=1440"
    total = sum(int(share.partition("=")[2]) for share in answer.shares)
    assert total == (answer.due_at - datetime(2026, 11, 16, 2, 0, tzinfo=UTC)).total_seconds() / 60
