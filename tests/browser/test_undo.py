"""Undo in a real browser: the countdown disturbs nobody, and its end is told."""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.looking import Look
from tests.browser.served_desk import served_desk
from workflow.core.roles import Role

TYPED = "Kami tanyakan dulu kepada teknisi."


def test_the_countdown_takes_neither_focus_nor_words_and_says_when_it_is_over(
    page: Page, tmp_path: Path, look: Look
) -> None:
    with served_desk(tmp_path) as desk:
        thoughts = desk.story.office.second_thoughts
        thoughts.wait = timedelta(seconds=10)
        desk.comes(page, "ani", Role.INTAKE_OFFICER)
        page.goto(f"{desk.address}/aduan/{desk.reference}/balas")
        page.locator("textarea[name=text]").fill(TYPED)
        page.locator("main form button.btn-primary").click()
        page.locator("button[name=step][value=send]").click()

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

        page.locator("main form button.btn-primary").click()
        page.locator("button[name=step][value=send]").click()
        expect(left).to_contain_text("10 seconds")
        page.locator("#note summary").click()
        page.locator("#note-text").fill("Belum selesai menulis")
        desk.story.clock.at += timedelta(seconds=10)
        assert thoughts.turn(desk.story.clock.at) == {"carried_out": 1, "sent_back": 0}
        done = page.locator("main .note.done")
        expect(done).to_contain_text("can no longer be taken back")
        expect(page.locator("#note-text")).to_have_value("Belum selesai menulis")
        assert TYPED in desk.story.conversation[-1].text


def test_when_it_is_over_the_page_shows_by_itself_what_became_of_it(
    page: Page, tmp_path: Path
) -> None:
    with served_desk(tmp_path) as desk:
        thoughts = desk.story.office.second_thoughts
        thoughts.wait = timedelta(seconds=10)
        desk.comes(page, "ani", Role.INTAKE_OFFICER)
        page.goto(f"{desk.address}/aduan/{desk.reference}/balas")
        page.locator("textarea[name=text]").fill(TYPED)
        page.locator("main form button.btn-primary").click()
        page.locator("button[name=step][value=send]").click()
        expect(page.locator(".waiting-act")).to_be_visible()
        assert page.locator(".bubble", has_text=TYPED).count() == 0
        desk.story.clock.at += timedelta(seconds=10)
        assert thoughts.turn(desk.story.clock.at) == {"carried_out": 1, "sent_back": 0}
        expect(page.locator(".bubble", has_text=TYPED)).to_be_visible()
        page.keyboard.press("Control+k")
        page.keyboard.type("Note")
        expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Note")
        page.keyboard.press("Enter")
        expect(page.locator("#note-text")).to_be_focused()
