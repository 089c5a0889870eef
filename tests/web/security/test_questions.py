"""What an address or a form asks: words stay words, and a number that is none asks for nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.story import tell
from tests.web.access_office import BROKEN, SIGNS_OUT, TOKEN, AccessOffice
from tests.web.conftest import CHEAP, Visitor
from tests.web.desk_story import DeskOffice
from tests.web.security.test_forms import ROOT, rules
from web.app import make_app
from workflow.core.roles import Role

COMMANDS = ("x' OR 1=1); DROP TABLE complaint; --", '"*" AND NEAR(a b)', "\x00")
NUMBERS = ("9" * 19, "9" * 5_000)
"""Beyond what a database takes, and beyond what Python reads."""

FORBIDDEN = 403
NAMES = (
    "account", "action", "after", "age", "before", "category", "channel", "class", "clock", "from",
    "holder", "mark", "nomor", "person", "priority", "q", "role", "rule", "sort", "stand", "state",
    "step", "tahun", "to", "tone", "unit", "until", "view", "which",
)  # fmt: skip
"""All that our addresses ask by."""


@pytest.fixture
def office(tmp_path: Path, new_database: NewDatabase) -> Iterator[DeskOffice]:
    """An office on each database."""
    story = tell(tmp_path, new_database(migrated))
    yield DeskOffice(story, make_app(story.office, passwords=CHEAP))
    story.check_books()
    story.office.close()


def test_no_question_is_taken_for_a_command(office: DeskOffice) -> None:
    """Every page that asks the database, with each of these in the place of every value."""
    references = {office.hears("The lamps are dark", "adi"), office.hears("No water", "budi")}
    sari, joko = office.desk("sari", Role.SUPERVISOR), office.desk("joko", Role.ADMINISTRATOR)
    for rule in rules(AccessOffice(office), "GET"):
        for words in (*COMMANDS, *NUMBERS) if not rule.arguments else ():
            address = f"{rule.rule}?{urlencode([(name, words) for name in NAMES])}"
            status = sari.client.get(address).status_code
            if status == FORBIDDEN:
                status = joko.client.get(address).status_code
            assert status != BROKEN, f"{rule.endpoint}: {words[:9]!r}"
    for words in COMMANDS:
        asked = urlencode({"sort": words, "state": words, "unit": words, "after": words})
        page = sari.opens(f"/aduan?view=open&{asked}")
        assert all(reference in page for reference in references)


def test_what_is_no_name_and_no_number_leads_nowhere(office: DeskOffice) -> None:
    sari, made = office.desk("sari", Role.SUPERVISOR), AccessOffice(office)
    for rule in rules(made, "GET"):
        for words in (COMMANDS[0], COMMANDS[2], NUMBERS[0]):
            if rule.arguments:
                address = re.sub("<[^>]+>", quote(words), rule.rule)
                status = sari.client.get(address).status_code
                assert 300 <= status < BROKEN, f"{rule.endpoint}: {status}"


FIELD = re.compile(r'(?:line|text|get|getlist|_secret)\(\s*"(\w+)"')
"""How our code asks a form for a field."""


def test_no_form_breaks_a_page(office: DeskOffice) -> None:
    """Every form, with each of these in every field that any form has."""
    reference = office.hears("The lamps are dark", "adi")
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "web").rglob("*.py"))
    fields = {*FIELD.findall(code)} - {"next"}
    assert {"seen", "which", "number", "reason", "until", "login", "new"} <= fields
    made, sari = AccessOffice(office), office.desk("sari", Role.SUPERVISOR)
    made.gaps = {"reference": reference, "name": "assign"}
    token = token_of(sari)
    for rule in rules(made, "POST"):
        address = made.address(rule, {gap: made.gaps.get(gap, "1") for gap in rule.arguments})
        for words in ("\x00", NUMBERS[1]):
            data = {**dict.fromkeys(fields, words), "csrf_token": token}
            answer = sari.client.post(address, data=data)
            assert answer.status_code != BROKEN, f"{rule.endpoint}: {words[:9]!r}"
            if rule.endpoint in SIGNS_OUT:
                sari.returns()
                token = token_of(sari)


def token_of(visitor: Visitor) -> str:
    """What all forms of somebody's session carry."""
    found = re.search(TOKEN, visitor.opens("/lacak"))
    assert found
    return found[1]
