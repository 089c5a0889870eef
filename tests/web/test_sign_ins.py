"""Where somebody is signed in: seen, ended one by one or all at once, and ended by time."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import Visitor, hire
from web.devices import device_of, in_words
from workflow.core.roles import Role

NUMBER = re.compile(r'name="number" value="(\d+)"')
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Linux; Android 14; SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/130.0.0.0 Mobile Safari/537.36"
)


def _is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/akun").status_code == 200


def _enters(app: Flask, login: str, header: str) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base["HTTP_USER_AGENT"] = header
    visitor.signs_in(login)
    return visitor


def test_the_account_page_names_each_browser_and_marks_this_one(app: Flask) -> None:
    hire(app, "sari", Role.INTAKE_OFFICER)
    hire(app, "budi", Role.INTAKE_OFFICER)
    here = _enters(app, "sari", FIREFOX)
    _enters(app, "sari", CHROME)
    _enters(app, "budi", "curl/8")
    page = here.opens("/akun")
    assert "Firefox on Linux" in page
    assert "Chrome on Android" in page
    assert page.count("this one") == 1
    assert len(NUMBER.findall(page)) == 1  # the other one of hers, and nobody else's
    assert "SM-A146P" not in page


def test_one_sign_in_is_ended_from_another_browser_and_nobody_ends_a_strangers(app: Flask) -> None:
    hire(app, "sari", Role.INTAKE_OFFICER)
    hire(app, "budi", Role.INTAKE_OFFICER)
    here, there = _enters(app, "sari", FIREFOX), _enters(app, "sari", CHROME)
    stranger = _enters(app, "budi", FIREFOX)
    [number] = NUMBER.findall(here.opens("/akun"))
    stranger.opens("/akun")
    stranger.sends("/akun/masuk/akhiri", 404, number=number)
    stranger.sends("/akun/masuk/akhiri", 404, number="x")
    assert _is_in(there)
    here.opens("/akun")
    here.sends("/akun/masuk/akhiri", number=number)
    assert not _is_in(there)
    assert _is_in(here)


def test_all_others_are_ended_at_once(app: Flask) -> None:
    hire(app, "sari", Role.INTAKE_OFFICER)
    here, *others = (_enters(app, "sari", FIREFOX) for _ in range(3))
    here.opens("/akun")
    here.sends("/akun/masuk/akhiri-lain")
    assert _is_in(here)
    assert not any(_is_in(other) for other in others)


def test_a_sign_in_that_nobody_uses_ends(app: Flask, story: Story) -> None:
    hire(app, "sari", Role.INTAKE_OFFICER)
    used, left = _enters(app, "sari", FIREFOX), _enters(app, "sari", CHROME)
    story.clock.at += timedelta(minutes=90)
    assert _is_in(used)
    story.clock.at += timedelta(minutes=31)
    assert _is_in(used)
    assert not _is_in(left)
    assert "Chrome on Android" not in used.opens("/akun")


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(app: Flask, story: Story) -> None:
    hire(app, "sari", Role.INTAKE_OFFICER)
    visitor = Visitor(app)
    visitor.signs_in("sari")
    idle = timedelta(minutes=story.office.settings.session_idle_minutes)
    for _ in range(3):
        story.clock.at += idle / 2 - timedelta(minutes=1)
        visitor.client.get("/aduan/hitungan")
    assert not _is_in(visitor)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        (CHROME, "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604", "Safari on iPhone"),
        ("<script>alert(1)</script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_by_what_is_known_and_never_by_its_header(
    app: Flask, header: str, words: str
) -> None:
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert in_words(device_of(header)) == words
