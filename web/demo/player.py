"""Plays a demo office through intake and engine with a hand clock; nothing is inserted.

Stories tell who writes and what the office does (`plot.py`); here each becomes a raw message
or a command at its time. Between them the machine takes its turns as in real life: a clock's
alarm rings a second after it is due, and the outbox sends at once.
"""

import heapq
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from adapters.email.channel import EmailChannel, raw_of
from adapters.form.inbound import Form, encode
from config.channels import channels_of
from config.examples import ACCOUNT, example_channels
from config.examples import keep as keep_examples
from config.settings import Settings
from config.wiring import Installation, open_office
from web.demo import mails
from web.demo.deeds import Desk
from web.demo.mails import Writing
from web.demo.office import SilentMail, hire
from web.demo.platforms import PLATFORMS, Line, body_of, lines_of
from web.demo.story import REFERENCE, Story
from workflow.core.messages import RawMessage
from workflow.core.reference import reply_token
from workflow.core.refusal import Refused
from workflow.store import clocks, complaints

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Told (stories and steps done, of how many)."""

END_OF_TIME = datetime.max.replace(tzinfo=UTC)

FIRST_ANSWER = 1000
"""So many lines nobody begins with: what comes back later counts from here."""

A_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Played:
    """What came of it: how many arrivals and steps, and how many were refused by the office."""

    arrivals: int
    steps: int
    refused: int


@dataclass
class HandClock:
    """The time of day, turned by the player."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Player:
    """One performance."""

    office: Installation
    clock: HandClock
    desk: Desk
    known: dict[int, int] = field(default_factory=dict)
    """The complaint of each story."""
    refused: int = 0
    _until: datetime = END_OF_TIME
    _chats: int = 0
    """How often somebody answered in a chat."""

    def play(self, stories: list[Story], until: datetime, progress: Progress) -> Played:
        """Play all stories up to a time."""
        self._until = until
        queue = list(_moments(stories))
        heapq.heapify(queue)
        total, done, steps = len(queue), 0, 0
        by_number = {story.number: story for story in stories}
        while queue:
            at, number, step = heapq.heappop(queue)
            done += 1
            if at > until:
                continue
            self.let_time_pass(at)
            steps += step >= 0
            self._do(by_number[number], step, at)
            progress(done, total)
        self.let_time_pass(until)
        return Played(len(stories), steps, self.refused)

    def let_time_pass(self, until: datetime) -> None:
        """Ring every clock a second after it is due, and send what is to be said."""
        self.office.outbox.turn(self.clock.at, limit=1000)
        while True:
            with self.office.sessions.reading() as db:
                due = clocks.next_alarm(db)
            if due is None or due + A_SECOND > until:
                break
            self.clock.at = max(self.clock.at, due + A_SECOND)
            self.office.alarms.turn(self.clock.at)
            self.office.outbox.turn(self.clock.at, limit=1000)
        self.clock.at = max(self.clock.at, until)

    def _do(self, story: Story, step: int, at: datetime) -> None:
        try:
            if step < 0:
                self._arrive(story)
            elif story.number in self.known:
                other = self.known.get(story.duplicate_of or 0, 0)
                self.desk.do(story, story.steps[step], (self.known[story.number], other), self)
        except Refused as refused:
            # The office says no sometimes; a play that ends there would be no office.
            self.refused += 1
            extra = {"action": "demo.refused", "story": story.number, "code": refused.code}
            log.info("refused", extra=extra)

    def _arrive(self, story: Story) -> None:
        if story.channel in PLATFORMS:
            self._write(story, lines_of(story, self.clock.at))
            return
        raw = self._raw(story)
        outcome = self.office.intake.take(raw, self.clock.at)
        if outcome.complaint is not None and story.mail_kind == "person":
            self.known[story.number] = outcome.complaint

    def _write(self, story: Story, lines: Iterable[Line]) -> None:
        """Somebody writes on a platform, one line after the other."""
        for line in lines:
            if line.at > self._until:
                break
            self.let_time_pass(line.at)
            body = body_of(line, private=story.number in self.known)
            raw = RawMessage(story.channel, ACCOUNT, f"demo-{line.number}", body)
            outcome = self.office.intake.take(raw, self.clock.at)
            if outcome.complaint is not None:
                self.known.setdefault(story.number, outcome.complaint)

    def _raw(self, story: Story) -> RawMessage:
        if story.channel == "form":
            return RawMessage("form", "office", _form_id(story), encode(_form(story)))
        about = self.known.get(story.about or 0)
        reference = self.reference(about) if about else ""
        token = self.token(about) if about and story.mail_kind == "auto_reply" else ""
        if story.mail_kind == "bounce":
            body = mails.bounce(story.person.email, token, f"b{story.number}", self.clock.at)
        else:
            body = mails.mail(
                Writing(
                    person=story.person,
                    number=f"demo.{story.number}",
                    subject=story.subject.replace(REFERENCE, reference),
                    text=story.text.replace(REFERENCE, reference),
                    at=self.clock.at,
                    token=token,
                    robot=story.mail_kind == "auto_reply",
                )
            )
        return raw_of("office", body)

    def writes_back(self, story: Story, text: str, number: str) -> None:
        """The complainant answers us by mail, with what our mail gave them; or in the chat."""
        if story.channel in PLATFORMS:
            self._chats += 1
            number = f"{story.number}{FIRST_ANSWER + self._chats}"
            self._write(story, [Line(story, text, number, self.clock.at)])
            return
        writing = Writing(
            person=story.person,
            number=f"demo.{story.number}.{number}",
            subject=f"Re: {story.subject}",
            text=text,
            at=self.clock.at,
            token=self.token(self.known[story.number]),
        )
        self.office.intake.take(raw_of("office", mails.mail(writing)), self.clock.at)

    def reference(self, complaint: int) -> str:
        """The reference of a complaint."""
        with self.office.sessions.reading() as db:
            return complaints.row_of(db, complaint).reference

    def token(self, complaint: int) -> str:
        """The token that our mails to its complainant carry."""
        return reply_token(self.office.keys.reply_token, self.reference(complaint))


def play(settings: Settings, stories: list[Story], until: datetime, progress: Progress) -> Played:
    """Play stories in the installation's own, empty database."""
    first = stories[0].arrives_at if stories else until
    clock = HandClock(first - timedelta(hours=1))
    channels = channels_of(settings, clock)
    mail = channels.get("email")
    if isinstance(mail, EmailChannel):
        channels["email"] = SilentMail(mail.setup)
    on_platforms = any(story.channel in PLATFORMS for story in stories)
    if on_platforms:
        channels = {**example_channels(clock), **channels}
    office = open_office(settings, now=clock, channels=channels)
    try:
        if on_platforms:
            keep_examples(office.sessions)
        desk = Desk(office, hire(office, clock.at))
        return Player(office, clock, desk).play(stories, until, progress)
    finally:
        office.close()


def _moments(stories: list[Story]) -> Iterator[tuple[datetime, int, int]]:
    """(when, story, step); the arrival is step -1."""
    for story in stories:
        yield story.arrives_at, story.number, -1
        for step, at in enumerate(story.moments):
            yield at, story.number, step


def _form_id(story: Story) -> str:
    return f"demo-form-{story.number:06}"


def _form(story: Story) -> Form:
    person = story.person
    form = Form(
        id=_form_id(story),
        what=story.text,
        name=person.name,
        visibility=person.wants,
        language="en" if story.language == "en" else "id",
        place=person.district,
    )
    if person.email:
        form["email"] = person.email
    elif person.phone:
        form["phone"] = person.phone
    if story.reported_unit:
        form["about"], form["unit"] = "unit", story.reported_unit
    return form
