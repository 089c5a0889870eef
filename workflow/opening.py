"""Turns a message that was read into the command that opens or continues a complaint.

Finds or makes the person behind it, keeps the files, and suspects danger by the rules' own
words. Confidential is what the complainant asked for, or what a listed category demands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.attachments import why_quarantined
from workflow.channels import Channels
from workflow.core.commands import Open, Receive, Words
from workflow.core.matching import reading_of
from workflow.core.messages import Attachment, Check, InboundMessage, Read
from workflow.core.policy import Policy
from workflow.post import PAGE
from workflow.store import files, messages, people
from workflow.store.people import Vault
from workflow.store.tables import InboxRow

RECEIPTS_A_DAY = 5
"""Automatic receipts to one address; more are not courtesy but a loop or an abuse."""

Came = tuple[InboxRow, str]
"""The inbox row of a message, and the rule by which it goes on."""


@dataclass(frozen=True, slots=True)
class Senders:
    """Who wrote: the person, the contact they wrote from, and where answers go."""

    person: int
    contact: int
    reply: tuple[str, str, int] | None


class Opening:
    """Makes commands of messages, within the transaction that handles them."""

    def __init__(
        self, vault: Vault, policy: Policy, channels: Channels, number: Callable[[], str]
    ) -> None:
        self._vault = vault
        self._policy = policy
        self._channels = channels
        self._number = number
        self._danger = danger_words(policy)

    def command(self, db: Session, message: Read, came: Came, now: datetime) -> Open:
        """The command that opens a complaint with this message."""
        assert isinstance(message, InboundMessage)
        senders = self._senders(db, message, now)
        row, rule = came
        suspected = bool(self._danger.search(f"{message.subject}\n{message.text}"))
        visibility = message.answers.get("visibility", "")
        return Open(
            reference=self._number(),
            words=self._words(db, message, (row, rule), senders, now),
            channel=message.channel,
            account=message.account,
            person=senders.person,
            received_at=row.arrived_at,
            language="en" if message.language == "en" else "id",
            reachable=bool(message.sender.address),
            acknowledge=self._may_acknowledge(db, message, row, senders, now),
            confidential=visibility == "confidential",
            anonymous=visibility in ("anonymous", "confidential"),
            suspected=suspected,
            reported_unit=self._reported(message),
        )

    def reply(
        self, db: Session, message: Read, came: Came, complaint: int, now: datetime
    ) -> Receive:
        """The command that puts this message to its complaint."""
        assert isinstance(message, InboundMessage)
        # Whoever writes on the tracking page proved the secret code, and is answered as before.
        by_page = message.channel == PAGE
        senders = Senders(0, 0, None) if by_page else self._senders(db, message, now)
        said = message.reply_text or message.text
        return Receive(
            complaint=complaint,
            words=self._words(db, message, came, senders, now),
            reading="" if message.attachments else reading_of(said),
        )

    def _words(
        self, db: Session, message: InboundMessage, came: Came, senders: Senders, now: datetime
    ) -> Words:
        row, rule = came
        return Words(
            text=message.text,
            reply_text=message.reply_text,
            subject=message.subject,
            html=message.html,
            language=message.language,
            visibility=message.visibility,
            channel=message.channel,
            account=message.account,
            contact=senders.contact,
            external_id=message.external_id,
            sent_at=message.sent_at,
            inbox=row.id,
            rule=rule,
            files=tuple(self._keep_file(db, file, now) for file in message.attachments),
            reply=senders.reply,
        )

    def _keep_file(self, db: Session, file: Attachment, now: datetime) -> int:
        return files.keep(db, file, why_quarantined(file), now)

    def _senders(self, db: Session, message: InboundMessage, now: datetime) -> Senders:
        """The person behind an address; a new one for an address that we have not met."""
        sender = message.sender
        known = people.known_contact(db, self._vault, message.channel, sender.address)
        proved = message.sender_check is Check.PASSED
        if known is not None:
            if proved and not known.proved:
                people.prove(db, known.id)
            return Senders(known.person, known.id, self._answer_by_mail(db, message, known.person))
        details = {"phone": sender.phone} if sender.phone else {}
        person = people.add_person(db, self._vault, sender.name, details, now)
        if not sender.address:
            return Senders(person, 0, None)
        contact = people.add_contact(
            db, self._vault, person, (message.channel, sender.address), proved=proved
        )
        return Senders(person, contact, self._answer_by_mail(db, message, person))

    def _answer_by_mail(
        self, db: Session, message: InboundMessage, person: int
    ) -> tuple[str, str, int] | None:
        """Whoever left an e-mail address on the form is answered there, not only on the page."""
        address = message.sender.address
        if message.channel != PAGE or "@" not in address or "email" not in self._channels:
            return None
        known = people.known_contact(db, self._vault, "email", address)
        if known is not None and known.person != person:
            return None
        contact = (
            known.id
            if known
            else people.add_contact(db, self._vault, person, ("email", address), proved=False)
        )
        return "email", message.account, contact

    def _may_acknowledge(
        self, db: Session, message: InboundMessage, row: InboxRow, senders: Senders, now: datetime
    ) -> bool:
        if row.quiet or not senders.contact or message.sender_check is Check.FAILED:
            return False
        since = now - timedelta(days=1)
        return messages.automatic_to(db, senders.contact, since) < RECEIPTS_A_DAY

    def _reported(self, message: InboundMessage) -> str:
        unit = message.answers.get("unit", "")
        return unit if unit in self._policy.units else ""


def danger_words(policy: Policy) -> re.Pattern[str]:
    """What finds the rules' words of danger, whole and in any case."""
    if not policy.danger_words:
        return re.compile(r"(?!)")
    longest_first = sorted(policy.danger_words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
