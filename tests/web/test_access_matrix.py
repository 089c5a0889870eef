"""Every route, for everybody: the answers of the app against the table of `access_rows.py`."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.routing import Rule

from tests.web.access_office import (
    BLIND,
    SECRET,
    VISITORS,
    AccessOffice,
    accuse,
    accused_office,
    letter,
    people,
)
from tests.web.access_rows import GET, POST, ROWS
from tests.web.desk_story import JEMBER, open_desk_office, words

METHODS = (GET, POST)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessOffice]:
    """One office for all rows: no request of the table changes what the next one finds."""
    with accused_office(tmp_path_factory.mktemp("access")) as everybody:
        yield everybody


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessOffice]:
    """An office in which nothing follows on the complaint."""
    with accused_office(tmp_path_factory.mktemp("untouched")) as everybody:
        yield everybody


def _routes(made: AccessOffice) -> dict[tuple[str, str], Rule]:
    return {
        (rule.endpoint, method): rule
        for rule in made.app.url_map.iter_rules()
        for method in METHODS
        if method in (rule.methods or ())
    }


def test_every_route_has_its_row_and_every_row_its_route(made: AccessOffice) -> None:
    routes = _routes(made)
    assert not sorted(set(routes) - set(ROWS)), "say in access_rows.py who may open these"
    assert not sorted(set(ROWS) - set(routes)), "nothing has these addresses any more"


@pytest.mark.parametrize(("endpoint", "method"), sorted(ROWS))
def test_everybody_gets_what_the_table_says(made: AccessOffice, endpoint: str, method: str) -> None:
    rule = _routes(made)[endpoint, method]
    found = [letter(made.answer(name, rule, method)) for name in VISITORS]
    expected = ROWS[endpoint, method].replace(" ", "")
    assert len(expected) == len(VISITORS)
    wrong = {
        name: f"{got} instead of {wanted}"
        for name, got, wanted in zip(VISITORS, found, expected, strict=True)
        if got != wanted
    }
    assert not wrong


ASKED = "view=open&state=assigned&flag=danger&which={reference}~99&unit={unit}&sort=urgent&q="
"""What somebody would ask for who knows what to look for."""

NEVER = {"reference": "C-2222-2222", "token": 32 * "0", "locked": 32 * "0", "stray": "999999",
         "to open": "999999", "to read again": "999999"}  # fmt: skip
"""The same gaps for what nobody has."""

TRAIL = {"audit.show", "audit.save"}
"""The audit names references to those who read it, and nothing that a complaint says."""


@pytest.mark.parametrize("name", BLIND)
def test_a_hidden_complaint_answers_everywhere_as_one_that_never_was(
    untouched: AccessOffice, name: str
) -> None:
    """Pages, lists, counts, searches, exports: each asked for it, and for nothing at all."""
    made = untouched
    there, never = made.gaps, made.gaps | NEVER
    real = [SECRET, there["reference"]]
    invented = ["Qwertyui", never["reference"]]
    for rule in _readable_by(made, name):
        for word, nothing in zip(real, invented, strict=True):
            found = _page(made, name, (rule, there, word))
            of_nothing = _page(made, name, (rule, never, nothing))
            assert found == of_nothing, rule.endpoint
            assert not [each for each in real if each in "".join(of_nothing)], rule.endpoint


def _readable_by(made: AccessOffice, name: str) -> list[Rule]:
    """The routes that show this person anything for which the complaint could matter."""
    column = VISITORS.index(name)
    told = [key for key, row in ROWS.items() if row.replace(" ", "")[column] not in "sx"]
    routes = _routes(made)
    return [routes[key] for key in told if key[1] == GET and key[0] not in TRAIL]


def _page(made: AccessOffice, name: str, asked: tuple[Rule, dict[str, str], str]) -> list[str]:
    rule, gaps, word = asked
    query = ASKED.format(reference=gaps["reference"], unit=JEMBER) + word
    address = f"{made.address(rule, gaps)}?{query}"
    page = made.people[name].client.get(address, follow_redirects=True).text
    page = page.replace(made.address(rule, gaps), "…")
    for real in (word, gaps["reference"], gaps["token"], gaps["locked"]):
        page = page.replace(real, "…")
    return FRESH.sub("", page).splitlines()


FRESH = re.compile(r'(?<=name="csrf_token" value=")[^"]+|(?<=name="state" value=")[^"]+'
                   r'|(?<="X-CSRFToken":")[^"]+')  # fmt: skip
"""What is another on every answer."""


def test_what_is_told_to_nobody_else_is_there_for_those_whose_it_is(
    untouched: AccessOffice,
) -> None:
    """Otherwise the stories above would hold in an office without complaints, too."""
    for name in ("intake", "head", "supervisor"):
        client, reference = untouched.people[name].client, untouched.gaps["reference"]
        assert reference in client.get("/aduan?view=open").text
        assert SECRET in client.get(f"/aduan/{reference}").text


def test_a_complaint_changes_no_list_and_no_figure_of_those_it_is_not_for(
    tmp_path: Path,
) -> None:
    office = open_desk_office(tmp_path)
    made = people(office)
    blind = [name for name in BLIND if name != "administrator"]  # sees every figure, no row
    before = {name: _lists(made, name) for name in blind}
    accuse(made)
    for name in blind:
        after = _lists(made, name)
        assert [page for page in LISTS if after[page] != before[name][page]] == [], name
    office.installation.close()


LISTS = ("/aduan?view=open", "/aduan/hitungan", "/aduan/perintah", "/ikhtisar",
         "/ikhtisar/daftar", "/wawasan", "/aduan/tabel.csv?view=open")  # fmt: skip


def _lists(made: AccessOffice, name: str) -> dict[str, str]:
    """The pages that list and count complaints, as this person reads them."""
    answers = {address: made.people[name].client.get(address) for address in LISTS}
    return {address: words(answer.text) for address, answer in answers.items()}
