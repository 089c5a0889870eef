"""Every page on which a stranger's words stand, with words that were written to run.

The vectors come in by mail, in subject, name, file name, text and markup, and are looked for on
each page of officer and complainant: no element, no address and no script of theirs is there.
"""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.hostile import FOREIGN, VECTORS, MailOffice, hostile, letter, open_mail_office, words_of
from tests.story import HEAD
from tests.web.conftest import CHEAP, Visitor, code_of, reference_of, track
from tests.web.desk_story import JEMBER, Desk, DeskOffice
from web.app import make_app
from web.commands.rows import moments_of, of_complaint
from web.commands.words import Row, say_json
from workflow.core.roles import CHANNEL, Role
from workflow.core.verdicts import Fate
from workflow.showing import show
from workflow.store import complaints, set_aside

FORBIDDEN = frozenset(
    {"animate", "applet", "audio", "base", "embed", "foreignobject", "frame", "iframe", "marquee",
     "math", "object", "video", "x"}
)  # fmt: skip
ADDRESSES = frozenset({"action", "background", "data", "formaction", "href", "poster", "src",
                       "srcset", "style", "xlink:href", "ping", "srcdoc"})  # fmt: skip
RUNS = re.compile(r"^\W*(?:javascript|vbscript|data:text|file):", re.IGNORECASE)


class Looker(HTMLParser):
    """Collects what a browser would run or fetch on a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        if tag == "script" and not values.get("src", "").startswith("/"):
            self.found.append(f"<script {values}>")
        for name, value in values.items():
            outside = name in ADDRESSES and (FOREIGN in value or RUNS.match(value))
            if name.startswith("on") or outside:
                self.found.append(f"<{tag} {name}={value!r}>")


def harm_in(page: str) -> list[str]:
    """What of a page would run, or call a stranger's host."""
    looker = Looker()
    looker.feed(page)
    looker.close()
    return looker.found


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[MailOffice]:
    """A new office; at its end the books balance."""
    opened = open_mail_office(tmp_path)
    yield opened
    opened.story.check_books()
    opened.story.office.close()


@pytest.fixture
def desk_office(mailed: MailOffice) -> DeskOffice:
    """Its pages."""
    return DeskOffice(mailed.story, make_app(mailed.story.office, passwords=CHEAP))


def references(mailed: MailOffice) -> list[str]:
    """Every complaint that the vectors have opened."""
    found = []
    for number, vector in enumerate(VECTORS):
        outcome = mailed.gets(hostile(vector, number))
        if outcome.fate == Fate.OPENED and outcome.complaint:
            with mailed.story.office.sessions.reading() as db:
                found.append(complaints.row_of(db, outcome.complaint).reference)
    return found


def test_the_looker_sees_harm_where_there_is_some() -> None:
    for vector in ("<script>1</script>", "<img src=x onerror=1>", "<a href=' javascript:1'>x</a>",
                   f"<p style='background:url(//{FOREIGN})'>", "<iframe>", "<math>"):  # fmt: skip
        assert harm_in(vector), vector
    assert harm_in("&lt;script&gt;<p title='&lt;img onerror=1&gt;'><a href='/aduan'>x</a>") == []


def test_nothing_that_a_mail_brings_runs_on_any_page_of_an_officer(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    opened = references(mailed)
    assert len(opened) > len(VECTORS) // 2
    ani = desk_office.desk("ani", Role.INTAKE_OFFICER)
    pages = {address: ani.opens(address) for address in ("/aduan?view=open", "/aduan?view=new")}
    for number, reference in enumerate(opened):
        others = ("/telaah", "/balas", "/catatan", "/identitas")
        for address in ("", others[number % len(others)]):
            pages[f"/aduan/{reference}{address}"] = ani.opens(f"/aduan/{reference}{address}")
    harmful = {address: harm for address, page in pages.items() if (harm := harm_in(page))}
    assert harmful == {}
    assert "Air mati sejak Senin." in pages[f"/aduan/{opened[0]}"]


def test_nothing_that_a_mail_brings_runs_in_the_inbox(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    for number, vector in enumerate(VECTORS):
        mail = hostile(vector, number)
        mailed.gets(b"List-Id: <warga.example>\r\n" + mail)
    ani = desk_office.desk("ani", Role.INTAKE_OFFICER)
    assert harm_in(ani.opens("/kotak-masuk")) == []
    with mailed.story.office.sessions.reading() as db:
        kept = [row.id for row in set_aside.page(db).rows]
    assert kept
    for id in kept:
        assert harm_in(ani.opens(f"/kotak-masuk/{id}")) == []


def test_nothing_that_a_mail_brings_runs_on_the_pages_of_its_complainant(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    visitor = Visitor(desk_office.app)
    for number in range(0, len(VECTORS), 4):
        outcome = mailed.gets(hostile(VECTORS[number], number))
        if outcome.fate != Fate.OPENED:
            continue
        track(mailed.story, visitor)
        assert harm_in(visitor.page) == []
        receipt = f"/lacak/{reference_of(mailed.story)}/tanda-terima"
        assert harm_in(visitor.client.get(receipt).text) == []
        visitor = Visitor(desk_office.app)


def test_what_an_officer_writes_is_as_harmless_in_mail_and_on_the_tracking_page(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    mailed.gets(letter("Air mati sejak Senin."))
    mailed.story.triage()
    mailed.story.assign()
    # An address that begins with http is a link in mail, and an officer may well write one.
    written = (vector.replace("\x00", "") for vector in VECTORS if "http:" not in vector)
    mailed.story.respond("\n".join(written), HEAD)
    visitor = Visitor(desk_office.app)
    track(mailed.story, visitor)
    assert harm_in(visitor.page) == []
    for mail in mailed.sent():
        markup = [part for part in mail.walk() if part.get_content_type() == "text/html"]
        assert [harm for part in markup for harm in harm_in(str(part.get_content()))] == []


def test_files_of_a_mail_are_saved_and_never_shown(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    mailed.gets(hostile("<script>alert(1)</script>", 1))
    ani = desk_office.desk("ani", Role.INTAKE_OFFICER)
    page = ani.opens(f"/aduan/{reference_of(mailed.story)}")
    links = set(re.findall(r'"(/berkas/[^"/]+)"', page))
    for link in links:
        answer = ani.client.get(link)
        if answer.status_code != 200:
            continue  # locked until somebody has looked at it
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "html" not in answer.headers["Content-Type"]
        assert "svg" not in answer.headers["Content-Type"]
        assert "\n" not in answer.headers["Content-Disposition"]


def test_a_file_is_nobodys_who_may_not_see_its_complaint(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    mail = letter("Air mati sejak Senin.")
    mail.add_attachment(b"%PDF-1.4\n1 0 obj", "application", "pdf", filename="surat.pdf")
    mailed.gets(mail)
    ani = desk_office.desk("ani", Role.INTAKE_OFFICER)
    page = ani.opens(f"/aduan/{reference_of(mailed.story)}")
    [link] = set(re.findall(r'"(/berkas/[^"/?]+)', page))
    assert len(link.removeprefix("/berkas/")) >= 22, "128 bits that nobody guesses"
    harun = desk_office.desk("harun", Role.UNIT_HEAD, JEMBER)
    harun.opens(link, status=404)
    stranger = Visitor(desk_office.app).client.get(link)
    assert stranger.status_code in {302, 303, 404}
    assert b"%PDF" not in stranger.data


def test_the_tracking_page_shows_nobody_the_mail_of_somebody_else(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    mailed.gets(letter("Air mati sejak Senin."))
    complaint, reference = mailed.story.complaint, reference_of(mailed.story)
    code = letter(
        "Kode masuk Anda 482913.",
        From="no-reply@bank.example",
        Subject=f"Re: {reference} kode masuk",
    )
    mailed.gets(code)
    mailed.story.complaint = complaint
    visitor = Visitor(desk_office.app)
    track(mailed.story, visitor)
    assert "482913" not in visitor.page


def test_the_console_prints_a_hostile_complaint_as_json_that_moves_no_cursor(
    mailed: MailOffice,
) -> None:
    story = mailed.story
    mailed.gets(hostile("\x1b]0;judul\x07\x1b[2J<script>alert(1)</script>", 1))
    with story.office.sessions.reading() as db:
        view = show(db, story.office.office, story.complaint, CHANNEL, story.clock.at)
        row = of_complaint(
            view, lambda id: complaints.row_of(db, id).reference, moments_of(story.office),
            story.clock.at,
        )  # fmt: skip

    printed = _printed(row)
    assert json.loads(printed)["messages"][0]["text"].startswith("Air mati sejak Senin.")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", printed)


def _printed(row: Row) -> str:
    command = click.Command("show", callback=lambda: say_json(row))
    return CliRunner().invoke(command).output


def test_a_receipt_by_mail_holds_no_code_that_a_stranger_could_use(mailed: MailOffice) -> None:
    mailed.gets(letter("Air mati.", From="Ratna <ratna@warga.example>", Authentication_Results=""))
    code = code_of(mailed.story)
    assert not any(code in words_of(mail) for mail in mailed.sent())


def test_an_officer_who_answers_a_hostile_mail_sends_none_of_it(
    mailed: MailOffice, desk_office: DeskOffice
) -> None:
    injected = (
        "=?utf-8?q?=3D=3Futf-8=3Fq=3FAir=3D0D=3D0ABcc=3A=5Fkorban=40warga=2Eexample=3F=3D_x?="
    )
    mailed.gets(letter("Air mati.", Subject="x", Message_ID="<i@warga.example>").as_bytes().replace(
        b"Subject: x", b"Subject: " + injected.encode()
    ))  # fmt: skip
    ani: Desk = desk_office.desk("ani", Role.INTAKE_OFFICER)
    address = f"/aduan/{reference_of(mailed.story)}/balas"
    ani.opens(address)
    ani.sends(address, 303, text="Kami periksa hari ini.", step="send")
    mails = mailed.sent()
    assert any("Kami periksa hari ini." in words_of(mail) for mail in mails)
    assert not any("Bcc" in mail for mail in mails)
