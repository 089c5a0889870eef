"""What is learned and compared on each database: kept once, read anew, nothing hidden shown."""

from dataclasses import replace
from datetime import timedelta

from tests.story import HEAD, INTAKE, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.roles import Actor, Role
from workflow.store import suggestions
from workflow.store.likely_same import candidates
from workflow.suggesting import Learned
from workflow.suggesting_chore import Advisers, Learning
from workflow.suggesting_same import likely_same

TEXT = "Air di wisma Melati mati, kamar mandi tidak bisa dipakai."


def learning(story: Story) -> Learning:
    return Learning(story.office.sessions, story.office.office.policy)


def compared(story: Story, actor: Actor = INTAKE) -> list[int]:
    """Which complaints are taken for the same as the last one."""
    policy = story.office.office.policy
    asked = (story.complaint, story.facts.person, TEXT)
    with story.office.sessions.reading() as db:
        found = likely_same(db, policy, actor, asked, story.clock.at)
    return [same.candidate.id for same in found]


def test_what_was_learned_is_kept_once_and_read_as_it_was_written(story: Story) -> None:
    for author in ("adi", "budi"):
        story.writes(TEXT, author)
        story.assign()
    assert learning(story).turn(story.clock.at) == {"learned": 2}
    story.clock.at += timedelta(days=1)
    assert learning(story).turn(story.clock.at) == {"learned": 2}
    with story.office.sessions.reading() as db:
        text = suggestions.kept(db)
        edition = suggestions.kept(db, suggestions.EDITION)
    learned = Learned.read(text)
    assert learned.write() == text
    assert learned.given.share("fasilitas_panti", "pstw-jember") == 1.0
    assert learned.given.share("bansos", "pstw-jember") == 0.0
    assert learned.categories.words["fasilitas_panti"]["wisma melati"] == 2
    assert edition == f"{story.clock.at.isoformat()} 2"


def test_every_process_advises_with_what_any_of_them_has_learned(story: Story) -> None:
    advisers = Advisers(story.office.sessions)
    policy = story.office.office.policy
    before = advisers.now(policy)
    assert advisers.now(policy) is before
    for author in ("adi", "budi"):
        story.writes("Zebra di taman.", author)
        story.triage(category="bencana")
    assert advisers.now(policy).advise("zebra").categories == ()
    learning(story).turn(story.clock.at)
    assert advisers.now(policy).advise("zebra").categories[0].category == "bencana"


def test_a_complaint_that_nobody_has_triaged_teaches_nothing(story: Story) -> None:
    story.writes(TEXT, "adi")
    assert learning(story).turn(story.clock.at) == {"learned": 0}


def test_words_of_a_category_that_was_retired_are_not_proposed(story: Story) -> None:
    policy = story.office.office.policy
    for author in ("adi", "budi"):
        story.writes("Zebra di taman.", author)
        story.triage(category="bencana")
    learning(story).turn(story.clock.at)
    left = {id: one for id, one in policy.categories.items() if id != "bencana"}
    later = replace(policy, categories=left, version="later")
    assert Advisers(story.office.sessions).now(later).advise("zebra").categories == ()


def test_open_complaints_that_tell_the_same_are_candidates(story: Story) -> None:
    story.writes(TEXT, "adi")
    first = story.complaint
    story.writes("Bansos tidak cair.", "citra")
    story.writes(f"{TEXT} Tolong.", "budi")
    assert compared(story) == [first]
    assert compared(story, SUPERVISOR) == [first]


def test_nobody_is_shown_a_candidate_that_they_may_not_see(story: Story) -> None:
    story.writes(TEXT, "adi")
    first = story.complaint
    story.triage()
    story.does(c.Classify(complaint=first, reported_unit="pstw-jember"))
    story.writes(f"{TEXT} Tolong.", "budi")
    assert compared(story) == [first]
    assert compared(story, Actor.staff("9", Role.INTAKE_OFFICER, "pstw-jember")) == []
    assert compared(story, HEAD) == []
    assert compared(story, Actor.staff("8", Role.ADMINISTRATOR)) == []


def test_a_secret_text_is_compared_for_those_only_who_may_read_it(story: Story) -> None:
    story.writes(TEXT, "adi")
    story.assign()
    story.does(c.Classify(complaint=story.complaint, confidential=True))
    story.writes(TEXT, "budi")
    staff = Actor.staff("3", Role.UNIT_STAFF, "pstw-jember")
    assert len(compared(story, HEAD)) == 1
    assert compared(story, staff) == []


def test_what_the_same_person_wrote_long_ago_is_still_a_candidate(story: Story) -> None:
    story.files(TEXT, email="sumi@warga.example")
    mine = story.complaint
    story.files(TEXT, email="adi@warga.example")
    since = story.clock.at + timedelta(days=1)
    story.files(f"{TEXT} Masih.", email="sumi@warga.example")
    with story.office.sessions.reading() as db:
        found = candidates(db, INTAKE, story.complaint, since, 10)
    assert [one.id for one in found] == [mine]
