r"""Meta's Graph API on this machine: tokens, versions, pages, limits, faults, signed deliveries.

What its platforms share. WhatsApp, Instagram and Facebook add their own routes in files of
their own: `graph.routes.append(Route("POST", r"(\d+)/messages", send, sends=True))`.
"""

import hashlib
import hmac
import json
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.adapters.fakes.site import Called, Reply, Site

VERSION = "v26.0"
APP = "44110022"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A call of the API that was let in: `path` without its version, `match` of its route."""

    method: str
    path: str
    query: Mapping[str, str]
    document: Mapping[str, Any]
    file: tuple[str, bytes, str]
    token: str
    match: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """What is answered at paths like `pattern`; faults meet only what `sends`."""

    method: str
    pattern: str
    answer: Callable[[Asked], Reply]
    sends: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with the next send: said `instead` of doing it, or `after` doing it."""

    instead: Reply | None = None
    after: Reply | None = None


@dataclass(slots=True)
class Rights:
    """A token: until when it is good, and for what."""

    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None
    is_valid: bool = True


@dataclass(frozen=True, slots=True)
class Stored:
    """A file behind a link: to be had until a time, with a token if it is not `bare`."""

    content: bytes
    until: datetime
    bare: bool = False
    leads_to: str = ""


@dataclass(slots=True)
class Moods:
    """What a test turns."""

    faults: deque[Fault] = field(default_factory=deque)
    usage: dict[str, str] = field(default_factory=dict)
    needs_proof: bool = False
    down: bool = False


def good(document: object) -> Reply:
    """Whatever was asked, done."""
    return Reply(200, json.dumps(document).encode())


def error(code: int, subcode: int = 0, status: int = 400, **more: object) -> Reply:
    """An error as the Graph API words it."""
    told = {"message": f"(#{code}) for Sari Wulandari", "type": "OAuthException", "code": code}
    sub = {"error_subcode": subcode} if subcode else {}
    whole = {**told, **sub, "fbtrace_id": "A1bTrace", **more}
    return Reply(status, json.dumps({"error": whole}).encode())


def failing(code: int, subcode: int = 0, status: int = 400, **more: object) -> Fault:
    """The send is refused with this error."""
    return Fault(instead=error(code, subcode, status, **more))


AWAY = Fault(instead=Reply(503, b"<html>"))
LOST = Fault(after=Reply(hangs_up=True))
GARBLED = Fault(after=Reply(200, b"<html>"))


class Graph(Site):
    """The API of one app. `now` is its clock, which a test sets."""

    def __init__(self, secret: str, now: datetime) -> None:
        super().__init__()
        self._secret = secret
        self._start = now
        self.routes: list[Route] = []
        self.empty()

    def empty(self) -> None:
        """As new; the routes stay."""
        self.calls.clear()
        self.now = self._start
        self.moods = Moods()
        self.tokens: dict[str, Rights] = {}
        self.objects: dict[str, dict[str, Any]] = {}
        """What `GET <id>` answers."""
        self.edges: dict[str, list[dict[str, Any]]] = {}
        """What `GET <id>/<edge>` answers, page by page."""
        self.stored: dict[str, Stored] = {}
        self.asked: list[Asked] = []

    # -- Deliveries -----------------------------------------------------------------------

    def signature(self, body: bytes) -> str:
        """What stands in `X-Hub-Signature-256` beside these bytes."""
        return "sha256=" + hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()

    def delivery(self, platform: str, *entries: Mapping[str, Any]) -> tuple[bytes, dict[str, str]]:
        """A push as Meta writes it: everything beyond ASCII escaped, and slashes, too."""
        document = {"object": platform, "entry": list(entries)}
        body = json.dumps(document, separators=(",", ":")).replace("/", "\\/").encode()
        return body, {"X-Hub-Signature-256": self.signature(body), "X-Hub-Signature": "sha1=0"}

    # -- Calls ----------------------------------------------------------------------------

    def reply_to(self, called: Called) -> Reply:
        self.calls.append(called)
        if self.moods.down:
            return Reply(503, b"<html>")
        address = urlsplit(called.path)
        if address.path.startswith("/cdn/"):
            return self._file(address.path.removeprefix("/cdn/"), called)
        version, _, path = address.path.lstrip("/").partition("/")
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        if version != VERSION:
            return error(2635)
        if path == "debug_token":
            return self._debug(query)
        document, file = _told(called)
        asked = Asked(
            method=called.method,
            path=path,
            query=query,
            document=document,
            file=file,
            token=_token(called, query),
        )
        refused = self._refusal(asked)
        return refused or self._with_usage(self._answer(asked))

    def store(self, name: str, content: bytes, *, bare: bool = False, leads_to: str = "") -> str:
        """Put a file where links lead; gives the link, which dies after five minutes."""
        until = self.now + timedelta(minutes=5)
        self.stored[name] = Stored(content, until, bare, leads_to)
        return f"{self.address}/cdn/{name}"

    def _answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        for route in self.routes:
            found = re.fullmatch(route.pattern, asked.path)
            if found and route.method == asked.method:
                return self._routed(route, replace(asked, match=found.groups()))
        return self._stored_object(asked) if asked.method == "GET" else error(100, 33)

    def _routed(self, route: Route, asked: Asked) -> Reply:
        faults = self.moods.faults
        fault = faults.popleft() if route.sends and faults else Fault()
        if fault.instead:
            return fault.instead
        reply = route.answer(asked)
        return fault.after or reply

    def _stored_object(self, asked: Asked) -> Reply:
        if asked.path in self.edges:
            return good(self._page(asked))
        found = self.objects.get(asked.path)
        return error(100, 33) if found is None else good(found)

    def _page(self, asked: Asked) -> dict[str, Any]:
        """Pages by cursor: rows that arrive meanwhile stand before it and move nothing."""
        rows = self.edges[asked.path]
        ids = [str(row.get("id", number)) for number, row in enumerate(rows)]
        after, limit = asked.query.get("after", ""), int(asked.query.get("limit", "25"))
        start = ids.index(after) + 1 if after in ids else 0
        found = rows[start : start + limit]
        page: dict[str, Any] = {"data": found}
        if start + limit < len(rows):
            last = ids[start + limit - 1]
            next_page = f"{self.address}/{VERSION}/{asked.path}?limit={limit}&after={last}"
            page["paging"] = {"cursors": {"after": last}, "next": next_page}
        return page

    def _refusal(self, asked: Asked) -> Reply | None:
        rights = self.tokens.get(asked.token)
        if rights is None or not rights.is_valid:
            return error(190, 467, 401)
        if rights.expires_at and rights.expires_at <= self.now:
            return error(190, 463, 401)
        proof = asked.query.get("appsecret_proof")
        wanted = hmac.new(self._secret.encode(), asked.token.encode(), hashlib.sha256).hexdigest()
        if (self.moods.needs_proof or proof is not None) and proof != wanted:
            return error(100)
        return None

    def _debug(self, query: Mapping[str, str]) -> Reply:
        if query.get("access_token") != f"{APP}|{self._secret}":
            return error(190, status=401)
        rights = self.tokens.get(query.get("input_token", ""), Rights(is_valid=False))
        ends = int(rights.expires_at.timestamp()) if rights.expires_at else 0
        told = {"app_id": APP, "is_valid": rights.is_valid, "expires_at": ends}
        return good({"data": {**told, "scopes": list(rights.scopes)}})

    def _file(self, name: str, called: Called) -> Reply:
        found = self.stored.get(name)
        if found is None or found.until <= self.now:
            return Reply(404)
        if not found.bare and _token(called, {}) not in self.tokens:
            return Reply(401)
        if found.leads_to:
            return Reply(302, b"", {"Location": found.leads_to})
        return Reply(200, found.content)

    def _with_usage(self, reply: Reply) -> Reply:
        headers = {**reply.headers, **self.moods.usage}
        return Reply(reply.status, reply.body, headers, hangs_up=reply.hangs_up)


def _token(called: Called, query: Mapping[str, str]) -> str:
    header = called.headers.get("authorization", "")
    return header.removeprefix("Bearer ") or query.get("access_token", "")


def _told(called: Called) -> tuple[dict[str, Any], tuple[str, bytes, str]]:
    """What a call brought: JSON, or a form with perhaps a file in it."""
    nothing = ("", b"", "")
    kind = called.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return json.loads(called.body or b"{}"), nothing
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(called.body.decode(), keep_blank_values=True)), nothing
    mail = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + called.body)
    fields: dict[str, Any] = {}
    file = nothing
    for part in mail.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename() and isinstance(content, bytes):
            file = (_file_name(called.body), content, part.get_content_type())
        elif isinstance(content, bytes) and isinstance(name, str):
            fields[name] = content.decode()
    return fields, file


def _file_name(body: bytes) -> str:
    """In UTF-8 as browsers write it, which the mail library takes for broken."""
    found = re.search(rb'filename="([^"]*)"', body)
    return found[1].decode() if found else ""
