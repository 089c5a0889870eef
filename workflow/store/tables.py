"""The other tables: persons, inbox, files, staff, sessions, audit, and the machine's own notes."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key


class PersonRow(Base):
    """The identity vault: a complainant, the name sealed. `pseudonym` is shown nowhere."""

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
    alias_of_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    """Of another name of the same contact on its platform: the contact by which it goes."""

    __table_args__ = (UniqueConstraint("channel", "blind"),)


LYING = text("(state = 'set_aside' or rule = 'remark_kept')")
"""What lies in the inbox beside the complaints, and is looked for by what stands in it."""


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
        Index("ix_inbox_arrived", "arrived_at", "channel", "account", "fate"),
        Index(
            "ix_inbox_lying",
            *("channel", "account", "arrived_at"),
            sqlite_where=LYING,
            postgresql_where=LYING,
        ),
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
    sha256: Mapped[str] = mapped_column(index=True)
    inline: Mapped[bool]
    quarantined: Mapped[str] = mapped_column(index=True)
    """Why it is not shown; empty when it may be."""
    detail: Mapped[str] = mapped_column(Words)
    """What the code leaves open: the name of the virus, how many files were too much."""
    released: Mapped[str]
    """What it was locked for until a supervisor unlocked it; empty for all others."""
    token: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]


class FileRow(Base):
    """Bytes by their SHA-256."""

    __tablename__ = "file"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class FileViewRow(Base):
    """A picture drawn anew from a file, at most `longest` pixels wide and high (0: full size).

    Without content: it could not be drawn, and is not tried again.
    """

    __tablename__ = "file_view"

    sha256: Mapped[str] = mapped_column(
        ForeignKey("file.sha256", ondelete="CASCADE"), primary_key=True
    )
    longest: Mapped[int] = mapped_column(primary_key=True)
    media_type: Mapped[str]
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
    subject: Mapped[str] = mapped_column(Words)
    """Who they are to the office's own sign-in (OIDC issuer and subject), once they used it."""
    digest: Mapped[bool]
    """Whether the morning digest goes to them."""


class SessionRow(Base):
    """A signed-in browser. Only the hash of its token is kept.

    Not `whole`: the password was right, the second factor has not been shown yet.
    """

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    whole: Mapped[bool]
    device: Mapped[str]
    """Browser and system by their names, never the header that told them."""


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


class AccountRow(Base):
    """An account of a channel: how far it was read, when it is due again, and how it does.

    `steps` counts what was kept of it and is the lock: a worker writes only if nobody else
    wrote since. `outstanding` messages were listed by the source and have not come yet.
    """

    __tablename__ = "account"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[str] = mapped_column(Words)
    steps: Mapped[int]
    outstanding: Mapped[int]
    next_poll_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    polled_at: Mapped[datetime | None]
    succeeded_at: Mapped[datetime | None]
    failures: Mapped[int]
    failing_since: Mapped[datetime | None]
    code: Mapped[str]
    detail: Mapped[str] = mapped_column(Words)
    failed_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    """When the account was last asked for a trial (`Channel.probe`)."""
    tried_code: Mapped[str]
    expires_at: Mapped[datetime | None]
    """When its token runs out, where the source tells."""


class AccountDayRow(Base):
    """The books of an account on one local date; each number only grows."""

    __tablename__ = "account_day"

    channel: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    seen: Mapped[int]
    """Listed by the source, or delivered by it."""
    kept: Mapped[int]
    duplicate: Mapped[int]
    gone: Mapped[int]
    """Deleted at the source before we read them."""
    missing: Mapped[int]
    """Listed, and neither handed over nor told as gone when a poll came to its end."""


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
