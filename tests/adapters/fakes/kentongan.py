"""Kentongan on this machine, a network that does not exist: one post, its beats and its moods.

Speaks the protocol: pages framed by length, sealed pushes, riddles, keys that are known again,
one private answer to each beat in the square, limits of texts.
"""

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.adapters.fakes.faults import Fault
from tests.adapters.fakes.site import Called, Reply, Site
from tests.adapters.made_up.kentongan.wire import seal_of
from workflow.core.messages import WebhookCall

POST = "pos-dinas"
AT_ONCE = 5
LONGEST = {True: 280, False: 1_000}
"""By whether it stands in the square."""


EARLY = {
    Fault.REFUSED: Reply(403, b"{}"),
    Fault.BUSY: Reply(429, b"", {"Retry-After": "30"}),
    Fault.AWAY: Reply(503, b"<html>"),
}
LATE = {Fault.LOST: Reply(hangs_up=True), Fault.GARBLED: Reply(200, b"<html>")}


@dataclass(slots=True)
class Moods:
    """What a test turns."""

    faults: deque[Fault] = field(default_factory=deque)
    files: dict[str, bytes] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    may: tuple[str, ...] = ("listen", "drum")
    down: bool = False


class Kentongan(Site):
    """The network, for the post with this token and this secret."""

    def __init__(self, token: str, secret: str) -> None:
        super().__init__()
        self.token, self._secret = f"Bearer {token}", secret
        self.empty()

    def empty(self) -> None:
        """As new."""
        self.calls.clear()
        self.moods = Moods()
        self.sent: list[dict[str, Any]] = []
        self.hidden: list[str] = []
        self._heard: list[tuple[int, bytes]] = []
        self._ids: dict[str, str] = {}
        self._numbers = count(1)

    def arrives(self, body: bytes) -> None:
        """A document that the post can fetch, under the next number."""
        self._heard.append((next(self._numbers), body))

    def drummed(self, number: int, at: datetime, **event: object) -> bytes:
        """A document in the network's words: Sari drums, unless the event says otherwise."""
        who = {"id": "sari7", "name": "Sari", "handle": "sari"}
        return json.dumps(
            {"number": number, "kind": "beat", "at": at.isoformat(), "by": who, **event}
        ).encode()

    def pushed(self, body: bytes) -> WebhookCall:
        """The call with which it brings a document."""
        headers = {"X-Kentongan-Seal": seal_of(self._secret, body)}
        return WebhookCall(account="office", body=body, headers=headers)

    def asks(self, riddle: str) -> WebhookCall:
        """The call with which it asks whether an address is ours."""
        query = {"riddle": riddle, "seal": seal_of(self._secret, riddle.encode())}
        return WebhookCall(account="office", body=b"", headers={}, query=query)

    def reply_to(self, called: Called) -> Reply:
        self.calls.append(called)
        if self.moods.down:
            return Reply(503, b"<html>")
        if called.headers.get("authorization") != self.token:
            return Reply(401, b"{}")
        at = urlsplit(called.path)
        place = at.path.removeprefix(f"/v1/posts/{POST}/")
        if called.method == "POST":
            return self._changed(place, called)
        if place == "heard":
            return self._page(int(parse_qs(at.query)["after"][0]))
        if place.startswith("files/"):
            content = self.moods.files.get(place.removeprefix("files/"))
            return Reply(404) if content is None else Reply(200, content)
        last = self._heard[-1][0] if self._heard else 0
        return _yes({"last": last, "may": self.moods.may, "until": "2027-01-01T00:00:00Z"})

    def _page(self, after: int) -> Reply:
        found = [one for one in self._heard if one[0] > after][:AT_ONCE]
        framed = (b"%d %d\n%s\n" % (number, len(body), body) for number, body in found)
        return Reply(200, b"".join(framed))

    def _changed(self, place: str, called: Called) -> Reply:
        fault = self.moods.faults.popleft() if self.moods.faults else Fault.NONE
        beat, key = json.loads(called.body), called.headers["idempotency-key"]
        if fault in EARLY:
            return EARLY[fault]
        if refusal := self._refusal(beat, key):
            return Reply(refusal, b"{}")
        if key not in self._ids:
            self._ids[key] = f"ours-{len(self._ids) + 1}"
            if place == "beats":
                self.sent.append({**beat, "id": self._ids[key]})
            else:
                self.hidden.append(place.split("/")[1])
        return LATE.get(fault) or _yes({"id": self._ids[key]})

    def _refusal(self, beat: dict[str, Any], key: str) -> int:
        if {beat.get("under"), beat.get("about")} & self.moods.gone:
            return 404
        answered = {one["about"] for one in self.sent if "about" in one}
        if key not in self._ids and beat.get("about") in answered:
            return 409
        too_long = len(beat.get("words", "")) > LONGEST[bool(beat.get("square"))]
        return 400 if too_long else 0


def _yes(document: dict[str, Any]) -> Reply:
    return Reply(200, json.dumps(document).encode())
