"""One folder on a server: what is in it, its mails one by one, and what becomes of them.

Mail is only peeked at: nothing that people see of it changes but what the account asks
for. Numbers are used before anything was moved, UIDs after.
"""

import imaplib
import re
from collections.abc import Sequence
from time import monotonic

from adapters.email.accounts import ImapServer
from adapters.email.imap_words import answers_in, bracket_of, code_of, folder_name
from adapters.email.wire_imap import MOST_WORDS, Client, allow, offers, troubles
from workflow.core.messages import ChannelDown

KEYWORD = "Tuntas"
"""What a kept mail is flagged with; mail programs show it or ignore it."""

LONGEST_WAIT = 1_740.0
"""Seconds of IDLE: servers may hang up after thirty minutes (RFC 2177)."""

Said = Sequence[bytes | tuple[bytes, bytes] | None]

_NEWS = re.compile(rb"\* (\d{1,10}) (EXISTS|EXPUNGE)\b", re.IGNORECASE)


class ImapFolder:
    """The account's folder, selected: what `mailbox.Folder` wants it to be.

    `limit` is how many bytes of a mail matter; `only_look` leaves all as it is.
    """

    def __init__(
        self, client: Client, server: ImapServer, limit: int, *, only_look: bool = False
    ) -> None:
        self._client, self._server, self._limit = client, server, limit
        self._writable = not only_look and server.after != "leave"
        self._made = False
        with troubles("no-such-folder"):
            self.exists = self._selected()
            self.validity = self._number("UIDVALIDITY")
            self.next_uid = self._number("UIDNEXT")
        if not self.validity:
            raise ChannelDown("no-uidvalidity", "the server does not number mail for good")

    def uid_at(self, number: int) -> int:
        uids = self.uids(number, number)
        if len(uids) != 1:
            raise ChannelDown("no-answer", "a mail without a UID")
        return uids[0]

    def uids(self, first: int, last: int) -> list[int]:
        with troubles("no-answer"):
            allow(self._client)
            kind, data = self._client.fetch(f"{first}:{last}", "(UID)")
            _judge(kind, data)
        return sorted({answer.uid for answer in answers_in(data)})

    def mail(self, uid: int) -> bytes | None:
        """At most one byte more than the limit; `mail-withheld` if it is there and not given."""
        body = self._body(uid, f"BODY.PEEK[]<0.{self._limit + 1}>", self._limit + 1)
        if body is None and self._is_there(uid):
            raise ChannelDown("mail-withheld", "the server gives no text")
        return body

    def header(self, uid: int) -> bytes | None:
        """The header of a mail that is withheld, empty if that is too; none if it is gone."""
        try:
            body = self._body(uid, "BODY.PEEK[HEADER]", MOST_WORDS)
        except ChannelDown as down:
            if down.code != "mail-withheld":
                raise
            body = None
        return body if body is not None or not self._is_there(uid) else b""

    def settle(self, uid: int) -> str:
        if self._server.after == "leave":
            return ""
        if not self._writable:
            return "read-only"
        try:
            with troubles("refused"):
                self._flag(uid) if self._server.after == "flag" else self._move(uid)
        except ChannelDown as down:
            return down.code
        return ""

    def news(self, seconds: float) -> bool:
        """Waits by IDLE (RFC 2177) until mail comes; false at once if the server cannot."""
        if not offers(self._client, "IDLE"):
            return False
        end = monotonic() + min(seconds, LONGEST_WAIT)
        try:
            with troubles("no-answer"):
                self._client.send(b"IDLE IDLE\r\n")
                return self._hears_of_mail(end)
        except ChannelDown as down:
            if isinstance(down.__cause__, TimeoutError):
                return False
            raise

    def _hears_of_mail(self, end: float) -> bool:
        """Lines until one counts more mails than before, or the server ends it."""
        line = b"+"
        while line and not line.startswith(b"IDLE "):
            found = _NEWS.match(line)
            if found and found[2].upper() == b"EXPUNGE":
                self.exists -= 1
            elif found and int(found[1]) > self.exists:
                return True
            allow(self._client)
            self._client.socket().settimeout(max(0.01, end - monotonic()))
            line = self._client.readline()
        if not line:
            raise ChannelDown("no-answer", "hung up")
        return False

    def _selected(self) -> int:
        """Selects, only to look if nothing is to be changed or may be; gives how many there are."""
        name = folder_name(self._server.folder)
        allow(self._client)
        try:
            kind, data = self._client.select(name, readonly=not self._writable)
        except imaplib.IMAP4.readonly:
            self._writable = False
            kind, data = self._client.select(name, readonly=True)
        _judge(kind, data, "no-such-folder")
        return int(data[-1] or 0)

    def _number(self, code: str) -> int:
        _, data = self._client.response(code)
        said = data[-1] if data else None
        return int(said) if isinstance(said, bytes) and said.isdigit() else 0

    def _body(self, uid: int, what: str, size: int) -> bytes | None:
        with troubles("no-answer"):
            allow(self._client, size)
            kind, data = self._client.uid("FETCH", str(uid), f"(UID {what})")
        if kind != "OK" and (code := code_of(_said(data), "")):
            raise ChannelDown(code)
        answers = answers_in(data) if kind == "OK" else ()
        found = [one.body for one in answers if one.uid == uid and one.body is not None]
        return found[-1] if found else None

    def _is_there(self, uid: int) -> bool:
        with troubles("no-answer"):
            allow(self._client)
            kind, data = self._client.uid("FETCH", str(uid), "(UID)")
            _judge(kind, data)
        return any(answer.uid == uid for answer in answers_in(data))

    def _flag(self, uid: int) -> None:
        self._ask("STORE", str(uid), "+FLAGS.SILENT", f"({KEYWORD})")

    def _move(self, uid: int) -> None:
        """MOVE (RFC 6851), or else a copy and the one original expunged (RFC 4315).

        Where a server can do neither, the original stays and is marked deleted: a plain
        EXPUNGE would take out what others have marked.
        """
        way = "MOVE" if offers(self._client, "MOVE") else "COPY"
        name = folder_name(self._server.done)
        try:
            self._ask(way, str(uid), name)
        except ChannelDown:
            if self._made:
                raise
            self._made = True
            allow(self._client)
            self._client.create(name)
            self._ask(way, str(uid), name)
        if way == "COPY":
            self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
            if offers(self._client, "UIDPLUS"):
                self._ask("EXPUNGE", str(uid))

    def _ask(self, *words: str) -> None:
        allow(self._client)
        kind, data = self._client.uid(*words)
        _judge(kind, data, "refused")


def _judge(kind: str, data: Said, otherwise: str = "no-answer") -> None:
    if kind != "OK":
        raise ChannelDown(code_of(_said(data), otherwise), bracket_of(_said(data)))


def _said(data: Said) -> str:
    said = data[-1] if data else None
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else ""
