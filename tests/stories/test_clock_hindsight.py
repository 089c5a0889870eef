"""What a complaint is may be said late: its clocks then stand as if it had been said at once.

Found by the machine of `test_engine_machine.py`; here they stand short, one each.
"""

from datetime import timedelta

from tests.stories.test_clock_edges import MINUTE, answers, broken, hears, last
from tests.story import HEAD, INTAKE, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.roles import TIME


def says_it_is(story: Story, klass: str) -> None:
    story.does(c.Classify(complaint=story.complaint, klass=klass))


def complete(story: Story) -> None:
    story.does(c.DeclareComplete(complaint=story.complaint))
    story.clock.at += MINUTE


def praise(story: Story) -> None:
    """Taken for praise at first, which has no resolution clock."""
    story.writes("Petugasnya ramah, tapi atapnya bocor")
    story.triage(klass="praise", category="apresiasi")


def test_a_complaint_reopened_while_it_had_no_rule_begins_anew(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.triage()
    complete(story)
    says_it_is(story, "praise")
    story.clock.at += MINUTE
    story.complainant("withdraw", reason="Sudah.")
    story.clock.at += timedelta(days=3)
    story.act("reopen", SUPERVISOR, reason="Salah paham.")
    story.clock.at += MINUTE
    complete(story)
    again = story.facts.past[-1].at
    says_it_is(story, "complaint")
    clock = story.facts.clocks["statutory_decide"]
    assert (clock.running, clock.round, clock.started_at) == (True, 2, again)
    story.check_books()


def test_a_class_said_of_a_closed_complaint_counts_from_the_dispute_on(story: Story) -> None:
    praise(story)
    story.act("assign", unit="pstw-jember")
    story.clock.at += MINUTE
    story.respond()
    story.complainant("resolve")
    says_it_is(story, "complaint")
    assert "resolution" not in story.facts.clocks
    story.wait("2 working days")
    story.complainant("dispute", reason="Masih bocor.")
    clock = story.facts.clocks["resolution"]
    assert clock.running
    assert clock.started_at < clock.gaps[-1][0] < clock.gaps[-1][1] == story.clock.at


def test_a_dispute_while_it_has_no_rule_is_made_up_for(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.clock.at += MINUTE
    story.respond()
    story.complainant("resolve")
    story.clock.at += MINUTE
    says_it_is(story, "praise")
    story.clock.at += MINUTE
    story.complainant("dispute", reason="Masih rusak.")
    disputed = story.clock.at
    assert not story.facts.clocks["resolution"].running
    story.wait("1 working day")
    says_it_is(story, "complaint")
    clock = story.facts.clocks["resolution"]
    assert clock.running
    assert clock.gaps[-1][1] == disputed


def test_delivery_is_owed_since_the_first_decision_though_its_answer_came_back(
    story: Story,
) -> None:
    praise(story)
    story.act("respond", INTAKE, answer="Terima kasih.", evidence="Surat")
    decided = story.clock.at
    story.clock.at += MINUTE
    hears(story, "answer", "refused")
    story.clock.at += MINUTE
    story.act("respond", SUPERVISOR, answer="Terima kasih.", evidence="Surat")
    story.clock.at += MINUTE
    says_it_is(story, "complaint")
    assert story.facts.clocks["statutory_deliver"].started_at == decided


def test_an_answer_that_came_back_stopped_nothing_for_a_class_said_later(story: Story) -> None:
    praise(story)
    story.act("assign", unit="pstw-jember")
    story.clock.at += MINUTE
    answers(story)
    hears(story, "answer", "delivered")
    story.clock.at += MINUTE
    says_it_is(story, "complaint")
    hears(story, "answer", "refused", last(story, "answer"))
    story.tick()
    assert story.facts.clocks["resolution"].running


def test_what_falls_due_as_time_closes_the_complaint_is_over_by_then(story: Story) -> None:
    """60 days to decide and, from the thirtieth on, 30 days to complete end at one midnight."""
    story.writes("Kursi roda belum datang")
    story.assign()  # and the file is complete with that
    story.clock.at += timedelta(days=30)
    story.tick()
    story.act("ask", HEAD, question="Nomor KTP?")
    hears(story, "question", "delivered")
    end = story.due("completion")
    assert end is not None
    assert end == story.due("statutory_decide")
    story.clock.at = end
    lapse = c.RaiseAlarm(complaint=story.complaint, clock="completion", round=1)
    story.does(lapse, TIME)
    assert story.state == "withdrawn"
    assert "statutory_decide" in broken(story)
