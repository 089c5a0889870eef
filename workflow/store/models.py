"""The tables of a complaint: its row, its history, its clocks, its messages.

Rows are made and changed by the modules of this package only; the complaint, event, clock,
breach and outbox rows by `complaints.py` alone. Nothing has a default that reads a clock.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column

from workflow.store.columns import Instant, Words

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Key = BigInteger().with_variant(Integer, "sqlite")
Short = String(80)

RETURNED = text("kind = 'Moved' AND data LIKE '%\"move\":\"return\"%'")
"""The few events with which a unit gave a complaint back; asked for in these very words, for
only then the index over them is used."""

STANDING = (
    "open", "urgent_at", "id", "unit", "due_clock", "state", "warn_at", "received_at",
    "reported_unit",
)  # fmt: skip
"""All that the overview asks of open complaints: their index alone answers it."""

OPEN: dict[str, Any] = {"sqlite_where": text("open = 1"), "postgresql_where": text("open")}
CLOSED: dict[str, Any] = {
    "sqlite_where": text("open is 0"),
    "postgresql_where": text("open is false"),
}
"""The rows of an index that only open, or only closed complaints are in."""

_DRAFTED = text("purpose = 'draft'")
DRAFTED: dict[str, Any] = {"sqlite_where": _DRAFTED, "postgresql_where": _DRAFTED}
"""Messages of which each complaint has few: what staff wrote for the head to send."""

WORKLIST_OF_UNIT = ("unit", "open", "urgent_at", "id", "warn_at", "reported_unit")
STATES_OF_UNIT = ("unit", "state", "urgent_at", "id", "reported_unit", "given_to")
"""All that the counts of a unit's views ask: no row is looked at for a count."""


class Base(DeclarativeBase):
    """All tables; times are `Instant` wherever an annotation says `datetime`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: Instant, str: Short, bytes: LargeBinary}  # noqa: RUF012


class ComplaintRow(Base):
    """What pages read of one complaint. `seq` and `head` are the end of its history."""

    __tablename__ = "complaint"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    lifecycle: Mapped[str]
    state: Mapped[str]
    open: Mapped[bool]
    klass: Mapped[str]
    category: Mapped[str]
    priority: Mapped[str]
    safety: Mapped[str]
    suspected: Mapped[bool]
    oversight: Mapped[bool]
    confidential: Mapped[bool]
    anonymous: Mapped[bool]
    unit: Mapped[str]
    given_to: Mapped[int | None] = mapped_column(Key)
    """Who of the unit works on it, by staff id; empty: no one person."""
    reported_unit: Mapped[str]
    agency: Mapped[str]
    channel: Mapped[str]
    account: Mapped[str]
    language: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    first_line: Mapped[str] = mapped_column(Words)
    received_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    urgent_at: Mapped[datetime]
    """`due_at`, or the end of time where nothing is due: what worklists are sorted by."""
    due_clock: Mapped[str]
    warn_at: Mapped[datetime | None]
    paused: Mapped[bool]
    came_back: Mapped[bool]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    code_edition: Mapped[int]
    reply_channel: Mapped[str]
    reply_account: Mapped[str]
    reply_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    """Where words to the complainant go: the last place from which they wrote."""
    messages: Mapped[int]
    seq: Mapped[int]
    head: Mapped[str]

    __table_args__ = (
        Index("ix_complaint_worklist", "open", "urgent_at", "id"),
        Index("ix_complaint_state", "state", "urgent_at", "id"),
        Index("ix_complaint_unit_worklist", *WORKLIST_OF_UNIT),
        Index("ix_complaint_unit_state", *STATES_OF_UNIT),
        Index("ix_complaint_unit_received", "unit", "received_at", "reported_unit"),
        Index("ix_complaint_closed", "closed_at", "unit", "reported_unit", **CLOSED),
        Index("ix_complaint_unit_closed", "unit", "closed_at", "reported_unit", **CLOSED),
        Index("ix_complaint_unit_gone", "unit", "changed_at", "id", "reported_unit", **CLOSED),
        Index("ix_complaint_received", "received_at", "id"),
        Index("ix_complaint_changed", "open", "changed_at", "id"),
        Index("ix_complaint_open_received", "open", "received_at", "id"),
        Index("ix_complaint_warn", "warn_at", "urgent_at", "id", "open", **OPEN),
        Index(
            "ix_complaint_came_back",
            "unit",
            "urgent_at",
            "id",
            sqlite_where=text("came_back is 1"),
            postgresql_where=text("came_back is true"),
        ),
        Index("ix_complaint_standing", *STANDING, **OPEN),
    )


class EventRow(Base):
    """One event of a history. Append-only; (complaint, seq) is the lock of all writers."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    seq: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    data: Mapped[str] = mapped_column(Words)
    hash: Mapped[str]

    __table_args__ = (
        UniqueConstraint("complaint_id", "seq"),
        Index("ix_event_returned", "at", sqlite_where=RETURNED, postgresql_where=RETURNED),
    )


class ClockRow(Base):
    """What one round of one clock says. `next_alarm_at` is all that the sweep looks at."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    name: Mapped[str]
    round: Mapped[int]
    rule: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    next_alarm_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    outcome: Mapped[str]
    paused: Mapped[bool]
    breached: Mapped[bool]

    __table_args__ = (
        UniqueConstraint("complaint_id", "name", "round"),
        Index("ix_clock_alarm", "next_alarm_at"),
    )


class BreachRow(Base):
    """The ledger: a clock ran past `due_at`, once per round; `detected_at` is when we saw it."""

    __tablename__ = "breach"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    clock: Mapped[str]
    round: Mapped[int]
    unit: Mapped[str]
    shares: Mapped[str] = mapped_column(Words)
    """Minutes by holder, as `intake=480 unit:pstw-jember=1920`."""
    due_at: Mapped[datetime]
    detected_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("complaint_id", "clock", "round"),
        Index("ix_breach_due", "due_at"),
    )


class MessageRow(Base):
    """One message of a complaint. Internal ones never leave the house."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"))
    number: Mapped[int]
    direction: Mapped[str]
    purpose: Mapped[str]
    visibility: Mapped[str]
    automatic: Mapped[bool]
    author: Mapped[str]
    channel: Mapped[str]
    account: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    external_id: Mapped[str] = mapped_column(Words)
    language: Mapped[str]
    subject: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)
    reply_text: Mapped[str] = mapped_column(Words)
    html: Mapped[str] = mapped_column(Words)
    at: Mapped[datetime]
    rule: Mapped[str]
    state: Mapped[str]
    """For those that go out: `queued`, `sent`, `delivered`, `refused`, `given_up`, `unsure`."""
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))
    conversation: Mapped[str] = mapped_column(Words)
    """The platform's own key of the exchange that it stood in."""
    permalink: Mapped[str] = mapped_column(Words)
    about: Mapped[str] = mapped_column(server_default="")
    """What on the platform it is about: `story_reply`, `story_mention`; empty for most."""
    sent_at: Mapped[datetime | None]
    altered: Mapped[str]
    """`edited` or `deleted` by whoever wrote it; empty for most."""
    hidden: Mapped[str]
    """Whether we had the comment hidden: `asked`, `hidden`, `refused`, or empty."""

    __table_args__ = (
        UniqueConstraint("complaint_id", "number"),
        Index("ix_message_external", "channel", "external_id"),
        Index("ix_message_conversation", "conversation", "channel", "account"),
        Index("ix_message_contact", "contact_id", "at"),
        Index("ix_message_draft", "purpose", "complaint_id", "number", **DRAFTED),
    )


class OutboxRow(Base):
    """A message on its way. Ends as `sent`, `given_up` or `unsure`."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), index=True)
    channel: Mapped[str]
    account: Mapped[str]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(Words)
    code: Mapped[str]
    target: Mapped[str] = mapped_column(Words)
    """The public comment that it answers, in public or in private; empty for most."""

    __table_args__ = (
        Index("ix_outbox_next", "state", "next_try_at"),
        Index("ix_outbox_contact", "contact_id", "ended_at"),
    )


class HistoryIsClosed(Exception):
    """Events are never changed and never removed."""


@event.listens_for(EventRow, "before_update")
@event.listens_for(EventRow, "before_delete")
def _refuse(_mapper: Mapper[Any], _connection: Connection, _row: EventRow) -> None:
    raise HistoryIsClosed
