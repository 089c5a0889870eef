"""The tables of the door: second factors, recovery codes, invitations.

Nothing here opens anything by itself: secrets are sealed, codes and tokens kept as hashes.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models import Base, Key
from workflow.store.tables import StaffRow

STAFF = f"{StaffRow.__tablename__}.id"


class SecondFactorRow(Base):
    """Somebody's authenticator app (TOTP). Unconfirmed: being set up, and asked of nobody."""

    __tablename__ = "second_factor"

    staff_id: Mapped[int] = mapped_column(ForeignKey(STAFF), primary_key=True)
    sealed: Mapped[bytes]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int]
    """The time step of the last code that was taken: it and those before are worth nothing."""
    failures: Mapped[int]
    locked_until: Mapped[datetime | None]


class RecoveryCodeRow(Base):
    """One of ten codes for whoever lost the telephone; each opens once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(STAFF), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class InvitationRow(Base):
    """A link by which somebody sets a password: once, and not for long."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey(STAFF), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    """`invite` or `reset`."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
