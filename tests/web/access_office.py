"""An office in which somebody of every kind is signed in, and one complaint that accuses a unit.

Gives the answer that each of them gets at an address, as one letter. Nobody's request may
change what the next one finds: forms are sent empty, and whoever was signed out returns.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from adapters.memory.inbound import File
from tests.pictures import photo
from tests.web.conftest import Visitor, hire
from tests.web.desk_story import JEMBER, Desk, DeskOffice, open_desk_office
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role

ACCUSED, ELSEWHERE = "pstw-magetan", "rsbn-malang"

STRANGER = "stranger"
PEOPLE = {
    "intake": (Role.INTAKE_OFFICER, ""),
    "intake of the accused unit": (Role.INTAKE_OFFICER, ACCUSED),
    "head": (Role.UNIT_HEAD, JEMBER),
    "staff": (Role.UNIT_STAFF, JEMBER),
    "head elsewhere": (Role.UNIT_HEAD, ELSEWHERE),
    "staff elsewhere": (Role.UNIT_STAFF, ELSEWHERE),
    "head of the accused unit": (Role.UNIT_HEAD, ACCUSED),
    "supervisor": (Role.SUPERVISOR, ""),
    "supervisor of the accused unit": (Role.SUPERVISOR, ACCUSED),
    "administrator": (Role.ADMINISTRATOR, ""),
    "personal data officer": (Role.PERSONAL_DATA_OFFICER, ""),
}
"""Who is there, and of which unit."""

VISITORS = (STRANGER, *PEOPLE)
"""The columns of the table."""

BLIND = (
    "intake of the accused unit",
    "head elsewhere",
    "staff elsewhere",
    "head of the accused unit",
    "supervisor of the accused unit",
    "administrator",
    "personal data officer",
)
"""For whom the complaint does not exist."""

SECRET = "Rembulan"
"""A word of the complaint that stands nowhere else."""

STRAYS = 3
"""Messages that may belong to the complaint: acts on one use it up."""

TOKEN = r'name="csrf_token" value="([^"]+)"'

OPEN, SIGN_IN, NOT_YOURS, NOT_THERE, LED_ON, REFUSED = "o", "s", "x", "-", ">", "!"
LETTERS = {302: LED_ON, 303: LED_ON, 401: SIGN_IN, 403: NOT_YOURS, 404: NOT_THERE,
           400: REFUSED, 409: REFUSED, 422: REFUSED, 429: REFUSED}  # fmt: skip
LED, BROKEN = 303, 500


@dataclass
class AccessOffice:
    """The office, its people, and what stands for the gaps of addresses."""

    office: DeskOffice
    people: dict[str, Visitor] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def app(self) -> Flask:
        """The pages of the office."""
        return self.office.app

    def answer(self, name: str, rule: Rule, method: str) -> TestResponse:
        """What somebody gets at an address; an empty form is sent with a token that is right."""
        visitor, address = self.people[name], self.address(rule)
        if method == "GET":
            return visitor.client.get(address)
        token = self.tokens.get(name) or _first(TOKEN, visitor.client.get("/lacak").text)
        self.tokens[name] = token
        # What nobody has seen yet, nobody acts on: no form is carried out.
        answer = visitor.client.post(address, data={"csrf_token": token, "seen": "0"})
        if rule.endpoint in SIGNS_OUT:
            self.tokens.pop(name)
            if isinstance(visitor, Desk):
                visitor.returns()
        return answer

    def address(self, rule: Rule, known: Mapping[str, str] | None = None) -> str:
        """The address of a route, with the story's complaint, file, account in its gaps."""
        known = known or self.gaps
        own = GAPS.get(rule.endpoint, {})
        gaps = {**known, **{gap: known.get(word, word) for gap, word in own.items()}}
        path = rule.rule
        for gap in rule.arguments:
            path = re.sub(rf"<([^<>]*:)?{gap}>", gaps[gap], path)
        return path


SIGNS_OUT = frozenset({"account.sign_out", "account.end_one", "account.end_others",
                       "account.change_password"})  # fmt: skip

GAPS: dict[str, dict[str, str]] = {
    "moves.move": {"name": "hold"},
    "many.act": {"name": "assign"},
    "many.left": {"name": "assign", "press": "1"},
    "many.take_back": {"name": "assign", "press": "1"},
    "replies.one": {"name": "question"},
    "attachments.view": {"size": "kecil"},
    "attachments.ask": {"token": "locked"},
    "attachments.unlock": {"token": "locked"},
    "inbox.one": {"number": "stray"},
    "inbox.attach": {"number": "stray"},
    "inbox.drop": {"number": "stray"},
    "inbox.leave": {"number": "stray"},
    "inbox.open_new": {"number": "to open"},
    "inbox.put_back": {"number": "to read again"},
    "invitation.show": {"token": "no-such-invitation"},
    "invitation.redeem": {"token": "no-such-invitation"},
    "pushed.forgotten": {"code": "no-such-wish"},
    "staff.close": {"login": "leaver"},
    "assets.static": {"name": "app.css"},
    "assets.vendor": {"name": "htmx.min.js"},
}
"""What stands in the gaps of some addresses, where it is not the usual."""


def letter(answer: TestResponse) -> str:
    """An answer as one letter of the table; a page that broke is a defect at once."""
    assert answer.status_code < BROKEN, answer.request.path
    if answer.status_code == LED and answer.location.startswith("/masuk?next="):
        return SIGN_IN
    return LETTERS.get(answer.status_code, OPEN)


def people(office: DeskOffice) -> AccessOffice:
    """Everybody at their desks, and nothing to see yet."""
    made = AccessOffice(office, {STRANGER: Visitor(office.app)})
    for number, (name, (role, unit)) in enumerate(PEOPLE.items()):
        made.people[name] = office.desk(f"person{number}", role, unit)
    return made


def accuse(made: AccessOffice) -> None:
    """A complaint about one unit, with files and a stray message, in the hands of another."""
    office = made.office
    files = [_file("foto.png", "image/png", photo("PNG")), _file("x.html", "text/html", b"MZ")]
    reference = office.hears(
        f"Petugas {SECRET} meminta uang.", "sari.7", files=files, public=True, conversation="c:1"
    )
    id = office.id(reference)
    office.does(
        Classify(
            complaint=id,
            klass="complaint",
            category="fasilitas_panti",
            safety="sexual_violence",
            reported_unit=ACCUSED,
        )
    )
    office.does(Act(complaint=id, move="assign", values={"unit": JEMBER}))
    for _ in range(STRAYS):
        office.hears(f"Tentang {reference}: {SECRET} lagi.", "somebody.else")
    office.sends_all()
    made.gaps |= _gaps(office, reference)


@contextmanager
def accused_office(home: Path) -> Iterator[AccessOffice]:
    """A new office in a folder, with everybody and that complaint, until the end of the block."""
    made = people(open_desk_office(home))
    accuse(made)
    yield made
    made.office.installation.close()


def _file(name: str, kind: str, content: bytes) -> File:
    return {"name": name, "media_type": kind, "content": b64encode(content).decode()}


def _gaps(office: DeskOffice, reference: str) -> dict[str, str]:
    """What stands in addresses, read from the pages that hold their links."""
    finder = office.desk("finder", Role.SUPERVISOR)
    hire(office.app, "leaver", Role.SUPERVISOR)
    page = finder.opens(f"/aduan/{reference}")
    locked = _first(r"/berkas/([0-9a-f]{32})/buka-kunci", page)
    strays = sorted({*re.findall(r'href="/kotak-masuk/(\d+)"', finder.opens("/kotak-masuk"))})
    return {
        "reference": reference,
        "token": _first(r"/berkas/([0-9a-f]{32})/kecil", page),
        "locked": locked,
        **dict(zip(("stray", "to open", "to read again"), strays, strict=True)),
        "hashed": _first(r"/static/([^/]+)/app.css", page),
        "login": "finder",
        "clock": "police_report",
        "number": "1",
        "id": "1",
        "kind": "csv",
        "channel": "memory",
        "account": "office",
        "receipt": "no-such-receipt",
    }


def _first(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, pattern
    return found[1]
