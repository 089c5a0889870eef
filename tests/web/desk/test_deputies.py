"""Deputies: a head is away, somebody stands in, and all of it ends by itself."""

from datetime import timedelta
from typing import Any

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from web.days import named
from workflow.core.commands import Act, Classify
from workflow.core.refusal import Refused
from workflow.core.roles import Role

MALANG, MAGETAN = "rsbn-malang", "pstw-magetan"
PAGE = "/pelaksana-harian"
LED_ON = 303
ANSWER: dict[str, Any] = {
    "step": "send",
    "answer": "The pump works again.",
    "evidence": "Photo of the tap",
}


@pytest.fixture
def lestari(office: DeskOffice) -> Desk:
    """The head of RSBN Malang."""
    return office.desk("lestari", Role.UNIT_HEAD, MALANG)


def appoints(
    office: DeskOffice, desk: Desk, deputy: str, days: tuple[int, int], **more: str
) -> str:
    """Names a deputy from so many days ahead to so many; what the refusal says, if it is one."""
    today = office.installation.office.calendars["office"].local(office.story.clock.at).date()
    first, last = (f"{today + timedelta(days=ahead)}" for ahead in days)
    assert named(first)
    desk.opens(PAGE, 200)
    form = {"deputy": deputy, "first": first, "last": last, **more}
    answer = desk.client.post(PAGE, data={**_token(desk), **form})
    return "" if answer.status_code == LED_ON else words(answer.text)


def _token(desk: Desk) -> dict[str, str]:
    found = desk.page.partition('name="csrf_token" value="')[2].partition('"')[0]
    return {"csrf_token": found}


def about(office: DeskOffice, unit: str, text: str) -> str:
    """A complaint about one unit, in the hands of Jember."""
    reference = office.hears(text, f"p.{text}")
    office.assigned(reference, JEMBER)
    office.does(Classify(complaint=office.id(reference), reported_unit=unit))
    return reference


def test_a_deputy_is_head_for_the_days_named_and_signs_as_deputy(
    office: DeskOffice, harun: Desk, lestari: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    accusing = about(office, MALANG, "Malang asked for money")
    page = f"/aduan/{reference}"
    lestari.opens(page, 404)
    assert appoints(office, harun, "lestari", (1, 3)) == ""
    lestari.opens(page, 404)  # not yet

    office.waits(days=1)
    lestari.returns()
    assert "Water is out" in words(lestari.opens(page))
    assert reference in lestari.opens("/aduan?view=open")
    assert "You stand in for the head of PSTW Jember until" in words(lestari.opens("/unit-saya"))
    # What accuses the deputy's own unit is nowhere, though Jember has it (UU 25/2009 art. 45).
    lestari.opens(f"/aduan/{accusing}", 404)
    for address in ("/aduan?view=open", "/aduan?view=open&q=money", "/unit-saya"):
        assert accusing not in lestari.opens(address)
    lestari.opens(page)
    lestari.sends(f"{page}/langkah/respond", **ANSWER)
    history = words(lestari.opens(page).partition('id="history')[2])
    assert "Head of unit, RSBN Malang, as deputy of the head of PSTW Jember Answered." in history
    assert office.facts(reference).answered_by == f"{lestari.actor.name}@{JEMBER}"

    office.waits(days=3)
    lestari.returns()
    lestari.opens(page, 404)
    assert reference not in lestari.opens("/aduan?view=open")
    harun.returns()
    assert reference in harun.opens("/aduan?view=responded")


def test_staff_of_the_unit_may_answer_as_deputies_and_only_then(
    office: DeskOffice, harun: Desk
) -> None:
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    page = f"/aduan/{reference}"
    assert "langkah/respond" not in sri.opens(page)
    sri.opens(f"{page}/identitas", 403)
    assert appoints(office, harun, "sri", (0, 0)) == ""
    assert "langkah/respond" in sri.opens(page)
    sri.opens(f"{page}/identitas")
    sri.opens(PAGE, 403)  # a deputy names no deputy
    assert [each.actor for each in trail(office, "staff.deputy_named")] == [harun.actor.name]
    harun.opens(PAGE)
    harun.sends(f"{PAGE}/1/akhiri")
    assert "langkah/respond" not in sri.opens(page)
    with pytest.raises(Refused):  # the engine asks for itself, whatever a page believed
        office.does(Act(complaint=office.id(reference), move="respond", values=ANSWER), sri.actor)


def test_what_does_not_fit_is_refused_in_words(
    office: DeskOffice, harun: Desk, lestari: Desk
) -> None:
    boss = office.desk("boss", Role.ADMINISTRATOR)
    watcher = office.desk("watcher", Role.SUPERVISOR)
    office.desk("far", Role.UNIT_STAFF, MAGETAN)
    office.desk("tini", Role.UNIT_HEAD, MAGETAN)
    assert "same unit, or the head of another" in appoints(office, harun, "far", (0, 1))
    assert "Choose a person" in appoints(office, harun, "nobody", (0, 1))
    assert "before the first" in appoints(office, harun, "lestari", (3, 1))
    assert "days are over" in appoints(office, harun, "lestari", (-3, -1))
    assert "a year" in appoints(office, harun, "lestari", (0, 500))
    assert appoints(office, harun, "lestari", (2, 4)) == ""
    assert "stands in for this unit" in appoints(office, harun, "tini", (4, 9))
    assert "stand in for somebody else" in appoints(office, lestari, "tini", (1, 2))
    assert appoints(office, boss, "tini", (5, 6), head="harun") == ""
    assert "is away" in appoints(office, boss, "harun", (6, 7), head="tini")
    # A head names for nobody else, ends nobody else's, and sees no others.
    assert appoints(office, lestari, "tini", (20, 21), head="harun") == ""
    page = words(watcher.opens(PAGE))
    assert page.count("stands in for") == 3
    assert "Tini Prasetya stands in for Lestari Prasetya" in page
    lestari.opens(PAGE)
    lestari.sends(f"{PAGE}/2/akhiri", 404)
    boss.opens(PAGE)
    boss.sends(f"{PAGE}/2/akhiri")
    watcher.reads_in("id")
    assert "Pelaksana harian" in watcher.opens(PAGE)
