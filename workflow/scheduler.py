"""The ticker of the five chores: APScheduler holds intervals in memory, and no job of ours.

The tables know what is due; kill the process at any time and nothing is lost. Any number of
processes may tick against one PostgreSQL. Where the machine's clock is set back, turns go
on within seconds (`_keep_pace`). Only here is APScheduler known.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from typing import Protocol

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from workflow.runners import Runner

log = logging.getLogger(__name__)

JOB = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
"""A late turn is taken once, however late; no turn overtakes the one before it."""

TOLD = {
    EVENT_JOB_ERROR: (logging.ERROR, "scheduler.failed"),
    EVENT_JOB_MISSED: (logging.WARNING, "scheduler.missed"),
    EVENT_JOB_MAX_INSTANCES: (logging.DEBUG, "scheduler.still_running"),
}


WATCH = 2.0
"""Seconds between two looks at whether the time of day was set back."""


class Chores(Protocol):
    """What has turns to take: the office's `Runners`."""

    @property
    def all(self) -> Sequence[Runner]: ...

    def run(self, runner: Runner, now: datetime) -> dict[str, int]: ...


class Happened(Protocol):
    """What APScheduler tells of a job."""

    code: int
    job_id: str


class Scheduler:
    """Takes turns until it is stopped: one thread per runner, the first turns at once."""

    def __init__(self, runners: Chores, now: Callable[[], datetime]) -> None:
        self._runners = runners
        self._now = now
        self._ticker = BackgroundScheduler(
            timezone=UTC,  # said outright: the library's own guess asks the machine
            executors={"default": ThreadPoolExecutor(len(runners.all))},
            job_defaults=JOB,
        )
        self._ticker.add_listener(self._tell, sum(TOLD))
        for runner in runners.all:
            self._ticker.add_job(
                self._turn,
                IntervalTrigger(seconds=runner.every_seconds, timezone=UTC),
                args=[runner],
                id=runner.name,
                next_run_time=now(),
            )
        self._stopping = Event()
        self._watch = Thread(target=self._keep_pace, name="scheduler watch", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._ticker.start()
        self._watch.start()
        log.info("scheduler started", extra={"action": "scheduler.started"})

    def stop(self) -> None:
        """Take no further turn, and wait for those that have begun."""
        self._stopping.set()
        self._watch.join()
        self._ticker.shutdown(wait=True)
        log.info("scheduler stopped", extra={"action": "scheduler.stopped"})

    def _turn(self, runner: Runner) -> None:
        self._runners.run(runner, self._now())

    def _keep_pace(self) -> None:
        """APScheduler waits for a time of day: set back by hours, it would wait for hours."""
        while not self._stopping.wait(WATCH):
            for runner in self._runners.all:
                self._catch_up(runner)

    def _catch_up(self, runner: Runner) -> None:
        """A turn further away than its interval was planned by a clock that is no more."""
        now, job = self._now(), self._ticker.get_job(runner.name)
        if job.next_run_time - now > timedelta(seconds=runner.every_seconds):
            self._ticker.modify_job(runner.name, next_run_time=now)
            extra = {"action": "scheduler.set_back", "runner": runner.name}
            log.warning("the time of day was set back", extra=extra)

    def _tell(self, event: Happened) -> None:
        """A turn that failed beyond the runner's own care (no database), or was left out."""
        level, action = TOLD[event.code]
        failure = type(getattr(event, "exception", None)).__name__
        extra = {"action": action, "runner": event.job_id, "code": failure}
        log.log(level, "turn left out", extra=extra)
