"""The worklist in a browser: keys, the command bar, and its pages as everybody sees them."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Another
from tests.browser.demo_office import Served
from tests.browser.looking import Look
from tests.browser.views import DESKTOP, assert_accessible, seen


def picked(page: Page, office: Served, act: str, count: int) -> None:
    """Rows of the worklist are picked for an act."""
    page.goto(f"{office.address}/aduan?view=open")
    for box in page.locator("input[name=which]").all()[:count]:
        box.check()
    page.locator(f"button[formaction$='/{act}']").click()


def test_its_pages_are_for_everybody(office: Served, page: Page, look: Look) -> None:
    office.sign_in(page, "pengawas")
    look(page, "worklist-found", f"{office.address}/aduan?view=open&q=bantuan&sort=oldest")
    page.locator(".keep-view summary").click()
    look(page, "worklist-keep-view")
    page.locator("#view-name").fill("Bantuan")
    page.locator(".keep-view button[type=submit]").click()
    look(page, "saved-views", f"{office.address}/aduan/tampilan")
    picked(page, office, "assign", 3)
    look(page, "many-assign", page.url)
    picked(page, office, "nanti", 1)
    look(page, "later", page.url)
    picked(page, office, "extend", 3)
    look(page, "many-extend", page.url)
    page.locator("[name=count]").fill("10")
    page.locator("[name=ground]").select_option(index=1)
    page.locator("[name=letter]").fill("Kami menunggu tukang; jawaban menyusul.")
    page.locator("form.many button.btn-primary").click()
    look(page, "many-preview")
    page.locator("button[value=send]").click()
    look(page, "many-done")


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
def test_two_who_look_at_the_same_complaint_are_told(
    office: Served, page: Page, another: Another
) -> None:
    reference = office.reference("assigned")
    office.sign_in(page, "petugas")
    with page.expect_response(re.compile("melihat")):
        page.goto(f"{office.address}/aduan/{reference}")
    other = another()
    office.sign_in(other, "pengawas")
    other.goto(f"{office.address}/aduan/{reference}")
    expect(other.locator(".looking")).to_contain_text("Ratna Wulandari")
