"""Insight: what came by which account, what about, and how soon a person answered."""

from datetime import timedelta

import pytest

from adapters.memory.wire import Fault
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.commands import Reply
from workflow.core.roles import Role


@pytest.fixture
def rina(office: DeskOffice) -> Desk:
    """A supervisor."""
    return office.desk("rina", Role.SUPERVISOR)


def answered_after(office: DeskOffice, text: str, author: str, hours: float) -> None:
    """Somebody writes, and a person answers so many hours later."""
    began = office.story.clock.at
    reference = office.hears(text, author=author)
    office.story.clock.at = began + timedelta(hours=hours)
    office.does(Reply(complaint=office.id(reference), text="Which one?"))
    office.story.clock.at = began


def test_counts_and_the_median_stand_by_account(office: DeskOffice, rina: Desk) -> None:
    for number, hours in enumerate((1, 3, 30)):
        answered_after(office, f"Lamp {number} is dark", f"person-{number}", hours)
    office.hears("Nobody answered this", author="person-9", public=True)
    office.sends_all()
    whole = rina.opens("/wawasan")
    page = words(whole)
    assert "Complaints 4 Answered by a person 3" in page
    assert "Trial channel office 4 4 1 3 3.0 hours" in page
    assert "Not classified yet" in whole
    assert "(hours)" not in page
    # An answer that never arrived is none.
    reference = office.hears("Bulb is broken", author="person-8")
    office.sends_all()
    office.story.memory.platform.fails(Fault.REFUSED)
    office.does(Reply(complaint=office.id(reference), text="Which one?"))
    office.sends_all()
    assert "Complaints 5 Answered by a person 3" in words(rina.opens("/wawasan"))


def test_the_plots_have_names_and_the_numbers_stand_in_a_table_too(
    office: DeskOffice, rina: Desk
) -> None:
    answered_after(office, "Lamp is dark", "person-1", 2)
    page = rina.opens("/wawasan")
    assert page.count('class="drawn-bars"') == page.count('<details class="drawn-table">') == 3
    assert 'id="plot-volume-title">Complaints by account</span>' in page
    assert "The longest bar: Trial channel · office, 2.0 hours." in page
    assert page.count('class="drawn-calm"') == 3


def test_only_the_days_that_were_asked_for_are_counted(office: DeskOffice, rina: Desk) -> None:
    office.hears("Lamp is dark")
    inside = words(rina.opens("/wawasan?from=2026-11-16&to=2026-11-16"))
    assert "Complaints 1" in inside
    before = words(rina.opens("/wawasan?from=2026-11-01&to=2026-11-15"))
    assert "Nothing came in these days." in before
    strange = words(rina.opens("/wawasan?from=gestern&to=2026-99-99&account=x|y"))
    assert "Complaints 1" in strange


def test_a_day_begins_at_midnight_of_the_office(office: DeskOffice, rina: Desk) -> None:
    office.story.clock.at -= timedelta(hours=3)  # 06.00 in Surabaya, still Sunday in Greenwich
    office.hears("Lamp is dark")
    assert "Complaints 1" in words(rina.opens("/wawasan?from=2026-11-16&to=2026-11-16"))


def test_an_empty_office_says_so(rina: Desk) -> None:
    assert "Nothing came in these days." in words(rina.opens("/wawasan"))
    rina.reads_in("id")
    assert "Tidak ada yang masuk pada hari-hari ini." in words(rina.opens("/wawasan"))


def test_the_table_is_saved_without_formulas(office: DeskOffice, rina: Desk) -> None:
    answered_after(office, "Lamp is dark", "person-1", 2)
    saved = rina.client.get("/wawasan/tabel.csv")
    assert saved.mimetype == "text/csv"
    assert "Trial channel,office,1,1,0,1,2.0" in saved.text
    assert not any(line.startswith(("=", "+", "-", "@")) for line in saved.text.splitlines())


def test_a_head_sees_only_accounts_of_the_own_unit_and_others_nothing(
    office: DeskOffice, rina: Desk, harun: Desk
) -> None:
    office.hears("Lamp is dark")
    assert "Nothing came in these days." in words(harun.opens("/wawasan"))
    assert "Lamp is dark" not in rina.opens("/wawasan")
    staff = office.desk("budi", Role.UNIT_STAFF, JEMBER)
    staff.opens("/wawasan", 403)
    assert "/wawasan" not in staff.opens("/aduan")
