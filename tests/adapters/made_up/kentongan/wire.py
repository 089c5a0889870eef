"""The calls to Kentongan, the seal on what it pushes, and its riddle.

The only file of this channel that calls anybody. Asking is harmless and is said to be down;
sending ends in one of the three ends of `send`.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from adapters.http import Answer, BadAddress, Call, Http, Reach, reach_of
from adapters.signing import check_any, header_in
from tests.adapters.made_up.kentongan.inbound import FILE
from tests.adapters.made_up.kentongan.outbound import Order, id_in
from tests.adapters.made_up.kentongan.place import Place
from workflow.core.messages import (
    Attachment,
    ChannelDown,
    Probe,
    Trouble,
    TryLater,
    Undeliverable,
    WebhookCall,
)

__all__ = ["BadAddress", "Line", "answer_question", "check_seal", "line_of"]

HEADER = "x-kentongan-seal"
OK, REFUSED, GONE = 200, frozenset({401, 403}), frozenset({404, 410})
LARGEST_PAGE = 8 * 1024 * 1024
LARGEST_FILE = 25 * 1024 * 1024
FRAME = re.compile(rb"(\d{1,18}) (\d{1,9})\n")
FILE_FORM = re.compile(rf"{FILE}([\w-]{{1,64}})#([0-9a-f]{{64}})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Heard:
    """A document as it came, and the number under which the post keeps it."""

    number: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line to one guard post."""

    reach: Reach
    post_name: str
    token: str = field(repr=False)
    now: Callable[[], datetime] | None = None

    def beginning(self) -> Place:
        """Where a post begins that was never read: all that is there by now is old."""
        try:
            return Place(after=0, old=int(self._about().number("last") or 0))
        except BadDocument:
            raise ChannelDown("strange-answer") from None

    def after(self, number: int) -> list[Heard]:
        """The next documents behind a number, oldest first, as they came."""
        body = self._asked(f"heard?after={number}")
        return list(_heard(body))

    def probes(self) -> tuple[Probe, ...]:
        """What the test button tells: the token, until when, and whether we may drum."""
        try:
            about = self._about()
            until, may = about.iso_time("until"), about.lines("may")
        except Trouble as trouble:
            return (Probe(what="sign_in", code=trouble.code),)
        except BadDocument:
            return (Probe(what="sign_in", code="strange-answer"),)
        return (
            Probe(what="sign_in", detail=self.post_name, expires_at=until),
            Probe(what="send", code="" if "drum" in may else "permission-missing"),
        )

    def post(self, order: Order) -> str:
        """Carry an order out; the id of what it made."""
        body = json.dumps(order.document, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": order.key}
        call = Call(path=self._path(order.path), headers={**headers, **self._bearer}, body=body)
        answer = Http(self.reach).call(call)
        after = answer.retry_after(self.now()) if self.now else None
        return id_in(answer.status, answer.body, after)

    def download(self, file: Attachment) -> Attachment:
        """The file with its bytes; raises `TryLater`, or `Undeliverable` where that is no use."""
        named = FILE_FORM.fullmatch(file.url)
        if named is None:
            raise Undeliverable("no-link")
        answer = self._read(f"files/{named[1]}", LARGEST_FILE)
        if answer.status in GONE:
            raise Undeliverable("gone")
        if answer.status != OK:
            raise TryLater("away")
        if named[2] and hashlib.sha256(answer.body).hexdigest() != named[2]:
            raise Undeliverable("wrong-hash")
        return replace(file, content=answer.body)

    def _about(self) -> Fields:
        try:
            return Fields(read_object(self._asked("")), "")
        except BadDocument:
            raise ChannelDown("strange-answer") from None

    def _asked(self, path: str) -> bytes:
        """The body of a good answer; raises `ChannelDown`."""
        try:
            answer = self._read(path, LARGEST_PAGE)
        except Trouble as trouble:
            raise ChannelDown(trouble.code) from None
        if answer.status in REFUSED:
            raise ChannelDown("login-refused")
        if answer.status != OK:
            raise ChannelDown("away")
        return answer.body

    def _read(self, path: str, largest: int) -> Answer:
        call = Call(path=self._path(path), method="GET", headers=self._bearer, largest=largest)
        return Http(self.reach).read(call)

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _path(self, path: str) -> str:
        return f"/v1/posts/{quote(self.post_name, safe='')}/{path}"


def line_of(address: str, post: str, token: str, now: Callable[[], datetime] | None = None) -> Line:
    """The line to a post; raises `BadAddress`."""
    return Line(reach=reach_of(address), post_name=post, token=token, now=now)


def seal_of(secret: str, body: bytes) -> str:
    """HMAC-SHA256 over the bytes as they go, in hexadecimal digits."""
    return hmac.new(secret.encode(), body, "sha256").hexdigest()


def check_seal(call: WebhookCall, secrets: Iterable[str]) -> None:
    """Raise `BadSignature` unless one of the secrets sealed these very bytes."""
    check_any(header_in(call.headers, HEADER), _seals(secrets, call.body))


def answer_question(call: WebhookCall, secrets: Iterable[str]) -> str:
    """The riddle itself, if it came with its seal; raises `BadSignature`."""
    riddle = call.query.get("riddle", "")
    seals = _seals(secrets, riddle.encode("utf-8", "replace"))
    check_any(call.query.get("seal", ""), seals)
    return riddle


def _seals(secrets: Iterable[str], body: bytes) -> list[str]:
    """What each secret would make of it; an empty one never counts."""
    return [seal_of(secret, body) for secret in secrets if secret]


def _heard(page: bytes) -> Iterator[Heard]:
    """A page holds, for each document, its number and its length on a line, then itself."""
    at = 0
    while at < len(page):
        frame = FRAME.match(page, at)
        if frame is None:
            raise ChannelDown("strange-answer")
        end = frame.end() + int(frame[2])
        if page[end : end + 1] != b"\n":
            raise ChannelDown("strange-answer")
        yield Heard(int(frame[1]), page[frame.end() : end])
        at = end + 1
