"""Reads a delivery of Meta part by part, or a thing that was polled: each for its own account.

Pure. What one part of a delivery is never decides over the others: a part that cannot be
read is one unreadable message, and the rest are read.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.documents import BadDocument, read_object, unreadable
from adapters.fields import Fields
from adapters.messenger.polls import POLLED
from adapters.meta.envelope import Part, parts_in
from workflow.core.messages import Check, InboundMessage, Kind, RawMessage, Read, Sender

CHANGES = "changes"
BEGINS = f'{{"{POLLED}"'.encode()
"""How a polled thing begins, as `polls.py` keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One of our accounts over there: its number, and what we call it."""

    own: str
    account: str
    stores: bool = True
    """Whether files may be fetched and kept; else only their addresses are told."""
    page: str = ""
    """A second number under which the same account is known."""

    def is_own(self, id: str) -> bool:
        """Whether an id is the account itself."""
        return id != "" and id in {self.own, self.page}


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Where a part of a delivery came from, to whom, and when it was sent off."""

    raw: RawMessage
    house: House
    at: datetime | None = None

    def message(self, external_id: str, sender: Sender, kind: Kind) -> InboundMessage:
        """The beginnings of a message. Meta vouches for who wrote, where it says so."""
        return InboundMessage(
            kind=kind,
            channel=self.raw.channel,
            account=self.house.account,
            external_id=external_id,
            sender=sender,
            text="",
            sender_check=Check.PASSED if sender.address else Check.UNKNOWN,
        )

    def place(self, *parts: str) -> str:
        """The key of a conversation: the account's own number, and what follows."""
        return ":".join((self.raw.channel, self.house.own, *parts))


Reader = Callable[[Fields, Came], Read]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """How the parts are read: private events, fields of `changes` by name, polled things by kind.

    `platform` is what a delivery's `object` must say.
    """

    platform: str
    talk: Reader
    changes: Mapping[str, Reader]
    polled: Mapping[str, Reader]


@dataclass(frozen=True, slots=True)
class Houses:
    """Our accounts: one address of ours may be called for all of them."""

    all: tuple[House, ...]

    def of_owner(self, id: str) -> House:
        """The account of a number over there; raises `BadDocument` if it is not ours."""
        for house in self.all:
            if house.is_own(id):
                return house
        raise BadDocument("entry: of an account that is not ours")

    def of_account(self, id: str) -> House:
        """The account under the name that we gave it; raises `BadDocument`."""
        for house in self.all:
            if house.account == id:
                return house
        raise BadDocument("account: not ours")


def read_all(raw: RawMessage, houses: Houses, readers: Readers) -> list[Read]:
    """Everything in the bytes, in order; never empty, and never raises."""
    if raw.body.startswith(BEGINS):
        try:
            return [_polled(raw, houses, readers)]
        except BadDocument as why:
            return [unreadable(raw, why)]
    reads: list[Read] = []
    for part in parts_in(raw.body, readers.platform):
        try:
            reads.append(_part(part, (raw, houses), readers))
        except BadDocument as why:
            id = f"{raw.external_id}:{len(reads)}" if reads else ""
            reads.append(unreadable(raw, why, id))
    return reads or [unreadable(raw, BadDocument("entry: nothing in it"))]


def _part(part: Part | BadDocument, came: tuple[RawMessage, Houses], readers: Readers) -> Read:
    if isinstance(part, BadDocument):
        raise part
    raw, houses = came
    of = Came(raw=raw, house=houses.of_owner(part.owner), at=part.at)
    event = Fields(part.event, "")
    if part.place != CHANGES:
        return readers.talk(event, of)
    field, value = event.line("field"), event.inner("value")
    if "sender" in value:  # the test buttons over there put private events here
        return readers.talk(value, of)
    if field not in readers.changes:
        raise BadDocument("field: unknown")
    return readers.changes[field](value, of)


def _polled(raw: RawMessage, houses: Houses, readers: Readers) -> Read:
    document = Fields(read_object(raw.body), "")
    kind = document.line(POLLED)
    if kind not in readers.polled:
        raise BadDocument("polled: unknown")
    came = Came(raw=raw, house=houses.of_account(raw.account))
    return readers.polled[kind](document, came)
