"""The alarm sweep: turns clocks whose alarm time has come into commands. The core judges.

Due clocks are claimed in the transaction that rings them, so that workers share the work and
killing one at any line loses nothing and doubles nothing.
"""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import RaiseAlarm
from workflow.core.refusal import Refused
from workflow.core.roles import TIME
from workflow.engine import Engine
from workflow.store import clocks

log = logging.getLogger(__name__)

BATCH = 50


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
        return [self._ring(db, due, now) for due in clocks.claim_due(db, now, BATCH)]

    def _ring(self, db: Session, due: clocks.Due, now: datetime) -> list[str]:
        command = RaiseAlarm(complaint=due.complaint, clock=due.name, round=due.round)
        try:
            done = self._engine.execute_in(db, command, TIME, now)
        except Refused as refused:
            # An alarm that may not act must not ring for ever.
            clocks.silence(db, due)
            extra = {"action": "alarm.refused", "complaint_id": due.complaint, "code": refused.code}
            log.warning("alarm refused", extra=extra)
            return []
        if not done.events:
            clocks.silence(db, due)
        return [type(recorded.event).__name__ for recorded in done.events]
