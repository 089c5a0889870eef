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

from workflow.core.desk import Decision, NewMessage
from workflow.core.facts import Facts
from workflow.store import complaints, files
from workflow.store.models import ComplaintRow

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
        row = complaints.row_of(db, complaint)
        db.refresh(row)
        authors = {r.seq: r.actor for r in decision.events}
        author = next(iter(authors.values()), "")
        for message in decision.messages:
            values = _common(complaint, message, author, now)
            if message.direction == "in":
                self._keep_came(db, row, values, message)
            elif message.direction == "out":
                self._keep_going(db, row, values, (decision.facts, message, now))
            else:
                complaints.add_message(db, {**values, "text": message.text})
            files.attach(db, message.files, complaint, message.number)

    def _keep_came(
        self, db: Session, row: ComplaintRow, values: dict[str, Any], message: NewMessage
    ) -> None:
        words = message.words
        assert words is not None
        contact = words.contact or None
        complaints.add_message(
            db,
            {
                **values,
                "channel": words.channel,
                "account": words.account,
                "contact_id": contact,
                "external_id": words.external_id,
                "language": words.language,
                "subject": words.subject,
                "text": words.text,
                "reply_text": words.reply_text,
                "html": words.html,
                "rule": words.rule,
                "inbox_id": words.inbox or None,
            },
        )
        channel, account, reply_contact = words.reply or (words.channel, words.account, contact)
        complaints.set_route(db, row, (channel, account, reply_contact or None))
        if message.number == 1:
            complaints.set_first_line(db, row, first_line(words.subject, words.text))

    def _keep_going(
        self,
        db: Session,
        row: ComplaintRow,
        values: dict[str, Any],
        going: tuple[Facts, NewMessage, datetime],
    ) -> None:
        facts, message, now = going
        letter = self._letters.write(
            message.template, facts, message.text, dict(message.values), now
        )
        route = route_of(row, message.purpose)
        message_id = complaints.add_message(
            db,
            {
                **values,
                "channel": route.channel,
                "account": route.account,
                "contact_id": route.contact,
                "language": facts.language,
                "subject": letter.subject,
                "text": letter.text,
                "reply_text": message.text,
                "state": "queued",
            },
        )
        complaints.add_to_outbox(
            db,
            {
                "message_id": message_id,
                "complaint_id": row.id,
                "channel": route.channel,
                "account": route.account,
                "contact_id": route.contact,
                "key": f"{facts.reference}.{message.number}",
                "next_try_at": now,
            },
        )


def route_of(row: ComplaintRow, purpose: str) -> Route:
    """Where words go. A receipt goes back the way the complaint came; the page always works."""
    if row.reply_contact_id is None or (purpose == "receipt" and row.channel == PAGE):
        return Route(PAGE, "", None)
    return Route(row.reply_channel, row.reply_account, row.reply_contact_id)


def _common(complaint: int, message: NewMessage, author: str, now: datetime) -> dict[str, Any]:
    """What every message row says, whichever way it goes."""
    empty = dict.fromkeys(
        ("channel", "account", "external_id", "language", "subject", "reply_text", "html", "rule",
         "state"), "",
    )  # fmt: skip
    return {
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
