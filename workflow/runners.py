"""The five chores that keep an office going: poll, intake, alarms, outbox, housekeeping.

Each has one turn that can be called by hand (`tuntas tick`) or by the scheduler. A turn
that fails is told and does not stop the others; all of them may run on many machines.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from workflow.alarms import Alarms
from workflow.checkups import Checkups
from workflow.intake import Intake
from workflow.outbox import Outbox
from workflow.polling import Polling
from workflow.store import chores
from workflow.store.database import Sessions

log = logging.getLogger(__name__)

Turn = Callable[[datetime], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Runner:
    """A chore: its name, how often it runs, and its turn."""

    name: str
    every_seconds: int
    turn: Turn


class Runners:
    """All chores of this office, in the order of one tick."""

    def __init__(
        self,
        sessions: Sessions,
        coming: tuple[Polling, Intake],
        outbox: Outbox,
        alarms: Alarms,
        checkups: Checkups,
    ) -> None:
        polling, intake = coming
        self._sessions = sessions
        self._polling = polling
        self._kept_up: list[Turn] = [checkups.turn]
        self.all: tuple[Runner, ...] = (
            Runner("poll", 2, polling.turn),
            Runner("intake", 2, intake.turn),
            Runner("alarms", 1, alarms.turn),
            Runner("outbox", 2, outbox.turn),
            Runner("housekeeping", 600, self._housekeeping),
        )

    def add(self, runner: Runner) -> None:
        """One more chore, for an office that has something more to look after."""
        self.all = (*self.all, runner)

    def keep_house(self, turn: Turn) -> None:
        """Something more to be done when the house is kept, all ten minutes."""
        self._kept_up.append(turn)

    def tick(self, now: datetime) -> dict[str, dict[str, int]]:
        """One turn of every runner by hand; counts per runner. Accounts are polled to their end."""
        return {runner.name: self.tick_one(runner.name, now) for runner in self.all}

    def tick_one(self, name: str, now: datetime) -> dict[str, int]:
        """One turn of one runner by hand; its counts."""
        by_hand = {"poll": self._polling.by_hand}
        runner = next(runner for runner in self.all if runner.name == name)
        return self.run(replace(runner, turn=by_hand.get(name, runner.turn)), now)

    def run(self, runner: Runner, now: datetime) -> dict[str, int]:
        """One turn, with its heartbeat; a failure is counted, logged and shown, never raised."""
        code = ""
        try:
            counts = runner.turn(now)
        except Exception as failure:
            log.exception("turn failed", extra={"action": "runner.failed", "runner": runner.name})
            code, counts = type(failure).__name__, {"failed": 1}
        every = runner.every_seconds
        self._sessions.settled(lambda db: chores.beat(db, (runner.name, every, code), now))
        return counts

    def _housekeeping(self, now: datetime) -> dict[str, int]:
        ended = self._sessions.settled(lambda db: chores.end_sessions(db, now))
        counts = {"sessions_ended": ended}
        for turn in self._kept_up:
            counts |= turn(now)
        return counts
