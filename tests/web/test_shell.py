"""The frame: pages found by listing, every route marked, headers, assets, proxies."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import CHEAP, Visitor, hire
from web import assets
from web.access import NotMarked
from web.app import make_app
from web.discovery import BadPage
from web.headers import CSP
from workflow.core.roles import Role

PAGE = """
from flask import Blueprint
from web.access import allow, public
from web.discovery import MenuEntry
from workflow.core.roles import May
blueprint = Blueprint("weather", __name__)
MENU = (MenuEntry(label="Weather", endpoint="weather.today", icon="sun", needs=(May.OVERVIEW,)),)
"""
VIEW = "@blueprint.get('/cuaca')\n{mark}\ndef today() -> str:\n    return 'sunny'\n"
PUBLIC = ("/", "/lapor", "/lacak", "/masuk")


def _more(folder: Path, mark: str, head: str = PAGE) -> Path:
    (folder / "weather.py").write_text(head + VIEW.format(mark=mark), encoding="utf-8")
    return folder


def test_a_page_is_added_by_adding_a_file(story: Story, tmp_path: Path) -> None:
    folder = _more(tmp_path, "@allow(May.OVERVIEW)")
    app = make_app(story.office, pages=[folder], passwords=CHEAP)
    supervisor, officer = Visitor(app), Visitor(app)
    hire(app, "sari", Role.SUPERVISOR)
    hire(app, "ana", Role.INTAKE_OFFICER)
    supervisor.signs_in("sari")
    officer.signs_in("ana")
    assert supervisor.opens("/cuaca") == "sunny"
    assert officer.client.get("/cuaca").status_code == 403
    assert 'href="/cuaca"' in supervisor.opens("/akun/sandi")
    assert 'href="/cuaca"' not in officer.opens("/akun/sandi")


def test_a_route_that_does_not_say_who_may_open_it_stops_the_start(
    story: Story, tmp_path: Path
) -> None:
    with pytest.raises(NotMarked, match=r"weather\.today"):
        make_app(story.office, pages=[_more(tmp_path, "")], passwords=CHEAP)


def test_a_module_without_a_blueprint_stops_the_start(story: Story, tmp_path: Path) -> None:
    (tmp_path / "empty.py").write_text("x = 1\n", encoding="utf-8")
    with pytest.raises(BadPage, match="empty"):
        make_app(story.office, pages=[tmp_path], passwords=CHEAP)


def test_a_menu_that_is_none_stops_the_start(story: Story, tmp_path: Path) -> None:
    folder = _more(tmp_path, "@public", PAGE + "MENU = ('weather',)\n")
    with pytest.raises(BadPage, match="MENU"):
        make_app(story.office, pages=[folder], passwords=CHEAP)


@pytest.mark.parametrize("address", [*PUBLIC, "/health", "/no-such-page", "/robots.txt"])
def test_every_answer_carries_the_headers(app: Flask, address: str) -> None:
    headers = app.test_client().get(address).headers
    assert headers["Content-Security-Policy"] == CSP
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert "no-store" in headers["Cache-Control"] or address == "/lapor"


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_inline() -> None:
    assert "unsafe" not in CSP
    assert "http" not in CSP
    assert CSP.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


@pytest.mark.parametrize("address", PUBLIC)
def test_pages_hold_no_inline_script_or_style_and_load_only_what_is_ours(
    visitor: Visitor, address: str
) -> None:
    page = visitor.opens(address)
    assert " style=" not in page
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    for link in re.findall(r'(?:src|href|action)="([^"]+)"', page):
        assert link.startswith(("/", "#", "tel:")), link


def test_every_file_a_page_names_is_served_for_ever_and_whole(visitor: Visitor) -> None:
    named = set(re.findall(r'"(/(?:vendor|static)/[^"]+)"', visitor.opens("/lapor")))
    assert len(named) >= 6
    for address in named:
        plain = visitor.client.get(address)
        assert plain.status_code == 200
        assert "immutable" in plain.headers["Cache-Control"]
        small = visitor.client.get(address, headers={"Accept-Encoding": "gzip"})
        if small.headers.get("Content-Encoding") == "gzip":
            assert gzip.decompress(small.data) == plain.data
        assert hashlib.sha256(plain.data).hexdigest().startswith(address.split("/")[2])


@pytest.mark.parametrize(
    "address",
    [
        "/vendor/000000000000/bootstrap.css",
        "/vendor/x/../../app.py",
        "/static/000000000000/app.css",
        "/static/x/..%2Fapp.py",
    ],
)
def test_other_hashes_and_other_files_are_not_served(app: Flask, address: str) -> None:
    assert app.test_client().get(address).status_code == 404


VENDORED = {
    "bootstrap.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    "htmx.js": "491955cd1810747d7d7b9ccb936400afb760e06d25d53e4572b64b6563b2784e",
}
"""SHA-256 of what was looked at; another content has to be looked at again."""


def test_files_of_others_are_the_ones_that_were_looked_at() -> None:
    found = {n: hashlib.sha256(a.content).hexdigest() for n, a in assets.vendored().items()}
    assert found == VENDORED


def test_the_favicon_is_there(app: Flask) -> None:
    answer = app.test_client().get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"


def test_addresses_behind_a_proxy_are_believed_only_where_it_is_trusted(story: Story) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    plain = make_app(story.office, passwords=CHEAP)
    assert (
        "Strict-Transport-Security" not in plain.test_client().get("/", headers=forwarded).headers
    )
    office = story.office
    trusting = office.settings.model_copy(update={"trusted_proxies": 1})
    object.__setattr__(office, "settings", trusting)
    behind = make_app(office, passwords=CHEAP)
    assert "Strict-Transport-Security" in behind.test_client().get("/", headers=forwarded).headers
