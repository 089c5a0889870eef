"""Every page as people see it: two languages, two screens, light and dark, and without script.

`python3 run.py screenshots` keeps the pictures that these tests take.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from config.settings import Settings
from tests.browser.demo_office import Served, prepare, served
from tests.browser.views import DESKTOP, PHONE, assert_accessible, assert_fits, seen

Picture = Callable[[Page, str], None]

ALL_VIEWS = [
    pytest.param("desktop", marks=seen(DESKTOP)),
    pytest.param("phone-dark-english", marks=seen(PHONE, dark=True)),
    pytest.param("desktop-dark", marks=seen(DESKTOP, dark=True)),
    pytest.param("phone", marks=seen(PHONE)),
]
VIEWS = ALL_VIEWS if "TUNTAS_TEST_VIEWS" in os.environ else ALL_VIEWS[:2]
"""Each screen, each colour and each language once; `run.py screenshots` looks at all four."""


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo office, played once for all tests of this process."""
    return prepare(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(played: Settings, tmp_path: Path) -> Iterator[Served]:
    """The demo office, served from a copy of its own."""
    home = tmp_path / "home"
    shutil.copytree(played.home, home)
    with served(played.model_copy(update={"home": home})) as at:
        yield at


@dataclass(frozen=True)
class Taker:
    """Keeps a picture under the page's and the view's name."""

    page: Page
    picture: Picture
    view: str

    def __call__(self, name: str) -> None:
        self.picture(self.page, f"{name}.{self.view}")


def look(
    office: Served, page: Page, addresses: dict[str, str], take: Callable[[str], None]
) -> None:
    """Open each page, and hold it to what every page must be."""
    for name, address in addresses.items():
        answer = page.goto(f"{office.address}{address}")
        assert answer is not None
        assert answer.status == 200, address
        assert_fits(page)
        assert_accessible(page)
        take(name)


@pytest.mark.parametrize("view", VIEWS)
def test_pages_for_complainants(office: Served, page: Page, picture: Picture, view: str) -> None:
    addresses = {"start": "/", "complain": "/lapor", "track": "/lacak", "sign-in": "/masuk"}
    look(office, page, addresses, Taker(page, picture, view))


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_an_intake_officer(
    office: Served, page: Page, picture: Picture, view: str
) -> None:
    office.sign_in(page, "petugas")
    new, responded = office.reference("received"), office.reference("responded")
    addresses = {
        "worklist": "/aduan?view=open",
        "worklist-new": "/aduan?view=new",
        "worklist-closed": "/aduan?view=closed",
        "worklist-nothing": "/aduan?words=zzzz",
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
    look(office, page, addresses, Taker(page, picture, view))


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_a_unit_head(office: Served, page: Page, picture: Picture, view: str) -> None:
    assigned = office.reference("assigned")
    office.sign_in(page, f"kepala.{office.owner(assigned)}")
    addresses = {
        "unit-worklist": "/aduan",
        "unit-complaint": f"/aduan/{assigned}",
        "respond": f"/aduan/{assigned}/langkah/respond",
        "return": f"/aduan/{assigned}/langkah/return",
        "hold": f"/aduan/{assigned}/langkah/hold",
        "draft": f"/aduan/{assigned}/konsep",
    }
    look(office, page, addresses, Taker(page, picture, view))


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_a_supervisor(office: Served, page: Page, picture: Picture, view: str) -> None:
    office.sign_in(page, "pengawas")
    assigned = office.reference("assigned")
    addresses = {
        "late": "/aduan?view=late",
        "extend": f"/aduan/{assigned}/perpanjang",
        "reassign": f"/aduan/{assigned}/langkah/assign",
        "refer": f"/aduan/{assigned}/langkah/refer",
        "channels": "/saluran",
        "channel": "/saluran/email/office",
    }
    look(office, page, addresses, Taker(page, picture, view))


@seen(PHONE, script=False)
def test_a_whole_complaint_without_any_script(
    office: Served, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
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

    desk = new_context().new_page()
    office.sign_in(desk, "petugas")
    desk.goto(f"{office.address}/aduan/{reference}/telaah")
    desk.locator("input[name=safety][value=none]").check()
    desk.locator("select[name=klass]").select_option("complaint")
    desk.locator("select[name=category]").select_option("fasilitas_panti")
    desk.locator("select[name=unit]").select_option("pstw-jember")
    desk.locator("main form button[type=submit]").first.click()

    head = new_context().new_page()
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
    assert "Tuntas" in page.locator("h1 ~ *").first.inner_text()
