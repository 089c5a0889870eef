"""A sign-in or a connection that ends under an open page: told, and what is typed is not lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Look
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.serving import sign_in
from tests.web.conftest import hire
from workflow.core.roles import Role

TYPED = "Pengelola wisma menelepon: pompa datang besok."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """An office with one complaint."""
    with served_desk(tmp_path) as served:
        yield served


def leaves(page: Page, desk: ServedDesk) -> None:
    """They sign out in another tab."""
    other = page.context.new_page()
    other.goto(f"{desk.address}/akun")
    other.locator(".side-bar form[action='/keluar'] button").click()
    other.wait_for_url(lambda shown: not shown.endswith("/akun"))
    other.close()


def comes_by_link(page: Page, desk: ServedDesk, login: str) -> None:
    """Somebody signs in where the page leads to, and comes back to it."""
    with page.context.expect_page() as opened:
        page.locator("[data-ended] a").click()
    sign_in(opened.value, desk.address, login)
    opened.value.close()
    with page.expect_response("**/akun"):  # no window of this browser gets the focus by itself
        page.evaluate("dispatchEvent(new Event('focus'))")


@pytest.mark.expects_noise("status of 40[01]")
def test_a_page_says_that_its_sign_in_ended_and_goes_on_once_the_same_person_is_back(
    desk: ServedDesk, page: Page, look: Look
) -> None:
    hire(desk.app, "budi", Role.INTAKE_OFFICER)
    desk.comes(page, "ani", Role.INTAKE_OFFICER)
    page.goto(f"{desk.address}/aduan/{desk.reference}")
    told = page.locator("[data-ended]")
    page.locator("#note summary").click()
    expect(told).to_be_hidden()
    leaves(page, desk)
    page.locator("#note-text").fill(TYPED)
    expect(told).to_contain_text("You are signed out")
    look(page, "ended")

    comes_by_link(page, desk, "budi")
    expect(told).to_be_visible()  # what waits here is another's
    leaves(page, desk)
    comes_by_link(page, desk, "ani")
    expect(told).to_be_hidden()
    page.locator("#note button[type=submit]").click()
    expect(page.locator(".bubble", has_text=TYPED)).to_be_visible()


@pytest.mark.expects_noise("ERR_INTERNET_DISCONNECTED")
def test_words_stay_where_they_are_without_a_connection_and_two_presses_send_them_once(
    desk: ServedDesk, page: Page
) -> None:
    desk.comes(page, "ani", Role.INTAKE_OFFICER)
    page.goto(f"{desk.address}/aduan/{desk.reference}")
    page.locator("#note summary").click()
    page.locator("#note-text").fill(TYPED)
    page.context.set_offline(offline=True)
    page.locator("#note button[type=submit]").click()
    expect(page.locator("[data-away]")).to_contain_text("No connection")
    assert page.locator("#note-text").input_value() == TYPED
    page.context.set_offline(offline=False)
    page.locator("#note button[type=submit]").dblclick()
    expect(page.locator(".bubble", has_text=TYPED)).to_have_count(1)
    expect(page.locator("[data-away]")).to_be_hidden()
