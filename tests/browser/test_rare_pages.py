"""Pages that open on few days, or at one moment only, as people see them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from adapters.memory.wire import Fault
from tests.browser.conftest import Another
from tests.browser.looking import Look
from tests.browser.serving import serving, sign_in
from tests.browser.views import PHONE, seen
from tests.pictures import photo
from tests.story import HEAD
from tests.web.conftest import hire
from tests.web.desk_story import JEMBER, DeskOffice, open_desk_office
from tests.web.file_story import came, rows
from tests.web.taken_back import an_office, deletes
from web.filing import STEPS
from web.pages.complain import receipt_for
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role

TEXT = "Air di panti Jember mati sejak kemarin, dan kamar mandi licin."


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DeskOffice]:
    """An office with nothing in it yet."""
    opened = open_desk_office(tmp_path)
    opened.sends_all()
    yield opened
    opened.story.office.close()


@pytest.fixture
def at(office: DeskOffice) -> Iterator[str]:
    """Its address."""
    with serving(office.app) as address:
        yield address


def comes(office: DeskOffice, page: Page, at: str, role: Role, unit: str = "") -> None:
    """Somebody new of the staff signs in."""
    login = f"{role}".replace("_", "")
    hire(office.app, login, role, unit)
    sign_in(page, at, login)


def test_what_everybody_can_read_goes_by_these_pages(
    office: DeskOffice, at: str, page: Page, another: Another, look: Look
) -> None:
    reference = office.hears(TEXT, id="m-1", public=True, conversation="c:post-1:warga")
    office.hears("Di rumah saya juga, sejak Senin.", "tetangga", id="m-2", public=True,
                 reply_to="m-1", conversation="c:post-1:tetangga")  # fmt: skip
    office.assigned(reference, JEMBER)
    comes(office, page, at, Role.UNIT_HEAD, JEMBER)
    look(page, "public-answer", f"{at}/aduan/{reference}/pesan/1/jawab-publik")
    page.locator("main textarea[name=text]").fill("Pompa sudah kami ganti pagi ini.")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(f"{at}/aduan/{reference}")
    draft, desk = max(office.facts(reference).proposed), another()
    comes(office, desk, at, Role.INTAKE_OFFICER)
    look(desk, "public-release", f"{at}/aduan/{reference}/pesan/{draft}/lepas")
    look(desk, "public-decline", f"{at}/aduan/{reference}/pesan/{draft}/tolak")
    look(desk, "complaint-public", f"{at}/aduan/{reference}")


def test_what_did_not_arrive_is_decided_here(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    office.story.memory.platform.fails(Fault.LOST)
    reference = office.hears(TEXT)
    office.sends_all()
    comes(office, page, at, Role.INTAKE_OFFICER)
    look(page, "complaint-unsure", f"{at}/aduan/{reference}")
    look(page, "send-again", f"{at}/aduan/{reference}/pesan/2/kirim-ulang")
    look(page, "did-arrive", f"{at}/aduan/{reference}/pesan/2/sampai")


def test_what_belongs_together_and_what_does_not(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    reference, other = office.hears(TEXT), office.hears(TEXT, author="budi.2")
    office.does(Classify(complaint=office.id(other), safety="none"))
    comes(office, page, at, Role.INTAKE_OFFICER)
    look(page, "related", f"{at}/aduan/{reference}/kaitkan")
    look(page, "split", f"{at}/aduan/{reference}/pisahkan")
    look(page, "merge", f"{at}/aduan/{other}/langkah/merge")
    look(page, "reject", f"{at}/aduan/{other}/langkah/reject")
    look(page, "ask", f"{at}/aduan/{other}/langkah/ask")
    third = office.hears(TEXT, author="wati.3", conversation="dm:3")
    assert office.hears("Dan bansos saya?", author="wati.3", conversation="dm:3") == third
    number = office.facts(third).messages
    look(page, "carry", f"{at}/aduan/{third}/pesan/{number}/pindah")


def test_words_that_were_deleted_and_must_be_kept(tmp_path: Path, page: Page, look: Look) -> None:
    office = an_office(tmp_path, keep_deleted="legal_hold")
    reference = deletes(office, "m-1")
    office.sends_all()
    with serving(office.app) as at:
        comes(office, page, at, Role.SUPERVISOR)
        look(page, "complaint-deleted", f"{at}/aduan/{reference}")
        look(page, "withheld", f"{at}/aduan/{reference}/pesan/1/dihapus")
        page.locator("#reason-protect_person").check()
        page.locator("main form button[type=submit]").click()
        page.get_by_text("Petugas X meminta uang.").wait_for()
        look(page, "withheld-opened")
    office.story.office.close()


def test_a_request_about_somebodys_own_data(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    reference = office.hears(TEXT)
    comes(office, page, at, Role.PERSONAL_DATA_OFFICER)
    look(page, "personal-data-door", f"{at}/data-pribadi")
    page.locator("#nomor").fill(reference)
    page.locator("#nomor").press("Enter")
    page.locator("#theirs").wait_for()
    look(page, "personal-data")
    page.locator("form[action$=identitas] button").click()
    page.locator("#who").wait_for()
    look(page, "personal-data-revealed")


def test_a_locked_file_is_opened_by_a_supervisor(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    reference = came(
        office, ("surat.html", "text/html", b"MZ"), ("foto.png", "image/png", photo("PNG"))
    )
    locked = next(row for row in rows(office, reference) if row.quarantined)
    comes(office, page, at, Role.SUPERVISOR)
    look(page, "complaint-files", f"{at}/aduan/{reference}")
    look(page, "unlock", f"{at}/berkas/{locked.token}/buka-kunci")


def test_duties_outside_the_office(office: DeskOffice, at: str, page: Page, look: Look) -> None:
    reference = office.hears("Adik saya dilecehkan di panti.")
    office.does(Classify(complaint=office.id(reference), safety="sexual_violence"))
    comes(office, page, at, Role.INTAKE_OFFICER)
    look(page, "complaint-violence", f"{at}/aduan/{reference}")
    look(page, "duty-done", f"{at}/aduan/{reference}/kewajiban/police_report")
    look(page, "file-complete", f"{at}/aduan/{reference}/lengkap")


@pytest.mark.expects_noise("status of 40[34]")
def test_what_leads_nowhere_is_said_in_words(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    look(page, "not-found", f"{at}/tidak-ada", status=404)
    account = ("memory", "office")
    code = office.installation.erasing.asked(account, "sari.7", office.story.clock.at)
    look(page, "forgotten", f"{at}/hapus-data/{code}")
    comes(office, page, at, Role.UNIT_HEAD, JEMBER)
    look(page, "not-for-you", f"{at}/staf", status=403)
    look(page, "password", f"{at}/akun/sandi")
    look(page, "worklist-empty", f"{at}/aduan")
    look(page, "my-unit-empty", f"{at}/unit-saya")


@seen(PHONE)
def test_each_question_of_the_form_and_the_way_of_a_complaint(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    page.goto(f"{at}/lapor")
    page.locator("[name=what]").fill(TEXT)
    for step in STEPS[1:]:
        page.locator("main button[value=next]").click()
        if step.name == "about":
            page.locator("#about-unsure").check()
        if step.name == "wish":
            page.locator("#visibility-open").check()
        look(page, f"complain-{step.name}")
    page.locator("main button[value=send]").click()
    page.locator(".reference").first.wait_for()
    look(page, "receipt", page.url)
    reference = page.locator(".reference").first.inner_text().strip()
    office.assigned(reference, JEMBER)
    look(page, "track-begun", f"{at}/lacak/{reference}")
    given = {"answer": "Pompa sudah diganti pagi ini.", "evidence": "Foto keran"}
    office.does(Act(complaint=office.id(reference), move="respond", values=given), HEAD)
    office.sends_all()
    look(page, "track-answered", f"{at}/lacak/{reference}")
    page.locator("form[action$='/selesai'] button").click()
    page.wait_for_url("**/survei")
    look(page, "survey", f"{at}/lacak/{reference}/survei")


def test_a_form_that_is_not_registered_yet_is_waited_for(
    office: DeskOffice, at: str, page: Page, look: Look
) -> None:
    with office.app.test_request_context():
        receipt = receipt_for("form-not-yet-there")
    page.add_init_script("sessionStorage.setItem('tuntas.looked', '5')")  # looked again enough
    look(page, "arrived", f"{at}/lapor/diterima/{receipt}", status=202)
