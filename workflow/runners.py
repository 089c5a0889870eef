"""The five chores that keep an office going: poll, intake, alarms, outbox, housekeeping.

Each has one turn that can be called by hand (`tuntas tick`) or by the scheduler. A turn
that fails is told and does not stop the others; all of them may run on many machines.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from workflow.alarms import Alarms
from workflow.channels import Channels
from workflow.core.messages import Channel, ChannelDown
from workflow.intake import Intake
from workflow.outbox import Outbox
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
        channels: Channels,
        intake: Intake,
        outbox: Outbox,
        alarms: Alarms,
    ) -> None:
        self._sessions = sessions
        self._channels = channels
        self._intake = intake
        self.all = (
            Runner("poll", 15, self._poll),
            Runner("intake", 2, intake.turn),
            Runner("alarms", 1, alarms.turn),
            Runner("outbox", 2, outbox.turn),
            Runner("housekeeping", 600, self._housekeeping),
        )

    def tick(self, now: datetime) -> dict[str, dict[str, int]]:
        """One turn of every runner; counts per runner."""
        return {runner.name: self.run(runner, now) for runner in self.all}

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

    def _poll(self, now: datetime) -> dict[str, int]:
        counts = {"fetched": 0, "new": 0, "down": 0}
        for channel in self._channels:
            for account in channel.accounts if channel.can.poll else ():
                self._poll_one(channel, account, now, counts)
        return counts

    def _poll_one(
        self, channel: Channel, account: str, now: datetime, counts: dict[str, int]
    ) -> None:
        try:
            for raw in (step.raw for step in channel.fetch(account, "") if step.raw):
                counts["fetched"] += 1
                counts["new"] += self._intake.keep(raw, now)
        except ChannelDown as down:
            counts["down"] += 1
            extra = {"action": "channel.down", "channel": channel.name, "code": down.code}
            log.warning("channel down", extra=extra)

    def _housekeeping(self, now: datetime) -> dict[str, int]:
        ended = self._sessions.settled(lambda db: chores.end_sessions(db, now))
        return {"sessions_ended": ended}
