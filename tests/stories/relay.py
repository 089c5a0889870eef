"""A line between a program and a server on this machine, that a test can cut or hang up.

Carries bytes and understands none of them; the server behind it may be another one later.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

PIECE = 4_096


class Relay:
    """Listens on a port of its own and carries to `target` whoever calls."""

    def __init__(self) -> None:
        self.target = 0
        self.cuts = 0
        self._left: int | None = None
        self._lock = Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])

    def cut_after(self, size: int) -> None:
        """Break the line once, in the middle of whatever the server says by then."""
        with self._lock:
            self._left = size

    def serve(self) -> None:
        """Take calls until the door is shut."""
        with suppress(OSError):
            while True:
                call, _ = self._door.accept()
                Thread(target=self._carry, args=(call,), daemon=True).start()

    def shut(self) -> None:
        """Take no call any more."""
        with suppress(OSError):  # wakes who waits for a call
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _carry(self, call: socket.socket) -> None:
        with call, suppress(OSError), socket.create_connection(("127.0.0.1", self.target)) as line:
            for end in (call, line):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            back = Thread(target=self._pump, args=(line, call), kwargs={"counted": True})
            back.start()
            self._pump(call, line, counted=False)
            back.join()

    def _pump(self, source: socket.socket, sink: socket.socket, *, counted: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                allowed = self._allowed(len(piece)) if counted else len(piece)
                sink.sendall(piece[:allowed])
                if allowed < len(piece):
                    break
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def _allowed(self, size: int) -> int:
        """How much of a piece still passes; when the last of it has, the line is whole again."""
        with self._lock:
            if self._left is None:
                return size
            if size < self._left:
                self._left -= size
                return size
            allowed, self._left = self._left, None
            self.cuts += 1
            return min(allowed, size - 1)


@contextmanager
def relaying() -> Iterator[Relay]:
    """A relay for as long as the block runs."""
    relay = Relay()
    thread = Thread(target=relay.serve, daemon=True)
    thread.start()
    try:
        yield relay
    finally:
        relay.shut()
        thread.join()
