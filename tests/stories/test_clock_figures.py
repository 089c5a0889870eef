"""What figures and lists make of clocks: nothing is counted as done that nobody did."""

from collections import Counter
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.story import MONDAY, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.store import recap, worklists
from workflow.store.recap import Period
from workflow.store.worklists import Wanted


def ends(db: Session, story: Story, clock: str) -> Counter[str]:
    """How many rounds of a clock ended how, of all that was received."""
    ahead = story.clock.at + timedelta(days=1)
    period = Period(MONDAY, ahead, story.clock.at)
    found: Counter[str] = Counter()
    for one in recap.clocks(db, period, (clock,)):
        found[one.outcome] += one.count
    return found


def test_only_an_answer_counts_as_answered_and_only_what_is_resolved_as_settled(
    story: Story,
) -> None:
    story.writes("Kursi roda belum datang", author="satu")
    story.assign()
    story.respond()
    story.complainant("resolve")
    story.writes("Atap bocor", author="dua")  # taken back before anybody answered
    story.assign()
    story.clock.at += timedelta(days=2)
    story.complainant("withdraw", reason="Sudah.")
    story.writes("Bantuan pusat", author="tiga")
    story.assign()
    story.act("refer", agency="kemensos", letter="460/12")
    with story.office.sessions.reading() as db:
        assert ends(db, story, "statutory_respond") == {"met": 2, "void": 1}
        assert ends(db, story, "resolution") == {"met": 1, "void": 2}


def test_what_was_late_stays_late_though_it_got_more_time(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("15 working days")
    more = c.Extend(
        complaint=story.complaint, clock="resolution", by="7 working days",
        ground="site_visit", letter="Kunjungan dijadwalkan.",
    )  # fmt: skip
    story.does(more, SUPERVISOR)
    with story.office.sessions.reading() as db:
        assert ends(db, story, "resolution") == {"late": 1}


def test_a_report_that_the_police_still_lack_stays_on_the_list_though_it_was_withdrawn(
    story: Story,
) -> None:
    def late() -> list[tuple[str, str]]:
        wanted = Wanted(view="late")
        with story.office.sessions.reading() as db:
            rows = worklists.page(db, SUPERVISOR, wanted, story.clock.at).rows
        return [(row.state, row.due_clock) for row in rows]

    story.writes("Teman saya dilecehkan")
    story.triage(category="kekerasan_seksual", safety="sexual_violence")
    story.complainant("withdraw", reason="Saya takut.")
    story.wait("71 hours")
    assert late() == []
    story.wait("2 hours")
    assert late() == [("withdrawn", "police_report")]
    story.does(c.Fulfil(complaint=story.complaint, clock="police_report", text="LP/12"), SUPERVISOR)
    assert late() == []
