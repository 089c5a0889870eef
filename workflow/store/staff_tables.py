"""The tables of the people of the office: who stands in for whom, and their morning digests."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.columns import Words
from workflow.store.models import Base, Key
from workflow.store.tables import StaffRow

STAFF = f"{StaffRow.__tablename__}.id"


class AbsenceRow(Base):
    """A head of a unit is away for some days, and somebody stands in (UU 30/2014 art. 14).

    `begins_at` and `ends_at` are the first and the last local midnight; what was ended early
    ends at that moment.
    """

    __tablename__ = "absence"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    head_id: Mapped[int] = mapped_column(ForeignKey(STAFF))
    deputy_id: Mapped[int] = mapped_column(ForeignKey(STAFF))
    unit: Mapped[str]
    first_on: Mapped[date] = mapped_column(Date)
    last_on: Mapped[date] = mapped_column(Date)
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    made_by: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_absence_deputy_id_ends_at", "deputy_id", "ends_at"),
        Index("ix_absence_unit_ends_at", "unit", "ends_at"),
    )


class DigestRow(Base):
    """Somebody's morning digest of one working day; no message of any complaint.

    Begins as `queued`, or `nothing` where no work was due, and ends as a row of the outbox
    does: `sent`, `given_up`, `unsure`; then `refused` if it came back, and `former` once their
    address has changed.
    """

    __tablename__ = "digest"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(STAFF))
    on: Mapped[date] = mapped_column(Date)
    subject: Mapped[str] = mapped_column(Words)
    text: Mapped[str] = mapped_column(Words)
    state: Mapped[str]
    attempts: Mapped[int]
    next_try_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    external_id: Mapped[str] = mapped_column(Words)
    code: Mapped[str]

    __table_args__ = (
        UniqueConstraint("staff_id", "on"),
        Index("ix_digest_state_next_try_at", "state", "next_try_at"),
        Index("ix_digest_external_id", "external_id"),
    )
