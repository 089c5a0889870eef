"""An act on many that was sent: it waits for an undo of all at once, and is told as it ends.

One that leaves no time to think (a clock or a window would run out) is carried out at once,
like an act on one. Carries nothing out that waits (`workflow/second_thoughts.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from web.here import actor, installation, me, now
from web.i18n import say
from web.many import ManyAct, Row, asks_of
from web.postponing import may_wait, seconds_left
from workflow.engine import Failed
from workflow.pressed import Pressed, together
from workflow.second_thoughts import why
from workflow.store import drafts, postponed
from workflow.store.postponed import Press

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What still waits of a press, and for how long; why the others came back, by complaint."""

    seconds: int
    waiting: bool
    refused: Mapping[int, str]


def send(act: ManyAct, planned: Sequence[Row]) -> tuple[list[Row], int]:
    """Let wait what may, and do at once what may not, but nothing that is refused or has changed.

    Gives the rows with what became of them, and the number of the press.
    """
    able = [row for row in planned if row.able]
    ends = {
        row.looked.id: replace(row, waits=True) for row in able if may_wait(row.looked, row.command)
    }
    waiting = [row.pressed for row in ends.values() if row.pressed is not None]
    done = _carry_out([row for row in able if row.looked.id not in ends])
    pressed_at = _let_wait(act, able, waiting)
    ends |= done
    return [ends.get(row.looked.id, row) for row in planned], _number(pressed_at)


def _carry_out(able: Sequence[Row]) -> dict[int, Row]:
    """In one transaction."""
    commands = [row.command for row in able if row.command is not None]
    ends = installation().engine.execute_many(commands, actor(), now()) if commands else []
    refused = [say(end.refused) if isinstance(end, Failed) else "" for end in ends]
    rows = zip(able, refused, strict=True)
    return {row.looked.id: replace(row, refused=no, done=not no) for row, no in rows}


def _let_wait(act: ManyAct, able: Sequence[Row], waiting: Sequence[Pressed]) -> datetime:
    """Let them wait; what was kept of an earlier press that was taken back ends."""
    house, staff = installation(), me()
    fields = tuple(together(act.sheet, ask.name) for ask in asks_of(act, {}))
    kept = [row.looked.id for row in able if row.looked.drafts.keys() & set(fields)]
    if staff is not None and kept:
        house.sessions.settled(lambda db: drafts.drop_from(db, staff.id, kept, fields))
    return house.second_thoughts.postpone(waiting, actor(), now()) if waiting else now()


def left_of(act: ManyAct, number: int) -> Left:
    """What has become so far of a press of this person's."""
    with installation().sessions.reading() as db:
        rows = postponed.of_press(db, _press(act, number))
    send_at = next((row.send_at for row in rows if row.send_at), None)
    return Left(
        seconds=seconds_left(send_at),
        waiting=send_at is not None,
        refused={row.complaint_id: say(why(row)) for row in rows if not row.send_at},
    )


def take_back(act: ManyAct, number: int) -> list[int]:
    """Undo what still waits of a press; gives the complaints that nothing happened to."""
    return installation().second_thoughts.take_back_all(_press(act, number), now())


def those(found: Iterable[Row], ids: Iterable[int]) -> list[Row]:
    """The rows of these complaints, in the order of the ids."""
    by_id = {row.looked.id: row for row in found}
    return [by_id[id] for id in ids if id in by_id]


def _press(act: ManyAct, number: int) -> Press:
    staff = me()
    return Press(staff.id if staff else 0, act.sheet, _EPOCH + number * _MICROSECOND)


def _number(pressed_at: datetime) -> int:
    """A press as an address names it."""
    return (pressed_at - _EPOCH) // _MICROSECOND
