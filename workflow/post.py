"""Keeps the words of a decision: what came in, what stays in the house, what must go out.

Runs inside the transaction of the decision. Outgoing words are rendered here, so that the
conversation shows exactly what was sent; only the secret code is put in at the very last,
when the message leaves (`outbox.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.commands import Words
from workflow.core.deliveries import BY_OFFICER
from workflow.core.desk import Decision, NewMessage
from workflow.core.events import Altered, Delivery, Noted, Recorded
from workflow.core.facts import Facts
from workflow.core.messages import Visibility
from workflow.mailbag import Mailbag
from workflow.manners import Manners
from workflow.store import audit, complaints, files, hidings, mentions, messages, news, outbox
from workflow.store.audit import Entry
from workflow.store.complaints import Way
from workflow.store.entries import Entry as Decided

SECRET_MARK = "⟦kode rahasia⟧"  # noqa: S105
"""Stands in kept messages where the secret code stood in the one that was sent."""

PAGE = "form"
"""The channel whose mailbox is the tracking page: it reaches whoever has the code."""

ATTACHED = "officer_attached"
"""The rule of words that stand in a complaint because an officer said so. Answers go on to where
they went before: else whoever names a reference in a mail would be sent the next one.
"""

FIRST_LINE = 160
HIDDEN = "comment.hidden"
"""Entry of the trail: somebody had a public comment hidden."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Words ready to go."""

    subject: str
    text: str


class Letters(Protocol):
    """Writes reply texts (`config/letters.py`)."""

    def write(
        self, template: str, facts: Facts, text: str, values: Mapping[str, str], now: datetime
    ) -> Letter: ...


@dataclass(frozen=True, slots=True)
class Route:
    """Where words to the complainant go."""

    channel: str
    account: str
    contact: int | None
    target: str = ""
    """The public comment that is answered: in public, or in private to whoever wrote it."""


class Post:
    """Writes message and outbox rows for a decision."""

    def __init__(self, letters: Letters, manners: Manners | None = None) -> None:
        self._letters = letters
        self._manners = manners or Manners(Channels({}), timedelta())

    def keep(self, db: Session, entries: Sequence[Decided], now: datetime) -> None:
        """Keep all messages of some decisions, in order."""
        bag = Mailbag([one.past.complaint for one in entries if _speaks(one.decision)])
        for entry in entries:
            complaint, decision = entry.past.complaint, entry.decision
            for recorded in decision.events:
                self._follow(db, bag, (complaint, recorded), now)
            for message in decision.messages:
                values = _common(complaint, message, decision.events[0].actor, now)
                self._keep_one(db, bag, values, (decision.facts, message))
                files.attach(db, message.files, complaint, message.number)
            news.add(db, self._manners.news_of(complaint, decision))
        bag.empty(db)

    def _keep_one(
        self, db: Session, bag: Mailbag, values: dict[str, Any], said: tuple[Facts, NewMessage]
    ) -> None:
        facts, message = said
        now: datetime = values["at"]
        if message.words is not None:
            there = {"state": "delivered"} if message.direction == "out" else {}
            bag.put({**values, **there, **_came(message.words)})
        elif message.copy_of:
            self._send_again(db, bag, values, said)
        elif message.direction == "out":
            self._send(db, bag, values, said)
        else:
            bag.put({**values, "text": message.text or self._words(facts, message, now)})

    def _follow(self, db: Session, bag: Mailbag, what: tuple[int, Recorded], now: datetime) -> None:
        """What an event says of messages that are kept already."""
        complaint, recorded = what
        event = recorded.event
        if isinstance(event, Delivery) and event.code == BY_OFFICER:
            bag.empty(db)
            vouched = messages.by_number(db, complaint, event.message)
            messages.set_state(db, vouched.id, event.outcome)
        elif isinstance(event, Noted):
            mentions.add(db, (complaint, event.message), event.mentions, now)
        elif isinstance(event, Altered) and event.how == "hiding":
            bag.empty(db)
            hidings.add(db, messages.by_number(db, complaint, event.message), now)
            entry = Entry(at=now, actor=recorded.actor, action=HIDDEN, complaint=complaint)
            audit.note(db, entry)

    def _words(self, facts: Facts, message: NewMessage, now: datetime) -> str:
        """A proposal that nobody wrote is what its reply text says."""
        if not message.template:
            return ""
        return self._letters.write(message.template, facts, "", {}, now).text.strip()

    def _send(
        self, db: Session, bag: Mailbag, values: dict[str, Any], going: tuple[Facts, NewMessage]
    ) -> None:
        facts, message = going
        letter = self._letters.write(
            message.template, facts, message.text, dict(message.values), values["at"]
        )
        words = {
            "language": facts.language,
            "subject": letter.subject,
            "text": letter.text,
            "reply_text": message.text,
        }
        self._put_out(db, bag, {**values, **words}, (facts.reference, message.answers))

    def _send_again(
        self, db: Session, bag: Mailbag, values: dict[str, Any], going: tuple[Facts, NewMessage]
    ) -> None:
        """The words of an earlier message as they stood, dates and all, to where words go now."""
        facts, message = going
        complaint = values["complaint_id"]
        bag.empty(db)
        earlier = messages.by_number(db, complaint, message.copy_of)
        words = {
            "language": earlier.language,
            "subject": earlier.subject,
            "text": earlier.text,
            "reply_text": earlier.reply_text,
            "visibility": earlier.visibility,
        }
        target = outbox.target_of(db, earlier.id)
        self._put_out(db, bag, {**values, **words}, (facts.reference, target))
        outbox.copy_files(db, complaint, message.copy_of, message.number)

    def _put_out(
        self, db: Session, bag: Mailbag, values: dict[str, Any], whereto: tuple[str, int | str]
    ) -> None:
        """Keep the words, and put them on their way under a key of their own.

        `whereto`: the complaint's reference, and the comment that is answered, if one is.
        """
        complaint, number = values["complaint_id"], values["number"]
        reference, answers = whereto
        if answers and values["visibility"] == Visibility.PUBLIC:
            bag.empty(db)
            route = public_route(db, complaint, answers)
        else:
            route = _route(bag.way(db, complaint), values["purpose"])
        place = {"channel": route.channel, "account": route.account, "contact_id": route.contact}
        if values["automatic"]:
            values = {**values, "text": self._fitting(values, route, reference)}
        bag.put({**values, **place, "state": "queued"})
        row = {
            "of_complaint": complaint,
            "of_number": number,
            "complaint_id": complaint,
            "key": f"{reference}.{number}",
            "target": route.target,
        }
        answered = route.contact is not None
        pause = self._manners.pause_before(values["purpose"], route.channel, answered=answered)
        leaves_at = self._manners.leaves_at((route.channel, route.account), values["at"] + pause)
        bag.send({**row, **place, "next_try_at": leaves_at})

    def _fitting(self, values: dict[str, Any], route: Route, reference: str) -> str:
        """A text that nobody wrote, as its channel takes it."""
        public = values["visibility"] == Visibility.PUBLIC
        to = "public" if public else "comment" if route.target else "person"
        keep = (reference, SECRET_MARK)
        return self._manners.fitting(values["text"], route.channel, keep, to=to)


def row_changes(decision: Decision) -> dict[str, Any]:
    """What the complaint's row learns from words that came: its first line, where to answer."""
    changes: dict[str, Any] = {}
    for message in decision.messages:
        words = message.words
        if words is None or message.direction == "out":
            continue
        if (words.channel == PAGE and message.number > 1) or words.rule == ATTACHED:
            continue
        channel, account, contact = words.reply or (words.channel, words.account, words.contact)
        changes["reply_channel"], changes["reply_account"] = channel, account
        changes["reply_contact_id"] = contact or None
        if message.number == 1:
            changes["first_line"] = first_line(words.subject, words.reply_text or words.text)
    return changes


def route_of(db: Session, complaint: int, purpose: str) -> Route:
    """Where words go. A receipt goes back the way the complaint came; the page always works."""
    return _route(complaints.ways(db, (complaint,))[complaint], purpose)


def _route(way: Way, purpose: str) -> Route:
    if way.contact is None or (purpose == "receipt" and way.channel == PAGE):
        return Route(PAGE, "", None)
    return Route(way.reply_channel, way.reply_account, way.contact, way.comment)


def _speaks(decision: Decision) -> bool:
    return any(message.direction == "out" for message in decision.messages)


def public_route(db: Session, complaint: int, answers: int | str) -> Route:
    """Below which comment words in public go: its number, or its id on the platform."""
    comment = (
        messages.by_number(db, complaint, answers)
        if isinstance(answers, int)
        else messages.with_external(db, complaint, answers)
    )
    return Route(comment.channel, comment.account, comment.contact_id, comment.external_id)


def _came(words: Words) -> dict[str, Any]:
    """What a message row says of words that came in."""
    return {
        "channel": words.channel,
        "account": words.account,
        "contact_id": words.contact or None,
        "external_id": words.external_id,
        "language": words.language,
        "subject": words.subject,
        "text": words.text,
        "reply_text": words.reply_text,
        "html": words.html,
        "conversation": words.conversation,
        "permalink": words.permalink,
        "about": words.about,
        "sent_at": words.sent_at,
        "rule": words.rule,
        "inbox_id": words.inbox or None,
        **({"at": words.came_at} if words.came_at else {}),
    }


def _common(complaint: int, message: NewMessage, author: str, now: datetime) -> dict[str, Any]:
    """What every message row says, whichever way it goes."""
    empty = dict.fromkeys(
        ("channel", "account", "external_id", "language", "subject", "text", "reply_text", "html",
         "rule", "state", "conversation", "permalink", "about", "altered", "hidden"), "",
    )  # fmt: skip
    return {
        "contact_id": None,
        "inbox_id": None,
        "sent_at": None,
        **empty,
        "complaint_id": complaint,
        "number": message.number,
        "direction": message.direction,
        "purpose": message.purpose,
        "visibility": str(message.visibility),
        "automatic": message.automatic,
        "author": author,
        "at": now,
    }


def first_line(subject: str, text: str) -> str:
    """The line by which a worklist shows a complaint: its subject, or how it begins."""
    plain = " ".join((subject.strip() or text.strip()).split())
    return plain if len(plain) <= FIRST_LINE else plain[: FIRST_LINE - 1].rstrip() + "…"
