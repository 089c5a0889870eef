"""Makes what a channel is handed out of what was decided: address opened, code put in, named.

Also says which automatic words stay here after all: a robot never writes to robots, and never
more than so often a day to anybody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from workflow.core.caps import is_nobody
from workflow.core.deliveries import HELD_BACK
from workflow.core.messages import OutboundMessage, Visibility
from workflow.core.policy import Policy
from workflow.core.reference import reply_token, secret_code
from workflow.core.roles import deputy_of, person_of
from workflow.post import PAGE, SECRET_MARK
from workflow.store import authors, complaints, messages, outbox, people
from workflow.store.models import ComplaintRow, MessageRow, OutboxRow
from workflow.store.people import Contact, Vault

DAY = timedelta(days=1)
ROBOT, TOO_MANY = HELD_BACK


class Phrases(Protocol):
    """Short words of the office's that no decision asks for (`config/letters.py`)."""

    def files_elsewhere(self, language: str) -> str: ...

    def code_elsewhere(self, language: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Keys:
    """What ties a message to its complaint: token key and secret code key (32 bytes each)."""

    token: bytes
    code: bytes


@dataclass(frozen=True, slots=True)
class Packed:
    """A message to be handed over; without one, `why` says why it stays here."""

    message: OutboundMessage | None
    why: str = ""


class Packing:
    """Packs rows of the outbox. Holds no session and no message."""

    def __init__(self, vault: Vault, keys: Keys, policy: Policy, phrases: Phrases) -> None:
        self._vault = vault
        self._keys = keys
        self._policy = policy
        self._phrases = phrases

    def pack(self, db: Session, row: OutboxRow, now: datetime) -> Packed:
        """The message of a row with its address opened, for one call only."""
        kept = db.get_one(MessageRow, row.message_id)
        contact = people.open_contact(db, self._vault, row.contact_id) if row.contact_id else None
        if row.contact_id and contact is None:
            return Packed(None, "address-gone")
        if contact is not None and kept.automatic and (why := self._held(db, contact, now)):
            return Packed(None, why)
        return Packed(self._message(db, row, kept, contact))

    def _held(self, db: Session, contact: Contact, now: datetime) -> str:
        if is_nobody(contact.address):
            return ROBOT
        left = outbox.automatic_left(db, contact.id, now - DAY)
        return TOO_MANY if left >= self._policy.caps.automatic_per_pair else ""

    def _message(
        self, db: Session, row: OutboxRow, kept: MessageRow, contact: Contact | None
    ) -> OutboundMessage:
        complaint = complaints.row_of(db, row.complaint_id)
        public = kept.visibility == Visibility.PUBLIC
        before = _answered(db, row, kept)
        files = outbox.files_of(db, kept)
        return OutboundMessage(
            key=row.key,
            channel=row.channel,
            account=row.account,
            to=contact.address if contact else "",
            text=kept.text.replace(SECRET_MARK, self._code(complaint, kept, contact)),
            subject=kept.subject,
            token="" if public else reply_token(self._keys.token, complaint.reference),
            in_reply_to=before.external_id if before else "",
            references=(before.external_id,) if before else (),
            conversation=before.conversation if before else "",
            visibility=Visibility(kept.visibility),
            target=row.target,
            automatic=kept.automatic,
            language=kept.language,
            from_name=self._from_name(db, complaint, kept),
            attachments=files,
            instead_of_files=self._phrases.files_elsewhere(kept.language) if files else "",
        )

    def _code(self, complaint: ComplaintRow, kept: MessageRow, contact: Contact | None) -> str:
        """The secret code, where it reaches the complainant and nobody else.

        Public words have none, whoever typed its mark into them; nor has a letter to an address
        that somebody typed into a form and that has proved nothing since: it may be a slip.
        """
        typed = contact is not None and not contact.proved and complaint.channel == PAGE
        if typed or kept.visibility == Visibility.PUBLIC:
            return self._phrases.code_elsewhere(kept.language)
        return secret_code(self._keys.code, complaint.reference, complaint.code_edition)

    def _from_name(self, db: Session, complaint: ComplaintRow, kept: MessageRow) -> str:
        """The unit whose member wrote, before the office; the account's own name for all else.

        What is confidential names no unit where somebody may look over a shoulder.
        """
        author = person_of(kept.author)
        _, own = authors.of_actors(db, (author,)).get(author, ("", ""))
        unit = self._policy.units.get(deputy_of(kept.author) or own)
        if unit is None or unit.id != complaint.unit or complaint.confidential:
            return ""
        return f"{unit.name} – {self._policy.office}"


def _answered(db: Session, row: OutboxRow, kept: MessageRow) -> MessageRow | None:
    """The message that this one answers: the comment in public, the last private one in private.

    Whoever has only commented so far has nothing in private that could be answered.
    """
    if row.target:
        public = kept.visibility == Visibility.PUBLIC
        return messages.with_external(db, row.complaint_id, row.target) if public else None
    return messages.last_told(db, row.complaint_id, row.contact_id) if row.contact_id else None
