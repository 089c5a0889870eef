"""Turns a message that was read into the command that opens or continues a complaint.

Finds or makes the person behind it, keeps the files, and suspects danger by the rules' own
words. Confidential is what the complainant asked for, or what a listed category demands.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow import identities
from workflow.attachments import FileRules
from workflow.channels import Channels
from workflow.core.commands import Open, Receive, RecordTyped, Words
from workflow.core.messages import Check, InboundMessage, Kind, Read, Visibility
from workflow.core.policy import Policy
from workflow.core.replies import reading_of
from workflow.courtesy import Courtesy
from workflow.keeping import Arrived, keep_files
from workflow.post import PAGE
from workflow.store import account_notices, messages, people
from workflow.store.people import Known, Vault
from workflow.store.tables import InboxRow
from workflow.surroundings import LONGEST_KEY

PROVING = frozenset({"keyed_reply", "threaded_reply"})
"""Rules by which an answer shows that its sender got what we sent to that address."""

_MORE = frozenset({"conversation", "threaded_reply", "quoted_message", "named_reference"})
"""Whoever goes on in a conversation after its complaint was resolved is not done with it."""

LONGEST_LINK = 2_000

STORIES = frozenset({"story_reply", "story_mention"})
"""What a message may be about that is gone from its platform after a day."""

STICKER = "sticker-"
"""How the channels name a sticker."""

UNREADABLE = {"id": "(pesan tidak terbaca)", "en": "(a message that cannot be read)"}
"""What stands for words that the platform did not hand over, for good: in the sender's language."""

Came = tuple[InboxRow, str]
"""The inbox row of a message, and the rule by which it goes on."""


@dataclass(frozen=True, slots=True)
class Senders:
    """Who wrote: the person, the contact they wrote from, and where answers go."""

    person: int
    contact: int
    reply: tuple[str, str, int] | None
    proved: bool = False
    """Whether the contact has shown that it is theirs."""


LONGEST_WAIT = timedelta(days=30)
"""What lay longer in its account was there before Tuntas, or is of an archive."""


class Opening:
    """Makes commands of messages, within the transaction that handles them."""

    def __init__(
        self,
        vault: Vault,
        policy: Policy,
        courtesy: Courtesy,
        channels: Channels,
        number: Callable[[], str],
    ) -> None:
        self.vault = self._vault = vault
        self._policy = policy
        self._courtesy = courtesy
        self._channels = channels
        self._number = number
        self._danger = danger_words(policy)
        self.file_rules = FileRules()
        """How much is kept of files; `config/wiring.py` puts in what the settings say."""

    def command(self, db: Session, message: Read, came: Came, now: datetime) -> Open:
        """The command that opens a complaint with this message."""
        assert isinstance(message, InboundMessage)
        senders = self._senders(db, message, now)
        row, rule = came
        suspected = bool(self._danger.search(f"{message.subject}\n{message.text}"))
        visibility = message.answers.get("visibility", "")
        silent = self._why_silent(db, message, row, senders, now)
        self._courtesy.note(db, message, silent, now)
        return Open(
            reference=self._number(),
            words=replace(
                self._words(db, message, (row, rule), senders),
                files=keep_files(db, self.file_rules, Arrived(message.attachments), now),
            ),
            channel=message.channel,
            account=message.account,
            person=senders.person,
            received_at=_received_at(message, row),
            language="en" if message.language == "en" else "id",
            reachable=bool(message.sender.address),
            acknowledge=not silent and bool(senders.contact),
            silent=silent,
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
        senders = Senders(0, 0, None) if by_page else self._senders(db, message, now, came[1])
        more = "more" if message.conversation and came[1] in _MORE else ""
        return Receive(
            complaint=complaint,
            words=replace(
                self._words(db, message, came, senders),
                files=keep_files(db, self.file_rules, Arrived(message.attachments, complaint), now),
            ),
            reading=_reading(message, more),
        )

    def typed(
        self, db: Session, message: InboundMessage, came: Came, complaint: int, now: datetime
    ) -> RecordTyped:
        """The command that puts words of ours that were typed elsewhere to their complaint."""
        words = self._words(db, message, came, Senders(0, 0, None))
        arrived = Arrived(message.attachments, complaint)
        return RecordTyped(
            complaint=complaint,
            words=replace(words, files=keep_files(db, self.file_rules, arrived, now)),
            at=message.sent_at or now,
        )

    def learn(self, db: Session, message: InboundMessage, now: datetime) -> None:
        """What a platform tells of an account of ours, or of the names of somebody we know."""
        if about := message.answers.get("about"):
            which, told = (message.channel, message.account), (about, message.answers["notice"])
            account_notices.keep(db, which, told, min(message.sent_at or now, now))
            return
        known = identities.who(db, self._vault, message)
        if known is not None:
            identities.learn(db, self._vault, message, known)

    def _words(self, db: Session, message: InboundMessage, came: Came, senders: Senders) -> Words:
        row, rule = came
        return Words(
            text=message.text,
            reply_text=message.reply_text,
            subject=message.subject or _instead(message),
            html=message.html,
            language=message.language,
            visibility=message.visibility,
            channel=message.channel,
            account=message.account,
            contact=senders.contact,
            external_id=message.external_id,
            sent_at=message.sent_at,
            conversation=message.conversation[:LONGEST_KEY],
            permalink=message.permalink[:LONGEST_LINK],
            about=about if (about := message.answers.get("kind", "")) in STORIES else "",
            inbox=row.id,
            rule=rule,
            reply=senders.reply,
        )

    def _senders(
        self, db: Session, message: InboundMessage, now: datetime, rule: str = ""
    ) -> Senders:
        """The person behind an address; a new one for an address that we have not met."""
        sender = message.sender
        known = identities.who(db, self._vault, message)
        proved = message.sender_check is Check.PASSED
        if known is not None:
            identities.learn(db, self._vault, message, known)
            proved = proved or (rule in PROVING and message.sender_check is not Check.FAILED)
            if proved and not known.proved:
                people.prove(db, known.id)
            reply = self._answer_by_mail(db, message, known.person)
            return Senders(known.person, known.id, reply, proved or known.proved)
        details = {"phone": sender.phone} if sender.phone else {}
        person = people.add_person(db, self._vault, sender.name, details, now)
        if not sender.address:
            return Senders(person, 0, None)
        contact = people.add_contact(
            db, self._vault, person, (message.channel, sender.address), proved=proved
        )
        identities.learn(db, self._vault, message, Known(contact, person, proved))
        return Senders(person, contact, self._answer_by_mail(db, message, person), proved)

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
        return "email", self._mail_account(message.account), contact

    def _mail_account(self, wanted: str) -> str:
        """The mailbox that belongs to a form: the one of the same name, else the first."""
        accounts = self._channels.get("email").accounts
        return wanted if wanted in accounts or not accounts else accounts[0]

    def _why_silent(
        self, db: Session, message: InboundMessage, row: InboxRow, senders: Senders, now: datetime
    ) -> str:
        if not senders.contact:
            return ""
        if row.quiet:
            return "old"
        if message.visibility is Visibility.PUBLIC and not self._private_way(db, message, senders):
            return "public_only"
        known = (senders.contact, senders.proved)
        return self._courtesy.why_silent(db, message, known, now)

    def _private_way(self, db: Session, message: InboundMessage, senders: Senders) -> bool:
        """Whether whoever commented in public can be written to in private."""
        if (
            message.channel in self._channels
            and self._channels.get(message.channel).can.private_reply
        ):
            return True
        return messages.last_private(db, senders.contact, message.account) is not None

    def _reported(self, message: InboundMessage) -> str:
        unit = message.answers.get("unit", "")
        return unit if unit in self._policy.units else ""


def _received_at(message: InboundMessage, row: InboxRow) -> datetime:
    """When the office received it: when it reached its account, not when that was looked into.

    An office that was down for days has had what lay there meanwhile (UU 11/2008 art. 8(2)).
    """
    reached = message.reached_at
    if reached is None or reached < row.arrived_at - LONGEST_WAIT:
        return row.arrived_at
    return min(reached, row.arrived_at)


def _reading(message: InboundMessage, more: str) -> str:
    """What an answer says of ours: with a file or unread it closes nothing, and is no thanks.

    `more` is what goes on in a conversation says by being there; a sticker is no more than a nod.
    """
    said = message.reply_text or message.text
    if message.kind is Kind.UNREADABLE:
        return more
    names = [file.name for file in message.attachments]
    if names and not said.strip() and all(name.startswith(STICKER) for name in names):
        return "thanks"
    read = reading_of(said)
    return read if read == "not_solved" or (read and not names) else more


def _instead(message: InboundMessage) -> str:
    """What stands where there are no words that anybody could read; empty for all others."""
    if message.kind is not Kind.UNREADABLE:
        return ""
    return UNREADABLE.get(message.language, UNREADABLE["id"])


def danger_words(policy: Policy) -> re.Pattern[str]:
    """What finds the rules' words of danger, whole and in any case."""
    if not policy.danger_words:
        return re.compile(r"(?!)")
    longest_first = sorted(policy.danger_words, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
