"""Clocks where people, news and time cross each other: each story was once told wrong.

Found by the machine of `test_engine_machine.py`; here they stand short, one each.
"""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.stories.test_clocks import breaches, delivery
from tests.story import HEAD, INTAKE, STAFF, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.refusal import Refused
from workflow.core.roles import CHANNEL
from workflow.store import clocks

MINUTE = timedelta(minutes=1)


def hears(story: Story, purpose: str, outcome: str, number: int = 0) -> None:
    """News of a message: of the last one of its purpose, unless another is named."""
    story.does(delivery(story, number or last(story, purpose), outcome), CHANNEL)


def last(story: Story, purpose: str) -> int:
    return max(m.number for m in story.conversation if m.purpose == purpose)


def broken(story: Story) -> list[str]:
    return [clock for clock, *_ in breaches(story)]


def assigned(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()


def answers(story: Story) -> None:
    """The head of the unit answers; nothing is known of its arrival yet."""
    story.act("respond", HEAD, answer="Sudah dikirim.", evidence="Tanda terima")


def extends(story: Story, by: str) -> None:
    letter, id = "Kunjungan dijadwalkan.", story.complaint
    story.does(
        c.Extend(complaint=id, clock="resolution", by=by, ground="site_visit", letter=letter),
        SUPERVISOR,
    )


def late_by_a_minute(story: Story) -> None:
    """Nobody sweeps while the resolution falls due."""
    due = story.due("resolution")
    assert due is not None
    story.clock.at = due + MINUTE


# What comes back.


def test_an_answer_that_comes_back_takes_back_only_what_it_did_itself(story: Story) -> None:
    assigned(story)
    story.respond()
    story.wait("2 working days")
    story.complainant("dispute", reason="Belum sampai.")
    story.wait("10 working days")
    story.respond()
    hears(story, "answer", "refused")
    story.tick()
    # The first answer arrived in time, and still has.
    assert not story.facts.clocks["first_response"].running
    assert "first_response" not in broken(story)


def test_an_answer_that_comes_back_takes_back_no_question(story: Story) -> None:
    assigned(story)
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    story.tick()
    story.answers_by_message("460/77")
    story.respond()
    hears(story, "answer", "refused")
    assert not story.facts.clocks["statutory_respond"].running


def test_what_goes_on_after_a_bounce_goes_on_by_the_rule_of_now(story: Story) -> None:
    assigned(story)
    story.respond()
    story.does(c.Classify(complaint=story.complaint, priority="urgent"))
    hears(story, "answer", "refused")
    assert story.facts.clocks["first_response"].rule == "first response, urgent"


# News that come late.


def test_late_news_of_an_answered_question_begin_no_wait_and_send_no_reminder(
    story: Story,
) -> None:
    assigned(story)
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    story.complainant("supply", reason="460/77")
    hears(story, "question", "delivered")
    assert "completion" not in story.facts.clocks
    story.wait("12 days")
    assert "reminder_question" not in [message.purpose for message in story.conversation]


def test_an_old_answer_that_comes_back_ends_no_wait_for_a_new_question(story: Story) -> None:
    assigned(story)
    story.respond()
    story.complainant("dispute", reason="Belum sampai.")
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    story.tick()
    hears(story, "answer", "refused")
    assert story.state == "waiting"


def test_an_old_answer_that_arrives_pauses_nothing_for_a_new_question(story: Story) -> None:
    assigned(story)
    answers(story)
    story.complainant("dispute", reason="Belum sampai.")
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    hears(story, "answer", "delivered")
    assert story.due("resolution") is not None


def test_an_answer_relayed_to_a_merged_complaint_starts_no_clock_there(story: Story) -> None:
    story.writes("Atap bocor", author="satu")
    into, reference = story.complaint, story.facts.reference
    story.assign()
    story.writes("Atap bocor juga", author="dua")
    other = story.complaint
    story.triage()
    story.act("merge", into=reference)
    story.complaint = into
    story.respond()
    story.complaint = other
    assert "auto_close" not in story.facts.clocks


# Breaches that have happened.


def test_an_extension_does_not_undo_a_breach_that_no_sweep_has_seen(story: Story) -> None:
    assigned(story)
    late_by_a_minute(story)
    extends(story, "7 working days")
    assert "resolution" in broken(story)


def test_a_dispute_does_not_undo_a_breach_that_no_sweep_has_seen(story: Story) -> None:
    assigned(story)
    late_by_a_minute(story)
    answers(story)
    hears(story, "answer", "delivered")
    story.complainant("dispute", reason="Belum sampai.")
    assert "resolution" in broken(story)


def test_an_extension_beyond_the_calendar_is_refused_in_words(story: Story) -> None:
    assigned(story)
    with pytest.raises(Refused):
        extends(story, "99999 working days")


# Disputes.


def test_a_question_within_the_grace_pauses_it(story: Story) -> None:
    assigned(story)
    story.wait("13 working days")
    story.respond()
    story.wait("5 working days")
    story.answers_by_message("Belum, masih menunggu")
    due = story.due("resolution")
    assert due is not None
    story.clock.at = due - timedelta(hours=26)
    story.act("ask", STAFF, question="Nomor pengajuannya?")
    story.tick()
    assert story.due("resolution") is None
    assert "resolution" not in broken(story)


def test_the_dispute_of_an_answer_leaves_the_grace_though_nobody_confirmed_it(
    story: Story,
) -> None:
    assigned(story)
    due = story.due("resolution")
    assert due is not None
    story.clock.at = due - timedelta(hours=2)
    answers(story)
    story.complainant("dispute", reason="Belum sampai.")
    later = story.due("resolution")
    assert later is not None
    assert later > due


# Classes that are set late.


def test_what_was_decided_at_the_moment_it_was_complete_is_not_due_later(story: Story) -> None:
    story.writes("Kapan pendaftaran dibuka?")
    story.triage(klass="information_request", category="informasi_layanan")
    story.act("respond", INTAKE, answer="Senin depan.")
    story.does(c.Classify(complaint=story.complaint, klass="complaint"))
    clock = story.facts.clocks.get("statutory_decide")
    assert clock is None or not clock.running


def test_a_dispute_revives_no_clock_that_the_class_does_not_have(story: Story) -> None:
    assigned(story)
    story.does(c.Classify(complaint=story.complaint, klass="praise"))
    story.respond()
    story.complainant("dispute", reason="Belum sampai.")
    assert not story.facts.clocks["resolution"].running


def test_a_complaint_after_all_is_clocked_after_a_reopening_too(story: Story) -> None:
    assigned(story)
    story.complainant("withdraw", reason="Sudah.")
    story.clock.at += MINUTE
    story.act("reopen", SUPERVISOR, reason="Keliru.")
    story.does(c.Classify(complaint=story.complaint, klass="praise"))
    story.act("assign", unit="pstw-jember")
    story.does(c.Classify(complaint=story.complaint, klass="complaint"))
    clock = story.facts.clocks["resolution"]
    assert (clock.round, clock.running) == (2, True)


def test_a_complaint_after_all_is_clocked_after_a_dispute_too(story: Story) -> None:
    story.writes("Petugasnya ramah, tapi atapnya bocor")
    story.triage(klass="praise", category="apresiasi")
    story.act("assign", unit="pstw-jember")
    story.respond()
    story.complainant("resolve")
    story.wait("1 working day")
    story.complainant("dispute", reason="Masih bocor.")
    story.does(c.Classify(complaint=story.complaint, klass="complaint"))
    assert story.facts.clocks["resolution"].running


# Duties and closed complaints.


def test_the_police_are_told_once(story: Story) -> None:
    story.writes("Teman saya diperlakukan tidak pantas")
    story.triage(category="kekerasan_seksual", safety="sexual_violence")
    story.does(c.Fulfil(complaint=story.complaint, clock="police_report", text="LP/12"))
    story.wait("4 working days")
    for safety in ("child", "sexual_violence"):
        story.does(c.Classify(complaint=story.complaint, safety=safety))
    assert not story.facts.clocks["police_report"].running


def test_a_closed_complaint_is_not_declared_complete(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.triage()
    story.complainant("withdraw", reason="Sudah.")
    with pytest.raises(Refused):
        story.does(c.DeclareComplete(complaint=story.complaint))


# Workers and batches.


def test_a_claim_that_came_too_late_puts_no_clock_to_sleep(story: Story) -> None:
    story.files("Lampu padam")
    story.clock.at += timedelta(days=1, hours=6)
    sessions, now = story.office.sessions, story.clock.at
    claimed = sessions.settled(lambda db: clocks.claim_due(db, now, 10))
    assert "acknowledge" in [due.name for due in claimed]
    story.office.alarms.turn(now)  # another worker was faster: the warning is out

    def find_nothing_to_say(db: Session) -> None:
        for due in claimed:
            clocks.silence(db, due, now)

    sessions.settled(find_nothing_to_say)
    story.clock.at += timedelta(days=5)
    story.tick()
    assert "acknowledge" in broken(story)


def test_a_batch_leaves_a_row_at_the_last_of_several_commands(story: Story) -> None:
    story.writes("Lampu padam")
    note = c.Note(complaint=story.complaint, text="Sudah ditelepon.")
    words = c.Words(text="Bagaimana?", channel="memory", account="office")
    wrote = c.Receive(complaint=story.complaint, words=words)
    story.office.engine.execute_many([note, wrote, note], INTAKE, story.clock.at)
    story.check_books()
