"""Who sends: the thread that answers, or the server's main loop, and never one for nothing."""

import socket
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from waitress import create_server, wasyncore

from web.commands.connection import WHOLE, Connection

LARGE = 4_000_000
"""Bytes: far more than a system takes at once."""

Start = Callable[[str, list[tuple[str, str]]], object]


def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    size = int(environ["QUERY_STRING"])
    start("200 OK", [("Content-Length", str(2 * size))])
    return iter((b"a" * size, b"b" * size))


@contextmanager
def served() -> Iterator[Any]:
    sockets: dict[int, object] = {}
    server: Any = create_server(app, map=sockets, listen="127.0.0.1:0", threads=2)
    server.channel_class = Connection
    loop = Thread(target=server.run)
    loop.start()
    try:
        yield server
    finally:
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        loop.join()
        server.task_dispatcher.shutdown()


def asked(port: int, size: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        line.sendall(b"GET /?%d HTTP/1.1\r\nHost: us\r\nConnection: close\r\n\r\n" % size)
        with line.makefile("rb") as answer:
            return answer.read().partition(b"\r\n\r\n")[2]


@pytest.fixture
def connection() -> Iterator[Connection]:
    """A connection on which a thread answers, with a few bytes that are not sent yet."""
    server: Any = create_server(app, listen="127.0.0.1:0", threads=1, _start=False)
    ours, theirs = socket.socketpair()
    made = Connection(server, ours, ("127.0.0.1", 1), server.adj, map={})
    made.requests = [object()]
    made.total_outbufs_len = WHOLE
    yield made
    made.close()
    theirs.close()
    server.close()
    server.task_dispatcher.shutdown()


def seen_by_the_loop(connection: Connection) -> bool:
    """The main loop is another thread than the one that sends."""
    with ThreadPoolExecutor(1) as loop:
        return loop.submit(connection.writable).result()


def test_the_main_loop_leaves_a_connection_alone_while_its_thread_sends(
    connection: Connection,
) -> None:
    with connection.outbuf_lock:
        assert not seen_by_the_loop(connection)
        connection.total_outbufs_len = WHOLE + 1
        assert seen_by_the_loop(connection), "a page of this size may need both of them"
    connection.total_outbufs_len = WHOLE
    assert seen_by_the_loop(connection), "the thread went away and left something"
    connection.total_outbufs_len = 0
    assert not seen_by_the_loop(connection)


def test_what_is_too_large_for_one_call_comes_whole_to_many_slow_readers_at_once() -> None:
    sizes = (1, 1_000, WHOLE // 2, WHOLE, LARGE)
    with served() as server, ThreadPoolExecutor(len(sizes)) as readers:
        port = server.effective_port
        answers = list(readers.map(lambda size: asked(int(port), size), sizes))
    assert [len(one) for one in answers] == [2 * size for size in sizes]
    assert all(set(one[: len(one) // 2]) == {ord("a")} for one in answers)
    assert all(set(one[len(one) // 2 :]) == {ord("b")} for one in answers)
