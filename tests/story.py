"""Tells stories about a complaint in our own words: real engine, real database, a hand clock.

Only channels and `now` are stood in for, by the fakes that Tuntas ships. At the end of each
story the books are checked: history against rows, and no personal words in the log.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from adapters.form.channel import make as make_form
from adapters.form.inbound import Form, encode
from adapters.memory.channel import MemoryChannel
from adapters.settings import Account, ChannelSettings
from config.keys import KEYS
from config.settings import Settings
from config.wiring import Installation, open_office
from tests import databases
from workflow.core import commands as c
from workflow.core import deadlines
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.messages import Channel, RawMessage
from workflow.core.roles import COMPLAINANT, Actor, Role
from workflow.core.spans import Span
from workflow.engine import Done
from workflow.intake import Outcome
from workflow.showing import ComplaintView, clock_views, show
from workflow.store import complaints, messages
from workflow.store.models import MessageRow
from workflow.verify import verify

MONDAY = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
"""Monday 16 November 2026, 09.00 in Surabaya; no holiday for weeks."""

INTAKE = Actor.staff("1", Role.INTAKE_OFFICER)
HEAD = Actor.staff("2", Role.UNIT_HEAD, "pstw-jember")
STAFF = Actor.staff("3", Role.UNIT_STAFF, "pstw-jember")
SUPERVISOR = Actor.staff("4", Role.SUPERVISOR)
OTHER_HEAD = Actor.staff("5", Role.UNIT_HEAD, "rsbn-malang")
SECOND_SUPERVISOR = Actor.staff("6", Role.SUPERVISOR)

NAMES = ("Sumiyati Wiratmoko", "sumiyati.w@warga.example", "+6281200000017")
"""What must never be in a log: the complainant's name, address and telephone."""


@dataclass
class HandClock:
    """The time of day, turned by hand."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at


def settings_for(home: Path, url: str = "") -> Settings:
    """Settings of an installation of its own in a folder, on SQLite unless `url` names another."""
    if not url and not (home / "tuntas.db").exists():
        databases.fill_file(home / "tuntas.db", databases.migrated)
    keys = {f"{name}_key": SecretStr(f"{number:064x}") for number, name in enumerate(KEYS, 1)}
    own = {"home": home, "database_url": SecretStr(url), "second_factor": "optional"}
    own["undo_seconds"] = own["receipt_seconds"] = 0  # stories go on at once, unless they ask
    return Settings.model_validate({**own, **keys})


def fakes(clock: Callable[[], datetime]) -> dict[str, Channel]:
    """The web form, and a pretend platform."""
    account = Account(id="office", unit="sekretariat", address="office", name="Dinas Sosial")
    settings = ChannelSettings(accounts=(account,), now=clock)
    memory = MemoryChannel(settings)
    memory.platform.confirms = True
    return {"form": make_form(settings), "memory": memory}


@dataclass
class Story:
    """One complaint's story; `complaint` is the one that was opened last."""

    office: Installation
    clock: HandClock
    complaint: int = 0
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    # What complainants do.

    def files(self, what: str, **answers: str) -> Outcome:
        """Somebody files the web form; `email`, `name`, `visibility`, ... may be given."""
        form: Form = {"id": f"form-{next(self.numbers):08}", "what": what, "name": NAMES[0]}
        form.update(answers)  # type: ignore[typeddict-item]
        return self._took(RawMessage("form", "office", form["id"], encode(form)))

    def writes(self, text: str, author: str = NAMES[1], **more: str) -> Outcome:
        """Somebody writes on the pretend platform."""
        self.memory.platform.says(author, text, **more)  # type: ignore[arg-type]
        *_, raw = self.memory.platform.hand_over()
        return self._took(raw)

    def answers_by_message(self, text: str) -> Outcome:
        """The complainant answers our last message, on the pretend platform."""
        self.memory.platform.answers(self.memory.platform.taken[-1], text)
        *_, raw = self.memory.platform.hand_over()
        return self._took(raw)

    def _took(self, raw: RawMessage) -> Outcome:
        outcome = self.office.intake.take(raw, self.clock.at)
        self.complaint = outcome.complaint or self.complaint
        return outcome

    @property
    def memory(self) -> MemoryChannel:
        """The pretend platform's channel."""
        channel = self.office.channels.get("memory")
        assert isinstance(channel, MemoryChannel)
        return channel

    # What the office does.

    def act(self, move: str, actor: Actor = INTAKE, **values: str) -> Done:
        """Somebody makes a move."""
        return self.does(c.Act(complaint=self.complaint, move=move, values=values), actor)

    def does(self, command: c.Command, actor: Actor = INTAKE) -> Done:
        """Somebody gives any command."""
        return self.office.engine.execute(command, actor, self.clock.at)

    def triage(
        self, klass: str = "complaint", category: str = "fasilitas_panti", safety: str = "none"
    ) -> None:
        """The intake officer says what it is about, safety first."""
        self.does(
            c.Classify(complaint=self.complaint, klass=klass, category=category, safety=safety)
        )

    def assign(self, unit: str = "pstw-jember", actor: Actor = INTAKE) -> Done:
        """Triage and send to a unit in one go."""
        if not self.facts.klass:
            self.triage()
        return self.act("assign", actor, unit=unit)

    def respond(self, answer: str = "Pegangan sudah dipasang.", actor: Actor = HEAD) -> Done:
        """The head of the unit answers, and the answer goes out."""
        done = self.act("respond", actor, answer=answer, evidence="foto 12 November")
        self.tick()
        return done

    def complainant(self, move: str, **values: str) -> Done:
        """The complainant makes a move on the tracking page."""
        return self.act(move, COMPLAINANT, **values)

    # Time.

    def wait(self, words: str) -> None:
        """Let time pass, and the machine take its turns at the end of it."""
        calendar = self.office.office.calendars["office"]
        later = deadlines.due(calendar, self.clock.at, Span.parse(words))
        assert later is not None
        self.clock.at = later
        self.tick()

    def tick(self) -> dict[str, dict[str, int]]:
        """A turn of every runner, and where it did anything one more, for what came of that."""
        counts = self.office.runners.tick(self.clock.at)
        if any(any(done.values()) for done in counts.values()):
            self.office.runners.tick(self.clock.at)
        return counts

    # What can be seen.

    @property
    def facts(self) -> Facts:
        """The facts of the complaint, from its stored history."""
        with self.office.sessions.reading() as db:
            return fold(complaints.history(db, self.complaint).events)

    @property
    def state(self) -> str:
        """The state that its row shows."""
        with self.office.sessions.reading() as db:
            return complaints.row_of(db, self.complaint).state

    @property
    def conversation(self) -> list[MessageRow]:
        """Its messages in order."""
        with self.office.sessions.reading() as db:
            return list(messages.conversation(db, self.complaint))

    def kinds(self) -> list[str]:
        """The kinds of its events in order."""
        with self.office.sessions.reading() as db:
            events = complaints.history(db, self.complaint).events
        return [type(recorded.event).__name__ for recorded in events]

    def seen_by(self, actor: Actor) -> ComplaintView:
        """Its page for somebody."""
        with self.office.sessions.reading() as db:
            return show(db, self.office.office, self.complaint, actor, self.clock.at)

    def used(self, clock: str) -> float:
        """How much of its time a clock has used, in its own unit."""
        views = clock_views(self.office.office, self.facts, self.clock.at)
        return next(view.used for view in views if view.clock.name == clock)

    def due(self, clock: str) -> datetime | None:
        """When a clock is due, in UTC."""
        views = clock_views(self.office.office, self.facts, self.clock.at)
        return next(view.due_at for view in views if view.clock.name == clock)

    def check_books(self) -> None:
        """Every history folds to its rows, and every chain holds."""
        books = verify(self.office.sessions, self.office.office, self.clock.at)
        assert [str(difference) for difference in books.differences] == []


def tell(home: Path, url: str = "") -> Story:
    """A story in a new office."""
    clock = HandClock()
    office = open_office(settings_for(home, url), now=clock, channels=fakes(clock))
    return Story(office, clock)
