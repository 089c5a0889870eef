"""Getting in, as people see it: a second factor set up and used, accounts, the audit trail."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.serving import serving, sign_in
from tests.browser.views import DESKTOP, PHONE, Screen, assert_accessible, assert_fits, seen
from tests.story import Story, tell
from tests.web.conftest import CHEAP, hire
from web.app import make_app
from workflow.core.roles import Role

Picture = Callable[[Page, str], None]

NARROW = Screen(width=360, height=740)
VIEWS = [
    pytest.param("desktop-dark", marks=seen(DESKTOP, dark=True)),
    pytest.param("phone", marks=seen(PHONE)),
    pytest.param("narrow-dark", marks=seen(NARROW, dark=True)),
]


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


def _sets_up(page: Page, door: str, story: Story, look: Callable[[str], None]) -> list[str]:
    page.goto(f"{door}/akun/faktor-kedua")
    look("factor-off")
    page.locator("main button").first.click()
    look("factor-square")
    secret = page.inner_text(".factor-key").replace(" ", "")
    page.fill("main [name=code]", pyotp.TOTP(secret).at(story.clock.at))
    page.locator("main form button").first.click()
    page.wait_for_selector(".recovery-codes")
    look("recovery-codes")
    return page.locator(".recovery-codes code").all_inner_texts()


@pytest.mark.parametrize("view", VIEWS)
def test_pages_of_an_administrator(
    door: str, story: Story, page: Page, picture: Picture, view: str
) -> None:
    def look(name: str) -> None:
        assert_fits(page)
        assert_accessible(page)
        picture(page, f"{name}.{view}")

    sign_in(page, door, "joko")
    addresses = {
        "staff": "/staf?stand=all",
        "staff-new": "/staf/tambah",
        "staff-one": "/staf/akun/rini",
        "audit": "/audit",
        "account": "/akun",
    }
    for name, address in addresses.items():
        page.goto(f"{door}{address}")
        look(name)
    page.goto(f"{door}/staf/akun/rini")
    page.locator("summary.btn").first.click()
    page.locator("details[open] button").first.click()
    page.wait_for_selector("#link")
    link = page.input_value("#link")
    look("staff-link")
    page.goto(f"{door}/undangan/{link.rpartition('/')[2]}")
    look("invitation")
    _sets_up(page, door, story, look)
    page.goto(f"{door}/akun/faktor-kedua")
    look("factor-on")


@seen(PHONE, script=False)
def test_a_second_factor_is_set_up_and_used_without_any_script(
    door: str, story: Story, page: Page, new_context: Callable[..., BrowserContext]
) -> None:
    sign_in(page, door, "joko")
    codes = _sets_up(page, door, story, lambda _name: None)
    other = new_context().new_page()
    sign_in(other, door, "joko")
    other.fill("[name=code]", codes[0])
    other.locator("main form button").first.click()
    other.goto(f"{door}/akun")
    assert "Your account" in other.inner_text("h1")
    assert other.locator("main .badge-plain").first.inner_text() == "on"
