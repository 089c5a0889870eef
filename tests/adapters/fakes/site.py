"""A web server on this machine that answers as it is told, for clients that must bear anything."""

import gzip
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class Reply:
    """What is answered; `promised` bytes may be more than come, and `hangs_up` answers nothing."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int = 0
    waits: float = 0.0
    hangs_up: bool = False
    gzipped: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """A request that arrived; header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class Talk(BaseHTTPRequestHandler):
    """One request; asks the server what to say."""

    server: "Site"

    def do_POST(self) -> None:
        self._talk()

    def do_GET(self) -> None:
        self._talk()

    def log_message(self, *words: object) -> None:
        """Nothing: a test's output is for its failures."""

    def _talk(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        called = Called(self.command, self.path, headers, self.rfile.read(size))
        self._say(self.server.reply_to(called))

    def _say(self, reply: Reply) -> None:
        self.close_connection = True
        if reply.hangs_up:
            return
        time.sleep(reply.waits)
        body = gzip.compress(reply.body) if reply.gzipped else reply.body
        with suppress(OSError):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.gzipped:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(reply.promised or len(body)))
            self.end_headers()
            self.wfile.write(body)


class Site(ThreadingHTTPServer):
    """The server; `replies` are given one after the other, then everything is well."""

    daemon_threads = True

    def __init__(self, certificate: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.calls: list[Called] = []
        self.replies: deque[Reply] = deque()
        self._scheme = "https" if certificate else "http"
        if certificate:
            self.socket = certificate.wrap_socket(self.socket, server_side=True)

    @property
    def address(self) -> str:
        """Where it is, without a path."""
        return f"{self._scheme}://127.0.0.1:{self.server_address[1]}"

    def reply_to(self, called: Called) -> Reply:
        """What the next request gets."""
        self.calls.append(called)
        return self.replies.popleft() if self.replies else Reply()

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: clients may hang up, or not trust us."""


AnySite = TypeVar("AnySite", bound=Site)


@contextmanager
def serving(site: AnySite) -> Iterator[AnySite]:
    """The server at work, and gone afterwards."""
    thread = threading.Thread(target=site.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()
