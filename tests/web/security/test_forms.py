"""Forms: sent by our own pages only, read field by field, and never shown with a secret in them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.story import Story
from tests.web.access_office import TOKEN, AccessOffice
from tests.web.conftest import PASSWORD, Visitor, code_of, hire, reference_of, shell_of
from tests.web.test_complain import send, walk
from web.errors import SECRETS
from workflow.core.roles import Role
from workflow.store.models import ComplaintRow

ROOT = Path(__file__).parents[3]
WHOLE = ("request.form", "request.json")
EVIL = "https://evil.example"
SIGNED_BY_THE_PLATFORM = {
    "hooks.receive",
    "pushed.receive",
    "pushed.forget",
    "pushed.withdrawn",
}
"""The addresses without a token: what is sent there is signed, or not read."""

WRITTEN = re.compile(r"^\s*(?:insert into|update|delete from)\s+(\w+)", re.IGNORECASE)

MAY_CHANGE = {
    "audit",  # who looked at what, who saved it, how often somebody tried
    "file_view",  # a picture as we drew it
    "session",  # when a sign-in was last used
}
"""Tables that a look at a page may write to: nothing that anybody decided stands in them."""


def rules(made: AccessOffice, method: str) -> list[Rule]:
    """Every route that answers a method."""
    return [rule for rule in made.app.url_map.iter_rules() if method in (rule.methods or ())]


def test_no_form_is_carried_out_without_its_token_or_from_another_site(made: AccessOffice) -> None:
    client = made.people["supervisor"].client
    token = re.findall(TOKEN, client.get("/lacak").text)[0]
    forms = [rule for rule in rules(made, "POST") if rule.endpoint not in SIGNED_BY_THE_PLATFORM]
    assert len(forms) > 40
    for rule in forms:
        address = made.address(rule)
        assert client.post(address).status_code == 400, address
        crossed = client.post(
            address, data={"csrf_token": token}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert crossed.status_code == 400, address


def test_no_link_changes_anything_but_the_trail_of_who_looked(made: AccessOffice) -> None:
    """Else a picture in a mail would be enough to act in an officer's name."""
    seen: set[tuple[str, str]] = set()
    looked_at = ""

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if found := WRITTEN.match(statement):
            seen.add((looked_at, found[1].lower()))

    engine = made.office.installation.sessions.engine
    event.listen(engine, "before_cursor_execute", note)
    for rule in rules(made, "GET"):
        for name in ("stranger", "head", "supervisor"):
            looked_at = rule.endpoint
            made.people[name].client.get(made.address(rule))
    event.remove(engine, "before_cursor_execute", note)
    assert sorted((page, table) for page, table in seen if table not in MAY_CHANGE) == []


def test_no_answer_is_for_the_scripts_of_another_site(made: AccessOffice) -> None:
    client = made.people["supervisor"].client
    for rule in rules(made, "GET"):
        for ask in (client.get, client.options):
            answer = ask(made.address(rule), headers={"Origin": EVIL})
            assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
            assert EVIL.encode() not in answer.data


def test_every_cookie_is_kept_from_scripts_and_from_other_sites(
    filed: Story, app: Flask, visitor: Visitor
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.opens("/lacak")
    answers = [
        visitor.client.get("/lapor"),
        visitor.sends("/bahasa", language="id"),
        visitor.sends("/tampilan", theme="dark"),
        visitor.sends("/lacak", reference=reference_of(filed), code=code_of(filed)),
        visitor.signs_in("sari"),
    ]
    cookies = [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
    assert {cookie.partition("=")[0] for cookie in cookies} >= {"forms", "sign_in", "track"}
    for cookie in cookies:
        assert "SameSite=Lax" in cookie or "SameSite=Strict" in cookie, cookie
        assert "HttpOnly" in cookie or cookie.startswith(("language=", "theme=")), cookie


def test_fields_that_nobody_asked_for_reach_nothing(story: Story, app: Flask) -> None:
    """A citizen's form, one's own account, and a new account by an administrator."""
    citizen = Visitor(app)
    walk(citizen)
    send(citizen, reference="C-7KQ4-2MX9", channel="email", person_id=1,
         verified="1", automatic="1", received_at="2020-01-01", category="pungli")  # fmt: skip
    with story.office.sessions.reading() as db:
        [row] = db.scalars(select(ComplaintRow))
    assert (row.channel, row.state, row.category) == ("form", "received", "")
    assert row.reference != "C-7KQ4-2MX9"
    assert row.received_at == story.clock.at

    hire(app, "siti", Role.UNIT_STAFF, "pstw-jember")
    siti = Visitor(app)
    siti.signs_in("siti")
    siti.opens("/akun/sandi")
    more = {"role": "administrator", "unit": "", "login": "root", "active": "0", "id": 1}
    siti.sends("/bahasa", 303, language="en", **more)
    siti.sends("/akun/sandi", 303, old=PASSWORD, new="padi kuning", again="padi kuning", **more)
    known = shell_of(app).accounts.find("siti")
    assert (known.role, known.unit, known.active) == (Role.UNIT_STAFF, "pstw-jember", True)

    hire(app, "joko", Role.ADMINISTRATOR)
    joko = Visitor(app)
    joko.signs_in("joko")
    joko.opens("/staf/tambah")
    joko.sends("/staf/tambah", 200, login="budi", name="Budi", role="intake_officer", unit="",
               language="id", password="ikan asin enak", password_hash="x",
               signed_in_at="2026-01-01", subject="somebody")  # fmt: skip
    Visitor(app).signs_in("budi", "ikan asin enak", 409)
    assert shell_of(app).accounts.find("budi").signed_in_at is None


READERS = frozenset({"get", "getlist"})
WHOLE_FORMS = {
    "web/errors.py",  # gives back what was typed, as words
    "web/pages/staff.py",  # the same, to the template of the form
    "web/pages/deputies.py",
}
"""Modules that hand a whole form to a page: shown again, never bound."""


def test_forms_are_read_field_by_field() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in (ROOT / "web").rglob("*.py")
             if [*_whole_forms(path)]}  # fmt: skip
    assert found <= WHOLE_FORMS


def _whole_forms(path: Path) -> Iterator[int]:
    """Lines on which `request.form` is anything but asked for one field by its name."""
    tree = ast.parse(path.read_text("utf-8"))
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in (
            "request.form",
            "request.json",
        ):
            parent = parents[node]
            named = isinstance(parent, ast.Attribute) and parent.attr in READERS
            if not named and not isinstance(parent, ast.Subscript | ast.Compare | ast.IfExp):
                yield node.lineno


def test_a_password_is_never_shown_again_though_its_page_failed(
    app: Flask, visitor: Visitor
) -> None:
    templates = "\n".join(
        path.read_text("utf-8") for path in (ROOT / "web/templates").rglob("*.html")
    )
    fields = {*re.findall(r'text\("(\w+)",[^\n]*type="password"', templates)}
    assert {"old", "new", "again", "password"} <= fields <= SECRETS
    hire(app, "sari", Role.SUPERVISOR)
    visitor.opens("/masuk")
    sentence = "the horse reads at night"
    for field in sorted(fields):
        for answer in _failing(visitor, {field: sentence}):
            assert answer.status_code in (400, 401)
            assert sentence not in answer.text


def _failing(visitor: Visitor, fields: dict[str, str]) -> Iterator[TestResponse]:
    """Signed out meanwhile, and without the form's token."""
    yield visitor.sends("/akun/sandi", 401, **fields)
    yield visitor.client.post("/akun/sandi", data=fields)


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site(app: Flask, address: str) -> None:
    hire(app, "sari", Role.INTAKE_OFFICER)
    visitor = Visitor(app)
    visitor.opens("/masuk")
    for form, fields in (
        ("/bahasa", {"language": "id"}),
        ("/tampilan", {"theme": "dark"}),
        ("/masuk", {"login": "sari", "password": PASSWORD}),
    ):
        answer = visitor.sends(form, 303, next=address, **fields)
        assert answer.location.startswith("/")
        assert "evil" not in answer.location
