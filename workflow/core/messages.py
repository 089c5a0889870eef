"""What passes between the office and a channel, in words that no channel owns.

The one module of the engine that adapters import. Values only: no network, no files,
no settings and no clock. A channel hands over bytes (`RawMessage`), reads them
(`InboundMessage` or `Receipt`) and sends (`OutboundMessage`); it never looks up people
or complaints.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from workflow.core.capabilities import Capabilities
from workflow.core.message_ends import (
    BadSignature,
    ChannelDown,
    Trouble,
    TryLater,
    Undeliverable,
    Unsure,
)
from workflow.core.message_kinds import Check, Happening, Kind, Outcome, Visibility
from workflow.core.news import News
from workflow.core.pricing import Price
from workflow.core.probes import Probe
from workflow.core.renewals import Fresh, Held, Renewals

__all__ = [
    "LONGEST_TEXT", "REPLY_TOKEN", "Attachment", "BadSignature", "Capabilities", "Channel",
    "ChannelDown", "Check", "Downloads", "Fetched", "Forgets", "Fresh", "Happening", "Held",
    "Hides", "InboundMessage", "Kind", "News", "OutboundMessage", "Outcome", "Price", "Probe",
    "RawMessage", "Read", "Receipt", "Renewals", "Sender", "Sent", "Trouble", "TryLater",
    "Undeliverable", "Unsure", "Visibility", "WebhookCall", "Withdraws",
]  # fmt: skip

LONGEST_TEXT = 20_000
"""Characters of text kept of one message; the raw bytes keep the rest."""

REPLY_TOKEN = re.compile(r"(?<![0-9a-z])tt[0-9a-hjkmnp-tv-z]{26}(?![0-9a-z])", re.IGNORECASE)
"""How a keyed reply token looks, wherever an answer brings it back (see `reference.py`)."""


@dataclass(frozen=True, slots=True)
class RawMessage:
    """Bytes as they came. `external_id` is opaque, the same for the same bytes of one source."""

    channel: str
    account: str
    external_id: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """`address` is what the channel answers to: an e-mail address or a platform's id. `aliases`
    are further names of the same person there, believed only where `sender_check` has passed.
    """

    address: str
    name: str = ""
    username: str = ""
    phone: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file; `content` is empty when only `url` is known yet (a platform's media link)."""

    name: str
    media_type: str
    content: bytes = b""
    inline: bool = False
    content_id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One step of a poll; `mark` is how far the account is read once this step is kept.

    `listed` counts messages that the source showed for the first time, `gone` listed ones
    that it no longer has; every listed one comes once as `raw` or is told as gone. `old`
    ones were there before the account was first polled: read, never answered by themselves.
    """

    mark: str
    raw: RawMessage | None = None
    listed: int = 0
    gone: int = 0
    old: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message, read. Strings are NFC without NUL or lone surrogates; times are aware UTC.

    `text` is all that was written, `reply_text` what is new in it (quotations and
    signature cut); `conversation` is the platform's own stable key of the exchange.
    """

    kind: Kind
    channel: str
    account: str
    external_id: str
    sender: Sender
    text: str
    reply_text: str = ""
    subject: str = ""
    happening: Happening = Happening.MESSAGE
    visibility: Visibility = Visibility.PRIVATE
    recipients: tuple[str, ...] = ()
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    """Every string in which one of our keyed reply tokens may stand (ids, addresses)."""
    conversation: str = ""
    permalink: str = ""
    html: str = ""
    language: str = ""
    sent_at: datetime | None = None
    reached_at: datetime | None = None
    """When it reached the office's own account, by the word of whoever keeps that."""
    attachments: tuple[Attachment, ...] = ()
    sender_check: Check = Check.UNKNOWN
    network: str = ""
    """Who handed it to the office, as our own server saw it: `192.0.2.0/24`; empty: unknown."""
    spam: bool = False
    target: str = ""
    """External id of the message that an edit, deletion or reaction is about."""
    key: str = ""
    """Of an own echo: the `OutboundMessage.key` that the platform brings back with it."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Fields of a form, by the form's own names (`unit`, `place`, `happened_on`, ...)."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """News of a message that we sent: delivered, read, refused, or not yet.

    `message_ids` are external ids or our own Message-IDs, `key` is the `OutboundMessage.key`
    where it is brought back; `failed` are the addresses that refused. `permanent` tells
    whether trying again is useless.
    """

    channel: str
    account: str
    external_id: str
    outcome: Outcome
    kind: Kind = Kind.RECEIPT
    message_ids: tuple[str, ...] = ()
    key: str = ""
    tokens: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()
    permanent: bool = False
    code: str = ""
    text: str = ""
    subject: str = ""
    sender: Sender | None = None
    recipients: tuple[str, ...] = ()
    sent_at: datetime | None = None
    language: str = ""
    warnings: tuple[str, ...] = ()
    up_to: datetime | None = None
    """A watermark: it speaks of everything that went to `sender` until then."""
    price: Price | None = None
    """What the message costs, if the platform tells."""


Read = InboundMessage | Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """What the office says. `key` is the idempotency key, the same at each attempt.

    `token` is the keyed reply token: the channel weaves it into whatever the answer
    will bring back (a Message-ID, a reply address, callback data).
    """

    key: str
    channel: str
    account: str
    to: str
    text: str
    to_name: str = ""
    subject: str = ""
    html: str = ""
    token: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    conversation: str = ""
    visibility: Visibility = Visibility.PRIVATE
    automatic: bool = False
    language: str = "id"
    from_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    instead_of_files: str = ""
    """Words to say where the files are to be had, if the channel cannot carry so much."""
    target: str = ""
    """External id of the public comment that this answers, in public or by `private_reply`."""
    private_reply: bool = False
    """Sent in private to whoever wrote the comment `target`: they never wrote to us directly."""
    window_until: datetime | None = None
    """When the platform stops taking it; none: never."""
    template: str = ""
    """The approved template to use instead, because the window has closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The other side took it. `delivered` is false where a receipt will follow."""

    external_id: str
    delivered: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """A pushed delivery, before anything believes it."""

    account: str
    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """One way in and out. All methods may be called from any thread.

    `parse` is pure and never raises on any bytes: what cannot be understood comes back
    as one message of kind `unreadable`. `send` returns `Sent` or raises `TryLater`,
    `Undeliverable` or `Unsure`. `fetch` and `wait` may raise `ChannelDown`; `probe` never
    raises, and neither keeps nor sends anything.
    """

    name: str
    can: Capabilities
    accounts: tuple[str, ...]
    """The ids of its accounts."""

    def fetch(self, account: str, mark: str) -> Iterator[Fetched]:
        """What came after `mark` (empty at first). A step is kept once the next is asked for."""

    def wait(self, account: str, seconds: float) -> bool:
        """Wait for news of an account, if the channel `can.wait`; tells whether some came."""

    def probe(self, account: str) -> tuple[Probe, ...]: ...

    def verify(self, call: WebhookCall) -> RawMessage: ...

    def challenge(self, call: WebhookCall) -> str:
        """The answer to a platform that asks, once, whether this address is ours."""

    def parse(self, raw: RawMessage) -> list[Read]: ...

    def send(self, message: OutboundMessage) -> Sent: ...

    def files(self, account: str, path: Path) -> Iterable[tuple[str, RawMessage]]:
        """Each message in a file or folder, with a label that says where it stood."""


@runtime_checkable
class Downloads(Protocol):
    """A channel whose files come by link: `Attachment.url` is read by `download` alone."""

    def download(self, account: str, file: Attachment) -> Attachment:
        """The file with its content; raises `TryLater`, or `Undeliverable` if it is gone."""


@runtime_checkable
class Hides(Protocol):
    """A channel that `can.hide` public comments of others under our own posts."""

    def hide(self, account: str, external_id: str) -> None:
        """Hide it, again and again without harm; raises like `Channel.send`."""


@runtime_checkable
class Forgets(Protocol):
    """A channel whose platform may ask, signed, that a person be forgotten."""

    def to_forget(self, call: WebhookCall) -> str:
        """Whose data is to go, by their id over there; raises `BadSignature`."""


@runtime_checkable
class Withdraws(Protocol):
    """A channel whose platform may tell, signed, that somebody took our access away."""

    def withdrawn(self, call: WebhookCall) -> tuple[str, ...]:
        """The accounts that may have lost it; raises `BadSignature`."""
