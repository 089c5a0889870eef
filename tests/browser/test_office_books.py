"""The office's own books in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import Look
from tests.browser.served_desk import ServedDesk, served_desk
from workflow.core.roles import Role

PAGES = {
    "calendar": "/kalender",
    "rules": "/aturan",
    "reply-texts": "/balasan",
    "reply-text": "/balasan/answer",
    "units": "/unit",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """An office with one complaint."""
    with served_desk(tmp_path) as served:
        yield served


def test_the_books_fit_and_are_accessible(desk: ServedDesk, page: Page, look: Look) -> None:
    desk.comes(page, "rina", Role.SUPERVISOR)
    for name, address in PAGES.items():
        look(page, name, f"{desk.address}{address}")
    page.goto(f"{desk.address}/kalender#ubah")
    page.locator("#on").fill("2026-11-18")
    page.locator("#kind").select_option("joint_leave")
    page.locator("#name").fill("Cuti bersama tambahan")
    page.locator("#basis").fill("SKB 3 Menteri 12/2026")
    page.locator("button[value=preview]").click()
    page.locator("button[value=sign]").wait_for()
    look(page, "calendar-preview")
