"""An office whose mailbox is on a real server, and the hands that make its days hard.

Its workers are processes of their own, its password lies in a file, its line can be cut, and
its server can be lost with all that was in it. The time of day is turned by hand.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from adapters.email.identity import stable_id
from config.settings import Settings
from config.wiring import open_office, with_home
from tests.adapters.imap_server import PASSWORD, Mailbox, new_mailbox
from tests.stories.relay import Relay, relaying
from tests.story import MONDAY, HandClock, Story, settings_for
from tests.web.commands.program import ROOT
from workflow.store import accounts
from workflow.store.tables import AccountRow, InboxRow

Server = Callable[[], AbstractContextManager[int]]

WHICH = ("email", "office")
AFTER_PAUSE = timedelta(minutes=16)
"""After it an account that failed however often is due again."""

PATIENCE = 200
"""Seconds that one worker may take for a thousand mails on a machine with much else to do."""

CHANNELS = """
[[channel]]
name = "email"
on = true
[[channel.account]]
id = "office"
unit = "sekretariat"
address = "{address}"
name = "Dinas Sosial"
[channel.account.options]
imap_host = "127.0.0.1"
imap_port = "{port}"
imap_security = "none"
imap_password = "secret:mail_password"
imap_seconds = "20"
"""


@dataclass
class MailboxOffice:
    """The office, the server that keeps its mail, and every mail that must come in."""

    story: Story
    relay: Relay
    address: str
    program: "subprocess.Popen[str]"
    server: Server
    servers: ExitStack
    awaited: dict[str, bytes] = field(default_factory=dict)
    """Mails by their ids."""
    killed: int = 0

    # The mailbox, as a server and as other people's mail programs have it.

    @property
    def mailbox(self) -> Mailbox:
        """The mailbox without the line that can be cut."""
        return Mailbox(self.relay.target, self.address)

    def comes(self, mails: Iterable[bytes], *, awaited: bool = True) -> None:
        """Mail arrives on the server; what somebody will delete there is not awaited."""
        mails = list(mails)
        if awaited:
            self.awaited.update((stable_id(mail), mail) for mail in mails)
        with self.mailbox.program() as program:
            # The client sends the end of a mail by itself, which would wait for the last answer.
            program.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for mail in mails:
                assert program.append("INBOX", "", "", mail)[0] == "OK"

    def loses_server(self) -> None:
        """The server is gone; another one has the mail back from a backup, numbered anew."""
        self.servers.close()
        self.relay.target = self.servers.enter_context(self.server())
        self.comes(self.awaited.values())

    def moves(self, uids: list[str], source: str, target: str) -> None:
        """Somebody moves mail into another folder."""
        with self.mailbox.program() as program:
            program.create(target)
            assert program.select(source)[0] == "OK"
            program.uid("MOVE", ",".join(uids), target)

    # The workers.

    def starts_worker(self, pages: int = 0) -> int:
        """A minute later, or when a failing account is due, a worker starts; its process id."""
        with self.story.office.sessions.reading() as db:
            row = accounts.one(db, WHICH)
        self.story.clock.at += AFTER_PAUSE if row and row.failures else timedelta(minutes=1)
        assert self.program.stdin
        assert self.program.stdout
        self.program.stdin.write(f"{self.story.clock.at.isoformat()} {pages}\n")
        self.program.stdin.flush()
        return int(self.program.stdout.readline())

    def works(self, pages: int = 0) -> None:
        """A worker starts and ends by itself."""
        worker = self.starts_worker(pages)
        until(lambda: is_over(worker))

    def kills_worker(self, after: int) -> None:
        """A worker starts, and dies as soon as so many more mails are kept."""
        worker, before = self.starts_worker(), self.kept()
        until(lambda: self.kept() >= before + after or is_over(worker))
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
            self.killed += 1
        until(lambda: is_over(worker))

    # What the office has.

    def kept(self) -> int:
        """How many mails stand in the inbox."""
        with self.story.office.sessions.reading() as db:
            return db.scalar(select(func.count()).select_from(InboxRow)) or 0

    def ids(self) -> Counter[str]:
        """How often the inbox has which mail."""
        with self.story.office.sessions.reading() as db:
            return Counter(db.scalars(select(InboxRow.external_id)))

    def counts(self, column: str) -> Counter[object]:
        """How many mails stand in the inbox with which state, rule or fate."""
        with self.story.office.sessions.reading() as db:
            return Counter(db.scalars(select(getattr(InboxRow, column))))

    @property
    def on_sqlite(self) -> bool:
        """Whether its database is a file here."""
        return self.story.office.sessions.on_sqlite

    @property
    def row(self) -> AccountRow:
        """What is known of the account."""
        with self.story.office.sessions.reading() as db:
            found = accounts.one(db, WHICH)
        assert found is not None
        return found

    def uses_password(self, password: str) -> None:
        """Somebody writes a password into the file of the secret."""
        folder = self.story.office.settings.home / "secrets"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "mail_password").touch(0o600)
        (folder / "mail_password").write_text(password, "utf-8")


def until(true: Callable[[], bool]) -> None:
    """Give workers the time they need, and not for ever."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)


def is_over(id: int) -> bool:
    """Whether a process has ended."""
    try:
        os.kill(id, 0)
    except ProcessLookupError:
        return True
    return False


def set_up(home: Path, url: str, port: int, address: str) -> Settings:
    """The rule files of an office with this mailbox, and its settings."""
    shutil.copytree(Settings.model_fields["rules"].default, home / "rules")
    lines = CHANNELS.format(address=address, port=port)
    (home / "rules" / "channels.toml").write_text(lines, "utf-8")
    return with_home(settings_for(home, url), rules=home / "rules")


@contextmanager
def mailbox_office(home: Path, url: str, server: Server) -> Iterator[MailboxOffice]:
    """An office with an empty mailbox on a server of that kind."""
    pipe, clock = subprocess.PIPE, HandClock(MONDAY)
    command = [sys.executable, "-m", "tests.stories.mailbox_program", str(home), url]
    with ExitStack() as stack:
        servers = stack.enter_context(ExitStack())
        relay = stack.enter_context(relaying())
        relay.target = servers.enter_context(server())
        address = new_mailbox(relay.target).user
        settings = set_up(home, url, relay.port, address)
        office = open_office(settings, now=clock, channels={})
        stack.callback(office.close)
        program = stack.enter_context(
            subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        )
        stack.callback(program.kill)
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        made = MailboxOffice(Story(office, clock), relay, address, program, server, servers)
        made.uses_password(PASSWORD)
        yield made


def settle(office: MailboxOffice, workers: int = 20) -> None:
    """Let workers work until everything is in and read."""
    for _ in range(workers):
        office.works()
        row = office.row
        if not (row.failures or row.outstanding or office.counts("state")["new"]):
            return
    raise AssertionError(f"{workers} workers were not enough")
