"""An office at play: some complaints, two workers on one database, and everybody who has a say.

Each deed is held against the recount at once. Whatever is refused, and whatever dies before
its transaction ends, has to leave no trace.
"""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from config.wiring import open_office
from tests.stories.recounting import differences
from tests.story import HandClock, Story, fakes, settings_for
from tests.workflow.recount import Look
from workflow.core import commands as c
from workflow.core.lifecycle import COMPLAINT
from workflow.core.refusal import Refused
from workflow.core.roles import CHANNEL, TIME, Actor
from workflow.splitting import Parted, split
from workflow.store import clocks, complaints
from workflow.store.models import ClockRow

BOOKS = text(
    "select group_concat(head), (select count(*) from message), (select count(*) from outbox), "
    "(select count(*) from breach) from (select head from complaint order by id)"
)
"""The ends of all histories, how many words were kept and sent, and the ledger (on SQLite)."""

WORDS = dict.fromkeys(("question", "reason", "answer", "evidence", "letter"), "Sesuai berkas.")


class Crash(Exception):
    """The process dies here, in the middle of a transaction."""


class Play:
    """One play in an office of its own; the complaint at hand is the story's."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        home = Path(self._folder.name)
        clock = HandClock()
        given = settings_for(home)
        opened = [
            open_office(given, now=clock, channels=fakes(clock), upgrade=False) for _ in range(2)
        ]
        self.offices = opened
        self.story = Story(opened[0], clock)
        self.looks: dict[int, list[Look]] = {}

    def close(self) -> None:
        for office in self.offices:
            office.close()
        self._folder.cleanup()

    @property
    def at(self) -> datetime:
        return self.story.clock.at

    # Deeds.

    def files(self, *, danger: bool) -> None:
        """Somebody new writes."""
        words = "Ada kekerasan seksual di panti" if danger else "Kursi roda belum datang"
        self.story.writes(words, author=f"warga-{len(self.looks) + 1}")
        self.looks[self.story.complaint] = []
        self.holds(self.story.complaint)

    def moves(self, move: str, actor: Actor, **values: str) -> None:
        """Somebody makes a move, with what it asks for."""
        self.does(self.act(move, **values), actor)

    def act(self, move: str, **values: str) -> c.Act:
        """A move of the complaint at hand; what is not given is filled in."""
        known = COMPLAINT.move(move)
        assert known is not None
        policy = self.story.office.office.policy
        given = {**WORDS, "unit": "pstw-jember", "agency": next(iter(policy.agencies)), **values}
        lists = {field.name: field.list for field in known.fields if field.list}
        given |= {name: policy.reasons_in(list_)[0].id for name, list_ in lists.items()}
        wanted = {field.name: given[field.name] for field in known.fields if field.name in given}
        return c.Act(complaint=self.story.complaint, move=move, values=wanted)

    def hears(self, message: int, outcome: str, minutes_ago: int) -> None:
        """News of a message, at once or some time after the fact."""
        went = self.story.facts.went.get(message)
        minutes = int((self.at - went.at) / timedelta(minutes=1)) if went else 0
        news = c.RecordDelivery(
            complaint=self.story.complaint,
            message=message,
            outcome=outcome,
            at=self.at - timedelta(minutes=min(minutes_ago, minutes)),
        )
        self.does(news, CHANNEL)

    def does(self, command: c.Command, actor: Actor) -> None:
        """Give a command, which takes a minute; a refused one changes nothing."""
        before = self.books()
        try:
            self.story.does(command, actor)
        except Refused:
            assert self.books() == before
        else:
            self.holds(self.story.complaint)
            self.story.clock.at += timedelta(minutes=1)

    def splits(self, messages: set[int], by: Actor) -> None:
        """Somebody splits a second matter off, which takes a minute; a refused one never was."""
        before, engine, first = self.books(), self.story.office.engine, self.story.complaint
        parted = Parted(
            complaint=first,
            matter="Uang yang diminta.",
            messages=tuple(sorted(messages)),
            files=(),
            seen=self.story.facts.seq,
        )
        try:
            reference = split(engine, parted, by, self.at)
        except Refused:
            assert self.books() == before
            return
        with self.story.office.sessions.reading() as db:
            second = engine.find(db, reference)
        self.looks[second] = []
        self.holds(first, second)
        self.story.clock.at += timedelta(minutes=1)

    def sweeps(self, worker: int) -> None:
        """One of the workers looks at every clock."""
        with self.story.office.sessions.reading() as db:
            for id, looks in self.looks.items():
                looks.append(Look(complaints.row_of(db, id).seq, self.at))
        self.offices[worker].alarms.turn(self.at)
        self.holds(*self.looks)

    def sweep_dies(self) -> None:
        """A worker has rung everything that is due, and dies before that is safe."""

        def ring(db: Session) -> None:
            due = clocks.claim_due(db, self.at, 100)
            rings = [c.RaiseAlarm(complaint=d.complaint, clock=d.name, round=d.round) for d in due]
            self.offices[0].engine.execute_many_in(db, rings, TIME, self.at)

        self.dies(ring)

    def move_dies(self, move: str, actor: Actor) -> None:
        """Somebody makes a move, and the process dies before that is safe."""
        act = self.act(move)
        self.dies(lambda db: self.offices[0].engine.execute_in(db, act, actor, self.at))

    def dies(self, deed: Callable[[Session], object]) -> None:
        """Do something in a transaction that never ends."""

        def work(db: Session) -> None:
            deed(db)
            raise Crash

        before = self.books()
        with pytest.raises((Crash, Refused)):
            self.offices[0].sessions.settled(work)
        assert self.books() == before

    # What can be seen.

    def dues(self) -> list[datetime]:
        """When running clocks will be due, by their rows."""
        running = (ClockRow.stopped_at.is_(None), ClockRow.due_at > self.at)
        with self.story.office.sessions.reading() as db:
            found = db.scalars(select(ClockRow.due_at).where(*running).distinct()).all()
        return sorted(due for due in found if due)

    def reference(self, complaint: int) -> str:
        with self.story.office.sessions.reading() as db:
            return complaints.row_of(db, complaint).reference

    def books(self) -> tuple[object, ...]:
        """Something that is another after every change."""
        with self.story.office.sessions.reading() as db:
            return tuple(db.execute(BOOKS).one())

    def holds(self, *which: int) -> None:
        """The books and the recount agree on every clock of these complaints."""
        office = self.story.office
        with office.sessions.reading() as db:
            for id in which:
                wrong = differences(db, office.office, id, self.looks[id], self.at)
                assert not wrong, "\n".join(wrong)
