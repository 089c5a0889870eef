"""A new office: nobody is in it, nobody outside can make it theirs, and its files are its own."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from config.wiring import open_office
from tests.story import HandClock, Story, fakes, settings_for
from tests.web.access_office import SIGN_IN, AccessOffice, letter
from tests.web.conftest import CHEAP, Visitor
from tests.web.desk_story import DeskOffice
from tests.web.security.test_forms import rules
from web.access import is_public
from web.app import make_app
from web.commands import copies
from workflow.store.staff import everyone

LEFT_OVER = (
    "/setup", "/install", "/wizard", "/admin", "/console", "/debug", "/phpinfo.php", "/.env",
    "/.git/config", "/config/settings.py", "/tuntas.db", "/var/tuntas.db", "/keys/session",
    "/static/../keys/session", "/static/%2e%2e/%2e%2e/tuntas.db", "/metrics", "/swagger.json",
)  # fmt: skip


@pytest.fixture
def careless() -> Iterator[None]:
    """A machine on which everything is for everybody unless somebody says otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_the_first_account_is_made_on_the_console_and_nowhere_else(
    story: Story, app: Flask
) -> None:
    made = AccessOffice(DeskOffice(story, app), {"stranger": Visitor(app)})
    gaps = {gap for rule in app.url_map.iter_rules() for gap in rule.arguments}
    strays = ("stray", "to open", "to read again")
    made.gaps = {**dict.fromkeys([*gaps, *strays], "1"), "kind": "csv"}
    for method in ("GET", "POST"):
        for rule in rules(made, method):
            if not is_public(app, rule.endpoint):
                assert letter(made.answer("stranger", rule, method)) == SIGN_IN, rule.endpoint
    visitor = made.people["stranger"]
    for login, password in (("", ""), ("admin", "admin"), ("admin", ""), ("root", "tuntas")):
        visitor.signs_in(login, password, 409)
    with story.office.sessions.reading() as db:
        assert not everyone(db)


def test_nothing_of_the_installation_is_handed_out(app: Flask) -> None:
    assert not app.debug
    assert not app.testing
    client = app.test_client()
    assert [address for address in LEFT_OVER if client.get(address).status_code != 404] == []


@pytest.mark.usefixtures("careless")
def test_the_database_and_its_copies_are_for_their_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    clock = HandClock()
    settings = settings_for(tmp_path / "elsewhere").model_copy(update={"home": home})
    story = Story(open_office(settings, now=clock, channels=fakes(clock)), clock)
    story.files("Air di panti mati.", email="siti@warga.example")
    Visitor(make_app(story.office, passwords=CHEAP)).opens("/lapor")
    copies.save(story.office.sessions, home / "copy.db")
    found = {path: stat.S_IMODE(path.stat().st_mode) for path in (home, *home.rglob("*"))}
    story.office.close()
    names = {path.name for path in found}
    assert {"home", "tuntas.db", "tuntas.db-wal", "copy.db"} <= names
    assert {path.name: oct(mode) for path, mode in found.items() if mode & 0o077} == {}
