"""The other tables: persons, inbox, files, staff, sessions, audit, and the machine's own notes."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class PersonRow(Base):
    """The identity vault: a complainant, the name sealed. `pseudonym` is what pages show."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    pseudonym: Mapped[str] = mapped_column(unique=True)
    name_sealed: Mapped[bytes]
    details_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]


class ContactRow(Base):
    """One address of a person: encrypted, with a keyed blind index to find it again."""

    __tablename__ = "contact"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    channel: Mapped[str]
    blind: Mapped[bytes]
    address_sealed: Mapped[bytes]
    proved: Mapped[bool]
    """Whether the address has shown that it receives, or its mail passed the sender check."""

    __table_args__ = (UniqueConstraint("channel", "blind"),)


class InboxRow(Base):
    """A raw message, kept before anybody tries to understand it."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    channel: Mapped[str]
    account: Mapped[str]
    external_id: Mapped[str] = mapped_column(Words)
    body: Mapped[bytes]
    headers: Mapped[str] = mapped_column(Words)
    arrived_at: Mapped[datetime]
    state: Mapped[str]
    """`new`, `handled`, `set_aside` or `ignored`."""
    quiet: Mapped[bool]
    """Old mail of a first import: read, but never answered by itself."""
    fate: Mapped[str]
    rule: Mapped[str]
    reason: Mapped[str] = mapped_column(Words)
    summary: Mapped[str] = mapped_column(Words)
    attempts: Mapped[int]
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    suspected_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    judged_by: Mapped[str]
    handled_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("channel", "account", "external_id"),
        Index("ix_inbox_state", "state", "id"),
        Index("ix_inbox_arrived", "arrived_at", "channel", "fate"),
    )


class AttachmentRow(Base):
    """A file of a message; its bytes stand once in `file`, by content."""

    __tablename__ = "attachment"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"), index=True)
    message_number: Mapped[int | None]
    name: Mapped[str] = mapped_column(Words)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    inline: Mapped[bool]
    quarantined: Mapped[str]
    """Why it is not shown; empty when it may be."""
    token: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class FileRow(Base):
    """Bytes by their SHA-256."""

    __tablename__ = "file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class StaffRow(Base):
    """A member of staff. `login` is unique; a closed account keeps its row and its history."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(Words)
    role: Mapped[str]
    unit: Mapped[str]
    email: Mapped[str] = mapped_column(Words)
    password: Mapped[str] = mapped_column(Words)
    active: Mapped[bool]
    language: Mapped[str]
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None]


class SessionRow(Base):
    """A signed-in browser. Only the hash of its token is kept."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class AuditRow(Base):
    """What was done with the system itself: sign-ins, identity reveals, exports, roles."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str] = mapped_column(index=True)
    complaint_id: Mapped[int | None] = mapped_column(ForeignKey("complaint.id"))
    person_id: Mapped[int | None]
    detail: Mapped[str] = mapped_column(Words)


class HolidayRow(Base):
    """A change of the working calendar that was applied here, signed by a supervisor."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    on: Mapped[date] = mapped_column(Date, unique=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(Words)
    legal_basis: Mapped[str] = mapped_column(Words)
    working: Mapped[bool]
    estimate: Mapped[bool]
    signed_by: Mapped[str]
    applied_at: Mapped[datetime]


class MarkRow(Base):
    """How far a polled account was read: UID, offset, page token."""

    __tablename__ = "mark"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[str] = mapped_column(Words)
    polled_at: Mapped[datetime | None]
    code: Mapped[str]


class HeartbeatRow(Base):
    """When each runner last finished a turn, for the watchdog."""

    __tablename__ = "heartbeat"

    runner: Mapped[str] = mapped_column(primary_key=True)
    finished_at: Mapped[datetime]
    every_seconds: Mapped[int]
    code: Mapped[str]


class KeptRow(Base):
    """What a database remembers of the installation that fills it, by name."""

    __tablename__ = "kept"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Words)


class LeaseRow(Base):
    """Who may do a job that must run once, and until when."""

    __tablename__ = "lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    until: Mapped[datetime]


class DraftRow(Base):
    """Words that somebody is still writing, kept on the server so that nothing is lost."""

    __tablename__ = "draft"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Words)
    saved_at: Mapped[datetime]
