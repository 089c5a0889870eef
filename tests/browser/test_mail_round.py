"""A complaint by mail and back, over a real mail server, as the officer sees it in a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looking import Look
from tests.browser.mail_town import COMPLAINANT, OFFICE, Town, letter, mail_town, reply
from tests.browser.serving import sign_in
from tests.web.conftest import hire
from workflow.core.roles import Role

ASKED = "Terima kasih, Bu Ratna. Sejak kapan lampu di wisma 3 padam?"
REFUSED = "The other side refused our name, password or token."
ANSWERED = "Sejak hari Minggu malam, dan simbah saya sudah dua kali terjatuh."


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with mail_town(tmp_path) as town:
        town.story.tick()  # the mailbox is empty when the office connects it
        yield town


def test_an_answer_from_the_page_reaches_the_mailbox_and_its_answer_the_page(
    page: Page, town: Town, look: Look
) -> None:
    hire(town.app, "ani", Role.INTAKE_OFFICER)
    town.posts(letter("Lampu padam", "Lampu di wisma 3 padam, gelap sekali.", "surat-1"))
    town.story.tick()
    sign_in(page, town.pages, "ani")
    page.goto(f"{town.pages}/aduan?view=new")
    page.get_by_text("Lampu padam").first.click()
    page.wait_for_url("**/aduan/C-*")
    at = page.url
    page.locator("#reply > summary").click()
    page.locator("#reply-text").fill(ASKED)
    page.locator("#reply button.btn-primary").click()
    page.locator("button[value=send]").click()
    page.wait_for_url(f"{at}*")
    town.story.tick()

    question = town.mailbox(COMPLAINANT)[-1]
    body = question.get_body(("plain",))
    assert body is not None
    assert ASKED in body.get_content()
    assert OFFICE in str(question["From"])
    assert str(question["In-Reply-To"]) == "<surat-1@warga.example>"
    assert "<surat-1@warga.example>" in str(question["References"])
    token = re.search(r"pengaduan\+([a-z0-9]+)@dinsos\.example", str(question["Reply-To"]))
    assert token
    assert str(question["Message-ID"]).startswith(f"<{token[1]}.")

    town.posts(reply(question, ANSWERED, "surat-2"))
    town.story.tick()
    page.goto(at)
    talk = page.locator("main").inner_text()
    assert talk.count(ANSWERED) == 1
    assert ASKED in talk
    look(page, "mail-round", at)


def test_the_test_button_says_what_the_mail_server_said(page: Page, town: Town, look: Look) -> None:
    hire(town.app, "rina", Role.SUPERVISOR)
    sign_in(page, town.pages, "rina")
    for account, says in (("office", "Works."), ("branch", REFUSED)):
        page.goto(f"{town.pages}/saluran/email/{account}")
        page.locator("form[action$='/uji'] button").click()
        tried = page.locator("ul.tried li")
        tried.first.wait_for()
        words = tried.all_inner_texts()
        assert says in words[0], words
        look(page, f"mail-account-{account}")


def test_the_account_page_has_the_books_of_the_mailbox(page: Page, town: Town) -> None:
    hire(town.app, "rina", Role.SUPERVISOR)
    for number in range(3):
        town.posts(letter(f"Lampu {number}", f"Lampu {number} padam.", f"surat-{number}"))
    town.story.tick()
    sign_in(page, town.pages, "rina")
    page.goto(f"{town.pages}/saluran/email/office")
    today = page.locator("table.tally tbody tr").first.inner_text().split("\t")[1:]
    assert today[:3] == ["3", "0", "3"], today
    page.goto(f"{town.pages}/saluran/email/branch")
    assert REFUSED in page.locator("main").inner_text()
