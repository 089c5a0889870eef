"""A virus scanner that speaks the protocol of clamd, well or badly, as a test tells it."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

Behaviour = Callable[[socket.socket], None]


def read_stream(line: socket.socket) -> bytes:
    """What a client streams to a clamd, by the protocol."""
    with line.makefile("rb") as came:
        assert came.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", came.read(4))[0]:
            content += came.read(size)
    return content


@contextmanager
def scanner(behave: Behaviour, path: Path | None = None) -> Iterator[str]:
    """The address of a server that meets each caller in this way; behind a socket at `path`."""
    if path:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(path))
        server.listen()
    else:
        server = socket.create_server(("127.0.0.1", 0))
    address = str(path) if path else f"127.0.0.1:{server.getsockname()[1]}"

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line:
                behave(line)

    thread = Thread(target=serve)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)
        if path:
            path.unlink()


def saying(answer: bytes) -> Behaviour:
    """Reads all of it, then says this."""

    def behave(line: socket.socket) -> None:
        read_stream(line)
        line.sendall(answer)

    return behave
