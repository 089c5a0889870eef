"""Hands out what another system comes to fetch: messages and news that were not pushed to it.

Whoever asks again with the mark of the last answer has it; whoever asks with an older one, or
with none, gets the same once more. Nothing is handed out that a worker has in hand, and nothing
is lost with an answer that never arrived.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.collecting import Collected
from workflow.engine import Engine
from workflow.outbox import End, Outbox
from workflow.packing import Packing
from workflow.store import news, outbox
from workflow.store.models import OutboxRow
from workflow.store.platform_tables import NewsRow

HANDED = "handed-out"
"""The code of what was handed out, until the other side has said that it has it."""

MOST = 100
LARGEST = 8_000_000
"""Bytes after which an answer holds no further event: files go with their messages."""

R = TypeVar("R", OutboxRow, NewsRow)

_MARK = re.compile(r"(\d{1,18})-(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Parcels:
    """One answer: events as JSON objects, and the mark with which the next one is asked for."""

    events: tuple[bytes, ...]
    mark: str


class Collecting:
    """Hands parcels out; `outbox` ends what was fetched like what was pushed."""

    def __init__(
        self, engine: Engine, channels: Channels, packing: Packing, outbox: Outbox
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._packing = packing
        self._outbox = outbox

    def hand_out(
        self, channel: Collected, which: tuple[str, str], mark: str, asked: tuple[int, datetime]
    ) -> Parcels:
        """What (channel, account) has not taken, after what stands below `mark` was confirmed.

        `asked`: how many events at the most, and now.
        """
        limit, now = min(max(asked[0], 1), MOST), asked[1]

        def work(db: Session) -> Parcels:
            rows = outbox.not_taken(db, which, MOST), news.waiting(db, which, MOST)
            last = _read(mark)
            left = self._confirm(db, rows[0], last[0], now), _confirm(rows[1], last[1], now)
            return self._pack(db, channel, left, (last, limit, now))

        return self._engine.sessions.settled(work)

    def turn(self, now: datetime) -> dict[str, int]:
        """Push what waited for somebody who comes no more: their account says so now."""

        def work(db: Session) -> int:
            rows: list[OutboxRow | NewsRow] = [*outbox.fetched(db), *news.fetched(db)]
            left = [row for row in rows if self._leaves(row)]
            for row in left:
                row.next_try_at = now
            return len(left)

        return {"pushed_after_all": self._engine.sessions.settled(work)}

    def _leaves(self, row: OutboxRow | NewsRow) -> bool:
        channel = self._channels.get(row.channel) if row.channel in self._channels else None
        if channel is None or not isinstance(channel, Collected):
            return True
        return not channel.is_collected(row.account)

    def _confirm(
        self, db: Session, rows: Sequence[OutboxRow], last: int, now: datetime
    ) -> list[OutboxRow]:
        """End the messages that the other side has; gives the others."""
        for row in _had(rows, last):
            self._outbox.settle(db, row, End("sent", external_id=row.key), now)
        return [row for row in rows if row.state != "sent"]

    def _pack(
        self,
        db: Session,
        channel: Collected,
        rows: tuple[Sequence[OutboxRow], Sequence[NewsRow]],
        asked: tuple[tuple[int, int], int, datetime],
    ) -> Parcels:
        (message_mark, news_mark), limit, now = asked
        events: list[bytes] = []
        for row in rows[0]:
            if len(events) == limit or sum(map(len, events)) > LARGEST:
                break
            packed = self._packing.pack(db, row, now)
            if packed.message is None:
                self._outbox.settle(db, row, End("given_up", packed.why, outcome="refused"), now)
                continue
            events.append(channel.parcel(packed.message))
            row.code, message_mark = HANDED, row.id
        for told in rows[1][: limit - len(events)]:
            written = news.written(db, told)
            if written is None:
                outbox.end(told, ("given_up", "address-gone", ""), None, now)
                continue
            events.append(channel.parcel(written))
            told.code, news_mark = HANDED, told.id
        return Parcels(tuple(events), f"{message_mark}-{news_mark}")


def _confirm(rows: Sequence[NewsRow], last: int, now: datetime) -> list[NewsRow]:
    for row in _had(rows, last):
        outbox.end(row, ("sent", "", row.key), None, now)
    return [row for row in rows if row.state != "sent"]


def _had(rows: Sequence[R], last: int) -> list[R]:
    """What was handed out and stands below a mark."""
    return [row for row in rows if row.code == HANDED and row.id <= last]


def _read(mark: str) -> tuple[int, int]:
    """The ids of a mark; one that we never gave confirms nothing."""
    found = _MARK.fullmatch(mark)
    return (int(found[1]), int(found[2])) if found else (0, 0)
