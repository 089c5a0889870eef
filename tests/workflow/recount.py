"""An independent recount of every clock of a complaint, from its stored history alone.

Reads what people, channels and time did, and never a clock event: when clocks start, stop,
pause, run out and breach is worked out here once more, in its own way, naive and slow.
Times have to be on whole minutes. The table of clocks and the rules are its only givens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import singledispatchmethod
from typing import get_args

from tests.workflow.runs import Run, Wait
from workflow.core import events as e
from workflow.core.clocks import Office
from workflow.core.events import Recorded
from workflow.core.policy import Subject
from workflow.core.related_events import Related
from workflow.core.spans import Span
from workflow.core.tables import ClockKind

CLOSED = ("resolved", "referred", "rejected", "merged", "withdrawn")
NAMED = {"assign": "assigned", "respond": "decided", "dispute": "disputed",
         "reopen": "reopened", "hold": "held", "bounce": "came_back"}  # fmt: skip
DEEDS = (e.Classified, e.DeclaredComplete, e.MessageCame, e.MessageWent, e.Noted, e.Moved,
         e.Extended, e.DutyDone, *get_args(Related))  # fmt: skip
"""What somebody did, the machine included."""
DUTIES = {"police_report": "police_told", "personal_data": "data_answered"}


@dataclass(frozen=True, slots=True)
class Look:
    """A sweep looked at the clocks at `at`, after event number `seq` of the history."""

    seq: int
    at: datetime


@dataclass(slots=True)
class Book:
    """A complaint as the recount understands it."""

    office: Office
    runs: dict[str, list[Run]] = field(default_factory=dict)
    state: str = ""
    klass: str = ""
    category: str = ""
    priority: str = "normal"
    oversight: bool = False
    violence: bool = False
    awaited: int = 0
    """The message by which it came into a state that waits for the complainant."""
    pauses: list[Wait] = field(default_factory=list)
    owed: str = ""
    """A move that time had to make at the last look."""
    odd: list[str] = field(default_factory=list)
    received_at: datetime | None = None

    # What happened, one event after the other.

    @singledispatchmethod
    def take(self, event: e.Event, by: Recorded) -> None:
        """Take an event in; what clocks are said to have done is not even looked at."""

    @take.register
    def _opened(self, event: e.Opened, by: Recorded) -> None:
        self.state, self.received_at = "received", event.received_at
        self.happens("received", event.received_at)
        if event.suspected:
            self.happens("danger_suspected", event.received_at)
        if event.acknowledged_at is not None:  # split off: the first one's receipt holds for both
            self.happens("acknowledged", event.acknowledged_at)

    @take.register
    def _classified(self, event: e.Classified, by: Recorded) -> None:
        self.klass = event.klass or self.klass
        self.category = event.category or self.category
        self.priority = event.priority or self.priority
        self.oversight = self.oversight if event.oversight is None else event.oversight
        for run in list(self.running()):
            self._choose(run, by.at)
        if event.safety == "sexual_violence" and not self.violence:
            assert self.received_at is not None
            self.violence = True
            self.happens("sexual_violence", self.received_at)
        if event.safety:
            self.happens("screened", by.at)

    @take.register
    def _completed(self, event: e.DeclaredComplete, by: Recorded) -> None:
        self.happens("complete", by.at)

    @take.register
    def _wrote(self, event: e.MessageCame, by: Recorded) -> None:
        self.happens("wrote", by.at)

    @take.register
    def _moved(self, event: e.Moved, by: Recorded) -> None:
        at = by.at
        self.settle(event.move if by.actor == "time" else "")
        if event.move == "bounce":
            self._take_back(at)
        elif self.pauses and self.pauses[-1][2] is None:
            state, since, _ = self.pauses[-1]
            self.pauses[-1] = (state, since, at)
        self.state = event.to
        if event.frm == "waiting" and event.move != "bounce":
            self.happens("supplied", at)
        if event.frm == "held":
            self.happens("resumed", at)
        self.awaited = event.message if event.move in ("ask", "respond") else 0
        if by.actor.startswith("staff:"):
            self.happens("acknowledged", at)
        if event.move in NAMED:
            self.happens(NAMED[event.move], at)
        if event.to in CLOSED:
            self.happens(event.to, at)

    @take.register
    def _delivered(self, event: e.Delivery, by: Recorded) -> None:
        """Only news of the very message that the state waits on begins a wait."""
        if event.outcome != "delivered":
            return
        if event.purpose in ("receipt", "split"):
            self.happens("acknowledged", event.at)
        if event.purpose in ("question", "answer"):
            stands = event.message == self.awaited
            if stands:
                self.pauses.append((self.state, event.at, None))
            self.happens(f"{event.purpose}_delivered", event.at, event.message)
            if stands:
                self.happens(f"{event.purpose}_stands", event.at, event.message)

    @take.register
    def _extended(self, event: e.Extended, by: Recorded) -> None:
        self.runs[event.clock][-1].more += Span.parse(event.by).count

    @take.register
    def _done(self, event: e.DutyDone, by: Recorded) -> None:
        self.happens(DUTIES.get(event.clock, "done"), by.at)

    @take.register
    def _alarmed(self, event: e.Warned | e.Escalated, by: Recorded) -> None:
        run = self.runs[event.clock][-1]
        ending = run.over_at == by.at  # a sweep says all there is to say before the end
        stopped = run.stopped_at is not None and not ending
        if not run.timed or stopped or run.round != event.round:
            self.odd.append(f"{event} after {event.clock} had stopped")

    def _take_back(self, at: datetime) -> None:
        """What never arrived paused nothing and stopped nothing."""
        if self.pauses and self.pauses[-1][2] is None:
            self.pauses.pop()
        for runs in self.runs.values():
            last = runs[-1]
            if last.stopped_at is not None and last.stopped_with == self.awaited != 0:
                last.stopped_at, last.stopped_with = None, 0
                self._choose(last, at)

    # Clocks.

    def running(self) -> Iterator[Run]:
        """The last run of each kind, where it has not stopped."""
        return (runs[-1] for runs in self.runs.values() if runs[-1].stopped_at is None)

    def all_runs(self) -> list[Run]:
        """Every stretch of every clock, in order of starting."""
        return [run for runs in self.runs.values() for run in runs]

    def outliving(self) -> list[Run]:
        """What runs on though the complaint is in a state whose coming stops it."""
        timed = (run for run in self.running() if run.timed)
        return [run for run in timed if self.state in run.kind.stops]

    def happens(self, name: str, at: datetime, message: int = 0) -> None:
        """A named event: whatever it stops, sets going again or starts."""
        for kind in self.office.lifecycle.clocks:
            runs = self.runs.setdefault(kind.name, [])
            last = runs[-1] if runs else None
            if last is not None and last.stopped_at is None:
                if name == "disputed":
                    last.disputed_at = at
                if at >= last.started_at and name in (*kind.stops, *kind.restarts):
                    self._stop(last, at, message)
                    self._begin_again(kind, name, at)
            elif last is not None and name in kind.continues:
                self._go_on(last, at)
            elif name in kind.starts:
                self._start(kind, at)
        self.runs = {kind: runs for kind, runs in self.runs.items() if runs}

    def _begin_again(self, kind: ClockKind, name: str, at: datetime) -> None:
        if name in kind.restarts:
            self._start(kind, at)

    def _start(self, kind: ClockKind, at: datetime) -> None:
        calendar = self.office.calendars["office"]
        run = Run(kind=kind, calendar=calendar, started_at=at)
        self.runs[kind.name].append(run)
        self._choose(run, at)

    def _choose(self, run: Run, at: datetime) -> None:
        """The rule for what the complaint is about now, as of the day on which the run began."""
        wanted = Subject(
            klass=self.klass,
            category=self.category,
            on=run.started_at.astimezone(run.calendar.zone).date(),
            priority=self.priority,
            oversight=self.oversight,
        )
        rules = self.office.policy.rules
        fits = [rule for rule in rules if rule.clock == run.kind.name and rule.covers(wanted)]
        if fits:
            run.rule, run.void, run.ended = fits[0], False, None
            run.round = run.round or 1 + max(other.round for other in self.runs[run.kind.name])
        elif run.timed:
            # One that had ended in its own way, and would go on now, stays as it ended.
            run.ended = run.ended or (at, run.due(self.pauses), "void")
            run.void = True

    def _stop(self, run: Run, at: datetime, message: int) -> None:
        run.stopped_at, run.stopped_with = at, message
        if not run.timed:
            return
        self._look_back(run, at)
        due = run.due(self.pauses)
        late = run.breached_at is not None
        run.ended = (at, due, "late" if late else "met")

    def _go_on(self, run: Run, at: datetime) -> None:
        assert run.stopped_at is not None
        run.gaps.append((run.stopped_at, at))
        run.stopped_at, run.disputed_at = None, at
        self._choose(run, at)

    def look_back(self, recorded: Recorded) -> None:
        """Whatever anybody does, what had run out before has breached before.

        News of messages tell of earlier things, and so do not count. The letter that tells of
        a second matter belongs to its opening: before that there was no clock to run out.
        """
        event = recorded.event
        if isinstance(event, e.MessageWent) and event.purpose == "split":
            return
        if isinstance(event, DEEDS) and not (isinstance(event, e.Moved) and event.move == "bounce"):
            for run in self.running():
                self._look_back(run, recorded.at)

    def _look_back(self, run: Run, at: datetime) -> None:
        due = run.due(self.pauses) if run.timed else None
        if due is not None and at > due and not run.kind.ends_in:
            run.breached_at = run.breached_at or due

    # Sweeps.

    def look(self, at: datetime) -> None:
        """What a sweep must have found: breaches, and the ends of the complainant's own times."""
        self.settle()
        for run in [run for run in self.running() if run.timed]:
            due = run.due(self.pauses)
            if due is None or due > at:
                continue
            if not run.kind.ends_in:
                run.breached_at = run.breached_at or due
            elif self._may_end(run.kind.ends_in):
                self.owed = run.kind.ends_in
            else:
                run.stopped_at, run.ended, run.over_at = due, (due, due, "over"), at

    def _may_end(self, move: str) -> bool:
        if move == "resolve":
            return self.state == "responded" and not self.oversight
        return move == "lapse" and self.state == "waiting"

    def settle(self, made: str = "") -> None:
        """Time makes the moves that it owes, and no others."""
        if made != self.owed:
            self.odd.append(f"time owed the move {self.owed!r} and made {made!r}")
        self.owed = ""


def recount(office: Office, history: Sequence[Recorded], looks: Sequence[Look]) -> Book:
    """Walk once through a history and the sweeps that looked at it, in their order."""
    book = Book(office)
    for recorded in history:
        book.look_back(recorded)
        book.take(recorded.event, recorded)
        for look in looks:
            if look.seq == recorded.seq:
                book.look(look.at)
    book.settle()
    return book
