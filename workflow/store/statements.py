"""The statements of the hot path, made once: building them anew costs more than running them."""

from sqlalchemy import Table, bindparam, insert, select, update

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

HISTORIES = (
    select(
        _event.c.complaint_id,
        _event.c.seq,
        _event.c.kind,
        _event.c.at,
        _event.c.actor,
        _event.c.data,
        _event.c.hash,
    )
    .where(_event.c.complaint_id.in_(bindparam("complaints", expanding=True)))
    .order_by(_event.c.complaint_id, _event.c.seq)
)

ROUTE = select(
    _complaint.c.channel,
    _complaint.c.reply_channel,
    _complaint.c.reply_account,
    _complaint.c.reply_contact_id,
).where(_complaint.c.id == bindparam("complaint"))

LOCK = (
    select(_complaint.c.id)
    .where(_complaint.c.id.in_(bindparam("complaints", expanding=True)))
    .order_by(_complaint.c.id)  # all writers take locks in one order: nobody waits in a circle
    .with_for_update()
)

MAKE_COMPLAINT = insert(_complaint).returning(_complaint.c.id)
ADD_EVENTS = insert(_event).inline()
ADD_BREACHES = insert(_table(BreachRow)).inline()
ADD_MESSAGE = insert(_message).returning(_message.c.id)
ADD_TO_OUTBOX = insert(_table(OutboxRow)).inline()
CHANGE_ROW = update(_complaint).where(_complaint.c.id == bindparam("which"))

_CLOCK_KEY = ("complaint_id", "name", "round")


def _put_clocks(statement: Insert) -> Insert:
    told = [column.name for column in _clock.c if column.name not in ("id", *_CLOCK_KEY)]
    return statement.on_conflict_do_update(
        index_elements=_CLOCK_KEY, set_={name: statement.excluded[name] for name in told}
    )


PUT_CLOCKS = on_each(_clock, _put_clocks)
