"""Real mail servers on this machine, with a mailbox for each test: one from a wheel, always,
and Dovecot where it is installed.

Both run as programs of their own and speak in the open, on this machine only.
"""

import getpass
import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.ports import free_port

PASSWORD = "rahasia-uji-coba"
PATIENCE = 120.0
_DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin")
_numbers = count(1)

_DOVECOT_SETTINGS = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {inside}
default_internal_group = {group}
default_login_user = {outside}
first_valid_uid = 1
mail_location = mdbox:~/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={inside} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  {chroot}
}}
"""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody's mailbox on a running server, as its owner sees it with a mail program."""

    port: int
    user: str

    def add(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.program() as program:
            for mail in mails:
                assert program.append(folder, "", "", mail)[0] == "OK"

    def uids(self, folder: str = "INBOX") -> list[str]:
        with self.program(folder) as program:
            return str(program.uid("SEARCH", "ALL")[1][0], "ascii").split()

    def flags(self, folder: str = "INBOX") -> str:
        with self.program(folder) as program:
            return str(program.uid("FETCH", "1:*", "(FLAGS)"))

    def delete(self, *uids: str, folder: str = "INBOX") -> None:
        with self.program(folder) as program:
            program.uid("STORE", ",".join(uids), "+FLAGS", r"(\Deleted)")
            program.expunge()

    def remake(self, folder: str) -> None:
        """The folder is deleted and made anew, so that its mail is numbered anew."""
        with self.program() as program:
            program.delete(folder)
            assert program.create(folder)[0] == "OK"

    @contextmanager
    def program(self, folder: str = "") -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, PATIENCE) as program:
            program.login(self.user, PASSWORD)
            if folder:
                assert program.select(folder)[0] == "OK"
            yield program


@contextmanager
def wheel_server() -> Iterator[int]:
    """The server of the package `mail_devel`; gives its port."""
    port, other = free_port(), free_port()
    words = ["--host", "127.0.0.1", "--user", "kantor@dinas.example", "--password", PASSWORD]
    ports = ["--imap-port", str(port), "--smtp-port", str(other)]
    program = [sys.executable, "-m", "mail_devel", "--multi-user", "--no-http", *words, *ports]
    with running(program, port):
        yield port


@contextmanager
def dovecot() -> Iterator[int]:
    """Dovecot with settings and mails of its own; gives its port."""
    port = free_port()
    root = os.geteuid() == 0
    inside, outside = ("dovecot", "dovenull") if root else (getpass.getuser(),) * 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "mail").mkdir()
        if root:
            shutil.chown(folder / "mail", inside)
        settings = _DOVECOT_SETTINGS.format(
            folder=folder, password=PASSWORD, port=port, inside=inside, outside=outside,
            group=group_of(inside), chroot="" if root else "chroot =",
        )  # fmt: skip
        (folder / "settings").write_text(settings, "ascii")
        with running([str(_DOVECOT), "-F", "-c", str(folder / "settings")], port):
            yield port


SERVERS: dict[str, Callable[[], AbstractContextManager[int]]] = {"mail_devel": wheel_server}
"""What the tests run against here, by name."""

if _DOVECOT:
    SERVERS["dovecot"] = dovecot


def new_mailbox(port: int) -> Mailbox:
    return Mailbox(port, f"kantor{next(_numbers)}@dinas.example")


def group_of(user: str) -> str:
    """The name of a user's first group."""
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name


@contextmanager
def running(program: list[str], port: int) -> Iterator[None]:
    """A server until the end of the block; it answers by the time the block begins."""
    process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            if line.recv(4) == b"* OK":
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer")
