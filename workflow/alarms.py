"""The alarm sweep: turns clocks whose alarm time has come into commands. The core judges.

Due clocks are claimed in the transaction that rings them, so that workers share the work and
killing one at any line loses nothing and doubles nothing.
"""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import RaiseAlarm
from workflow.core.roles import TIME
from workflow.engine import Done, Engine, Failed
from workflow.store import clocks

log = logging.getLogger(__name__)

BATCH = 200


class Alarms:
    """One sweep rings all that is due, in batches."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def turn(self, now: datetime, limit: int = 20_000) -> dict[str, int]:
        """Ring what is due by `now`; counts what the core recorded."""
        counts = {"rung": 0, "breached": 0, "warned": 0, "moved": 0}
        rung = 0
        while rung < limit:
            found = self._engine.sessions.settled(lambda db: self._batch(db, now))
            if not found:
                break
            rung += len(found)
            for kinds in found:
                counts["rung"] += 1
                counts["breached"] += kinds.count("Breached")
                counts["warned"] += kinds.count("Warned")
                counts["moved"] += kinds.count("Moved")
        return counts

    def _batch(self, db: Session, now: datetime) -> list[list[str]]:
        found = clocks.claim_due(db, now, BATCH)
        commands = [RaiseAlarm(complaint=d.complaint, clock=d.name, round=d.round) for d in found]
        ends = self._engine.execute_many_in(db, commands, TIME, now)
        return [self._told(db, now, told) for told in zip(found, ends, strict=True)]

    def _told(
        self, db: Session, now: datetime, told: tuple[clocks.Due, Done | Failed]
    ) -> list[str]:
        """The kinds of events that came of it; an alarm that may not act must not ring for ever."""
        due, end = told
        if isinstance(end, Failed):
            extra = {"action": "alarm.refused", "complaint_id": due.complaint}
            log.warning("alarm refused", extra={**extra, "code": end.refused.code})
            clocks.silence(db, due, now)
            return []
        if not end.events:
            clocks.silence(db, due, now)
        return [type(recorded.event).__name__ for recorded in end.events]
