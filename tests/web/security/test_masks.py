"""What identifies a person stays on the complaint's own pages: nothing else shows or saves it."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from zipfile import ZipFile

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.access_office import AccessOffice, people
from tests.web.conftest import Visitor
from tests.web.desk_story import JEMBER, open_desk_office
from tests.web.security.test_forms import rules
from workflow.core.commands import Act, Classify
from workflow.core.roles import COMPLAINANT

NIK, PHONE, MAIL = "3509123456789012", "0812-3456-7890", "siti.rahmawati@warga.example"
NAME = "Siti Rahmawati"
SECRET = re.compile("3509123456789012|812-?3456-?7890|siti.rahmawati|Rahmawati", re.IGNORECASE)
TEXT = f"Lampu mati. NIK saya {NIK}, telepon {PHONE}, surel {MAIL}."

READERS = ("intake", "head", "staff", "supervisor", "administrator")
SEARCHED = "view=open&sort=received&q=lampu"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessOffice]:
    """An assigned complaint, a closed one and a message that waits, all with such words."""
    office = open_desk_office(tmp_path_factory.mktemp("masks"))
    made = people(office)
    reference = office.hears(TEXT, "siti.1", name=NAME, public=True, conversation="c:1")
    office.assigned(reference, JEMBER)
    closed = office.hears(TEXT, "siti.2", name=NAME)
    id = office.id(closed)
    office.does(Classify(complaint=id, klass="complaint", category="bansos", safety="none"))
    office.does(Act(complaint=id, move="withdraw", values={"reason": TEXT}), COMPLAINANT)
    office.hears(f"Tentang {reference}: {TEXT}", "somebody.else", name=NAME)
    made.gaps = {"kind": "csv", "channel": "memory", "account": "office", "login": "person0",
                 "hashed": "x", "name": "question"}  # fmt: skip
    yield made
    office.installation.close()


def test_lists_searches_figures_and_files_show_nothing_that_identifies_somebody(
    told: AccessOffice,
) -> None:
    """Every page that is not of one complaint, for everybody, also with the words looked for."""
    shown: set[str] = set()
    for rule in _not_of_one(told):
        for name in READERS:
            answer = told.people[name].client.get(f"{told.address(rule)}?{SEARCHED}")
            if answer.mimetype in ("text/html", "text/csv") and SECRET.search(_read(answer)):
                shown.add(f"{rule.endpoint} to {name}")
    assert not shown
    assert "Lampu mati. NIK saya [hidden], telepon [hidden]" in _read(
        told.people["intake"].client.get(f"/aduan?{SEARCHED}")
    )


def _not_of_one(told: AccessOffice) -> list[Rule]:
    """The pages that have no complaint, file or message in their address."""
    return [rule for rule in rules(told, "GET") if rule.arguments <= told.gaps.keys()]


def _read(answer: TestResponse) -> str:
    return unescape(answer.text)


def test_a_workbook_holds_as_little_as_the_page(told: AccessOffice, tmp_path: Path) -> None:
    told.gaps |= {"kind": "xlsx"}
    for rule in _not_of_one(told):
        if "kind" in rule.arguments:
            answer = told.people["supervisor"].client.get(f"{told.address(rule)}?{SEARCHED}")
            assert answer.status_code == 200, rule.endpoint
            assert not SECRET.search(_strings(answer.data, tmp_path)), rule.endpoint


def _strings(workbook: bytes, folder: Path) -> str:
    """All words of a workbook, as they stand in its parts."""
    path = folder / "saved.xlsx"
    path.write_bytes(workbook)
    with ZipFile(path) as parts:
        return "\n".join(parts.read(name).decode() for name in parts.namelist())


def test_a_stranger_learns_nothing_from_any_page(told: AccessOffice) -> None:
    visitor: Visitor = told.people["stranger"]
    for rule in rules(told, "GET"):
        gaps = {**told.gaps, **dict.fromkeys(rule.arguments - told.gaps.keys(), "1")}
        answer = visitor.client.get(told.address(rule, gaps), follow_redirects=True)
        assert not SECRET.search(answer.data.decode("utf-8", "replace")), rule.endpoint
