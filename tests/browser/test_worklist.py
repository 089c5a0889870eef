"""The worklist in a browser: keys, the command bar, and its pages as everybody sees them."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config.settings import Settings
from tests.browser.demo_office import Served, prepare, served
from tests.browser.views import DESKTOP, PHONE, assert_accessible, assert_fits, seen

Picture = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The demo office, played once for the tests of this file."""
    return prepare(tmp_path_factory.mktemp("office"))


@pytest.fixture
def office(played: Settings, tmp_path: Path) -> Iterator[Served]:
    """The demo office, served from a copy of its own."""
    home = tmp_path / "home"
    shutil.copytree(played.home, home)
    with served(played.model_copy(update={"home": home})) as at:
        yield at


@pytest.mark.parametrize(
    "view",
    [
        pytest.param("desktop", marks=seen(DESKTOP)),
        pytest.param("phone-dark", marks=seen(PHONE, dark=True)),
    ],
)
def test_its_pages_fit_and_are_accessible(
    office: Served, page: Page, picture: Picture, view: str
) -> None:
    office.sign_in(page, "pengawas")

    def check(name: str) -> None:
        assert_fits(page)
        assert_accessible(page)
        picture(page, f"{name}.{view}")

    page.goto(f"{office.address}/aduan?view=open&q=bantuan&priority=normal")
    check("worklist-found")
    page.locator(".keep-view summary").click()
    page.locator("#view-name").fill("Bantuan")
    page.locator(".keep-view button[type=submit]").click()
    page.goto(f"{office.address}/aduan/tampilan")
    check("saved-views")
    for act, name in (("assign", "many-assign"), ("extend", "many-extend")):
        page.goto(f"{office.address}/aduan?view=open")
        for box in page.locator("input[name=which]").all()[:3]:
            box.check()
        page.locator(f"button[formaction$='/{act}']").click()
        check(name)
    page.locator("form.many button.btn-primary").click()
    check("many-preview")
    page.goto(f"{office.address}/aduan?view=open")
    page.locator("input[name=which]").first.check()
    page.locator("button[formaction$='/nanti']").click()
    check("later")


@seen(DESKTOP, language="en-US")
def test_an_officer_finds_and_opens_without_a_mouse(office: Served, page: Page) -> None:
    office.sign_in(page, "petugas")
    page.goto(f"{office.address}/aduan?view=open")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    second = page.locator(".work-row").nth(1)
    expect(second.locator("input[name=which]")).to_be_checked()
    expect(page.locator("[data-picked]")).to_have_text("1")
    page.keyboard.press("?")
    expect(page.locator("[data-keys-help]")).to_be_visible()
    assert_accessible(page, "[data-keys-help]")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("[data-bar]")).to_be_visible()
    assert_accessible(page, "[data-bar]")
    page.keyboard.type("bantuan")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=bantuan"))
    expect(page.locator("mark").first).to_be_visible()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/aduan/C-"))


@seen(DESKTOP)
def test_two_who_look_at_the_same_complaint_are_told(office: Served, page: Page) -> None:
    reference = office.reference("assigned")
    office.sign_in(page, "petugas")
    with page.expect_response(re.compile("melihat")):
        page.goto(f"{office.address}/aduan/{reference}")
    assert page.context.browser
    other = page.context.browser.new_page()
    office.sign_in(other, "pengawas")
    other.goto(f"{office.address}/aduan/{reference}")
    expect(other.locator(".looking")).to_contain_text("Ratna Wulandari")
    other.close()
