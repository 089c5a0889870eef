"""Asks a clamd about bytes: one connection per file, by its INSTREAM command.

The protocol is in clamd(8): `zINSTREAM`, chunks behind their length, a length of nought; the
answer ends with `OK`, `FOUND` or `ERROR` and a zero byte. Whatever else comes back, and
silence, is a failure and never a clean file.
"""

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

CHUNK = 64 * 1024
LONGEST_ANSWER = 4_096
CONNECT_SECONDS = 5.0
ALL_SECONDS = 120.0
"""Connecting, sending, scanning and answering together."""

_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
_TOO_MUCH = "INSTREAM size limit exceeded. ERROR"


class NoAnswer(ConnectionError):
    """The scanner answered with something that it never says."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What clamd says of a file: the name of its virus, or that it is larger than it looks at."""

    threat: str = ""
    too_much: bool = False


@dataclass(frozen=True, slots=True)
class Clamd:
    """A scanner at `host:port`, or behind a socket of this machine (a path that begins with /)."""

    address: str
    seconds: float = ALL_SECONDS

    def __call__(self, content: bytes) -> Answer:
        """Have a file looked at; raises `OSError` (also `TimeoutError`) for whatever goes wrong."""
        end = time.monotonic() + self.seconds
        with _connected(self.address, min(CONNECT_SECONDS, self.seconds)) as line:
            try:
                for piece in _pieces(content):
                    _wait_until(line, end)
                    line.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it stops reading at its size limit, and has said so: the answer is there
            return _meaning(_answer(line, end))

    def ping(self) -> bool:
        """Whether a clamd answers there; raises nothing."""
        try:
            with _connected(self.address, CONNECT_SECONDS) as line:
                line.sendall(b"zPING\0")
                return _answer(line, time.monotonic() + CONNECT_SECONDS) == "PONG"
        except OSError:
            return False


@contextmanager
def _connected(address: str, seconds: float) -> Iterator[socket.socket]:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(seconds)
            line.connect(address)
        except OSError:
            line.close()
            raise
    else:
        host, _, port = address.rpartition(":")
        line = socket.create_connection((host.strip("[]"), int(port)), seconds)
    with line:
        yield line


def _pieces(content: bytes) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        yield struct.pack("!L", len(chunk)) + chunk
    yield struct.pack("!L", 0)


def _answer(line: socket.socket, end: float) -> str:
    """All up to the zero byte; one without an end, or longer than any, is none."""
    came = b""
    while b"\0" not in came:
        _wait_until(line, end)
        piece = line.recv(LONGEST_ANSWER)
        came += piece
        if not piece or len(came) > LONGEST_ANSWER:
            raise NoAnswer("no answer of a clamd")
    return came.partition(b"\0")[0].decode("utf-8", "replace")


def _wait_until(line: socket.socket, end: float) -> None:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the scanner took too long")
    line.settimeout(left)


def _meaning(answer: str) -> Answer:
    if answer == "stream: OK":
        return Answer()
    if answer == _TOO_MUCH:
        return Answer(too_much=True)
    found = _FOUND.fullmatch(answer)
    if found is None:
        raise NoAnswer("no answer of a clamd")
    return Answer(threat="".join(letter for letter in found[1] if letter.isprintable()))
