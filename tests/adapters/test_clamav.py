"""The virus scanner's wire: what clamd says is understood, and anything else is no clean file.

A server of the test's own speaks the protocol, badly where it is told to; where a real clamd is
installed, it is asked too, with one signature of ours and no data base of others.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clamav.wire import Answer, Clamd
from tests.clamd import read_stream, saying, scanner
from tests.ports import free_port

SIGNATURE = b"Surat-berisi-virus-percobaan"


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        (b"stream: OK\0", Answer()),
        (b"stream: Eicar-Test-Signature FOUND\0", Answer(threat="Eicar-Test-Signature")),
        (b"stream: Win.Test(a:b) x FOUND\0", Answer(threat="Win.Test(a:b) x")),
        (b"stream: bad\x1b[31m FOUND\0", Answer(threat="bad[31m")),
        (b"INSTREAM size limit exceeded. ERROR\0", Answer(too_much=True)),
    ],
)
def test_what_it_says_is_understood(said: bytes, understood: Answer) -> None:
    with scanner(saying(said)) as address:
        assert Clamd(address)(b"x" * 200_000) == understood


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 1_000_000])
def test_every_byte_arrives_in_order(size: int) -> None:
    content, came = bytes(n % 251 for n in range(size)), []

    def behave(line: socket.socket) -> None:
        came.append(read_stream(line))
        line.sendall(b"stream: OK\0")

    with scanner(behave) as address:
        Clamd(address)(content)
    assert came == [content]


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\0",
        b"stream: OK",
        b"OK\0",
        b"stream: OK \0",
        b"stream: OK\nstream: OK\0",
        b"stream:  FOUND\0",
        b"stream: Can't allocate memory ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"HTTP/1.1 200 OK\r\n\r\nstream: OK\0",
        b"\xff\xfe\0",
        b"stream: " + b"O" * 9_000,
    ],
)
def test_whatever_else_it_says_is_a_failure_and_never_a_clean_file(said: bytes) -> None:
    with scanner(saying(said)) as address, pytest.raises(OSError, match="clamd"):
        Clamd(address)(b"x")


def test_one_that_stops_reading_at_its_limit_is_still_heard() -> None:
    def behave(line: socket.socket) -> None:
        line.recv(70_000)
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        line.shutdown(socket.SHUT_WR)
        while line.recv(1 << 20):
            pass

    with scanner(behave) as address:
        assert Clamd(address)(bytes(3_000_000)) == Answer(too_much=True)


def test_one_that_closes_at_once_is_a_failure() -> None:
    with scanner(lambda line: None) as address, pytest.raises(ConnectionError):
        Clamd(address)(bytes(3_000_000))


def test_one_that_says_nothing_is_waited_for_no_longer_than_allowed() -> None:
    def behave(line: socket.socket) -> None:
        read_stream(line)
        line.recv(1)  # until the caller has had enough

    began = time.monotonic()
    with scanner(behave) as address, pytest.raises(TimeoutError):
        Clamd(address, seconds=0.3)(b"x")
    assert time.monotonic() - began < 5


def test_one_that_dribbles_is_waited_for_no_longer_than_allowed() -> None:
    """Each letter comes in time; all of them together do not."""

    def behave(line: socket.socket) -> None:
        read_stream(line)
        try:
            while True:
                line.sendall(b"s")
                time.sleep(0.05)
        except OSError:
            pass

    began = time.monotonic()
    with scanner(behave) as address, pytest.raises(TimeoutError):
        Clamd(address, seconds=0.4)(b"x")
    assert time.monotonic() - began < 5


def test_one_that_reads_nothing_is_waited_for_no_longer_than_allowed() -> None:
    def behave(line: socket.socket) -> None:
        time.sleep(0.8)

    with scanner(behave) as address, pytest.raises(TimeoutError):
        Clamd(address, seconds=0.3)(bytes(30_000_000))


def test_one_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    for address in (f"127.0.0.1:{free_port()}", str(tmp_path / "nobody.sock")):
        with pytest.raises((ConnectionRefusedError, FileNotFoundError)):
            Clamd(address)(b"x")
        assert not Clamd(address).ping()


# -- A real one ---------------------------------------------------------------------------

CLAMD = shutil.which("clamd")
real = pytest.mark.skipif(CLAMD is None, reason="no clamd on this machine")


@pytest.fixture(scope="module", params=["tcp", "unix"])
def clamd(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a real clamd that knows one virus, ours."""
    folder = tmp_path_factory.mktemp("clam")
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "ours.ndb").write_text(f"Percobaan.Kita:0:*:{SIGNATURE.hex()}\n")
    port = free_port()
    places = {
        "tcp": (f"TCPSocket {port}\nTCPAddr 127.0.0.1", f"127.0.0.1:{port}"),
        "unix": (f"LocalSocket {folder}/clamd.sock", f"{folder}/clamd.sock"),
    }
    where, address = places[request.param]
    settings = folder / "clamd.conf"
    settings.write_text(
        f"{where}\nForeground yes\nDatabaseDirectory {signatures}\nTemporaryDirectory {folder}\n"
        "StreamMaxLength 1M\nMaxThreads 2\nLogFile " + f"{folder}/clamd.log\n"
    )
    assert CLAMD is not None
    with subprocess.Popen([CLAMD, "-c", settings], stdout=-3, stderr=-3) as process:
        try:
            _until_it_answers(Clamd(address), process, folder)
            yield address
        finally:
            process.terminate()


def _until_it_answers(wanted: Clamd, process: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(1_200):
        if wanted.ping():
            return
        assert process.poll() is None, (folder / "clamd.log").read_text()
        time.sleep(0.1)
    raise AssertionError((folder / "clamd.log").read_text())


@real
def test_a_real_one_finds_what_it_knows_and_nothing_else(clamd: str) -> None:
    scan = Clamd(clamd)
    assert scan(b"Surat biasa tanpa apa-apa") == Answer()
    assert scan(b"") == Answer()
    assert scan(b"x" * 100_000 + SIGNATURE) == Answer(threat="Percobaan.Kita.UNOFFICIAL")


@real
def test_a_real_one_says_when_a_file_is_too_large_for_it(clamd: str) -> None:
    assert Clamd(clamd)(bytes(8_000_000)) == Answer(too_much=True)
