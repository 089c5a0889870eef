"""Whatever people, channels, time and crashes do to four complaints, the clocks are right.

A machine plays at random; after each step the books are held against the recount of
`tests/workflow/recount.py`. `TUNTAS_TEST_EXAMPLES` says how many plays (30 in the suite).
"""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config.wiring import open_office
from tests import databases
from tests.stories.recounting import differences
from tests.story import (
    HEAD,
    INTAKE,
    OTHER_HEAD,
    SECOND_SUPERVISOR,
    STAFF,
    SUPERVISOR,
    HandClock,
    Story,
    fakes,
    settings_for,
)
from tests.workflow.recount import Look
from workflow.core import commands as c
from workflow.core.lifecycle import COMPLAINT
from workflow.core.refusal import Refused
from workflow.core.roles import CHANNEL, COMPLAINANT, TIME, Actor
from workflow.store import clocks
from workflow.store.models import ClockRow, ComplaintRow, MessageRow, OutboxRow

EXAMPLES = int(os.environ.get("TUNTAS_TEST_EXAMPLES", "30"))
MOST = 4
CLASSES = ("complaint", "complaint", "information_request", "praise", "")
PEOPLE = (INTAKE, HEAD, STAFF, OTHER_HEAD, SUPERVISOR, SECOND_SUPERVISOR, COMPLAINANT)
PARTIES = {actor.party for actor in PEOPLE}
STARTS = (
    datetime(2026, 11, 16, 2, 0, tzinfo=UTC),  # a Monday morning, no holiday for weeks
    datetime(2026, 12, 18, 9, 29, tzinfo=UTC),  # a minute before the last close before Christmas
    datetime(2026, 2, 13, 9, 0, tzinfo=UTC),  # holidays and Ramadan ahead
    datetime(2026, 3, 14, 16, 30, tzinfo=UTC),  # a Saturday night before Lebaran
)
TEXTS = ("question", "reason", "answer", "evidence", "letter")
SPANS = {
    "minutes": st.integers(1, 59),
    "hours": st.integers(1, 30),
    "days": st.integers(1, 9),
    "weeks": st.integers(1, 6),
}


class Crash(Exception):
    """The process dies here, in the middle of a transaction."""


class Plays(RuleBasedStateMachine):
    """Four complaints at most, two workers, and everybody who has a say."""

    templates: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        home = Path(self.folder.name)
        clock = HandClock()
        url = databases.fresh_file(home, self.templates, databases.migrated)
        given = settings_for(home, url)
        office = open_office(given, now=clock, channels=fakes(clock), upgrade=False)
        self.second = open_office(given, now=clock, channels=fakes(clock), upgrade=False)
        self.story = Story(office, clock)
        self.looks: dict[int, list[Look]] = {}

    # Steps.

    @initialize(start=st.sampled_from(STARTS))
    def opens(self, start: datetime) -> None:
        self.story.clock.at = start
        self.files(danger=False)

    @precondition(lambda self: len(self.looks) < MOST)
    @rule(danger=st.booleans())
    def files(self, *, danger: bool) -> None:
        number = len(self.looks) + 1
        text = "Ada kekerasan seksual" if danger else "Kursi roda belum datang"
        self.story.writes(text, author=f"warga-{number}")
        self.looks[self.story.complaint] = []
        self.holds()

    @rule(data=st.data(), danger=st.sampled_from(["", "none", "none", "sexual_violence"]))
    def says_what_it_is(self, data: st.DataObject, danger: str) -> None:
        self.turns_to(data)
        command = c.Classify(
            complaint=self.story.complaint,
            klass=data.draw(st.sampled_from(CLASSES), "class"),
            category=data.draw(st.sampled_from(["", "fasilitas_panti", "pungli"]), "category"),
            safety=danger,
            priority=data.draw(st.sampled_from(["", "normal", "urgent", "directive"]), "priority"),
            oversight=data.draw(st.sampled_from([None, None, True, False]), "oversight"),
        )
        self.does(command, data.draw(st.sampled_from([INTAKE, INTAKE, SUPERVISOR, HEAD]), "by"))

    @rule(data=st.data(), klass=st.sampled_from(CLASSES))
    def goes_to_a_unit(self, data: st.DataObject, klass: str) -> None:
        self.turns_to(data)
        said = c.Classify(
            complaint=self.story.complaint,
            klass=klass or "complaint",
            category="fasilitas_panti",
            safety="none",
        )
        if not self.story.facts.klass:
            self.does(said, INTAKE)
        self.moves("assign", INTAKE, data)

    @rule(data=st.data(), move=st.sampled_from(["ask", "respond", "respond"]), known=st.booleans())
    def asks_or_answers(self, data: st.DataObject, move: str, *, known: bool) -> None:
        """The unit writes to the complainant, and mostly it is known what became of it."""
        self.turns_to(data)
        unit = self.story.facts.unit
        self.moves(move, OTHER_HEAD if unit == OTHER_HEAD.unit else HEAD if unit else INTAKE, data)
        if known:
            self.time_passes(data, "minutes")
            self.hears(data, max(self.story.facts.went, default=0))

    @rule(data=st.data(), times=st.integers(1, 3))
    def makes_moves_of_its_state(self, data: st.DataObject, times: int) -> None:
        self.turns_to(data)
        for _ in range(times):
            moves = [m for m in COMPLAINT.moves_from(self.story.state) if set(m.by) & PARTIES]
            if moves:
                move = data.draw(st.sampled_from(moves), "move")
                able = [actor for actor in PEOPLE if actor.party in move.by]
                self.moves(move.name, data.draw(st.sampled_from(able), "by"), data)

    @rule(
        data=st.data(),
        move=st.sampled_from([move.name for move in COMPLAINT.moves]),
        actor=st.sampled_from(PEOPLE),
    )
    def makes_any_move(self, data: st.DataObject, move: str, actor: Actor) -> None:
        self.turns_to(data)
        self.moves(move, actor, data)

    @rule(data=st.data(), reading=st.sampled_from(["", "thanks", "solved", "not_solved"]))
    def writes_again(self, data: st.DataObject, reading: str) -> None:
        self.turns_to(data)
        id, words = self.story.complaint, c.Words(text="Bagaimana?", channel="memory")
        self.does(c.Receive(complaint=id, words=words, reading=reading), COMPLAINANT)

    @rule(data=st.data())
    def hears_of_a_message(self, data: st.DataObject) -> None:
        self.turns_to(data)
        went = sorted(self.story.facts.went, reverse=True)
        self.hears(data, data.draw(st.sampled_from(went), "number") if went else 1)

    @rule(data=st.data(), count=st.integers(1, 20))
    def extends(self, data: st.DataObject, count: int) -> None:
        self.turns_to(data)
        known = self.story.facts.clocks
        name = data.draw(st.sampled_from(sorted(known)), "clock")
        command = c.Extend(
            complaint=self.story.complaint,
            clock=name,
            by=f"{count} {known[name].within.unit}",
            ground="site_visit",
            letter="Kunjungan dijadwalkan.",
        )
        self.does(command, SUPERVISOR)

    @rule(data=st.data(), clock=st.sampled_from(["", "police_report", "police_report", "held"]))
    def does_a_duty(self, data: st.DataObject, clock: str) -> None:
        self.turns_to(data)
        id = self.story.complaint
        if clock:
            self.does(c.Fulfil(complaint=id, clock=clock, text="LP/1"), INTAKE)
        else:
            self.does(c.DeclareComplete(complaint=id), INTAKE)

    @rule(data=st.data(), unit=st.sampled_from(sorted(SPANS)))
    def time_passes(self, data: st.DataObject, unit: str) -> None:
        self.story.clock.at += timedelta(**{unit: data.draw(SPANS[unit], unit)})

    @rule(data=st.data(), minutes=st.integers(-1, 1))
    def time_passes_until_something_is_due(self, data: st.DataObject, minutes: int) -> None:
        with self.story.office.sessions.reading() as db:
            dues = select(ClockRow.due_at).where(ClockRow.stopped_at.is_(None))
            ahead = sorted({due for due in db.scalars(dues) if due and due > self.story.clock.at})
        if ahead:
            due = data.draw(st.sampled_from(ahead), "due")
            self.story.clock.at = max(self.story.clock.at, due + timedelta(minutes=minutes))

    @rule(second=st.booleans())
    def a_worker_sweeps(self, *, second: bool) -> None:
        self.look()
        (self.second if second else self.story.office).alarms.turn(self.story.clock.at)
        self.holds()

    @rule()
    def both_workers_sweep(self) -> None:
        self.a_worker_sweeps(second=False)
        self.a_worker_sweeps(second=True)

    @rule()
    def a_worker_dies_in_a_sweep(self) -> None:
        """It has rung everything that is due, and its transaction is never committed."""

        def work(db: Session) -> None:
            due = clocks.claim_due(db, self.story.clock.at, 100)
            rings = [c.RaiseAlarm(complaint=d.complaint, clock=d.name, round=d.round) for d in due]
            self.story.office.engine.execute_many_in(db, rings, TIME, self.story.clock.at)
            raise Crash

        self.changes_nothing(lambda: self.story.office.sessions.settled(work))

    @rule(data=st.data(), move=st.sampled_from(["assign", "respond", "dispute", "withdraw"]))
    def the_office_dies_in_a_move(self, data: st.DataObject, move: str) -> None:
        self.turns_to(data)
        actor = {"assign": INTAKE, "respond": HEAD}.get(move, COMPLAINANT)
        act = c.Act(complaint=self.story.complaint, move=move, values=self.values(move, data))

        def work(db: Session) -> None:
            self.story.office.engine.execute_in(db, act, actor, self.story.clock.at)
            raise Crash

        self.changes_nothing(lambda: self.story.office.sessions.settled(work))

    def teardown(self) -> None:
        try:
            if self.looks:
                self.a_worker_sweeps(second=True)
                self.story.check_books()
        finally:
            self.story.office.close()
            self.second.close()
            self.folder.cleanup()

    # How steps are taken.

    def turns_to(self, data: st.DataObject) -> None:
        """Pick the complaint that the step is about."""
        self.story.complaint = data.draw(st.sampled_from(sorted(self.looks)), "complaint")

    def moves(self, move: str, actor: Actor, data: st.DataObject) -> None:
        values = self.values(move, data)
        self.does(c.Act(complaint=self.story.complaint, move=move, values=values), actor)

    def values(self, move: str, data: st.DataObject) -> dict[str, str]:
        """What a move asks for, mostly right."""
        known = COMPLAINT.move(move)
        assert known is not None
        policy = self.story.office.office.policy
        values = dict.fromkeys(TEXTS, "Sesuai berkas.")
        if move == "assign":
            units = st.sampled_from(["pstw-jember", "pstw-jember", "rsbn-malang"])
            values["unit"] = data.draw(units, "unit")
        elif move == "merge":
            values["into"] = self.reference(data.draw(st.sampled_from(sorted(self.looks)), "into"))
        for field in known.fields:
            if field.list:
                values[field.name] = policy.reasons_in(field.list)[0].id
            if field.name == "agency":
                values["agency"] = next(iter(policy.agencies))
        return {field.name: values[field.name] for field in known.fields}

    def reference(self, complaint: int) -> str:
        with self.story.office.sessions.reading() as db:
            return db.get_one(ComplaintRow, complaint).reference

    def hears(self, data: st.DataObject, number: int) -> None:
        """News of a message, at once or some time after the fact."""
        now, went = self.story.clock.at, self.story.facts.went.get(number)
        minutes = int((now - went.at) / timedelta(minutes=1)) if went else 0
        ago = data.draw(st.sampled_from([0, 0, 5, 600, 3000]), "minutes ago")
        news = c.RecordDelivery(
            complaint=self.story.complaint,
            message=number,
            outcome=data.draw(st.sampled_from(["delivered", "delivered", "refused"]), "outcome"),
            at=now - timedelta(minutes=min(ago, minutes)),
        )
        self.does(news, CHANNEL)

    def does(self, command: c.Command, actor: Actor) -> None:
        """Give a command; a refused one changes nothing."""
        before = self.books()
        try:
            self.story.does(command, actor)
        except Refused:
            assert self.books() == before
        self.holds(self.story.complaint)

    def changes_nothing(self, deed: Callable[[], None]) -> None:
        before = self.books()
        with pytest.raises((Crash, Refused)):
            deed()
        assert self.books() == before

    def books(self) -> list[object]:
        """The ends of all histories, and how many words were kept and sent."""
        with self.story.office.sessions.reading() as db:
            heads = db.execute(select(ComplaintRow.head).order_by(ComplaintRow.id)).all()
            counts = [db.scalar(select(func.count(row.id))) for row in (MessageRow, OutboxRow)]
        return [*heads, *counts]

    def look(self) -> None:
        """Note that a sweep looks at everything now."""
        with self.story.office.sessions.reading() as db:
            for row in db.scalars(select(ComplaintRow)):
                self.looks[row.id].append(Look(row.seq, self.story.clock.at))

    def holds(self, *which: int) -> None:
        """The books and the recount agree on every clock of these complaints, or of all."""
        office, now = self.story.office, self.story.clock.at
        with office.sessions.reading() as db:
            for id in which or sorted(self.looks):
                wrong = differences(db, office.office, id, self.looks[id], now)
                assert not wrong, wrong


def test_no_play_of_people_time_and_crashes_puts_a_clock_wrong(tmp_path: Path) -> None:
    class Here(Plays):
        templates = tmp_path

    run_state_machine_as_test(
        Here, settings=settings(max_examples=EXAMPLES, stateful_step_count=40)
    )
