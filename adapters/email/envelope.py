"""Who wrote to whom, when, and which of our messages it answers: the header of one mail."""

from dataclasses import dataclass
from datetime import datetime

from adapters.email.addresses import Address, addresses_of, ids_of
from adapters.email.dates import date_of
from adapters.email.headers import Headers
from adapters.email.returned import tokens_in
from workflow.core.messages import Sender

LONGEST_SUBJECT = 1_000
"""Characters of a subject that are kept; RFC 5322 2.1.1 allows 998 in a line."""

MOST_FIELDS = 5
"""Fields of one name; a mail has one To, and a few Delivered-To."""

_READERS = ("to", "cc")
_DELIVERED = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "resent-to",
)
_MAIL_FIELDS = frozenset(
    {"from", "to", "cc", "subject", "date", "message-id", "received", "return-path", "sender",
     "reply-to", "content-type", "mime-version", "delivered-to", "in-reply-to"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Strings are clean; ids keep their angle brackets; `message_id` may be empty."""

    sender: Sender
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    sent_at: datetime | None = None
    warnings: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        return self.sender.address.rpartition("@")[2]


def read_envelope(headers: Headers) -> Envelope:
    """The header of a mail; what is missing is empty, and `warnings` says so."""
    sender = _sender(headers)
    message_ids = ids_of(headers.raw("message-id"))
    answered = ids_of(headers.raw("in-reply-to"))
    references = ids_of(headers.raw("references"))
    recipients = _addresses(headers, _READERS)
    sent_at = date_of(headers.text("date"))
    missing = {
        "no-sender": not sender.address,
        "no-message-id": not message_ids,
        "bad-date": "date" in headers and sent_at is None,
        "several-senders": len(headers.every("from")) > 1,
    }
    return Envelope(
        sender=sender,
        subject=headers.text("subject")[:LONGEST_SUBJECT],
        message_id=message_ids[0] if message_ids else "",
        in_reply_to=answered[0] if answered else "",
        references=references,
        recipients=recipients,
        tokens=tokens_in(*answered, *references, *recipients, *_addresses(headers, _DELIVERED)),
        sent_at=sent_at,
        warnings=tuple(code for code, is_so in missing.items() if is_so),
    )


def is_mail(headers: Headers) -> bool:
    """Whether any field stands here that mail has; a text file may hold "Note: ..."."""
    return not _MAIL_FIELDS.isdisjoint(headers.index)


def _addresses(headers: Headers, names: tuple[str, ...]) -> tuple[str, ...]:
    values = (value for name in names for value in headers.every(name)[:MOST_FIELDS])
    found = (one.address for value in values for one in addresses_of(value))
    return tuple(dict.fromkeys(address for address in found if address))


def _sender(headers: Headers) -> Sender:
    """Who the mail says wrote it.

    Reply-To is no alias: anybody can write a complainant's address there, and a known
    sender is half of what joins a mail to a complaint.
    """
    named = [
        one for name in ("from", "sender", "reply-to") for one in addresses_of(headers.raw(name))
    ]
    first = next((one for one in named if one.address), Address(""))
    name = first.name or next((one.name for one in named if one.name), "")
    return Sender(address=first.address, name=name)
