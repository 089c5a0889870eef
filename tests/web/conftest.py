"""An office with its pages, and people who visit them with a real client.

Everything is real but the time of day and the pretend platform; passwords are hashed cheaply.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests import databases
from tests.story import Story, tell
from web.app import make_app
from web.here import Shell
from workflow.core.reference import secret_code
from workflow.core.roles import Role
from workflow.passwords import Passwords
from workflow.staff import By, NewStaff, Staff
from workflow.store import complaints

WHAT = "Pegangan tangga di panti rusak sejak Maret."
PASSWORD = "sawah luas hijau"
CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Visitor:
    """Somebody with a browser that runs no scripts."""

    def __init__(self, app: Flask, language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.set_cookie("language", language)
        self.page = ""

    def opens(self, address: str, status: int = 200) -> str:
        """The page at an address, redirects followed."""
        answer = self.client.get(address, follow_redirects=True)
        assert answer.status_code == status, f"{address}: {answer.status_code}\n{answer.text}"
        self.page = answer.text
        return self.page

    def sends(self, address: str, status: int = 303, **fields: object) -> TestResponse:
        """What a form answers; the hidden fields of the page before are sent with it."""
        if not _TOKEN.search(self.page):
            self.opens("/masuk")
        data = {**dict(_HIDDEN.findall(self.page)), **fields}
        # Encoded here: for large files the client would use a temporary one and leave it open.
        boundary, body = encode_multipart(data)
        kind = f"multipart/form-data; boundary={boundary}"
        answer = self.client.post(address, data=body, content_type=kind)
        assert answer.status_code == status, f"{address}: {answer.status_code}\n{answer.text}"
        if answer.mimetype == "text/html" and status != 303:
            self.page = answer.text
        return answer

    def follows(self, answer: TestResponse) -> str:
        """The page that an answer leads to."""
        return self.opens(answer.location)

    def signs_in(self, login: str, password: str = PASSWORD, status: int = 303) -> TestResponse:
        """Somebody enters by the staff's door."""
        self.opens("/masuk")
        answer = self.sends("/masuk", status, login=login, password=password)
        self.page = ""  # its tokens are worth nothing now
        return answer


@contextmanager
def preparing(url: str) -> Iterator[Story]:
    """A story in the new SQLite file at an address, which is copied when it is told."""
    file = Path(url.removeprefix("sqlite:///"))
    databases.fill_file(file, databases.migrated)
    told = tell(file.with_suffix(""), url)
    yield told
    told.office.close()


def first_turns(url: str) -> None:
    """Prepares an office whose machine has taken each of its turns."""
    with preparing(url) as told:
        told.tick()


def running(home: Path) -> Story:
    """A new office in a folder, on SQLite, whose machine works."""
    databases.fill_file(home / "tuntas.db", first_turns)
    return tell(home)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    """A new office, and what happens in it."""
    told = running(tmp_path)
    yield told
    told.office.close()


@pytest.fixture
def app(story: Story) -> Flask:
    """The pages of the office."""
    return make_app(story.office, passwords=CHEAP)


@pytest.fixture(scope="module")
def shared_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The pages of one office for a whole module, whose tests change nothing that others read."""
    told = running(tmp_path_factory.mktemp("shared"))
    yield make_app(told.office, passwords=CHEAP)
    told.office.close()


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """A stranger who reads English."""
    return Visitor(app)


def upload(name: str, content: bytes) -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(BytesIO(content), filename=name)


def shell_of(app: Flask) -> Shell:
    """What the pages share."""
    shell: Shell = app.extensions["tuntas"]
    return shell


def hire(app: Flask, login: str, role: Role, unit: str = "") -> Staff:
    """An account with the tests' password."""
    shell = shell_of(app)
    name = f"{login.title()} Prasetya"
    new = NewStaff(login=login, name=name, role=role, unit=unit, language="en")
    return shell.accounts.add(new, PASSWORD, By("console", shell.installation.now()))


def reference_of(story: Story) -> str:
    """The reference of the story's complaint."""
    with story.office.sessions.reading() as db:
        return complaints.row_of(db, story.complaint).reference


def code_of(story: Story) -> str:
    """Its secret code."""
    return secret_code(story.office.keys.reply_token, reference_of(story), 1)


def track(story: Story, visitor: Visitor) -> str:
    """Enter reference and code; gives the address of the page."""
    visitor.opens("/lacak")
    answer = visitor.sends("/lacak", reference=reference_of(story), code=code_of(story))
    visitor.follows(answer)
    return str(answer.location)


@pytest.fixture
def filed(story: Story) -> Story:
    """A complaint from the web form, with its receipt on the page."""
    story.files(WHAT, email="siti@warga.example")
    story.tick()
    return story
