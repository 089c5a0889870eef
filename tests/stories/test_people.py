"""Deputies, colleagues and the survey, on each database and below the pages."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from tests.story import SUPERVISOR, Story
from workflow.core.given import Give
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Actor, Role
from workflow.deputies import Deputies, NewAbsence, on_duty
from workflow.staff import Accounts, By, NewStaff, Staff
from workflow.store import survey, worklists
from workflow.store.worklists import Wanted
from workflow.surveys import told

JEMBER, MALANG = "pstw-jember", "rsbn-malang"
ANSWER = {"answer": "Sudah dipasang.", "evidence": "foto"}


def hires(story: Story, login: str, role: Role, unit: str) -> Staff:
    """Somebody new."""
    office = story.office
    accounts = Accounts(office.sessions, office.office.policy.units)
    new = NewStaff(login=login, name=login.title(), role=role, unit=unit)
    return accounts.add_without_password(new, By("console", story.clock.at))


def today(story: Story, staff: Staff) -> Actor:
    """As whom somebody acts at this moment."""
    with story.office.sessions.reading() as db:
        return on_duty(db, staff, story.clock.at).actor


def seen(story: Story, actor: Actor, view: str = "open") -> int:
    """How many complaints somebody's view holds, counted and listed."""
    with story.office.sessions.reading() as db:
        counted = worklists.counts(db, actor, story.clock.at)[view]
        listed = worklists.page(db, actor, Wanted(view=view), story.clock.at).rows
    assert counted == len(listed)
    return counted


def test_a_deputy_has_the_heads_rights_for_a_while_and_signs_for_them(story: Story) -> None:
    head = hires(story, "harun", Role.UNIT_HEAD, JEMBER)
    other = hires(story, "lestari", Role.UNIT_HEAD, MALANG)
    deputies = Deputies(story.office.sessions, story.office.office.calendars["office"])
    day, by = story.clock.at.date(), By("console", story.clock.at)
    story.files("Air mati.")
    story.assign(JEMBER)
    with pytest.raises(NotFound):
        story.act("respond", today(story, other), **ANSWER)
    days = NewAbsence(head=head.id, deputy=other.id, first=day, last=day + timedelta(days=1))
    deputies.appoint(days, by)
    with pytest.raises(Refused, match="stands in for this unit"):
        deputies.appoint(days, by)
    acting = today(story, other)
    assert (seen(story, acting), seen(story, head.actor)) == (1, 1)
    story.act("respond", acting, **ANSWER)
    assert story.facts.answered_by == f"staff:{other.id}@{JEMBER}"
    # Whoever answered an oversight complaint as a deputy is no second person for it.
    assert Actor.staff(str(other.id), Role.SUPERVISOR).name == f"staff:{other.id}"
    story.clock.at += timedelta(days=2)
    assert today(story, other) == other.actor
    assert seen(story, today(story, other)) == 0


def test_staff_who_stand_in_and_become_something_else_stand_in_no_more(story: Story) -> None:
    head = hires(story, "harun", Role.UNIT_HEAD, JEMBER)
    sri = hires(story, "sri", Role.UNIT_STAFF, JEMBER)
    deputies = Deputies(story.office.sessions, story.office.office.calendars["office"])
    day, by = story.clock.at.date(), By("console", story.clock.at)
    deputies.appoint(NewAbsence(head=head.id, deputy=sri.id, first=day, last=day), by)
    assert today(story, sri).stands_in == (JEMBER,)
    assert today(story, replace(sri, unit=MALANG)).stands_in == ()
    assert today(story, replace(sri, role=Role.INTAKE_OFFICER)).stands_in == ()


def test_what_is_given_is_on_one_list_and_no_clock_notices(story: Story) -> None:
    head = hires(story, "harun", Role.UNIT_HEAD, JEMBER)
    sri = hires(story, "sri", Role.UNIT_STAFF, JEMBER)
    far = hires(story, "far", Role.UNIT_STAFF, MALANG)
    story.files("Air mati.")
    story.assign(JEMBER)
    clocks = story.facts.clocks
    for nobody in (str(far.id), "999", "x"):
        with pytest.raises(Refused, match="no such colleague"):
            story.does(Give(complaint=story.complaint, to=nobody), head.actor)
    story.does(Give(complaint=story.complaint, to=str(sri.id)), head.actor)
    assert [seen(story, one.actor, "mine") for one in (head, sri)] == [0, 1]
    assert story.facts.clocks == clocks
    with pytest.raises(Refused, match="Only the unit"):
        story.does(Give(complaint=story.complaint), SUPERVISOR)
    [code, *_] = story.office.office.policy.reasons_in("return")
    story.act("return", head.actor, code=code.id, reason="Bukan bidang kami.")
    assert story.facts.given_to == ""


def test_answers_add_up_by_unit_and_few_are_told_together(story: Story) -> None:
    month = story.clock.at.date().replace(day=1)
    given = {"completion_time": 2, "staff_conduct": 3, "complaint_handling": 4}
    for unit, count in ((JEMBER, 12), (MALANG, 3), ("pstw-magetan", 8)):
        for _ in range(count):
            story.office.sessions.settled(
                partial(survey.add, unit=unit, month=month, answers=given)
            )
    with story.office.sessions.reading() as db:
        total, lines = told(db, month, month)
        assert told(db, month - timedelta(days=40), month - timedelta(days=1)) == (None, ())
    assert total is not None
    assert (total.index.n, str(total.index.value), total.index.grade) == (23, "75.00", "C")
    assert [(set(line.units), line.index.n) for line in lines] == [
        ({JEMBER}, 12), ({MALANG, "pstw-magetan"}, 11),
    ]  # fmt: skip
