"""Looks up what surrounds a message before the rules see it: our own ids, known senders."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from workflow import blotting, branches, identities
from workflow.channels import Channels
from workflow.core.caps import NOTHING_LATELY, Caps, Lately
from workflow.core.matching import references_of
from workflow.core.messages import Check, Happening, InboundMessage, Read, Receipt, Visibility
from workflow.core.reference import read_reply_token
from workflow.core.verdicts import Known, Surroundings
from workflow.courtesy import Courtesy
from workflow.post import PAGE
from workflow.store import alterations, complaints, messages, outbox, people
from workflow.store.columns import Instant
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.people import Vault
from workflow.store.tables import InboxRow

MOST_REFERENCES = 5
"""A mail that quotes more references than this is no better known for it."""


HOUR = timedelta(hours=1)

STILL_WARM = timedelta(days=7)
"""So long after it was resolved a complaint is still what its conversation is about."""

FRESH = timedelta(hours=72)
"""Of several open complaints of a conversation the one that we answered so lately goes on."""

LONGEST_KEY = 300
_NEVER = datetime.max.replace(tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Surveyor:
    """Looks things up; decides nothing."""

    def __init__(
        self, vault: Vault, token_key: bytes, caps: Caps, courtesy: Courtesy, channels: Channels
    ) -> None:
        self._vault = vault
        self._token_key = token_key
        self._caps = caps
        self._courtesy = courtesy
        self._channels = channels

    def read(self, db: Session, row: InboxRow) -> Sequence[Read]:
        """What stands in an inbox row, as it may be kept and shown."""
        return blotting.read(db, self._channels, self._token_key, row)

    def joining(self, db: Session, message: InboundMessage, complaint: int) -> InboundMessage:
        """A message as it joins a complaint: without the secret code of that one, too."""
        own = complaints.row_of(db, complaint).reference
        return blotting.blotted(db, self._token_key, message, own)

    def look(
        self, db: Session, message: Read, now: datetime, *, quiet: bool = False
    ) -> Surroundings:
        """What is known about a message; old mail (`quiet`) comes all at once, and is no flood."""
        if isinstance(message, Receipt):
            return Surroundings(message_sent=self.sent(db, message))
        if message.happening is not Happening.MESSAGE:
            return Surroundings(altered=self._altered(db, message))
        who = identities.who(db, self._vault, message)
        person = who.person if who else None
        quotation, is_over = self._quotation(db, message, who)
        warm = now - STILL_WARM
        below = branches.stands_below(db, self._channels, message, person, warm)
        own = below if below and below.sender else None
        return Surroundings(
            by_token=self._by_token(db, message, person),
            by_thread=None if is_over else self._by_thread(db, message, person),
            by_quotation=None if is_over else quotation,
            follows=quotation if is_over else None,
            by_conversation=self._by_conversation(db, message, who, now) or own,
            quoted=self._quoted(db, message, person),
            vouched=self._is_talk(message) and message.sender_check is not Check.FAILED,
            seen_before=self._seen(db, message),
            from_public=self._from_public(db, message, person),
            below=None if own else below,
            altered=self._altered(db, message),
            deleted=self._deleted(db, message),
            lately=NOTHING_LATELY if quiet else self._lately(db, message, who, now),
        )

    def sent(self, db: Session, receipt: Receipt) -> int | None:
        """The complaint whose message a receipt speaks of."""
        row = self.sent_message(db, receipt)
        return row.complaint_id if row else None

    def sent_message(self, db: Session, receipt: Receipt) -> MessageRow | None:
        """The message that a receipt speaks of: by its id, else the last one of its token."""
        ours = (MessageRow.direction == "out", MessageRow.channel == receipt.channel)
        newest = MessageRow.number.desc()
        keyed = outbox.by_key(db, receipt.key)
        if keyed is not None and keyed.channel == receipt.channel:
            return db.get_one(MessageRow, keyed.message_id)
        if receipt.up_to is not None:
            return next(reversed(self.sent_up_to(db, receipt)), None)
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

    def sent_up_to(self, db: Session, receipt: Receipt) -> Sequence[MessageRow]:
        """The messages that a watermark speaks of, oldest first."""
        if receipt.up_to is None or receipt.sender is None:
            return ()
        to = people.known_contact(db, self._vault, receipt.channel, receipt.sender.address)
        place = (receipt.channel, receipt.account)
        return () if to is None else outbox.left_until(db, place, to.id, receipt.up_to)

    def _lately(
        self, db: Session, message: InboundMessage, contact: people.Known | None, now: datetime
    ) -> Lately:
        """How much its sender wrote within the hour; pages count their own visitors."""
        if message.channel == PAGE or not message.sender.address:
            return NOTHING_LATELY
        since = now - HOUR
        alike = self._courtesy.opened_alike(db, message, since)
        if contact is None:
            return Lately(alike=alike, caps=self._caps)
        wrote, opened = messages.came_from(db, contact.id, since)
        words = message.text if opened and not message.attachments else ""
        return Lately(
            wrote=wrote,
            opened=opened,
            alike=alike,
            same_words=bool(words.strip()) and messages.opened_with(db, contact.id, words, since),
            caps=self._caps,
        )

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
        return branches.known(row, by_page=message.channel == PAGE, person=person)

    def _by_thread(self, db: Session, message: InboundMessage, person: int | None) -> Known | None:
        """Only ids that we sent ourselves count; theirs are for anybody to write."""
        ids = [id for id in (message.in_reply_to, *message.references) if id]
        if not ids:
            return None
        where = [MessageRow.external_id.in_(ids), MessageRow.channel == message.channel]
        if not self._courtesy.is_forgeable(message.channel):
            # Each bot counts its messages from one: only mail has ids that are the world's.
            where.append(MessageRow.account == message.account)
        ours = MessageRow.direction == "out"
        found = db.scalar(select(MessageRow.complaint_id).where(*where, ours).limit(1))
        if found is None:
            return None
        known = branches.known(complaints.row_of(db, found), person=person)
        # Anybody may answer below words that everybody can read: that is no false sender.
        is_open = message.visibility is Visibility.PUBLIC
        return known if known.sender or not is_open else None

    def _quotation(
        self, db: Session, message: InboundMessage, who: people.Known | None
    ) -> tuple[Known | None, bool]:
        """The sender's own complaint a message of which they quote, whoever wrote that.

        Tells also whether it was closed for so long that it is not opened again.
        """
        if who is None or not message.in_reply_to or not self._is_talk(message):
            return None, False
        place = (message.channel, message.account, message.in_reply_to)
        quoted = alterations.message_at(db, place)
        if quoted is None or quoted.visibility != Visibility.PRIVATE:
            return None, False
        row = complaints.row_of(db, quoted.complaint_id)
        if row.person_id != who.person:
            return None, False
        return branches.known(row, person=who.person), branches.is_over(db, row)

    def _is_talk(self, message: InboundMessage) -> bool:
        """Whether it stands in a private exchange on a platform that says who writes there."""
        private = message.visibility is Visibility.PRIVATE and message.channel != PAGE
        named = private and bool(conversation_of(message))
        return named and not self._courtesy.is_forgeable(message.channel)

    def _by_conversation(
        self, db: Session, message: InboundMessage, who: people.Known | None, now: datetime
    ) -> Known | None:
        """The same person's complaint in the platform's own exchange: an open one, or one that
        was closed a few days ago. What they write below another post is another matter.
        """
        key = conversation_of(message)
        if not key or who is None or message.channel == PAGE:
            return None  # whoever fills in the form again has something else to say
        there: ColumnElement[bool] = MessageRow.conversation == key
        if message.visibility is Visibility.PRIVATE:
            theirs = [MessageRow.contact_id == who.id, MessageRow.visibility == Visibility.PRIVATE]
            if not who.renamed:
                # Copies in a complaint that was split off stand in no conversation, and yet
                # answers to it come by the same one.
                theirs.append(MessageRow.conversation == "")
            # Each of their names has a conversation of its own; to us it is one.
            there = or_(there, and_(*theirs))
        stands = select(MessageRow.complaint_id).where(
            there,
            MessageRow.channel == message.channel,
            MessageRow.account == message.account,
            MessageRow.direction == "in",
        )
        return self._latest(db, who.person, (ComplaintRow.id.in_(stands),), now)

    def _from_public(
        self, db: Session, message: InboundMessage, person: int | None
    ) -> Known | None:
        """Somebody who has only commented so far, under the same id, now writes in private."""
        if message.visibility is not Visibility.PRIVATE or not conversation_of(message):
            return None
        if person is None or message.channel == PAGE:
            return None
        alone = (MessageRow.channel == message.channel, MessageRow.account == message.account)
        of_it = (MessageRow.complaint_id == ComplaintRow.id, MessageRow.direction == "in")
        public = exists().where(*of_it, *alone, MessageRow.visibility == "public")
        private = exists().where(*of_it, *alone, MessageRow.visibility == "private")
        where = (public, ~private, ComplaintRow.open.is_(True))
        return self._latest(db, person, where, None)

    def _latest(
        self, db: Session, person: int, where: tuple[Any, ...], now: datetime | None
    ) -> Known | None:
        """Open or, with `now`, resolved so lately that they may still mean it.

        Of several open ones that on which we spoke last; so the answer to the letter that tells
        of a second matter goes to that one, until somebody writes on the first again.
        """
        since = now - STILL_WARM if now else _NEVER
        warm = (ComplaintRow.state == "resolved") & (ComplaintRow.closed_at >= since)
        still = or_(ComplaintRow.open.is_(True), warm)
        newest = (ComplaintRow.open.desc(), _answered_at(now).desc(), ComplaintRow.id.desc())
        found = select(ComplaintRow).where(ComplaintRow.person_id == person, still, *where)
        row = db.scalar(found.order_by(*newest).limit(1))
        return None if row is None else branches.known(row, person=person)

    def _altered(self, db: Session, message: InboundMessage) -> int | None:
        """The complaint of the message that an edit, a deletion or a reaction is about."""
        if not message.target:
            return None
        row = alterations.message_at(db, (message.channel, message.account, message.target))
        return row.complaint_id if row else None

    def _deleted(self, db: Session, message: InboundMessage) -> bool:
        """Whether its author took it back before we read it."""
        place = (message.channel, message.account, message.external_id)
        return message.channel != PAGE and alterations.is_deleted(db, place)

    def _quoted(
        self, db: Session, message: InboundMessage, person: int | None
    ) -> tuple[Known, ...]:
        references = references_of(message)[:MOST_REFERENCES]
        rows = (complaints.by_reference(db, reference) for reference in references)
        return tuple(branches.known(row, person=person) for row in rows if row is not None)

    def _seen(self, db: Session, message: InboundMessage) -> bool:
        """Whether this very message is in a conversation already.

        Where anybody writes ids of their own (mail), its words must be the same too.
        """
        if not message.external_id:
            return False
        if message.channel == PAGE or self._courtesy.is_forgeable(message.channel):
            return messages.was_said(db, message.channel, message.external_id, message.text)
        return messages.came(db, (message.channel, message.account, message.external_id))


def conversation_of(message: InboundMessage) -> str:
    """The platform's key of an exchange, short enough for an index."""
    return message.conversation[:LONGEST_KEY]


def _answered_at(now: datetime | None) -> ColumnElement[datetime]:
    """When somebody of ours wrote on a complaint, if within the last days; else long ago."""
    since = now - FRESH if now else _NEVER
    ours = (MessageRow.direction == "out", MessageRow.automatic.is_(False), MessageRow.at >= since)
    last = select(func.max(MessageRow.at)).where(MessageRow.complaint_id == ComplaintRow.id, *ours)
    return func.coalesce(last.scalar_subquery(), literal(LONG_AGO, Instant()))
