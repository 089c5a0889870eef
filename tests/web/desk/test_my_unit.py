"""The unit's own page: staff draft, the head releases, and every complaint stands where it is."""

import re
from html import unescape

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from workflow.core.commands import Act
from workflow.core.roles import Actor, Role

HEAD = Actor.staff("901", Role.UNIT_HEAD, JEMBER)


@pytest.fixture
def sri(office: DeskOffice) -> Desk:
    """Staff of PSTW Jember."""
    return office.desk("sri", Role.UNIT_STAFF, JEMBER)


def standing(page: str) -> dict[str, list[str]]:
    """The references in each part of the page that holds any."""
    found = re.findall(r'aria-labelledby="part-(\w+)">(.*?)</section>', page, re.DOTALL)
    rows = {name: re.findall(r'r-ref reference" href="/aduan/([^"]+)"', part)
            for name, part in found}  # fmt: skip
    return {name: each for name, each in rows.items() if each}


def test_a_unit_without_complaints_is_told_what_would_be_here(harun: Desk) -> None:
    assert "Nothing lies on your unit's desk" in words(harun.opens("/unit-saya"))
    harun.reads_in("id")
    assert "Tidak ada aduan di unit Anda" in words(harun.opens("/unit-saya"))


def test_each_complaint_stands_in_the_part_of_its_state(office: DeskOffice, harun: Desk) -> None:
    later, asked, held, elsewhere = (office.hears(f"Water {n}", f"p.{n}") for n in range(4))
    for reference in (later, asked, held):
        office.assigned(reference, JEMBER)
    office.assigned(elsewhere, "rsbn-malang")
    office.does(Act(complaint=office.id(asked), move="ask", values={"question": "Where?"}), HEAD)
    hold = {"agency": next(iter(office.installation.office.policy.agencies)), "letter": "12/2026"}
    office.does(Act(complaint=office.id(held), move="hold", values=hold), HEAD)
    found = standing(harun.opens("/unit-saya"))
    assert elsewhere not in str(found)
    assert found.pop("waiting") == [asked]
    assert {each for part in found.values() for each in part} == {later, held}


def test_what_is_due_before_monday_stands_on_top(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    before = standing(harun.opens("/unit-saya"))
    assert reference not in before.get("due", [])
    office.waits(days=7)
    harun.returns()
    assert standing(harun.opens("/unit-saya"))["due"] == [reference]


def test_a_draft_is_handed_to_the_head_who_changes_and_releases_it(
    office: DeskOffice, harun: Desk, sri: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    sri.opens(f"/aduan/{reference}/konsep")
    sri.sends(f"/aduan/{reference}/konsep", text="Dear complainant, the pump works.")
    page = sri.opens("/unit-saya")
    assert standing(page)["drafts"] == [reference]
    assert "Handed to the head" in page
    assert "Release the draft" not in page
    link = re.search(r'href="([^"]+langkah/respond[^"]*)"', harun.opens("/unit-saya"))
    assert link
    form = harun.opens(unescape(link[1]))
    assert area(form, "answer") == "Dear complainant, the pump works."
    address = f"/aduan/{reference}/langkah/respond"
    harun.sends(address, step="send", answer="The pump works again.", evidence="Photo of the tap")
    found = standing(harun.opens("/unit-saya"))
    assert found == {"answered": [reference]}
    office.sends_all()
    sent = office.story.memory.platform.taken[-1].parcel.text
    assert "The pump works again." in sent
    history = words(sri.opens(f"/aduan/{reference}").partition('id="history')[2])
    assert "Unit staff, PSTW Jember Kept in the office: Draft of an answer." in history
    assert "Head of unit, PSTW Jember Answered." in history
