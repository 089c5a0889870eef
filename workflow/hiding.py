"""Has public comments hidden on their platforms, after an officer has asked for it.

Hiding twice does no harm, so whatever ended unclear is asked again; what the platform refuses
is told on the complaint's page and in its history.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import Hides, TryLater, Undeliverable, Unsure
from workflow.core.public_commands import RecordHiding
from workflow.core.roles import CHANNEL
from workflow.engine import Engine
from workflow.store import hidings

log = logging.getLogger(__name__)

PAUSES = tuple(timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200, 21600))
MOST_WAITS = 48
"""Further tries where the platform says for how long it is busy, or wants a new token: what
somebody should not have shown must not stay in sight for that.
"""

STUCK = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class _End:
    state: str
    code: str = ""
    again_at: datetime | None = None


class Hiding:
    """One turn hides what is due. Any number of workers may take turns at once."""

    def __init__(self, engine: Engine, channels: Channels) -> None:
        self._engine = engine
        self._channels = channels

    def turn(self, now: datetime, limit: int = 50) -> dict[str, int]:
        """Counts per end."""
        counts: dict[str, int] = {}
        for _ in range(limit):
            id = self._engine.sessions.settled(lambda db: hidings.claim(db, now, now - STUCK))
            if id is None:
                break
            end = self._hide(id, now)
            counts[end.state] = counts.get(end.state, 0) + 1
        return counts

    def _hide(self, id: int, now: datetime) -> _End:
        with self._engine.sessions.reading() as db:
            row, message = hidings.get(db, id)
            attempts = row.attempts
            channel, account, target = message.channel, message.account, message.external_id
        end = self._ask((channel, account, target), attempts, now)

        def work(db: Session) -> None:
            message = hidings.end(db, id, end.state, end.again_at)
            if end.state == "queued":
                return
            how = "hidden" if end.state == "hidden" else "not_hidden"
            command = RecordHiding(
                complaint=message.complaint_id, message=message.number, how=how, code=end.code[:40]
            )
            self._engine.execute_in(db, command, CHANNEL, now)

        self._engine.sessions.settled(work)
        extra = {"action": f"hiding.{end.state}", "hiding_id": id, "code": end.code}
        log.info("comment hidden", extra=extra)
        return end

    def _ask(self, place: tuple[str, str, str], attempts: int, now: datetime) -> _End:
        name, account, target = place
        channel = self._channels.get(name) if name in self._channels else None
        if channel is None or not channel.can.hide or not isinstance(channel, Hides):
            return _End("given_up", "cannot-hide")
        try:
            channel.hide(account, target)
        except Undeliverable as never:
            return _End("given_up", never.code)
        except (TryLater, Unsure) as later:
            asked = later.after if isinstance(later, TryLater) else None
            if attempts > len(PAUSES) + (MOST_WAITS if asked else 0):
                return _End("given_up", later.code)
            wait = asked or PAUSES[attempts - 1]
            return _End("queued", later.code, now + wait)
        return _End("hidden")
