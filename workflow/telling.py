"""Tells other systems where the complaints stand that they handed to the office.

As with messages a row is marked before the call and ended after it; the other side knows each
by its key, so that whatever ended unclear is told again.
"""

import logging
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.collecting import Tells
from workflow.core.messages import News
from workflow.outbox import STUCK, End, ended
from workflow.store import news, outbox
from workflow.store.database import Sessions
from workflow.store.platform_tables import NewsRow

log = logging.getLogger(__name__)

EVERY_SECONDS = 5


class Telling:
    """One turn tells what is due. Any number of workers may take turns at once."""

    def __init__(self, sessions: Sessions, channels: Channels) -> None:
        self._sessions = sessions
        self._channels = channels

    def turn(self, now: datetime, limit: int = 100) -> dict[str, int]:
        """Counts per end."""
        counts: dict[str, int] = {}
        self._sessions.settled(lambda db: _rescue(db, now))
        for _ in range(limit):
            id = self._sessions.settled(lambda db: news.claim(db, now))
            if id is None:
                break
            end = self._tell(id, now)
            counts[end] = counts.get(end, 0) + 1
        return counts

    def _tell(self, id: int, now: datetime) -> str:
        with self._sessions.reading() as db:
            row = db.get_one(NewsRow, id)
            attempts, taken_at, told = row.attempts, row.taken_at, news.written(db, row)
        end = self._attempt(told, attempts, now)

        def work(db: Session) -> None:
            fresh = news.hold(db, id)
            # Somebody may have taken us for dead, and told it in our place.
            if (fresh.state, fresh.taken_at) == (news.SENDING, taken_at):
                outbox.end(fresh, (end.state, end.code, end.external_id), end.again_at, now)

        self._sessions.settled(work)
        extra = {"action": f"news.{end.state}", "news_id": id, "code": end.code}
        log.info("news left", extra=extra)
        return end.state

    def _attempt(self, told: News | None, attempts: int, now: datetime) -> End:
        if told is None:
            return End("given_up", "address-gone")
        channel = self._channels.get(told.channel) if told.channel in self._channels else None
        if channel is None or not isinstance(channel, Tells) or not channel.tells(told.account):
            return End("given_up", "no-account")
        return ended(partial(channel.tell, told), attempts, now)


def _rescue(db: Session, now: datetime) -> None:
    """What a worker had in hand that died is told again."""
    for row in news.stuck(db, now - STUCK):
        outbox.end(row, (news.QUEUED, "", ""), now, now)
