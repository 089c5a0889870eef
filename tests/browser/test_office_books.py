"""The office's own books in a real browser: wide and narrow, light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.views import DESKTOP, PHONE, assert_accessible, assert_fits, seen
from workflow.core.roles import Role

Picture = Callable[[Page, str], None]

PAGES = {
    "calendar": "/kalender",
    "rules": "/aturan",
    "reply-texts": "/balasan",
    "reply-text": "/balasan/answer",
    "units": "/unit",
}
VIEWS = [
    pytest.param("desktop", marks=seen(DESKTOP)),
    pytest.param("phone-dark", marks=seen(PHONE, dark=True)),
]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """An office with one complaint."""
    with served_desk(tmp_path) as served:
        yield served


@pytest.mark.parametrize("view", VIEWS)
def test_the_books_fit_and_are_accessible(
    desk: ServedDesk, page: Page, picture: Picture, view: str
) -> None:
    desk.comes(page, "rina", Role.SUPERVISOR)
    for name, address in PAGES.items():
        page.goto(f"{desk.address}{address}")
        assert_fits(page)
        assert_accessible(page)
        picture(page, f"{name}.{view}")
    page.goto(f"{desk.address}/kalender#ubah")
    page.locator("#on").fill("2026-11-18")
    page.locator("#kind").select_option("joint_leave")
    page.locator("#name").fill("Cuti bersama tambahan")
    page.locator("#basis").fill("SKB 3 Menteri 12/2026")
    page.locator("button[value=preview]").click()
    page.locator("button[value=sign]").wait_for()
    assert_fits(page)
    assert_accessible(page)
    picture(page, f"calendar-preview.{view}")
