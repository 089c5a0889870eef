"""Getting in, as people see it: a second factor set up and used, accounts, the audit trail."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Another
from tests.browser.looking import Look
from tests.browser.serving import serving, sign_in
from tests.browser.views import PHONE, seen
from tests.story import Story, tell
from tests.web.conftest import CHEAP, hire
from web.app import make_app
from workflow.core.roles import Role


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    told = tell(tmp_path)
    told.tick()
    yield told
    told.office.close()


@pytest.fixture
def door(story: Story) -> Iterator[str]:
    """The address of an office with an administrator and a few others."""
    app = make_app(story.office, passwords=CHEAP)
    hire(app, "joko", Role.ADMINISTRATOR)
    hire(app, "sari", Role.SUPERVISOR)
    hire(app, "rini", Role.UNIT_HEAD, "pstw-jember")
    with serving(app) as address:
        yield address


def _sets_up(page: Page, door: str, story: Story, shown: Callable[[str], None]) -> list[str]:
    page.goto(f"{door}/akun/faktor-kedua")
    page.locator("main button").first.click()
    shown("factor-square")
    secret = page.inner_text(".factor-key").replace(" ", "")
    page.fill("main [name=code]", pyotp.TOTP(secret).at(story.clock.at))
    page.locator("main form button").first.click()
    page.wait_for_selector(".recovery-codes")
    shown("recovery-codes")
    return page.locator(".recovery-codes code").all_inner_texts()


def test_pages_of_an_administrator(
    door: str, story: Story, page: Page, another: Another, look: Look
) -> None:
    sign_in(page, door, "joko")
    look(page, "staff", f"{door}/staf?stand=all")
    look(page, "staff-new", f"{door}/staf/tambah")
    look(page, "staff-one", f"{door}/staf/akun/rini")
    look(page, "audit", f"{door}/audit")
    look(page, "account", f"{door}/akun")
    page.goto(f"{door}/staf/akun/rini")
    page.locator("summary.btn").first.click()
    page.locator("details[open] button").first.click()
    page.wait_for_selector("#link")
    link = page.input_value("#link")
    look(page, "staff-link")
    look(page, "invitation", f"{door}/undangan/{link.rpartition('/')[2]}")
    look(page, "factor-off", f"{door}/akun/faktor-kedua")
    _sets_up(page, door, story, lambda name: look(page, name))
    look(page, "factor-on", f"{door}/akun/faktor-kedua")
    halfway = another()
    sign_in(halfway, door, "joko")
    look(halfway, "sign-in-code", f"{door}/masuk/kode")


@seen(PHONE, script=False)
def test_a_second_factor_is_set_up_and_used_without_any_script(
    door: str, story: Story, page: Page, another: Another
) -> None:
    sign_in(page, door, "joko")
    codes = _sets_up(page, door, story, lambda _: None)
    other = another()
    sign_in(other, door, "joko")
    other.fill("[name=code]", codes[0])
    other.locator("main form button").first.click()
    other.goto(f"{door}/akun")
    assert "Your account" in other.inner_text("h1")
    assert other.locator("main .badge-plain").first.inner_text() == "on"
