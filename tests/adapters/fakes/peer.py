"""Another system that takes the office's answers: checks signatures, knows repetitions, fails."""

import json
from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.signing import HEADER, check
from tests.adapters.fakes.faults import Fault
from tests.adapters.fakes.site import Called, Reply, Site


@dataclass(frozen=True, slots=True)
class Posted:
    """A post that was taken: its document, and how it came."""

    document: dict[str, Any]
    call: Called


class Peer(Site):
    """The system. `now` is its clock; a file is served under `/berkas/<name>`."""

    def __init__(self, secret: str, now: datetime) -> None:
        super().__init__()
        self._secret = secret
        self._now = now
        self.taken: list[Posted] = []
        self.faults: deque[Fault] = deque()
        self.files: dict[str, Reply] = {}
        self._ids: dict[str, tuple[str, bytes]] = {}

    def empty(self) -> None:
        """As new."""
        for kept in (self.calls, self.taken, self.faults, self.files, self._ids):
            kept.clear()

    def reply_to(self, called: Called) -> Reply:
        """Refuses what is not signed, takes what is new, repeats what it said of what is old."""
        self.calls.append(called)
        if called.method == "GET":
            return self.files.get(called.path, Reply(404))
        fault = self.faults.popleft() if self.faults else Fault.NONE
        early = {
            Fault.REFUSED: Reply(422, b'{"error":"unknown recipient"}'),
            Fault.BUSY: Reply(429, b"", {"Retry-After": "30"}),
            Fault.AWAY: Reply(503),
        }
        if fault in early:
            return early[fault]
        check(called.headers[HEADER.lower()], called.body, (self._secret,), self._now)
        reply = self._take(called)
        late = {Fault.LOST: Reply(hangs_up=True), Fault.GARBLED: Reply(200, b"<html>")}
        return late.get(fault, reply)

    def _take(self, called: Called) -> Reply:
        key = called.headers["idempotency-key"]
        if key not in self._ids:
            self._ids[key] = (f"theirs-{len(self._ids) + 1}", called.body)
            self.taken.append(Posted(json.loads(called.body), called))
        id, before = self._ids[key]
        if before != called.body:
            return Reply(409)
        return Reply(202, json.dumps({"accepted": True, "id": id}).encode())
