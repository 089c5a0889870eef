"""Keeps the words of a decision: what came in, what stays in the house, what must go out.

Runs inside the transaction of the decision. Outgoing words are rendered here, so that the
conversation shows exactly what was sent; only the secret code is put in at the very last,
when the message leaves (`outbox.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from workflow.core.commands import Words
from workflow.core.desk import Decision, NewMessage
from workflow.core.facts import Facts
from workflow.store import complaints, files

SECRET_MARK = "⟦kode rahasia⟧"  # noqa: S105
"""Stands in kept messages where the secret code stood in the one that was sent."""

PAGE = "form"
"""The channel whose mailbox is the tracking page: it reaches whoever has the code."""

FIRST_LINE = 160


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


class Post:
    """Writes message and outbox rows for a decision."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def keep(self, db: Session, complaint: int, decision: Decision, now: datetime) -> None:
        """Keep all messages of a decision, in order."""
        if not decision.messages:
            return
        author = decision.events[0].actor
        for message in decision.messages:
            values = _common(complaint, message, author, now)
            if message.words is not None:
                complaints.add_message(db, {**values, **_came(message.words)})
            elif message.direction == "out":
                self._send(db, values, (decision.facts, message), now)
            else:
                complaints.add_message(db, {**values, "text": message.text})
            files.attach(db, message.files, complaint, message.number)

    def _send(
        self, db: Session, values: dict[str, Any], going: tuple[Facts, NewMessage], now: datetime
    ) -> None:
        facts, message = going
        letter = self._letters.write(
            message.template, facts, message.text, dict(message.values), now
        )
        route = route_of(db, values["complaint_id"], message.purpose)
        place = {"channel": route.channel, "account": route.account, "contact_id": route.contact}
        words = {
            "language": facts.language,
            "subject": letter.subject,
            "text": letter.text,
            "reply_text": message.text,
            "state": "queued",
        }
        id = complaints.add_message(db, {**values, **place, **words})
        key = f"{facts.reference}.{message.number}"
        row = {"message_id": id, "complaint_id": values["complaint_id"], "key": key}
        complaints.add_to_outbox(db, {**row, **place, "next_try_at": now})


def row_changes(decision: Decision) -> dict[str, Any]:
    """What the complaint's row learns from words that came: its first line, where to answer."""
    changes: dict[str, Any] = {}
    for message in decision.messages:
        words = message.words
        if words is None or (words.channel == PAGE and message.number > 1):
            continue
        channel, account, contact = words.reply or (words.channel, words.account, words.contact)
        changes["reply_channel"], changes["reply_account"] = channel, account
        changes["reply_contact_id"] = contact or None
        if message.number == 1:
            changes["first_line"] = first_line(words.subject, words.text)
    return changes


def route_of(db: Session, complaint: int, purpose: str) -> Route:
    """Where words go. A receipt goes back the way the complaint came; the page always works."""
    channel, reply_channel, account, contact = complaints.route(db, complaint)
    if contact is None or (purpose == "receipt" and channel == PAGE):
        return Route(PAGE, "", None)
    return Route(reply_channel, account, contact)


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
        "rule": words.rule,
        "inbox_id": words.inbox or None,
    }


def _common(complaint: int, message: NewMessage, author: str, now: datetime) -> dict[str, Any]:
    """What every message row says, whichever way it goes."""
    empty = dict.fromkeys(
        ("channel", "account", "external_id", "language", "subject", "reply_text", "html", "rule",
         "state"), "",
    )  # fmt: skip
    return {
        "contact_id": None,
        "inbox_id": None,
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
