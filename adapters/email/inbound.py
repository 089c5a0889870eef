"""One mail's bytes, read: who wrote what, to whom, about which of our messages.

Pure and total: the same bytes give the same answer, no bytes raise, and no mail takes more
than its share of time or memory (see `Limits`). What cannot be understood comes back as
one message of kind `unreadable`.
"""

import hmac
import re
from dataclasses import dataclass

from adapters.email.accounts import EmailSetup, Limits
from adapters.email.addresses import Address
from adapters.email.bodies import content_of
from adapters.email.bounces import Notice, is_bounce, read_bounce
from adapters.email.charset import clean
from adapters.email.classes import is_auto_reply, is_list
from adapters.email.content import Content
from adapters.email.envelope import Envelope, is_mail, read_envelope
from adapters.email.headers import Headers
from adapters.email.identity import missing_id
from adapters.email.language import language_of
from adapters.email.mime import MESSAGES, Budget, Part, read_mime
from adapters.email.quote_lines import is_answer, is_forward
from adapters.email.quoting import new_words
from adapters.email.reports import (
    Report,
    delivery_report,
    find_part,
    is_abuse_report,
    reading_report,
)
from adapters.email.returned import returned_ids
from adapters.email.trust import is_spam, network_of, reached_at, sender_check
from workflow.core.messages import (
    LONGEST_TEXT,
    InboundMessage,
    Kind,
    Outcome,
    RawMessage,
    Read,
    Receipt,
    Sender,
)

SEAL_HEADER = "X-Tuntas-Seal"
"""Keyed hash of the Message-ID: only our own outgoing mail carries a right one."""

_BLANK_LINES = re.compile(rb"(?:[ \t]*+[\r\n]++)++")
_BAD = frozenset({Outcome.REFUSED, Outcome.DELAYED})
_FAULTS = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a mistake of ours would raise; the inbox row keeps the bytes until it is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Letter:
    """A mail opened: where it came from, its header, its parts, what a person sees of it."""

    raw: RawMessage
    envelope: Envelope
    mail: Part
    content: Content
    text: str

    @property
    def external_id(self) -> str:
        return self.envelope.message_id or missing_id(self.raw.body)

    @property
    def warnings(self) -> tuple[str, ...]:
        return (*self.envelope.warnings, *self.content.warnings)


def read_mail(raw: RawMessage, setup: EmailSetup) -> list[Read]:
    """The one message or receipt that a mail is."""
    try:
        letter = _opened(raw, setup)
        if why := _why_unreadable(letter):
            return [_unreadable(raw, letter.external_id, why)]
        report = _report(letter, setup)
        return [_receipt(letter, report) if report else _message(letter, setup)]
    except _FAULTS:
        return [_unreadable(raw, raw.external_id, "reader-failed")]


def _unreadable(raw: RawMessage, external_id: str, why: str) -> InboundMessage:
    return InboundMessage(
        kind=Kind.UNREADABLE,
        channel=raw.channel,
        account=raw.account,
        external_id=external_id,
        sender=Sender(address=""),
        text="",
        warnings=(why,),
    )


def _why_unreadable(letter: _Letter) -> str:
    """Why nothing can be made of it; words alone are a message, whatever is missing above."""
    if not is_mail(letter.mail.headers) and not language_of(letter.text):
        return "no-mail"
    nobody = not (letter.envelope.sender.address or letter.envelope.sender.name)
    blank = not (letter.text.strip() or letter.content.files or letter.envelope.subject)
    return "nothing-in-it" if nobody and blank else ""


def tidy(data: bytes, limits: Limits) -> bytes:
    """The bytes without marks and line ends that no mail should have."""
    data = data[: limits.bytes]
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode("utf-8", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\r\r\n" in data:
        data = data.replace(b"\r\r\n", b"\r\n")
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return data[blank.end() :] if (blank := _BLANK_LINES.match(data)) else data


def _opened(raw: RawMessage, setup: EmailSetup) -> _Letter:
    budget = Budget(setup.limits.parts, setup.limits.depth)
    mail = read_mime(tidy(raw.body, setup.limits), budget)
    content = content_of(mail, budget)
    text = clean(content.text).strip("\n")
    found = {
        **dict.fromkeys(sorted(budget.spent), True),
        "mail-cut": len(raw.body) > setup.limits.bytes,
        "text-cut": len(text) > LONGEST_TEXT,
        "no-headers": not is_mail(mail.headers),
    }
    for code, is_so in found.items():
        if is_so:
            content.warn(code)
    return _Letter(
        raw=raw, envelope=read_envelope(mail.headers), mail=mail, content=content, text=text
    )


def _report(letter: _Letter, setup: EmailSetup) -> Report | None:
    """What the mail reports about one of ours, if it is a report."""
    if is_abuse_report(letter.mail) or _is_echo(letter, setup):
        return None
    told = delivery_report(letter.mail) or reading_report(letter.mail)
    if told:
        return told
    packed = find_part(letter.mail, MESSAGES)
    inner = packed.parts[0] if packed and packed.parts else None
    notice = _notice(letter, setup, inner.headers if inner else None)
    is_said = letter.mail.parameters.get("report-type", "").lower() == "delivery-status"
    if not is_said and not is_bounce(notice):
        return None
    inside = delivery_report(inner) if inner else None  # a filter may have packed the report
    return inside or read_bounce(notice)


def _notice(letter: _Letter, setup: EmailSetup, returned: Headers | None) -> Notice:
    sender = letter.envelope.sender
    return Notice(
        headers=letter.mail.headers,
        sender=Address(sender.address, sender.name),
        subject=letter.envelope.subject,
        text=letter.text,
        ours=setup.own_addresses() | set(letter.envelope.recipients),
        returned=returned,
    )


def _is_echo(letter: _Letter, setup: EmailSetup) -> bool:
    """Our own mail come back. Anybody can write our address, so the seal decides."""
    if (
        letter.envelope.sender.address not in setup.own_addresses()
        or not letter.envelope.message_id
    ):
        return False
    seal = setup.account(letter.raw.account).seal(letter.envelope.message_id)
    written = letter.mail.headers.text(SEAL_HEADER.lower())
    return bool(seal) and hmac.compare_digest(seal.encode(), written.encode())


def _kind(letter: _Letter, setup: EmailSetup) -> Kind:
    headers = letter.mail.headers
    if _is_echo(letter, setup):
        return Kind.OWN_ECHO
    if is_abuse_report(letter.mail):
        return Kind.COMPLAINT_REPORT
    if is_auto_reply(headers, letter.envelope.subject, letter.text):
        return Kind.AUTO_REPLY
    return Kind.LIST if is_list(headers) else Kind.PERSON


def _message(letter: _Letter, setup: EmailSetup) -> InboundMessage:
    envelope, headers = letter.envelope, letter.mail.headers
    words = _new_words(letter)
    kind = _kind(letter, setup)
    server = setup.account(letter.raw.account).trusted_server
    ids, tokens = returned_ids(letter.mail, "") if kind is Kind.COMPLAINT_REPORT else ((), ())
    return InboundMessage(
        kind=kind,
        channel=letter.raw.channel,
        account=letter.raw.account,
        external_id=letter.external_id,
        sender=envelope.sender,
        subject=envelope.subject,
        text=letter.text[:LONGEST_TEXT],
        reply_text=words[:LONGEST_TEXT],
        html="\n".join(letter.content.markup),
        language=language_of(words) or language_of(f"{envelope.subject} {letter.text}"),
        recipients=envelope.recipients,
        in_reply_to=envelope.in_reply_to or next(iter(ids), ""),
        references=envelope.references,
        tokens=tuple(dict.fromkeys((*envelope.tokens, *tokens))),
        sent_at=envelope.sent_at,
        reached_at=reached_at(headers, server),
        attachments=letter.content.placed_files(),
        sender_check=sender_check(headers, server, envelope.domain),
        network=network_of(headers, server),
        spam=is_spam(headers),
        warnings=letter.warnings,
    )


def _new_words(letter: _Letter) -> str:
    envelope = letter.envelope
    answers = bool(envelope.in_reply_to or envelope.references) or is_answer(envelope.subject)
    marked = letter.content.marked
    return clean(new_words(marked, is_reply=answers, is_forward=is_forward(envelope.subject)))


def _receipt(letter: _Letter, report: Report) -> Receipt:
    envelope = letter.envelope
    ids, tokens = returned_ids(letter.mail, letter.text)
    return Receipt(
        kind=Kind.BOUNCE if report.outcome in _BAD else Kind.RECEIPT,
        channel=letter.raw.channel,
        account=letter.raw.account,
        external_id=letter.external_id,
        outcome=report.outcome,
        message_ids=ids,
        tokens=tuple(dict.fromkeys((*tokens, *envelope.tokens))),
        failed=report.failed,
        permanent=report.permanent,
        code=report.code,
        text=letter.text[:LONGEST_TEXT],
        subject=envelope.subject,
        sender=envelope.sender,
        recipients=envelope.recipients,
        sent_at=envelope.sent_at,
        language=language_of(letter.text),
        warnings=letter.warnings,
    )
