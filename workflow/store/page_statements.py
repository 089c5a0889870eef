"""The questions that pages of the desk ask each time, made once.

To make one anew takes longer than to answer it. Who may ask is for others to say.
"""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Integer,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    tuple_,
    union_all,
)

from workflow.store.models import ComplaintRow, MessageRow, OutboxRow
from workflow.store.page_tables import MentionRow, PostponedRow
from workflow.store.social_tables import AlterationRow
from workflow.store.staff_tables import AbsenceRow
from workflow.store.tables import (
    AccountDayRow,
    AccountRow,
    AttachmentRow,
    DraftRow,
    HeartbeatRow,
    InboxRow,
    SessionRow,
    StaffRow,
)
from workflow.store.worklist_tables import LookingRow

NOW: BindParameter[Any] = bindparam("now")
COMPLAINT: BindParameter[Any] = bindparam("complaint")
STAFF: BindParameter[Any] = bindparam("staff")

# -- Of every page ------------------------------------------------------------------------

SIGNED_IN = (
    select(StaffRow, SessionRow)
    .join(SessionRow, SessionRow.staff_id == StaffRow.id)
    .where(
        SessionRow.token_hash == bindparam("token_hash"),
        SessionRow.expires_at > NOW,
        SessionRow.seen_at >= bindparam("seen_since"),
        StaffRow.active.is_(True),
    )
)
HEARTBEATS = select(HeartbeatRow).order_by(HeartbeatRow.runner)
ACCOUNTS = select(AccountRow).order_by(AccountRow.channel, AccountRow.account)
_account_of_day = (AccountDayRow.channel, AccountDayRow.account)
_busy = (AccountDayRow.on >= bindparam("since"), AccountDayRow.kept > 0)
_silent = (
    select(*_account_of_day)
    .where(*_busy)
    .group_by(*_account_of_day)
    .having(func.max(AccountDayRow.on) <= bindparam("silent_since"))
)
_no_day, _no_moment = cast(null(), AccountDayRow.on.type), cast(null(), InboxRow.arrived_at.type)
_account_of_inbox = (InboxRow.channel, InboxRow.account)
_oldest = func.min(InboxRow.arrived_at)
UNREAD = (
    select(*_account_of_inbox, _oldest).where(InboxRow.state == "new").group_by(*_account_of_inbox)
)
UNWELL = union_all(
    select(
        literal("missing"),
        *_account_of_day,
        _no_day,
        cast(func.sum(AccountDayRow.missing), Integer),
        _no_moment,
    )
    .where(AccountDayRow.on >= bindparam("missing_since"), AccountDayRow.missing > 0)
    .group_by(*_account_of_day),
    select(literal("silent"), *_account_of_day, AccountDayRow.on, literal(0), _no_moment).where(
        *_busy, tuple_(*_account_of_day).in_(_silent)
    ),
    UNREAD.with_only_columns(literal("unread"), *_account_of_inbox, _no_day, literal(0), _oldest),
)
"""What accounts lack: messages, by their books; the busy days of those that fell silent; since
when the oldest message of each lies unread. Pages ask it every time: in one question."""
STANDING_IN = (
    select(AbsenceRow.deputy_id, AbsenceRow.unit)
    .where(AbsenceRow.begins_at <= NOW, AbsenceRow.ends_at > NOW)
    .distinct()
)
UNITS_OF = (
    select(AbsenceRow.unit)
    .where(AbsenceRow.deputy_id == STAFF, AbsenceRow.begins_at <= NOW, AbsenceRow.ends_at > NOW)
    .distinct()
    .order_by(AbsenceRow.unit)
)

# -- Of the worklist ----------------------------------------------------------------------

LOOKING = (
    select(LookingRow.complaint_id, StaffRow.name)
    .join(StaffRow, StaffRow.id == LookingRow.staff_id)
    .where(LookingRow.staff_id != STAFF, LookingRow.at > bindparam("since"))
    .order_by(StaffRow.name)
)

# -- Of one complaint ---------------------------------------------------------------------

BY_REFERENCE = select(ComplaintRow).where(ComplaintRow.reference == bindparam("reference"))
CONVERSATION = (
    select(MessageRow).where(MessageRow.complaint_id == COMPLAINT).order_by(MessageRow.number)
)
CORRESPONDENCE = CONVERSATION.add_columns(OutboxRow).outerjoin(
    OutboxRow, OutboxRow.message_id == MessageRow.id
)
FILES = (
    select(AttachmentRow).where(AttachmentRow.complaint_id == COMPLAINT).order_by(AttachmentRow.id)
)
AUTHORS = select(StaffRow.id, StaffRow.role, StaffRow.unit).where(
    StaffRow.id.in_(bindparam("people", expanding=True))
)
DRAFTS = select(DraftRow.field, DraftRow.text).where(
    DraftRow.staff_id == STAFF, DraftRow.complaint_id == COMPLAINT
)
CALLS = (
    select(MentionRow.message)
    .where(MentionRow.staff_id == STAFF, MentionRow.complaint_id == COMPLAINT)
    .order_by(MentionRow.message)
)
POSTPONED = (
    select(PostponedRow).where(PostponedRow.complaint_id == COMPLAINT).order_by(PostponedRow.id)
)
COLLEAGUES = (
    select(StaffRow.id, StaffRow.login, StaffRow.name, StaffRow.role, StaffRow.unit)
    .where(StaffRow.active.is_(True), StaffRow.id != STAFF)
    .order_by(StaffRow.name, StaffRow.id)
)
HAPPENED = (
    select(AlterationRow)
    .where(AlterationRow.target.in_(bindparam("targets", expanding=True)))
    .order_by(AlterationRow.at, AlterationRow.kind != "original", AlterationRow.id)
)
LAST_PRIVATE = (
    select(MessageRow.sent_at, MessageRow.at)
    .where(
        MessageRow.contact_id == bindparam("contact"),
        MessageRow.account == bindparam("account"),
        MessageRow.direction == "in",
        MessageRow.visibility == "private",
    )
    .order_by(MessageRow.at.desc(), MessageRow.id.desc())
    .limit(1)
)
