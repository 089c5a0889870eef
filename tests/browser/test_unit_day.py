"""A unit head's day on a telephone: a draft of the staff becomes the answer, under way."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looking import Look
from tests.browser.served_desk import ServedDesk, served_desk
from tests.browser.views import PHONE, SMALLEST, assert_fits, seen
from tests.story import STAFF
from workflow.core.commands import Note
from workflow.core.roles import Role

UNDER_THE_BAR = """() => {
    const [bar, here] = [document.querySelector(".bottom-bar"), document.activeElement];
    const hidden = here.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
    return hidden && !bar.contains(here) && here !== document.body ? here.textContent.trim() : "";
}"""
"""What has the focus and stands below the menu's bar (WCAG 2.2, 2.4.11); empty: nothing."""

DRAFT = "Bapak/Ibu yang terhormat, pompa sudah diperbaiki."


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ServedDesk]:
    """An office in which PSTW Jember has a complaint and a draft for it."""
    with served_desk(tmp_path) as served:
        served.story.triage()
        served.story.act("assign", unit="pstw-jember")
        served.story.does(
            Note(complaint=served.story.complaint, text=DRAFT, purpose="draft"), STAFF
        )
        yield served


@seen(PHONE)
def test_a_head_releases_a_draft_as_the_answer_from_a_telephone(
    desk: ServedDesk, page: Page, look: Look
) -> None:
    desk.comes(page, "harun", Role.UNIT_HEAD, "pstw-jember")
    look(page, "my-unit-draft", f"{desk.address}/unit-saya")
    page.set_viewport_size(PHONE)
    page.locator("#part-drafts ~ ol a[href*=respond]").click()
    expect(page.locator("textarea[name=answer]")).to_have_value(DRAFT)
    page.locator("textarea[name=answer]").fill(f"{DRAFT} Air mengalir lagi.")
    answer = page.locator("textarea[name=answer]")
    page.locator("#answer-ready").select_option("repaired")
    page.locator("[data-puts-into=answer]").press("Enter")
    expect(answer).to_have_value(re.compile(r"lagi\.\n\n\[Apa yang rusak …\] sudah"))
    assert page.evaluate("getSelection().toString()") == "[Apa yang rusak …]"
    expect(answer).to_be_focused()
    answer.press("Control+z")  # as whatever was typed
    expect(answer).to_have_value(f"{DRAFT} Air mengalir lagi.")
    page.locator("textarea[name=evidence]").fill("Foto keran tanggal 16 November")
    assert_fits(page)
    page.locator("main form.panel button.btn-primary").click()
    send = page.locator("button[name=step][value=send]")
    expect(page.locator("main")).to_contain_text("Air mengalir lagi.")
    look(page, "respond-preview")
    page.set_viewport_size(PHONE)
    send.click()
    page.wait_for_url(f"**/aduan/{desk.reference}")
    assert desk.facts.state == "responded"
    page.set_viewport_size(SMALLEST)
    for _ in range(20):
        page.keyboard.press("Tab")
        assert not page.evaluate(UNDER_THE_BAR)
