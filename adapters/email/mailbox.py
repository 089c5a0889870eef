"""Reads one folder of a mailbox from where it was read last, mail by mail.

The position is UIDVALIDITY and UID (RFC 9051 2.3.1.1) and nothing else: flags are other
people's, and dates are what senders write. Knows no network: a `Folder` is `wire_folder.py`.
"""

import hashlib
import logging
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from workflow.core.messages import ChannelDown, Fetched, RawMessage

log = logging.getLogger(__name__)

PATIENCE = 3
"""Polls that a withheld mail may end before its header is taken in its place."""

WITHHELD = (
    b"[Server surat tidak memberikan isi surat ini."
    b" / The mail server does not hand over the text of this mail.]\r\n"
)

_MARK = re.compile(r"1:([0-9a-f]{12}):" + ":".join([r"([0-9]{1,20})"] * 5))


Mail = tuple[int, int]
"""UIDVALIDITY and UID."""


class Folder(Protocol):
    """A selected folder. Messages have numbers from 1 to `exists`, UIDs ascend with them.

    All may raise `ChannelDown` but `settle`, which gives the code of what went wrong.
    """

    validity: int
    exists: int
    next_uid: int
    """The UID that the next mail will have, as the server says; 0 if it does not."""

    def uid_at(self, number: int) -> int: ...

    def uids(self, first: int, last: int) -> list[int]: ...

    def mail(self, uid: int) -> bytes | None:
        """The raw bytes; none if the mail is there no more."""

    def header(self, uid: int) -> bytes | None:
        """What there is of a mail that the server withholds (`mail-withheld`)."""

    def settle(self, uid: int) -> str:
        """Flag, move or leave a mail that is kept now, as the account wants."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far a folder is read; as text it is the account's mark.

    All up to UID `done` is handed over or gone, all up to `listed` is counted; `pending` of
    those between are still owed. What is not above `old` was there before the first poll.
    """

    place: str
    validity: int
    done: int = 0
    listed: int = 0
    pending: int = 0
    old: int = 0

    def __str__(self) -> str:
        numbers = (self.validity, self.done, self.listed, self.pending, self.old)
        return ":".join(["1", self.place, *map(str, numbers)])

    @classmethod
    def of(cls, mark: str) -> "Position | None":
        """The position that a mark says; none for no mark, or one of another making."""
        found = _MARK.fullmatch(mark)
        if not found:
            return None
        validity, done, listed, pending, old = map(int, found.groups()[1:])
        return cls(
            place=found[1], validity=validity, done=done, listed=listed, pending=pending, old=old
        )

    def past(self, uid: int) -> "Position":
        return replace(self, done=uid, pending=max(0, self.pending - 1))


@dataclass(slots=True)
class Memory:
    """What a process recalls of an account between polls; losing it costs time or tidiness."""

    next_uid: int = 0
    """UIDNEXT at the last poll."""
    given: Mail | None = None
    """The mail that was handed over last and is not settled yet."""
    withheld: Counter[Mail] = field(default_factory=Counter)
    """How many polls which mail has ended by being withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an account wants its folder read. `place` is that of `place_of`."""

    account: str
    place: str
    raw_of: Callable[[bytes], RawMessage]
    skips_history: bool = False
    mails: int = 1_000
    memory: Memory = field(default_factory=Memory)


def place_of(*words: str) -> str:
    """A short name of server, user and folder: another one's marks say nothing about it."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:12]


def read_folder(folder: Folder, mark: str, reading: Reading) -> Iterator[Fetched]:
    """First a step that lists, then each mail in the order of UIDs, at most `reading.mails`.

    A mail is settled on the server only when the step after it is asked for, which may be
    with the next poll. Numbers of mails are used before anything is settled, UIDs after.
    """
    kept = Position.of(mark)
    start = _start(kept, folder, reading)
    owed = kept.pending if kept and start is not kept else 0
    position, step, first = _listed(folder, start, owed)
    if step.mark != mark:
        yield step
    last = min(folder.exists, first + reading.mails - 1)
    uids = folder.uids(first, last) if first <= last else []
    _settle_last(folder, position, reading)  # a poll may end right after a mail
    for uid in uids:
        position = position.past(uid)
        body = _body(folder, uid, reading)
        if body is None:
            yield Fetched(mark=str(position), gone=1)
            continue
        reading.memory.given = (folder.validity, uid)
        yield Fetched(mark=str(position), raw=reading.raw_of(body), old=uid <= position.old)
        _settle_last(folder, position, reading)


def _settle_last(folder: Folder, position: Position, reading: Reading) -> None:
    """Settle the mail that was handed over last, if the mark says that it was kept."""
    validity, uid = reading.memory.given or (0, 0)
    if validity != folder.validity or uid > position.done:
        return
    reading.memory.given = None
    if code := folder.settle(uid):
        extra = {"action": "email.not_settled", "account": reading.account, "code": code}
        log.warning("mail stays as it is on the server", extra=extra)


def _body(folder: Folder, uid: int, reading: Reading) -> bytes | None:
    """The mail. One that the server withholds does not hold up the others for ever."""
    mail = (folder.validity, uid)
    if reading.memory.withheld[mail] >= PATIENCE:
        header = folder.header(uid)
        return header if header is None else header + WITHHELD
    try:
        return folder.mail(uid)
    except ChannelDown as down:
        reading.memory.withheld[mail] += down.code == "mail-withheld"
        raise


def _start(kept: Position | None, folder: Folder, reading: Reading) -> Position:
    """Where to go on: at the mark, or anew if it says nothing about this folder any more.

    Mail of a folder that was numbered anew may have come meanwhile, so it is no longer old;
    its doubles are known by their ids. Where old mail was never read, all is old once more:
    better a new mail without a receipt than a receipt for each mail of ten years.
    """
    fresh = Position(place=reading.place, validity=folder.validity)
    if kept and kept.place == reading.place and not _is_numbered_anew(kept, folder):
        return kept
    top = folder.uid_at(folder.exists) if folder.exists else 0
    if kept is None or kept.place != reading.place:
        seen = top if reading.skips_history else 0
        return replace(fresh, done=seen, listed=seen, old=top)
    never_read = reading.skips_history or kept.done < kept.old
    return replace(fresh, old=top if never_read else 0)


def _is_numbered_anew(kept: Position, folder: Folder) -> bool:
    """Also a server restored from an old copy is: it forgets UIDs that it has given."""
    went_back = 0 < folder.next_uid <= kept.listed
    return kept.validity != folder.validity or went_back


def _listed(folder: Folder, start: Position, owed: int) -> tuple[Position, Fetched, int]:
    """The step that counts, where it leads, and the number of the first mail to read.

    Counted by place, not by name: a folder of any size takes a few questions. `owed` mails
    were listed under a numbering that is no more.
    """
    behind = _first_after(folder, start.done)
    ahead = _first_after(folder, start.listed) if start.listed > start.done else behind
    still, new = ahead - behind, folder.exists + 1 - ahead
    top = folder.uid_at(folder.exists) if new else start.listed
    position = replace(
        start, done=start.done if still + new else top, listed=top, pending=still + new
    )
    step = Fetched(
        mark=str(position),
        listed=new + max(0, still - start.pending),
        gone=owed + max(0, start.pending - still),
    )
    return position, step, behind


def _first_after(folder: Folder, uid: int) -> int:
    """The number of the first mail above a UID, or `exists` + 1; news stands at the end."""
    high, step = folder.exists + 1, 1
    if 0 < folder.next_uid <= uid + 1:
        return high
    low = max(1, high - step)
    while low < high and folder.uid_at(low) > uid:
        high, step = low, step * 2
        low = max(1, high - step)
    return low + bisect_right(range(low, high), uid, key=folder.uid_at)
