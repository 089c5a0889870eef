"""The office's own books: the calendar and its changes, the rules, the reply texts, the units."""

from typing import Any

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from workflow.core.commands import Classify
from workflow.core.roles import Role
from workflow.store import complaints

DAY: dict[str, Any] = {
    "on": "2026-11-17",
    "kind": "joint_leave",
    "name": "Cuti bersama tambahan",
    "basis": "SKB 3 Menteri 12/2026",
}
"""The day after the stories begin, inside every limit of some working days."""


@pytest.fixture
def rina(office: DeskOffice) -> Desk:
    """A supervisor."""
    return office.desk("rina", Role.SUPERVISOR)


def due(office: DeskOffice, reference: str) -> str:
    """When the complaint's next clock is due."""
    with office.installation.sessions.reading() as db:
        return str(complaints.row_of(db, office.id(reference)).due_at)


def test_the_year_shows_holidays_seasons_and_what_they_rest_on(rina: Desk) -> None:
    page = words(rina.opens("/kalender?tahun=2026"))
    assert "Calendar 2026" in page
    assert "Monday, 17 August 2026 National holiday" in page
    assert "Ramadan" in page
    assert "17 H , " in page


def test_a_year_beyond_the_calendar_shows_the_nearest_that_is_known(rina: Desk) -> None:
    far, further = (words(rina.opens(f"/kalender?tahun={year}")) for year in (8888, 9999))
    assert far.replace("8888", "9999") == further
    rina.opens("/kalender?tahun=x")
    rina.opens("/kalender?kalender=nowhere", status=404)


def test_a_supervisor_sees_which_dates_move_and_only_then_signs(
    office: DeskOffice, rina: Desk
) -> None:
    reference = office.hears("Water is out")
    before = due(office, reference)
    rina.opens("/kalender")
    preview = words(rina.sends("/kalender/ubah", 200, step="preview", **DAY).text)
    assert "Tuesday, 17 November 2026: Cuti bersama tambahan It becomes a day off." in preview
    assert reference in preview
    assert due(office, reference) == before
    page = words(rina.follows(rina.sends("/kalender/ubah", step="sign", **DAY)))
    assert "Signed:" in page
    assert "Cuti bersama tambahan" in page
    assert "(declared here)" in page
    assert due(office, reference) > before
    assert [entry.actor for entry in trail(office, "calendar.applied")] == [rina.actor.name]
    again = words(rina.follows(rina.sends("/kalender/ubah", step="sign", **DAY)))
    assert "Nothing was to do: the calendar says so already." in again


def test_a_supervisor_of_an_accused_unit_reads_no_reference_of_it_in_the_preview(
    office: DeskOffice,
) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", reported_unit=JEMBER))
    dewi = office.desk("dewi", Role.SUPERVISOR, JEMBER)
    dewi.opens("/kalender")
    page = dewi.sends("/kalender/ubah", 200, step="preview", **DAY).text
    assert reference not in page
    assert "not listed here" in words(page)


def test_what_was_typed_stays_when_it_is_refused(rina: Desk) -> None:
    rina.opens("/kalender")
    for wrong, said in (
        ({"on": ""}, "Choose the date."),
        ({"on": "2126-01-01"}, "The calendar knows"),
        ({"basis": ""}, "Give the day a name"),
        ({"kind": "feast"}, "Say what kind of day it becomes."),
        ({"on": "2026-11-22", "kind": "working"}, "No calendar has hours for that day"),
    ):
        page = rina.sends("/kalender/ubah", 422, step="sign", **{**DAY, **wrong}).text
        assert said in words(page)
        assert 'value="Cuti bersama tambahan"' in page


def test_an_administrator_looks_at_the_calendar_and_changes_nothing(office: DeskOffice) -> None:
    admin = office.desk("admin", Role.ADMINISTRATOR)
    assert "Declare a day" not in admin.opens("/kalender")
    admin.sends("/kalender/ubah", 403, step="sign", **DAY)


def test_the_rules_are_shown_with_their_file_and_version(office: DeskOffice, rina: Desk) -> None:
    page = words(rina.opens("/aturan"))
    assert office.installation.office.policy.version in page
    assert "sla.toml" in page
    assert all(rule.name_id for rule in office.installation.office.policy.rules)
    for rule in office.installation.office.policy.rules:
        assert rule.name in page


def test_a_reply_text_is_shown_in_its_languages_with_named_gaps(office: DeskOffice) -> None:
    head = office.desk("harun", Role.UNIT_HEAD, JEMBER)
    page = head.opens("/balasan")
    for name in office.installation.texts.names:
        assert f'href="/balasan/{name}"' in page
    shown = words(head.opens("/balasan/receipt"))
    assert "«reference»" in shown
    assert "Indonesian" in shown
    head.opens("/balasan/nothing", status=404)


def test_a_unit_without_a_head_is_pointed_out(office: DeskOffice, rina: Desk) -> None:
    office.desk("harun", Role.UNIT_HEAD, JEMBER)
    page = words(rina.opens("/unit"))
    units = office.installation.office.policy.units
    able = [unit for unit in units.values() if unit.handles]
    assert all(unit.name in page for unit in units.values())
    assert page.count("none yet") == len(able) - 1
