"""The overview: every figure is the length of the list behind it, for whoever looks."""

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests import databases
from tests.web.conftest import CHEAP, preparing
from tests.web.desk_story import JEMBER, Desk, DeskOffice, open_desk_office, trail, words
from web.app import make_app
from workflow.core.commands import Act, Classify
from workflow.core.roles import Actor, Role
from workflow.store import survey
from workflow.store.models import ComplaintRow

MAGETAN = "pstw-magetan"
DAYS = 12
Found = dict[str, str]
HEAD = Actor.staff("901", Role.UNIT_HEAD, JEMBER)
FIGURE = re.compile(r'<a href="(/ikhtisar/daftar[^"]*)" aria-label="[^"]*: (\d+)"')
TILE = re.compile(
    r"<a href=\"(/ikhtisar/daftar[^\"]*)\"><span class=\"tile-words\">.*?>(\d+)</strong>"
)


def references(page: str) -> list[str]:
    """The references of the rows, from the top."""
    return re.findall(r'class="r-ref reference" href="/aduan/([^"]+)"', page)


def figures(page: str) -> list[tuple[str, int]]:
    """Every figure with a list: its address and its number."""
    found = [*FIGURE.findall(page), *TILE.findall(page)]
    return [(unescape(address), int(number)) for address, number in found]


def supervisor(office: DeskOffice) -> Desk:
    """Somebody who watches over all units."""
    return office.desk("sari", Role.SUPERVISOR)


def busy_days(url: str) -> None:
    """Prepares an office with complaints in several steps and units, some overdue."""
    with preparing(url) as told:
        office = DeskOffice(told, make_app(told.office, passwords=CHEAP))
        names = ("old", "lost", "done", "other")
        found = {name: office.hears(f"About {name}", name) for name in names}
        office.assigned(found["old"], JEMBER)
        office.assigned(found["other"], MAGETAN)
        office.assigned(found["lost"], JEMBER)
        reason = {"code": "another_unit_first", "reason": "Not ours."}
        office.does(Act(complaint=office.id(found["lost"]), move="return", values=reason), HEAD)
        office.assigned(found["lost"], MAGETAN)
        done = office.id(found["done"])
        office.does(Classify(complaint=done, safety="none", klass="praise", category="apresiasi"))
        office.does(Act(complaint=done, move="reject", values={"code": "praise_only"}))
        for _ in range(DAYS):
            office.waits(days=1)
            office.sends_all()
        office.hears("About new", "new")


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[DeskOffice]:
    """That office, some days later."""
    databases.fill_file(tmp_path / "tuntas.db", busy_days)
    opened = open_desk_office(tmp_path)
    opened.waits(days=DAYS)
    yield opened
    opened.story.check_books()
    opened.installation.close()


@pytest.fixture
def found(busy: DeskOffice) -> Found:
    """References by what their complaints are."""
    with busy.installation.sessions.reading() as db:
        rows = db.scalars(select(ComplaintRow)).all()
    return {row.first_line.removeprefix("About "): row.reference for row in rows}


def test_each_figure_counts_the_rows_of_its_list(busy: DeskOffice) -> None:
    sari = supervisor(busy)
    found = figures(sari.opens("/ikhtisar"))
    assert len(found) > 15
    asked = {name for address, _ in found for name in re.findall(r"[?&](\w+)=", address)}
    known = {"tone", "unit", "clock", "step", "age", "came", "went", "due", "risk", "from", "to"}
    assert asked - {"holder"} == known
    for address, number in found:
        assert len(references(sari.opens(address))) == number, address


def test_late_ones_stand_first_with_unit_clock_and_step(busy: DeskOffice, found: Found) -> None:
    sari = supervisor(busy)
    late = references(sari.opens("/ikhtisar/daftar?tone=late"))
    assert set(late) == {found["old"], found["other"], found["lost"]}
    of_unit = sari.opens(f"/ikhtisar/daftar?tone=late&unit={JEMBER}")
    assert references(of_unit) == [found["old"]]
    assert "Late, PSTW Jember" in words(of_unit)
    clock = sari.opens("/ikhtisar/daftar?clock=first_response&step=assigned")
    assert set(references(clock)) == set(late)


def test_a_complaint_that_was_handed_back_and_on_is_told_with_both_units(
    busy: DeskOffice, found: Found
) -> None:
    sari = supervisor(busy)
    page = sari.opens("/ikhtisar")
    assert "PSTW Jember → PSTW Magetan 1" in words(page)
    listed = sari.opens(f"/ikhtisar/daftar?from={JEMBER}&to={MAGETAN}")
    assert references(listed) == [found["lost"]]
    assert references(sari.opens(f"/ikhtisar/daftar?from={MAGETAN}&to={JEMBER}")) == []


def test_who_had_the_overdue_ones_is_read_off_the_breaches(busy: DeskOffice, found: Found) -> None:
    sari = supervisor(busy)
    held = sari.opens(f"/ikhtisar/daftar?holder=unit:{MAGETAN}")
    assert set(references(held)) == {found["other"], found["lost"]}
    assert "Overdue, held by PSTW Magetan" in words(held)


def test_a_unit_head_counts_only_what_they_see(busy: DeskOffice, found: Found) -> None:
    harun = busy.desk("harun", Role.UNIT_HEAD, JEMBER)
    page = harun.opens("/ikhtisar")
    assert "PSTW Magetan" not in words(page)
    for address, number in figures(page):
        rows = references(harun.opens(address))
        assert set(rows) <= {found["old"]}
        assert len(rows) == number, address
    assert references(harun.opens(f"/ikhtisar/daftar?unit={MAGETAN}")) == []
    assert references(harun.opens(f"/ikhtisar/daftar?holder=unit:{MAGETAN}")) == []


def test_a_complaint_about_a_unit_is_in_no_figure_of_its_head(office: DeskOffice) -> None:
    about = office.hears("The head of the house is rude", "rina")
    id = office.id(about)
    office.does(
        Classify(complaint=id, klass="complaint", category="layanan_petugas", safety="none")
    )
    office.does(Classify(complaint=id, reported_unit=JEMBER))
    harun = office.desk("harun", Role.UNIT_HEAD, JEMBER)
    page = harun.opens("/ikhtisar")
    assert figures(page) == []
    assert references(harun.opens("/ikhtisar/daftar")) == []
    assert references(supervisor(office).opens("/ikhtisar/daftar")) == [about]


def test_an_administrator_gets_numbers_and_no_list(busy: DeskOffice) -> None:
    joko = busy.desk("joko", Role.ADMINISTRATOR)
    page = joko.opens("/ikhtisar")
    assert "Late 3" in words(page)
    assert figures(page) == []
    joko.opens("/ikhtisar/daftar", status=403)
    joko.opens("/ikhtisar/daftar/tabel.csv", status=403)
    joko.opens("/ikhtisar/tabel.csv")


def test_others_have_no_overview(office: DeskOffice) -> None:
    for role, unit in ((Role.INTAKE_OFFICER, ""), (Role.UNIT_STAFF, JEMBER)):
        desk = office.desk(f"a-{role}".replace("_", "-"), role, unit)
        desk.opens("/ikhtisar", status=403)
        assert "/ikhtisar" not in desk.opens("/aduan")


def test_what_nobody_knows_asks_for_nothing(busy: DeskOffice, found: Found) -> None:
    sari = supervisor(busy)
    everything = set(references(sari.opens("/ikhtisar/daftar")))
    assert everything == set(found.values()) - {found["done"]}
    for strange in ("tone=x", "unit='", "age=99", "due=yesterday", "came=9999-12-31", "holder=%25"):
        assert set(references(sari.opens(f"/ikhtisar/daftar?{strange}"))) == everything, strange


def test_an_empty_office_says_so_everywhere(office: DeskOffice) -> None:
    page = words(supervisor(office).opens("/ikhtisar"))
    assert "Nothing is open." in page
    assert "No unit gave a complaint back." in page
    assert "No clock was overrun." in page


def test_the_list_goes_on_page_after_page(office: DeskOffice) -> None:
    opened = {office.hears(f"Lamp {number}", f"adi{number}") for number in range(53)}
    sari = supervisor(office)
    first = sari.opens("/ikhtisar/daftar")
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    second = references(sari.opens(unescape(older[1])))
    assert len(references(first)) == 50
    assert {*references(first), *second} == opened


def test_rows_are_picked_from_a_figure_and_acted_on(busy: DeskOffice, found: Found) -> None:
    sari = supervisor(busy)
    page = sari.opens(f"/ikhtisar/daftar?unit={MAGETAN}")
    picked = re.findall(r'name="which" value="([^"]+)"', page)
    assert len(picked) == 2
    query = "&".join(f"which={one}" for one in picked)
    assert found["other"] in sari.opens(f"/aduan/banyak/assign?{query}")


# -- Saving -----------------------------------------------------------------------------------


def table(text: str) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_list_is_saved_with_the_same_rows_and_nobody_s_words(
    busy: DeskOffice, found: Found
) -> None:
    sari = supervisor(busy)
    saved = sari.client.get("/ikhtisar/daftar/tabel.csv?tone=late")
    header, *rows = table(saved.text)
    assert header[:3] == ["Reference", "Received", "State"]
    assert {row[0] for row in rows} == {found["old"], found["other"], found["lost"]}
    assert "About" not in saved.text
    assert "Sari Wulandari" not in saved.text
    [entry] = trail(busy, "figure.exported")
    assert (entry.actor, entry.detail) == (f"staff:{sari.staff.id}", "csv 3 tone=late")


def test_the_worklist_is_saved_as_it_was_asked_for(busy: DeskOffice, found: Found) -> None:
    sari = supervisor(busy)
    saved = sari.client.get(f"/aduan/tabel.xlsx?view=open&unit={JEMBER}")
    sheet = load_workbook(BytesIO(saved.data)).active
    assert sheet is not None
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["Reference", found["old"]]
    harun = busy.desk("harun", Role.UNIT_HEAD, JEMBER)
    rows = table(harun.client.get("/aduan/tabel.csv?view=open").text)[1:]
    assert [row[0] for row in rows] == [found["old"]]
    details = {entry.detail for entry in trail(busy, "worklist.exported")}
    assert details == {f"xlsx 1 view=open unit={JEMBER}", "csv 1 view=open"}


def test_what_was_looked_for_is_not_in_the_trail(office: DeskOffice) -> None:
    office.hears("The lamps are broken", "adi")
    sari = supervisor(office)
    sari.opens("/aduan/tabel.csv?view=open&q=lamps")
    [entry] = trail(office, "worklist.exported")
    assert entry.detail == "csv 1 view=open q=…"


def test_unit_staff_save_nothing(office: DeskOffice) -> None:
    staff = office.desk("siti", Role.UNIT_STAFF, JEMBER)
    staff.opens("/aduan/tabel.csv", status=403)
    supervisor(office).opens("/aduan/tabel.exe", status=404)


def test_the_figures_are_saved_as_they_are_shown(busy: DeskOffice) -> None:
    sari = supervisor(busy)
    text = sari.client.get("/ikhtisar/tabel.csv").text
    rows = table(text)
    assert ["PSTW Magetan", "2", "0", "2", "0"] in rows
    book = load_workbook(BytesIO(sari.client.get("/ikhtisar/tabel.xlsx").data))
    assert book.sheetnames[0] == "By unit"
    assert ("PSTW Magetan", 2, 0, 2, 0) in list(book["By unit"].iter_rows(values_only=True))
    assert {entry.detail for entry in trail(busy, "overview.exported")} == {"csv", "xlsx"}


def test_the_weeks_begin_on_mondays_of_the_office(office: DeskOffice) -> None:
    """The story begins on Monday 16 November, 09.00 in Surabaya; UTC would be 02.00."""
    office.story.clock.at -= timedelta(hours=3)  # Sunday evening in UTC, Monday 06.00 there
    reference = office.hears("Early", "adi")
    sari = supervisor(office)
    assert references(sari.opens("/ikhtisar/daftar?came=2026-11-16")) == [reference]
    assert references(sari.opens("/ikhtisar/daftar?came=2026-11-09")) == []


def test_how_content_people_are_is_one_figure_that_opens_the_public_ones(
    office: DeskOffice, harun: Desk
) -> None:
    sari, admin = supervisor(office), office.desk("boss", Role.ADMINISTRATOR)
    month = office.story.clock.at.date().replace(day=1)
    given = {"completion_time": 3, "staff_conduct": 4, "complaint_handling": 4}

    def answer(unit: str, count: int) -> None:
        for _ in range(count):
            office.installation.sessions.settled(lambda db: survey.add(db, unit, month, given))

    answer(JEMBER, 9)
    assert "IKM, 2026 – fewer than 10 answers" in words(sari.opens("/ikhtisar"))
    answer("rsbn-malang", 12)
    page = sari.opens("/ikhtisar")
    assert "IKM, 2026 91.67 n = 21" in words(page)
    assert 'href="/angka?tahun=2026#content-title"' in page
    assert "IKM, 2026 91.67 n = 21" in words(admin.opens("/ikhtisar"))
    # Nine of Jember's own are too few to be told alone.
    assert "IKM, 2026 – fewer than 10 answers" in words(harun.opens("/ikhtisar"))
    answer(JEMBER, 1)
    assert "IKM, 2026 91.67 n = 10" in words(harun.opens("/ikhtisar"))
