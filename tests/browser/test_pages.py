"""The pages of a lived-in office as people see them, and a whole complaint without any script.

`python3 run.py screenshots` keeps the pictures that these tests take.
"""

from playwright.sync_api import Page

from tests.browser.conftest import Another
from tests.browser.demo_office import Served
from tests.browser.looking import Look
from tests.browser.views import PHONE, seen


def see(look: Look, page: Page, office: Served, addresses: dict[str, str]) -> None:
    """Look at each page."""
    for name, address in addresses.items():
        look(page, name, f"{office.address}{address}")


def test_pages_for_complainants(office: Served, page: Page, look: Look) -> None:
    addresses = {"start": "/", "complain": "/lapor", "track": "/lacak", "sign-in": "/masuk"}
    see(look, page, office, addresses)


def test_pages_of_an_intake_officer(office: Served, page: Page, look: Look) -> None:
    office.sign_in(page, "petugas")
    new, responded = office.reference("received"), office.reference("responded")
    addresses = {
        "worklist": "/aduan?view=open",
        "worklist-new": "/aduan?view=new",
        "worklist-closed": "/aduan?view=closed",
        "worklist-nothing": "/aduan?q=zzzz",
        "complaint-new": f"/aduan/{new}",
        "triage": f"/aduan/{new}/telaah",
        "complaint-responded": f"/aduan/{responded}",
        "clock": f"/aduan/{responded}/jam/resolution",
        "reply": f"/aduan/{responded}/balas",
        "note": f"/aduan/{responded}/catatan",
        "identity": f"/aduan/{responded}/identitas",
        "dispute": f"/aduan/{responded}/langkah/dispute",
        "inbox": "/kotak-masuk",
        "inbox-message": f"/kotak-masuk/{office.set_aside()}",
        "health": "/kesehatan",
    }
    see(look, page, office, addresses)


def test_pages_of_a_unit_head(office: Served, page: Page, look: Look) -> None:
    assigned = office.reference("assigned")
    office.sign_in(page, f"kepala.{office.owner(assigned)}")
    addresses = {
        "unit-worklist": "/aduan",
        "unit-complaint": f"/aduan/{assigned}",
        "respond": f"/aduan/{assigned}/langkah/respond",
        "return": f"/aduan/{assigned}/langkah/return",
        "hold": f"/aduan/{assigned}/langkah/hold",
        "draft": f"/aduan/{assigned}/konsep",
        "colleague": f"/aduan/{assigned}/rekan",
        "deputies": "/pelaksana-harian",
        "my-unit": "/unit-saya",
    }
    see(look, page, office, addresses)


def test_pages_of_a_supervisor(office: Served, page: Page, look: Look) -> None:
    office.sign_in(page, "pengawas")
    assigned = office.reference("assigned")
    addresses = {
        "late": "/aduan?view=late",
        "extend": f"/aduan/{assigned}/perpanjang",
        "reassign": f"/aduan/{assigned}/langkah/assign",
        "refer": f"/aduan/{assigned}/langkah/refer",
        "channels": "/saluran",
        "channel": "/saluran/email/office",
        "insight": "/wawasan",
        "forget": f"/aduan/{assigned}/lupakan",
    }
    see(look, page, office, addresses)


@seen(PHONE, script=False)
def test_a_whole_complaint_without_any_script(office: Served, page: Page, another: Another) -> None:
    """Filed on a phone, triaged, answered, confirmed: all of it with scripts off."""
    page.goto(f"{office.address}/lapor")
    page.locator("[name=what]").fill("Pegangan tangga di wisma dua lepas.")
    page.locator("main button[value=next]").click()
    page.locator("main button[value=next]").click()
    page.locator("#about-unsure").check()
    page.locator("main button[value=next]").click()
    page.locator("[name=name]").fill("Sumiyati")
    page.locator("main button[value=next]").click()
    page.locator("#visibility-open").check()
    page.locator("main button[value=next]").click()
    page.locator("main button[value=send]").click()
    reference = page.locator(".reference").first.inner_text().strip()
    assert reference.startswith("C-")

    desk = another()
    office.sign_in(desk, "petugas")
    desk.goto(f"{office.address}/aduan/{reference}/telaah")
    desk.locator("input[name=safety][value=none]").check()
    desk.locator("select[name=klass]").select_option("complaint")
    desk.locator("select[name=category]").select_option("fasilitas_panti")
    desk.locator("select[name=unit]").select_option("pstw-jember")
    desk.locator("main form button[type=submit]").first.click()

    head = another()
    office.sign_in(head, "kepala.pstw-jember")
    head.goto(f"{office.address}/aduan/{reference}/langkah/respond")
    head.locator("[name=answer]").fill("Pegangan tangga sudah diganti tadi pagi.")
    head.locator("[name=evidence]").fill("Foto 20 November")
    head.locator("main form button[type=submit]").last.click()
    head.locator("main form button[type=submit]").first.click()
    office.office.runners.tick(office.clock.at)

    page.goto(f"{office.address}/lacak/{reference}")
    assert "Pegangan tangga sudah diganti tadi pagi." in page.content()
    page.get_by_role("button", name="Ya, sudah selesai").click()
    for question in ("completion_time", "staff_conduct", "complaint_handling"):
        page.locator(f"#{question}-4").check()
    page.get_by_role("button", name="Kirim jawaban").click()
    assert "Tuntas" in page.locator("h1 ~ *").first.inner_text()
