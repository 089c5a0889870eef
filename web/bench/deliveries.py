"""A platform that delivers signed events over some lasting connections, as fast as it is answered.

It shares the machine with what it measures: all bytes are made and signed beforehand, and the
answers are read by hand. A client of the standard library took longer than the server.
"""

import hmac
import json
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BufferedReader
from time import perf_counter

from workflow.now import now

CONNECTIONS = 16
"""As many as a platform opens that has hundreds to tell each second."""

PATIENCE = 60
"""Seconds for an answer to come at all."""

MILLISECONDS = 1_000
ACCEPTED = b"HTTP/1.1 200 "
LENGTH = b"content-length"


@dataclass(frozen=True, slots=True)
class Measured:
    """What the platform saw: seconds altogether, and of each delivery, shortest first."""

    seconds: float
    each: tuple[float, ...]

    def part(self, share: float) -> float:
        """The milliseconds within which that share of the deliveries was answered."""
        return self.each[min(int(share * len(self.each)), len(self.each) - 1)] * MILLISECONDS


def push(where: tuple[str, str], port: int, count: int) -> Measured:
    """Deliver to (path, secret) on a port of this machine; raises if one is refused."""
    requests = [_request(*where, number) for number in range(count)]
    shares = [requests[first::CONNECTIONS] for first in range(CONNECTIONS)]
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        began = perf_counter()
        each = [one for taken in threads.map(lambda s: _deliver(port, s), shares) for one in taken]
        seconds = perf_counter() - began
    return Measured(seconds, tuple(sorted(each)))


def _deliver(port: int, requests: list[bytes]) -> list[float]:
    """One connection's share, one after the other; the seconds of each."""
    taken = []
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        answers = line.makefile("rb")
        for request in requests:
            began = perf_counter()
            line.sendall(request)
            _read_answer(answers)
            taken.append(perf_counter() - began)
    return taken


def _read_answer(answers: BufferedReader) -> None:
    status, length = answers.readline(), 0
    while (header := answers.readline()) not in (b"\r\n", b""):
        name, _, value = header.partition(b":")
        if name.lower() == LENGTH:
            length = int(value)
    answers.read(length)
    if not status.startswith(ACCEPTED):
        raise RuntimeError(f"a delivery was answered with {status!r}")


def _request(path: str, secret: str, number: int) -> bytes:
    body = _event(number)
    head = (
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        f"X-Signature: {_signature(secret, body)}",
    )
    return "\r\n".join((*head, "", "")).encode() + body


def _signature(secret: str, body: bytes) -> str:
    """As the other system makes it (adapters/webhook/README.md)."""
    seconds = int(now().timestamp())
    signed = hmac.new(secret.encode(), b"%d.%s" % (seconds, body), "sha256")
    return f"t={seconds},v1={signed.hexdigest()}"


def _event(number: int) -> bytes:
    event = {
        "id": f"bench-{number}",
        "type": "message.created",
        "occurred_at": "2026-11-16T02:00:00Z",
        "conversation": {"external_id": f"b-{number}", "visibility": "private"},
        "sender": {"external_id": f"warga-{number}", "display_name": f"Warga {number}"},
        "message": {"external_id": f"m-{number}", "text": f"Kamar mandi wisma {number} licin."},
    }
    return json.dumps(event).encode()
