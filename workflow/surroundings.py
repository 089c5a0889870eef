"""Looks up what surrounds a message before the rules see it: our own ids, known senders."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.core.matching import Known, Surroundings, references_of
from workflow.core.messages import InboundMessage, Read, Receipt
from workflow.core.reference import read_reply_token
from workflow.post import PAGE
from workflow.store import complaints, people
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.people import Vault

MOST_REFERENCES = 5
"""A mail that quotes more references than this is no better known for it."""


class Surveyor:
    """Looks things up; decides nothing."""

    def __init__(self, vault: Vault, token_key: bytes) -> None:
        self._vault = vault
        self._token_key = token_key

    def look(self, db: Session, message: Read) -> Surroundings:
        """What is known about a message."""
        if isinstance(message, Receipt):
            return Surroundings(message_sent=self.sent(db, message))
        person = self._person(db, message)
        return Surroundings(
            by_token=self._by_token(db, message, person),
            by_thread=self._by_thread(db, message, person),
            by_conversation=self._by_conversation(db, message, person),
            quoted=self._quoted(db, message, person),
            seen_before=self._seen(db, message),
        )

    def sent(self, db: Session, receipt: Receipt) -> int | None:
        """The complaint whose message a receipt speaks of."""
        row = self.sent_message(db, receipt)
        return row.complaint_id if row else None

    def sent_message(self, db: Session, receipt: Receipt) -> MessageRow | None:
        """The message that a receipt speaks of: by its id, else the last one of its token."""
        ours = (MessageRow.direction == "out", MessageRow.channel == receipt.channel)
        newest = MessageRow.number.desc()
        if receipt.message_ids:
            named = MessageRow.external_id.in_(receipt.message_ids)
            row = db.scalar(select(MessageRow).where(named, *ours).order_by(newest).limit(1))
            if row is not None:
                return row
        complaint = self._of_tokens(db, receipt.tokens)
        if complaint is None:
            return None
        where = MessageRow.complaint_id == complaint.id
        return db.scalar(select(MessageRow).where(where, *ours).order_by(newest).limit(1))

    def _person(self, db: Session, message: InboundMessage) -> int | None:
        addresses = (message.sender.address, *message.sender.aliases)
        for address in filter(None, addresses):
            contact = people.known_contact(db, self._vault, message.channel, address)
            if contact is not None:
                return contact.person
        return None

    def _of_tokens(self, db: Session, tokens: tuple[str, ...]) -> ComplaintRow | None:
        for token in tokens:
            reference = read_reply_token(self._token_key, token)
            row = complaints.by_reference(db, reference) if reference else None
            if row is not None:
                return row
        return None

    def _by_token(self, db: Session, message: InboundMessage, person: int | None) -> Known | None:
        row = self._of_tokens(db, message.tokens)
        if row is None:
            return None
        return _known(row, by_page=message.channel == PAGE, person=person)

    def _by_thread(self, db: Session, message: InboundMessage, person: int | None) -> Known | None:
        """Only ids that we sent ourselves count; theirs are for anybody to write."""
        ids = [id for id in (message.in_reply_to, *message.references) if id]
        if not ids:
            return None
        where = (MessageRow.external_id.in_(ids), MessageRow.channel == message.channel)
        ours = MessageRow.direction == "out"
        found = db.scalar(select(MessageRow.complaint_id).where(*where, ours).limit(1))
        return None if found is None else _known(complaints.row_of(db, found), person=person)

    def _by_conversation(
        self, db: Session, message: InboundMessage, person: int | None
    ) -> Known | None:
        """The same person's open complaint in the platform's own private exchange."""
        if not message.conversation or person is None or message.channel == PAGE:
            return None  # whoever fills in the form again has something else to say
        where = (
            ComplaintRow.person_id == person,
            ComplaintRow.channel == message.channel,
            ComplaintRow.open.is_(True),
        )
        newest = ComplaintRow.id.desc()
        row = db.scalar(select(ComplaintRow).where(*where).order_by(newest).limit(1))
        return None if row is None else _known(row, person=person)

    def _quoted(
        self, db: Session, message: InboundMessage, person: int | None
    ) -> tuple[Known, ...]:
        references = references_of(message)[:MOST_REFERENCES]
        rows = (complaints.by_reference(db, reference) for reference in references)
        return tuple(_known(row, person=person) for row in rows if row is not None)

    def _seen(self, db: Session, message: InboundMessage) -> bool:
        """Whether this very message is in a conversation already: by id *and* its words."""
        where = (
            MessageRow.channel == message.channel,
            MessageRow.external_id == message.external_id,
            MessageRow.direction == "in",
            MessageRow.text == message.text,
        )
        return (
            bool(message.external_id) and db.scalar(select(MessageRow.id).where(*where)) is not None
        )


def _known(row: ComplaintRow, *, person: int | None, by_page: bool = False) -> Known:
    """The tracking page asks for the secret code before it lets anybody write."""
    sender = by_page or (person is not None and person == row.person_id)
    return Known(row.id, row.reference, row.state, sender, row.changed_at)
