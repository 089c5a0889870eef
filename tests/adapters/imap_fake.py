"""A pretend IMAP server for what a real one cannot be made to do: lie, break off, forget.

It keeps mail byte for byte and speaks as much of the protocol as our channel does.
"""

import re
import socketserver
import ssl
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_RANGE = re.compile(rb"(\d+)(?::(\d+|\*))?")
_PART = re.compile(rb"BODY\.PEEK\[(HEADER)?\](?:<0\.(\d+)>)?")


class HungUp(Exception):
    """The line is dead."""


@dataclass(slots=True)
class Fault:
    """The next `times` commands that look like `at` are answered so, and the line may end.

    `%s` in what it says stands for the command's tag.
    """

    at: bytes
    says: bytes = b""
    ends: bool = True
    times: int = 1


class PretendImap(socketserver.ThreadingTCPServer):
    """One mailbox with one folder. Whoever asks may sign in, unless `password` is another."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.certificate: ssl.SSLContext | None = None
        self.encrypts_at_once = False
        self.lines = 0
        self.forget()

    def forget(self) -> None:
        """As new."""
        self.mails: dict[int, bytes] = {}
        self.moved: dict[int, bytes] = {}
        self.flags: dict[int, bytes] = {}
        self.offers = b"IMAP4REV1 AUTH=PLAIN IDLE MOVE UIDPLUS"
        self.validity, self.next_uid = 171, 1
        self.password = b""
        self.faults: list[Fault] = []
        self.cuts: list[int] = []
        """After how many bytes each of the next lines goes dead."""
        self.commands: list[bytes] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def add(self, *mails: bytes) -> None:
        for mail in mails:
            self.mails[self.next_uid] = mail
            self.next_uid += 1

    def number_anew(self) -> None:
        """As after a restored backup: all that is there has new UIDs."""
        mails = list(self.mails.values())
        self.mails, self.next_uid, self.validity = {}, 1, self.validity + 1
        self.add(*mails)

    def fault(self, line: bytes) -> Fault | None:
        for fault in self.faults:
            if fault.times and re.match(fault.at, line):
                fault.times -= 1
                return fault
        return None


@contextmanager
def pretending() -> Iterator[PretendImap]:
    with PretendImap() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Talk(socketserver.StreamRequestHandler):
    server: PretendImap
    timeout = 20
    disable_nagle_algorithm = True  # answers come in several small pieces
    tag = b"*"

    def handle(self) -> None:
        self.left = self.server.cuts.pop(0) if self.server.cuts else 10**9
        self.server.lines += 1
        self.seen: list[int] = []
        with suppress(OSError, HungUp):
            if self.server.encrypts_at_once:
                self._encrypt()
            if not self._fails(b"CONNECT"):
                self._say(b"* OK [CAPABILITY %s] here" % self.server.offers)
            while line := self.rfile.readline():  # another one after STARTTLS
                self._hear(line.strip())
        self.server.lines -= 1

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
        self.request.close()

    def _hear(self, line: bytes) -> None:
        self.tag, _, command = line.partition(b" ")
        self.server.commands.append(command)
        if self._fails(command):
            return
        words = command.upper().removeprefix(b"UID ").split(b" ")
        deed = getattr(self, f"do_{words[0].decode('ascii', 'replace').lower()}", None)
        if deed:
            deed(command)
        else:
            self._say(self.tag + b" OK done")

    def _fails(self, command: bytes) -> bool:
        fault = self.server.fault(command)
        if fault is None:
            return False
        if fault.says:
            self._say(fault.says.replace(b"%s", self.tag))
        if fault.ends:
            raise HungUp
        return True

    def do_capability(self, command: bytes) -> None:
        self._done(b"* CAPABILITY " + self.server.offers)

    def do_starttls(self, command: bytes) -> None:
        self._done()
        self._encrypt()

    def do_login(self, command: bytes) -> None:
        self._judge(command)

    def do_authenticate(self, command: bytes) -> None:
        self._say(b"+ ")
        said = b64decode(self.rfile.readline().strip())
        if self.server.password not in said and b"XOAUTH2" in command:
            self._say(b"+ eyJzdGF0dXMiOiI0MDEifQ==")
            assert self.rfile.readline().strip() == b""
        self._judge(said)

    def do_select(self, command: bytes) -> None:
        self.seen = sorted(self.server.mails)
        known = [b"* %d EXISTS" % len(self.seen), b"* 0 RECENT"]
        if self.server.validity:
            known.append(b"* OK [UIDVALIDITY %d] here" % self.server.validity)
        if self.server.next_uid:
            known.append(b"* OK [UIDNEXT %d] here" % self.server.next_uid)
        self._done(*known)

    do_examine = do_select

    def do_fetch(self, command: bytes) -> None:
        by_uid = command.upper().startswith(b"UID ")
        found = _RANGE.search(command)
        assert found is not None
        first, last = int(found[1]), int(found[2] or found[1])
        for number, uid in enumerate(self.seen, 1):
            if first <= (uid if by_uid else number) <= last and uid in self.server.mails:
                self._tell(number, uid, _PART.search(command))
        self._done()

    def do_store(self, command: bytes) -> None:
        words = command.split(b" ", 4)
        self.server.flags[int(words[2])] = words[4]
        self._done()

    def do_move(self, command: bytes) -> None:
        uid = int(command.split()[2])
        if uid in self.server.mails:
            self.server.moved[uid] = self.server.mails.pop(uid)
        self._done()

    def do_copy(self, command: bytes) -> None:
        uid = int(command.split()[2])
        self.server.moved[uid] = self.server.mails[uid]
        self._done()

    def do_expunge(self, command: bytes) -> None:
        del self.server.mails[int(command.split()[2])]
        self._done()

    def do_idle(self, command: bytes) -> None:
        self._say(b"+ listening")
        self._say(b"* OK still here")
        self.rfile.readline()

    def do_logout(self, command: bytes) -> None:
        self._done(b"* BYE")
        raise HungUp

    def _tell(self, number: int, uid: int, part: re.Match[bytes] | None) -> None:
        if part is None:
            self._say(b"* %d FETCH (UID %d)" % (number, uid))
            return
        body = self.server.mails[uid]
        if part[1]:
            head, blank, _ = body.partition(b"\r\n\r\n")
            body = head + blank
        body = body[: int(part[2])] if part[2] else body
        name = b"BODY[HEADER]" if part[1] else b"BODY[]<0>"
        self._say(b"* %d FETCH (%s {%d}\r\n%s UID %d)" % (number, name, len(body), body, uid))

    def _judge(self, said: bytes) -> None:
        if self.server.password in said:
            self._done()
        else:
            self._say(self.tag + b" NO [AUTHENTICATIONFAILED] not for kantor@dinas.example")

    def _encrypt(self) -> None:
        assert self.server.certificate is not None
        self.rfile.close()
        self.request = self.server.certificate.wrap_socket(self.request, server_side=True)
        self.setup()

    def _done(self, *lines: bytes) -> None:
        for line in lines:
            self._say(line)
        self._say(self.tag + b" OK done")

    def _say(self, line: bytes) -> None:
        told = (line + b"\r\n")[: self.left]
        self.wfile.write(told)
        self.left -= len(told)
        if not self.left:
            raise HungUp
