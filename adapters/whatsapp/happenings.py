"""One message of WhatsApp, by what its sender did: wrote, changed, took back, put a sign to it.

Pure. Raises `BadDocument` for what it does not understand; `inbound.py` says what becomes of
that.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from adapters.fields import Fields
from adapters.whatsapp.identity import is_phone
from adapters.whatsapp.pieces import said_in
from workflow.core.messages import Check, Happening, InboundMessage, Kind, RawMessage, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Where something came from: the raw message, and the number of ours that it came to.

    `is_ours` tells whether we have that number; else `account` is that of the raw message.
    """

    raw: RawMessage
    account: str
    is_ours: bool
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it stands there, and who wrote it to whom."""

    message: Fields
    sender: Sender
    kind: Kind
    other: str
    """The id of whoever is not us."""


_WORD = re.compile(r"[a-z_]{1,40}")


def message_of(written: Written, came: Came) -> InboundMessage:
    """The message by its kind; what WhatsApp itself could not pass on is for a person to see."""
    kind = written.message.needed("type")
    if kind == "unsupported" or "errors" in written.message:
        return _lost(written, came)
    return _HAPPENINGS.get(kind, _said)(written, came)


def _said(written: Written, came: Came) -> InboundMessage:
    message, said = written.message, said_in(written.message, came.number)
    return replace(
        _from(written, came),
        text=said.text,
        reply_text=said.text,
        attachments=said.files,
        tokens=said.tokens,
        warnings=_notes(message),
    )


def _edited(written: Written, came: Came) -> InboundMessage:
    """The whole message as it reads now."""
    edit = written.message.inner("edit")
    said = said_in(edit.inner("message"), came.number)
    known = _from(written, came)
    return replace(
        known,
        external_id=f"e:{known.external_id}",
        happening=Happening.EDIT,
        target=edit.needed_id("original_message_id"),
        text=said.text,
        reply_text=said.text,
        attachments=said.files,
        tokens=said.tokens,
    )


def _revoked(written: Written, came: Came) -> InboundMessage:
    """Taken back: only what it was about is left, and that is its id, too."""
    target = written.message.inner("revoke").needed_id("original_message_id")
    return replace(
        _from(written, came),
        external_id=f"d:{target}",
        happening=Happening.DELETE,
        target=target,
    )


def _reaction(written: Written, came: Came) -> InboundMessage:
    """A sign put to a message; an empty or missing one takes it back."""
    reaction = written.message.inner("reaction")
    return replace(
        _from(written, came),
        external_id=f"r:{written.message.needed_id('id')}",
        happening=Happening.REACTION,
        target=reaction.needed_id("message_id"),
        text=reaction.line("emoji"),
    )


def _lost(written: Written, came: Came) -> InboundMessage:
    """Something that came, but not to us: who sent it is known, and must not be forgotten."""
    errors = written.message.each("errors")
    code = errors[0].id("code") if errors else ""
    kind = written.message.inner("unsupported").line("type")
    known = _from(written, came)
    told = (f"unsupported: {_plain_word(kind)}", f"error: {_plain_word(code)}")
    return replace(
        known,
        kind=Kind.UNREADABLE if written.kind is Kind.PERSON else written.kind,
        sender=Sender(address=known.sender.address, aliases=known.sender.aliases),
        in_reply_to="",
        warnings=told if code else told[:1],
    )


def _from(written: Written, came: Came) -> InboundMessage:
    """What all kinds share. WhatsApp vouches for who wrote: numbers cannot be forged there."""
    message = written.message
    return InboundMessage(
        kind=written.kind,
        channel=came.raw.channel,
        account=came.account,
        external_id=message.needed_id("id"),
        sender=written.sender,
        text="",
        recipients=(written.other,) if written.kind is Kind.OWN_ECHO else (),
        in_reply_to=message.inner("context").id("id"),
        conversation=f"whatsapp:{came.number}:dm:{written.other}",
        sent_at=message.count_time("timestamp"),
        reached_at=message.count_time("timestamp"),
        sender_check=Check.PASSED,
    )


def _notes(message: Fields) -> tuple[str, ...]:
    """What whoever judges the message should know of how it came."""
    context = message.inner("context")
    notes = {
        "forwarded many times": context.flag("frequently_forwarded"),
        "forwarded": context.flag("forwarded") and not context.flag("frequently_forwarded"),
        "came by an advertisement": "referral" in message,
    }
    return tuple(note for note, is_so in notes.items() if is_so)


def _plain_word(word: str) -> str:
    return word if _WORD.fullmatch(word) or is_phone(word) else "unknown"


_HAPPENINGS: Mapping[str, Callable[[Written, Came], InboundMessage]] = {
    "edit": _edited,
    "revoke": _revoked,
    "reaction": _reaction,
}
