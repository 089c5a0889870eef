"""Calls of the Graph API: with the token in a header, a proof of our secret, and honest ends.

The one network file that the channels of Meta share. Texts of errors are never kept or
logged, for they quote what was sent; their numbers are, for Meta's support asks for them.
"""

import hashlib
import json
import logging
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode, urljoin, urlsplit

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.http import Answer, BadAddress, Call, Http, Reach, reach_of
from adapters.meta.errors import Codes, Refused, read_answer
from adapters.meta.signature import proof_of
from adapters.meta.usage import Brake, usage_in
from workflow.core.messages import Attachment, TryLater, Undeliverable, Unsure

__all__ = ["VERSION", "BadAddress", "Graph", "Link", "Token", "reach_of"]

VERSION = "v26.0"
"""Of the Graph API; each one lives for about two years."""

VERSION_FORM = re.compile(r"v\d{1,3}\.\d{1,2}")
MEDIA_HOSTS = (".fbsbx.com", ".fbcdn.net", ".cdninstagram.com", ".whatsapp.net")
"""Where files of Meta lie; nothing else is fetched, wherever a link or a redirect leads."""

MOST_HOPS = 3
LARGEST_ANSWER = 8 * 1024 * 1024
LARGEST_FILE = 100 * 1024 * 1024
FILE_SECONDS = 30.0
OK, GONE = 200, frozenset({400, 403, 404, 410})
MOVED = frozenset({301, 302, 303, 307, 308})

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What Meta says of a token (`debug_token`); `expires_at` is none where it never ends."""

    valid: bool
    expires_at: datetime | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A file behind a link: `sha256` in base 64 or hex if known, `bare` needs no token."""

    url: str
    sha256: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """The Graph API for one token. `codes` are the platform's own errors, before the shared ones.

    An empty `secret` sends no proof (`appsecret_proof`). All calls raise `TryLater`,
    `Undeliverable` or `Unsure`.
    """

    reach: Reach
    token: str = field(repr=False)
    now: Callable[[], datetime] = field(repr=False)
    secret: str = field(default="", repr=False)
    version: str = VERSION
    codes: Codes = field(default_factory=dict, repr=False)
    brake: Brake = field(default_factory=Brake, repr=False)

    def get(self, path: str, **query: str) -> Fields:
        """The object at a path such as `<id>` or `<id>/comments`."""
        return self._asked(Call(path=self._path(path, query), method="GET"))

    def post(self, path: str, document: Mapping[str, object] | None = None, **query: str) -> Fields:
        """Do something; what to do is told as JSON."""
        body = json.dumps(document or {}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        return self._asked(Call(path=self._path(path, query), headers=headers, body=body))

    def upload(self, path: str, file: Attachment, fields: Mapping[str, str]) -> Fields:
        """Hand a file over as the field `file` of a form."""
        files = {"file": (file.name, file.content, file.media_type)}
        call = Call(path=self._path(path, {}), fields=fields, files=files, seconds=FILE_SECONDS)
        return self._asked(call)

    def token_state(self, app: str, secret: str) -> Token:
        """What our token may do, and until when; `app` is the id of our app at Meta."""
        query = {"input_token": self.token, "access_token": f"{app}|{secret}"}
        path = f"/{self.version}/debug_token?{urlencode(query)}"
        answer = _read(Http(self.reach).call(Call(path=path, method="GET")), self.codes)
        try:
            told = answer.inner("data")
            ends = told.count_time("expires_at")
            return Token(
                valid=told.flag("is_valid"),
                expires_at=ends if ends and ends > datetime(1970, 1, 2, tzinfo=UTC) else None,
                scopes=frozenset(told.lines("scopes")),
            )
        except BadDocument as error:
            raise Unsure("unreadable-answer") from error

    def fetch(self, link: Link) -> bytes:
        """The bytes behind a link; raises `TryLater`, or `Undeliverable` if they are gone.

        Every hop must be a host of Meta's: a link in a message may lead anywhere.
        """
        url = link.url
        for _ in range(MOST_HOPS + 1):
            answer = self._fetched(url, bare=link.bare)
            if answer.status not in MOVED:
                return _content(answer, link.sha256)
            url = urljoin(url, answer.headers.get("location", ""))
        raise Undeliverable("led-astray")

    def _fetched(self, url: str, *, bare: bool) -> Answer:
        host = urlsplit(url).hostname or ""
        known = host in self.reach.hosts or host.endswith(MEDIA_HOSTS)
        if not known:
            raise Undeliverable("host-not-allowed")
        reach = replace(self.reach, hosts=self.reach.hosts | {host})
        headers = {} if bare else {"Authorization": f"Bearer {self.token}"}
        call = Call(
            path=url, method="GET", headers=headers, largest=LARGEST_FILE, seconds=FILE_SECONDS
        )
        return Http(reach).read(call)

    def _asked(self, call: Call) -> Fields:
        self.brake.check(self.now())
        headers = {**call.headers, "Authorization": f"Bearer {self.token}"}
        answer = Http(self.reach).call(replace(call, headers=headers, largest=LARGEST_ANSWER))
        self.brake.note(usage_in(answer.headers), self.now())
        return _read(answer, self.codes, self.now())

    def _path(self, path: str, query: Mapping[str, str]) -> str:
        proof = {"appsecret_proof": proof_of(self.token, self.secret)} if self.secret else {}
        told = urlencode({**query, **proof})
        return f"/{self.version}/{path}" + (f"?{told}" if told else "")


def _read(answer: Answer, codes: Codes, now: datetime | None = None) -> Fields:
    """A good answer; what was refused is logged by its numbers and ends as its class says."""
    wait = usage_in(answer.headers).wait or (answer.retry_after(now) if now else None)
    try:
        return read_answer(answer.status, answer.body, codes, wait)
    except Refused as refused:
        failure = refused.failure
        log.warning(
            "meta refused",
            extra={
                "action": "meta.refused",
                "code": failure.code,
                "subcode": failure.subcode,
                "trace": failure.trace,
            },
        )
        raise refused.end from None


def _content(answer: Answer, sha256: str) -> bytes:
    if answer.status == OK:
        if sha256 and hashlib.sha256(answer.body).digest() not in _digests(sha256):
            raise TryLater("wrong-hash")
        return answer.body
    raise Undeliverable("gone") if answer.status in GONE else TryLater("away")


def _digests(sha256: str) -> tuple[bytes, ...]:
    """Meta writes it in base 64 or in hex, depending on where."""
    found = []
    for decode in (b64decode, bytes.fromhex):
        try:
            found.append(decode(sha256))
        except ValueError:
            continue
    return tuple(found)
