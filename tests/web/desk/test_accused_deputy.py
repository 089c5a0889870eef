"""A deputy whose own unit is accused: they act for the unit that has it, and meet it nowhere."""

from tests.web.access_office import ACCUSED, SECRET, AccessOffice, accuse, letter
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from tests.web.test_access_matrix import LISTS, NEVER
from workflow.core.commands import Classify
from workflow.core.roles import Role
from workflow.deputies import Deputies, NewAbsence, on_duty
from workflow.staff import By
from workflow.store import digests

PLACES = (
    *LISTS,
    "/unit-saya",
    "/aduan?view=mine",
    "/aduan?view=mentioned",
    f"/aduan?view=open&q={SECRET}",
    f"/aduan/tabel.csv?view=open&q={SECRET}",
)
"""Lists, counts, searches, exports and mentions."""


def stands_in(office: DeskOffice, head: Desk, deputy: Desk) -> None:
    """Today somebody acts in the place of a head."""
    calendar, now = office.installation.office.calendars["office"], office.story.clock.at
    today = calendar.local(now).date()
    days = NewAbsence(head=head.staff.id, deputy=deputy.staff.id, first=today, last=today)
    Deputies(office.installation.sessions, calendar).appoint(days, By("console", now))


def told(desk: Desk) -> dict[str, str]:
    """What somebody reads in all those places."""
    return {place: words(desk.client.get(place).text) for place in PLACES}


def morning(office: DeskOffice, desk: Desk) -> list[str]:
    """The complaints of which their digest would tell."""
    now = office.story.clock.at
    with office.installation.sessions.reading() as db:
        actor = on_duty(db, desk.staff, now).actor
        return [row.reference for row in digests.matters(db, actor, now, now, 9).first]


def test_a_deputy_who_is_accused_meets_the_complaint_nowhere(
    office: DeskOffice, harun: Desk, ani: Desk
) -> None:
    deputy = office.desk("lestari", Role.UNIT_HEAD, ACCUSED)
    water = office.hears("Water is out", "adi")
    office.assigned(water, JEMBER)
    office.sends_all()
    stands_in(office, harun, deputy)
    before = told(deputy)
    assert water in before["/aduan?view=mine"]

    made = AccessOffice(office, {"deputy": deputy})
    accuse(made)
    accusing = made.gaps["reference"]
    assert accusing in ani.opens("/aduan?view=open")
    assert "@lestari" not in ani.opens(f"/aduan/{accusing}")
    note = ani.sends(f"/aduan/{accusing}/catatan", text="@lestari, please look.")
    assert "Nobody who may see this complaint is called @lestari" in words(ani.follows(note))
    after = told(deputy)
    assert [place for place in PLACES if after[place] != before[place]] == []
    assert morning(office, deputy) == [water]
    for rule in office.app.url_map.iter_rules():
        if "reference" in rule.arguments and "GET" in (rule.methods or ()):
            found = made.answer("deputy", rule, "GET")
            nothing = deputy.client.get(made.address(rule, made.gaps | NEVER))
            assert letter(found) == letter(nothing), rule.endpoint
            assert SECRET not in found.text, rule.endpoint


def test_of_what_is_about_the_absent_head_s_unit_the_deputy_knows_nothing_for_those_days(
    office: DeskOffice, harun: Desk, ani: Desk
) -> None:
    deputy = office.desk("lestari", Role.UNIT_HEAD, ACCUSED)
    own, water = office.hears("Jember is rude", "adi"), office.hears("Water is out", "budi")
    office.assigned(own, ACCUSED)
    office.does(Classify(complaint=office.id(own), reported_unit=JEMBER))
    office.assigned(water, JEMBER)
    deputy.opens(f"/aduan/{own}")
    assert "@lestari" not in ani.opens(f"/aduan/{water}")
    stands_in(office, harun, deputy)
    deputy.opens(f"/aduan/{own}", 404)
    assert own not in "".join(told(deputy).values())
    # What the deputy may see now, they may be called to.
    assert "@lestari" not in ani.opens(f"/aduan/{own}")
    assert "@lestari" in ani.opens(f"/aduan/{water}")
    ani.sends(f"/aduan/{water}/catatan", text="@lestari, please look.")
    assert water in deputy.opens("/aduan?view=mentioned")

    office.waits(days=1)
    deputy.returns()
    deputy.opens(f"/aduan/{own}")
    deputy.opens(f"/aduan/{water}", 404)
    assert water not in deputy.opens("/aduan?view=mentioned")
