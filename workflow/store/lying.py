"""What lies in the inbox beside the complaints, found by a platform's id that stands in its bytes.

Set aside for a person, or left below a complaint as the remark of somebody else. Whether a row
really holds that message only its channel can tell: what is found here is read by it.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, func, literal, select
from sqlalchemy.orm import Session

from workflow.store.alterations import Place
from workflow.store.inserting import dialect_of
from workflow.store.tables import LYING, InboxRow

KEPT = "remark_kept"
"""The rule of a remark that somebody has left where it stands."""

MOST = 50
"""Rows that may hold it: a longer list would be of an id that is no id."""

_PLAIN = re.compile(r"[0-9A-Za-z]+")
"""What no way of writing JSON writes differently."""


def holding(db: Session, place: Place, since: datetime) -> Sequence[InboxRow]:
    """Rows since then that may hold the message at a place, the newest first."""
    channel, account, external_id = place
    needle = max(_PLAIN.findall(external_id), key=len, default="")
    if not needle:
        return ()
    where = (
        InboxRow.arrived_at > since,
        InboxRow.channel == channel,
        InboxRow.account == account,
        LYING,  # in the very words of its index, which no database knows behind a parameter
        stands_in(db, needle.encode()),
    )
    newest = InboxRow.id.desc()
    return db.scalars(select(InboxRow).where(*where).order_by(newest).limit(MOST)).all()


def stands_in(db: Session, words: bytes) -> ColumnElement[bool]:
    """Whether words stand in the bytes of a row."""
    part = literal(words, LargeBinary)
    if dialect_of(db) == "sqlite":
        return func.instr(InboxRow.body, part) > 0
    return func.position(part.op("in")(InboxRow.body)) > 0
