"""The statements of the hot path, made once: building them anew costs more than running them."""

from sqlalchemy import Table, bindparam, case, exists, insert, select, update

from workflow.store.inserting import Insert, on_each
from workflow.store.models import (
    Base,
    BreachRow,
    ClockRow,
    ComplaintRow,
    EventRow,
    MessageRow,
    OutboxRow,
)


def _table(row: type[Base]) -> Table:
    return Base.metadata.tables[row.__tablename__]


_complaint = _table(ComplaintRow)
_event = _table(EventRow)
_message = _table(MessageRow)
_clock = _table(ClockRow)

_histories = select(
    _event.c.complaint_id,
    _event.c.seq,
    _event.c.kind,
    _event.c.at,
    _event.c.actor,
    _event.c.data,
    _event.c.hash,
).order_by(_event.c.complaint_id, _event.c.seq)
HISTORIES = _histories.where(_event.c.complaint_id.in_(bindparam("complaints", expanding=True)))
HISTORY = _histories.where(_event.c.complaint_id == bindparam("complaint"))
"""Of one alone, as most commands ask: a list has to be spelt out anew each time."""

_of_theirs = _message.c.direction == "in"
_wrote_in_private = exists().where(
    _message.c.contact_id == _complaint.c.reply_contact_id,
    _message.c.account == _complaint.c.reply_account,
    _of_theirs,
    _message.c.visibility == "private",
)
_commented_last = (
    select(_message.c.external_id)
    .where(
        _message.c.complaint_id == _complaint.c.id,
        _message.c.channel == _complaint.c.reply_channel,
        _of_theirs,
        _message.c.visibility == "public",
    )
    .order_by(_message.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_routes = select(
    _complaint.c.id,
    _complaint.c.channel,
    _complaint.c.reply_channel,
    _complaint.c.reply_account,
    _complaint.c.reply_contact_id,
    case((_wrote_in_private, ""), else_=_commented_last),
)
ROUTES = _routes.where(_complaint.c.id.in_(bindparam("complaints", expanding=True)))
ROUTE = _routes.where(_complaint.c.id == bindparam("complaint"))

# All writers take locks in one order: nobody waits in a circle.
_locks = select(_complaint.c.id).order_by(_complaint.c.id).with_for_update()
LOCK = _locks.where(_complaint.c.id.in_(bindparam("complaints", expanding=True)))
LOCK_ONE = _locks.where(_complaint.c.id == bindparam("complaint"))

HOLD = select(_complaint.c.state).where(_complaint.c.id == bindparam("complaint")).with_for_update()

MAKE_COMPLAINT = insert(_complaint).returning(_complaint.c.id)
ADD_EVENTS = insert(_event).inline()
ADD_BREACHES = insert(_table(BreachRow)).inline()
ADD_MESSAGES = insert(_message).inline()
_written = select(_message.c.id).where(
    _message.c.complaint_id == bindparam("of_complaint"),
    _message.c.number == bindparam("of_number"),
)
ADD_TO_OUTBOX = insert(_table(OutboxRow)).inline().values(message_id=_written.scalar_subquery())
CHANGE_ROW = update(_complaint).where(_complaint.c.id == bindparam("which"))

_CLOCK_KEY = ("complaint_id", "name", "round")


def _put_clocks(statement: Insert) -> Insert:
    told = [column.name for column in _clock.c if column.name not in ("id", *_CLOCK_KEY)]
    return statement.on_conflict_do_update(
        index_elements=_CLOCK_KEY, set_={name: statement.excluded[name] for name in told}
    )


PUT_CLOCKS = on_each(_clock, _put_clocks)
