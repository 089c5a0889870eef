"""What people see when something is refused, missing, too much or broken: words, and their own."""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import CHEAP, Visitor, hire, reference_of
from web.app import make_app
from web.errors import PAGES
from web.logs import TextLines
from workflow.core.roles import Role

TYPED = "The ramp at the entrance is broken, and my mother cannot get in."

BAD_PAGE = """
from flask import Blueprint, request
from web.access import public
from workflow.core.refusal import Refused
blueprint = Blueprint("bad", __name__)

@blueprint.post("/menolak")
@public
def refuse() -> str:
    raise Refused("taken", "{unit} owns it already.", unit="<b>PSTW</b>")

@blueprint.post("/rusak")
@public
def broken() -> str:
    raise ValueError(request.form["words"])
"""


@pytest.fixture
def bad(story: Story, tmp_path: Path) -> Visitor:
    """A visitor of an office with a page that refuses and one that breaks."""
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "bad.py").write_text(BAD_PAGE, encoding="utf-8")
    return Visitor(make_app(story.office, pages=[folder], passwords=CHEAP))


def test_a_refusal_is_told_in_words_and_what_was_typed_comes_back(bad: Visitor) -> None:
    page = bad.sends("/menolak", 409, words=TYPED).text
    assert "&lt;b&gt;PSTW&lt;/b&gt; owns it already." in page
    assert TYPED in page
    bad.client.set_cookie("language", "id")
    assert "sudah memegangnya" in bad.sends("/menolak", 409, words=TYPED).text


def test_a_bug_gets_a_page_with_what_was_typed_and_a_log_line_without_it(
    bad: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    page = bad.sends("/rusak", 500, words=TYPED).text
    assert "Something broke on our side" in page
    assert TYPED in page
    logged = [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    assert any("page.broke" in line and "ValueError" in line for line in logged)
    assert not any("ramp" in line for line in logged)
    [broke] = [record for record in caplog.records if record.message == "page broke"]
    line = TextLines().format(broke)
    assert " failure=ValueError place=" in line
    assert "bad.py:" in line


def test_words_come_back_even_where_the_database_broke_under_them(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "ani", Role.INTAKE_OFFICER)
    story.files("Water is out.")
    visitor.signs_in("ani")
    note = f"/aduan/{reference_of(story)}/catatan"
    visitor.opens(note)
    # What the page of errors would ask for its frame is gone as well.
    with closing(sqlite3.connect(story.office.settings.home / "tuntas.db")) as other:
        for table in ("message", "heartbeat"):
            other.execute(f"alter table {table} rename to {table}_gone")
        page = visitor.sends(note, 500, text=TYPED).text
        for table in ("message", "heartbeat"):
            other.execute(f"alter table {table}_gone rename to {table}")
    assert "Something broke on our side" in page
    assert TYPED in page


def test_a_form_without_its_token_changes_nothing_and_keeps_the_words(app: Flask) -> None:
    answer = app.test_client().post("/lapor", data={"step": "what", "what": TYPED})
    assert answer.status_code == 400
    assert TYPED in answer.text


def test_the_token_may_come_as_a_header_for_partial_updates(app: Flask, visitor: Visitor) -> None:
    page = visitor.opens("/lapor")
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    headers = {"X-CSRFToken": token}
    assert visitor.client.post("/tampilan", data={"theme": "dark"}).status_code == 400
    assert (
        visitor.client.post("/tampilan", data={"theme": "dark"}, headers=headers).status_code == 303
    )


def test_a_page_of_another_site_changes_nothing_even_with_a_token(visitor: Visitor) -> None:
    page = visitor.opens("/lapor")
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"theme": "dark", "csrf_token": token}
    crossed = visitor.client.post("/tampilan", data=data, headers={"Sec-Fetch-Site": "cross-site"})
    assert crossed.status_code == 400
    own = visitor.client.post("/tampilan", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 303


def test_too_large_a_request_is_refused_with_the_limit(story: Story) -> None:
    small = story.office.settings.model_copy(update={"request_megabytes": 1})
    object.__setattr__(story.office, "settings", small)
    visitor = Visitor(make_app(story.office, passwords=CHEAP))
    answer = visitor.client.post("/lapor", data=b"what=" + b"x" * 1_100_000)
    assert answer.status_code == 413
    assert "1 MB" in answer.text


def test_a_stranger_is_sent_to_sign_in_and_comes_back(app: Flask, visitor: Visitor) -> None:
    answer = visitor.client.get("/kesehatan?a=1")
    assert answer.status_code == 303
    assert answer.location == "/masuk?next=/kesehatan?a%3D1"


def test_words_sent_after_the_sign_in_ended_are_not_lost(app: Flask, visitor: Visitor) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.opens("/masuk")
    page = visitor.sends("/akun/sandi", 401, words=TYPED, old="do not show this").text
    assert "You are signed out" in page
    assert TYPED in page


def test_a_role_without_the_right_is_told_so(app: Flask, visitor: Visitor) -> None:
    hire(app, "budi", Role.UNIT_HEAD, "pstw-jember")
    visitor.signs_in("budi")
    answer = visitor.client.get("/kesehatan")
    assert answer.status_code == 403
    assert "not yours to open" in answer.text


@pytest.mark.parametrize("language", ["id", "en"])
def test_an_unknown_address_is_told_in_both_languages(app: Flask, language: str) -> None:
    page = Visitor(app, language).opens("/tidak-ada", 404)
    title = PAGES[404][0]
    catalogue = app.extensions["catalogues"]["id"]
    assert (title if language == "en" else catalogue.sentences[title]) in page


def test_only_the_buttons_of_a_page_are_understood(visitor: Visitor) -> None:
    visitor.opens("/lapor")
    assert "use the buttons" in visitor.sends("/health", 405).text
