"""Undo in a real browser: the countdown disturbs nobody, and its end is told."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Look
from tests.browser.served_desk import ServedDesk, served_desk
from workflow.core.roles import Role

TYPED = "Kami tanyakan dulu kepada teknisi."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """An office with one complaint, in which ten seconds are left to think again."""
    with served_desk(tmp_path) as served:
        served.story.office.second_thoughts.wait = timedelta(seconds=10)
        yield served


def answers(desk: ServedDesk, page: Page) -> None:
    """An officer answers the complaint."""
    desk.comes(page, "ani", Role.INTAKE_OFFICER)
    page.goto(f"{desk.address}/aduan/{desk.reference}/balas")
    page.locator("textarea[name=text]").fill(TYPED)
    goes(page)


def goes(page: Page) -> None:
    """What is written is looked at once more, and sent."""
    page.locator("main form button.btn-primary").click()
    page.locator("button[name=step][value=send]").click()


def is_over(desk: ServedDesk) -> None:
    """Nobody has thought again in time."""
    at = desk.story.clock.at = desk.story.clock.at + timedelta(seconds=10)
    ended = desk.story.office.second_thoughts.turn(at)
    assert ended == {"carried_out": 1, "sent_back": 0}


def test_the_countdown_takes_neither_focus_nor_words_and_says_when_it_is_over(
    desk: ServedDesk, page: Page, look: Look
) -> None:
    answers(desk, page)

    act = page.locator(".waiting-act")
    left, undo = act.locator(".waiting-left"), act.locator("button")
    expect(left).to_contain_text("10 seconds")
    undo.focus()
    desk.story.clock.at += timedelta(seconds=4)
    expect(left).to_contain_text("6 seconds")
    expect(undo).to_be_focused()
    look(page, "undo")
    undo.press("Enter")
    expect(page.locator("textarea[name=text]")).to_have_value(TYPED)

    goes(page)
    expect(left).to_contain_text("10 seconds")
    page.locator("#note summary").click()
    page.locator("#note-text").fill("Belum selesai menulis")
    is_over(desk)
    done = page.locator("main .note.done")
    expect(done).to_contain_text("can no longer be taken back")
    expect(page.locator("#note-text")).to_have_value("Belum selesai menulis")
    assert TYPED in desk.story.conversation[-1].text


def test_when_it_is_over_the_page_shows_by_itself_what_became_of_it(
    desk: ServedDesk, page: Page
) -> None:
    answers(desk, page)
    expect(page.locator(".waiting-act")).to_be_visible()
    assert page.locator(".bubble", has_text=TYPED).count() == 0
    is_over(desk)
    expect(page.locator(".bubble", has_text=TYPED)).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("Note")
    expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Note")
    page.keyboard.press("Enter")
    expect(page.locator("#note-text")).to_be_focused()
