"""Whatever people, channels, time and crashes do to four complaints, the clocks are right.

A machine plays at random; after each deed the books are held against the recount of
`tests/workflow/recount.py`. `TUNTAS_TEST_EXAMPLES` says how many plays (25 in the suite);
many take long: `-o faulthandler_timeout=0`.
"""

import os
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.stories.playing import Play
from tests.story import (
    HEAD,
    INTAKE,
    OTHER_HEAD,
    SECOND_SUPERVISOR,
    STAFF,
    SUPERVISOR,
)
from workflow.core import commands as c
from workflow.core.lifecycle import COMPLAINT
from workflow.core.related_commands import Link
from workflow.core.roles import COMPLAINANT, Actor

EXAMPLES = int(os.environ.get("TUNTAS_TEST_EXAMPLES", "25"))
CHOSEN = "TUNTAS_TEST_EXAMPLES" in os.environ
"""Whether somebody wants plays of chance; the suite itself plays the same ones each time."""
MOST = 4
PATIENCE = 12
"""Steps that a complaint has to itself before the next one may come."""

PEOPLE = (INTAKE, HEAD, STAFF, OTHER_HEAD, SUPERVISOR, SECOND_SUPERVISOR, COMPLAINANT)
PARTIES = {actor.party for actor in PEOPLE}
STARTS = (
    datetime(2026, 11, 16, 2, 0, tzinfo=UTC),  # a Monday morning, no holiday for weeks
    datetime(2026, 12, 18, 9, 29, tzinfo=UTC),  # a minute before the last close before Christmas
    datetime(2026, 2, 13, 9, 0, tzinfo=UTC),  # holidays and Ramadan ahead
    datetime(2026, 3, 14, 16, 30, tzinfo=UTC),  # a Saturday night before Lebaran
)
CLASSES = st.sampled_from(["complaint", "complaint", "information_request", "praise", ""])
OUTCOMES = st.sampled_from(["delivered", "delivered", "delivered", "refused"])
AGO = st.sampled_from([0, 0, 5, 600, 3000])
UNITS = st.sampled_from(["pstw-jember", "pstw-jember", "rsbn-malang"])
SPANS = {
    "minutes": st.integers(1, 59),
    "hours": st.integers(1, 30),
    "days": st.integers(1, 9),
    "weeks": st.integers(1, 6),
}


class Plays(RuleBasedStateMachine):
    """Draws what happens next; `play` carries it out."""

    def __init__(self) -> None:
        super().__init__()
        self.play = Play()
        self.story = self.play.story
        self.steps = 0

    def teardown(self) -> None:
        try:
            self.play.sweeps(1)
            self.story.check_books()
        finally:
            self.play.close()

    def turns_to(self, data: st.DataObject) -> int:
        """Pick the complaint that the step is about; gives its id."""
        self.steps += 1
        known = sorted(self.play.looks, reverse=True)
        self.story.complaint = data.draw(st.sampled_from(known), "complaint")
        return self.story.complaint

    # The office and its complainants.

    @initialize(start=st.sampled_from(STARTS))
    def opens(self, start: datetime) -> None:
        self.story.clock.at = start
        self.play.files(danger=False)

    @precondition(lambda self: len(self.play.looks) < min(MOST, 1 + self.steps // PATIENCE))
    @rule(danger=st.booleans())
    def somebody_else_files(self, *, danger: bool) -> None:
        self.play.files(danger=danger)

    @rule(data=st.data(), danger=st.sampled_from(["", "none", "none", "sexual_violence"]))
    def says_what_it_is(self, data: st.DataObject, danger: str) -> None:
        command = c.Classify(
            complaint=self.turns_to(data),
            klass=data.draw(CLASSES, "class"),
            category=data.draw(st.sampled_from(["", "fasilitas_panti", "pungli"]), "category"),
            safety=danger,
            priority=data.draw(st.sampled_from(["", "normal", "urgent", "directive"]), "priority"),
            oversight=data.draw(st.sampled_from([None, None, True, False]), "oversight"),
        )
        by = data.draw(st.sampled_from([INTAKE, INTAKE, SUPERVISOR, HEAD]), "by")
        self.play.does(command, by)

    @rule(data=st.data(), klass=CLASSES)
    def goes_to_a_unit(self, data: st.DataObject, klass: str) -> None:
        said = c.Classify(
            complaint=self.turns_to(data),
            klass=klass or "complaint",
            category="fasilitas_panti",
            safety="none",
        )
        if not self.story.facts.klass:
            self.play.does(said, INTAKE)
        self.play.moves("assign", INTAKE, unit=data.draw(UNITS, "unit"))

    @rule(data=st.data(), move=st.sampled_from(["ask", "respond", "respond"]), known=st.booleans())
    def asks_or_answers(self, data: st.DataObject, move: str, *, known: bool) -> None:
        """The unit writes to the complainant, and mostly it is known what became of it."""
        self.turns_to(data)
        heads = {HEAD.unit: HEAD, OTHER_HEAD.unit: OTHER_HEAD}
        self.play.moves(move, heads.get(self.story.facts.unit, INTAKE))
        if known:
            self.time_passes(data, "minutes")
            last = max(self.story.facts.went, default=0)
            self.play.hears(last, data.draw(OUTCOMES, "outcome"), data.draw(AGO, "ago"))

    @rule(data=st.data(), times=st.integers(1, 3))
    def makes_moves_of_its_state(self, data: st.DataObject, times: int) -> None:
        self.turns_to(data)
        for _ in range(times):
            moves = [m for m in COMPLAINT.moves_from(self.story.state) if set(m.by) & PARTIES]
            if moves:
                move = data.draw(st.sampled_from([move.name for move in moves]), "move")
                by = next(m.by for m in moves if m.name == move)
                able = [actor for actor in PEOPLE if actor.party in by]
                self.makes(data, move, data.draw(st.sampled_from(able), "by"))

    @rule(
        data=st.data(),
        move=st.sampled_from([move.name for move in COMPLAINT.moves]),
        actor=st.sampled_from(PEOPLE),
    )
    def makes_any_move(self, data: st.DataObject, move: str, actor: Actor) -> None:
        self.turns_to(data)
        self.makes(data, move, actor)

    def makes(self, data: st.DataObject, move: str, actor: Actor) -> None:
        others = st.sampled_from(sorted(self.play.looks))
        values = {}
        if move == "assign":
            values["unit"] = data.draw(UNITS, "unit")
        if move == "merge":
            values["into"] = self.play.reference(data.draw(others, "into"))
        self.play.moves(move, actor, **values)

    @rule(data=st.data(), reading=st.sampled_from(["", "thanks", "solved", "not_solved"]))
    def writes_again(self, data: st.DataObject, reading: str) -> None:
        id, words = self.turns_to(data), c.Words(text="Bagaimana?", channel="memory")
        self.play.does(c.Receive(complaint=id, words=words, reading=reading), COMPLAINANT)

    @rule(data=st.data())
    def hears_of_a_message(self, data: st.DataObject) -> None:
        self.turns_to(data)
        went = sorted(self.story.facts.went, reverse=True)
        number = data.draw(st.sampled_from(went), "number") if went else 1
        self.play.hears(number, data.draw(OUTCOMES, "outcome"), data.draw(AGO, "ago"))

    @rule(data=st.data(), count=st.integers(1, 7))
    def extends(self, data: st.DataObject, count: int) -> None:
        id, known = self.turns_to(data), self.story.facts.clocks
        name = data.draw(st.sampled_from(sorted(known)), "clock")
        by = f"{count} {known[name].within.unit}"
        self.play.does(
            c.Extend(complaint=id, clock=name, by=by, ground="site_visit", letter="Kunjungan."),
            SUPERVISOR,
        )

    @rule(data=st.data(), clock=st.sampled_from(["", "police_report", "police_report", "held"]))
    def does_a_duty(self, data: st.DataObject, clock: str) -> None:
        id = self.turns_to(data)
        if clock:
            self.play.does(c.Fulfil(complaint=id, clock=clock, text="LP/1"), INTAKE)
        else:
            self.play.does(c.DeclareComplete(complaint=id), INTAKE)

    @rule(data=st.data(), left=st.booleans())
    def links(self, data: st.DataObject, *, left: bool) -> None:
        """A link changes no clock and no state, at neither end."""
        id, others = self.turns_to(data), st.sampled_from(sorted(self.play.looks))
        self.play.does(Link(complaint=id, other=data.draw(others, "other"), left=left), INTAKE)

    @precondition(lambda self: len(self.play.looks) < MOST)
    @rule(data=st.data(), by=st.sampled_from([INTAKE, SUPERVISOR, HEAD]))
    def splits(self, data: st.DataObject, by: Actor) -> None:
        """A second matter has clocks of its own from the first day, and moves none of the first."""
        self.turns_to(data)
        known = st.integers(1, self.story.facts.messages)
        self.play.splits(data.draw(st.sets(known, max_size=2), "messages"), by)

    # Time, sweeps and crashes.

    @rule(data=st.data(), unit=st.sampled_from(sorted(SPANS)))
    def time_passes(self, data: st.DataObject, unit: str) -> None:
        self.story.clock.at += timedelta(**{unit: data.draw(SPANS[unit], unit)})

    @rule(data=st.data(), minutes=st.integers(-1, 1))
    def time_passes_until_something_is_due(self, data: st.DataObject, minutes: int) -> None:
        if dues := self.play.dues():
            due = data.draw(st.sampled_from(dues), "due") + timedelta(minutes=minutes)
            self.story.clock.at = max(self.story.clock.at, due)

    @rule(workers=st.sampled_from([(0,), (1,), (0, 1)]))
    def workers_sweep(self, workers: tuple[int, ...]) -> None:
        for worker in workers:
            self.play.sweeps(worker)

    @rule()
    def a_worker_dies_in_a_sweep(self) -> None:
        self.play.sweep_dies()

    @rule(
        data=st.data(),
        deed=st.sampled_from([("assign", INTAKE), ("respond", HEAD), ("withdraw", COMPLAINANT)]),
    )
    def the_office_dies_in_a_move(self, data: st.DataObject, deed: tuple[str, Actor]) -> None:
        self.turns_to(data)
        self.play.move_dies(*deed)


def test_no_play_of_people_time_and_crashes_puts_a_clock_wrong() -> None:
    run_state_machine_as_test(
        Plays,
        settings=settings(max_examples=EXAMPLES, stateful_step_count=50, derandomize=not CHOSEN),
    )
