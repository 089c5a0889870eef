"""Mails that want to run something, opened in a real browser: nothing runs, nobody is called."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Dialog, Page, Request

from tests.browser.serving import HERE, serving, sign_in
from tests.hostile import VECTORS, MailOffice, hostile, open_mail_office
from tests.web.conftest import CHEAP, code_of, hire, reference_of
from web.app import make_app
from workflow.core.roles import Role
from workflow.store import set_aside

LISTS = ("/aduan?view=open", "/aduan?view=new", "/kotak-masuk")
AT_ONCE = 8
"""So many mails come to one complaint, and are shown on its page."""


def come(mailed: MailOffice) -> Iterator[str]:
    """Each attack as a complaint, and as what a mailing list sends; gives the pages of them all."""
    shown: set[str] = set()
    references: dict[int, str] = {}
    for number, vector in enumerate(VECTORS):
        author = number - number % AT_ONCE
        if mailed.gets(hostile(vector, number, author, references.get(author, ""))).complaint:
            references[author] = reference_of(mailed.story)
            shown.add(f"/aduan/{references[author]}")
        mailed.gets(b"List-Id: <warga.example>\r\n" + hostile(vector, number + 1_000))
    yield from LISTS
    yield from sorted(shown)
    with mailed.story.office.sessions.reading() as db:
        yield from [f"/kotak-masuk/{row.id}" for row in set_aside.page(db).rows]


def test_nothing_that_a_mail_brings_runs_or_calls_out(page: Page, tmp_path: Path) -> None:
    mailed = open_mail_office(tmp_path)
    app = make_app(mailed.story.office, passwords=CHEAP)
    hire(app, "ani", Role.INTAKE_OFFICER)
    addresses = list(come(mailed))
    heard: list[str] = []

    def dialog(opened: Dialog) -> None:
        heard.append(opened.message)
        opened.dismiss()

    def request(made: Request) -> None:
        if urlsplit(made.url).hostname not in {HERE, None}:
            heard.append(made.url)

    page.on("dialog", dialog)
    page.on("request", request)
    with serving(app) as at:
        sign_in(page, at, "ani")
        for address in addresses:
            answer = page.goto(f"{at}{address}")
            assert answer is not None
            assert answer.status == 200, address
            assert (
                page.evaluate("document.querySelectorAll('main [onerror], main [onload]').length")
                == 0
            )
        page.goto(f"{at}/lacak")
        page.locator("input[name=reference]").fill(reference_of(mailed.story))
        page.locator("input[name=code]").fill(code_of(mailed.story))
        page.locator("input[name=code]").press("Enter")
        page.wait_for_url("**/lacak/C-*")
        page.emulate_media(media="print")
    assert heard == []
    mailed.story.office.close()
