"""People at their desks: a story of the engine, seen and told through the staff's pages."""

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Unpack

from flask import Flask

from adapters.memory.inbound import Details
from config.wiring import Installation
from tests.story import Story, tell
from tests.web.conftest import CHEAP, Visitor, hire
from web.app import make_app
from workflow.core.commands import Act, Classify, Command
from workflow.core.facts import Facts
from workflow.core.roles import Actor, Role
from workflow.staff import Staff
from workflow.store import audit

JEMBER = "pstw-jember"

OFFICER = Actor.staff("900", Role.INTAKE_OFFICER)
"""Somebody of intake who acts without a page."""


class Desk(Visitor):
    """Somebody of the office at their desk: a browser that is signed in and reads English."""

    def __init__(self, app: Flask, staff: Staff) -> None:
        super().__init__(app)
        self.staff = staff
        self.returns()

    @property
    def actor(self) -> Actor:
        """Who gives this person's commands."""
        return self.staff.actor

    def returns(self) -> None:
        """Signs in again, as on another morning."""
        self.signs_in(self.staff.login)
        self.reads_in("en")

    def reads_in(self, language: str) -> None:
        """From now on this person reads in another language."""
        self.client.set_cookie("language", language)


@dataclass
class DeskOffice:
    """An office with complaints and desks."""

    story: Story
    app: Flask

    @property
    def installation(self) -> Installation:
        """All that the office is made of."""
        return self.story.office

    def desk(self, login: str, role: Role, unit: str = "") -> Desk:
        """Somebody new, signed in."""
        return Desk(self.app, hire(self.app, login, role, unit))

    def hears(self, text: str, author: str = "sari.7", **more: Unpack[Details]) -> str:
        """Somebody writes; the reference of the complaint that it opens or continues."""
        memory, intake = self.story.memory, self.installation.intake
        more.setdefault("name", "Sari Wulandari")
        memory.platform.says(author, text, **more)
        outcomes = [intake.take(raw, self.story.clock.at) for raw in memory.platform.hand_over()]
        found = [outcome.complaint for outcome in outcomes if outcome.complaint]
        return self.facts_of(found[-1]).reference if found else ""

    def id(self, reference: str) -> int:
        """A complaint's own id."""
        with self.installation.sessions.reading() as db:
            return self.installation.engine.find(db, reference)

    def facts(self, reference: str) -> Facts:
        """What a complaint's history amounts to."""
        return self.facts_of(self.id(reference))

    def facts_of(self, complaint: int) -> Facts:
        """The same, by its own id."""
        with self.installation.sessions.reading() as db:
            return self.installation.engine.facts(db, complaint)[0]

    def does(self, command: Command, actor: Actor = OFFICER) -> None:
        """Carry out a command without a page."""
        self.story.does(command, actor)

    def assigned(self, reference: str, unit: str, category: str = "fasilitas_panti") -> None:
        """Screen, classify and assign a complaint."""
        id = self.id(reference)
        self.does(Classify(complaint=id, klass="complaint", category=category, safety="none"))
        self.does(Act(complaint=id, move="assign", values={"unit": unit}))

    def sends_all(self) -> None:
        """The machine takes its turns: what waits goes out, and its receipts come in."""
        self.story.tick()

    def waits(self, **time: float) -> None:
        """Time passes, and nothing else."""
        self.story.clock.at += timedelta(**time)


def open_desk_office(home: Path) -> DeskOffice:
    """A new office in a folder, with a form and a chat platform."""
    story = tell(home)
    return DeskOffice(story, make_app(story.office, passwords=CHEAP))


def words(page: str) -> str:
    """What somebody reads on a page: no marks, no drawings, single blanks."""
    body = page.partition("<main")[2] or page
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", body, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


def area(page: str, name: str) -> str:
    """What stands in a text field of a page."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, f"no {name} in\n{words(page)}"
    return unescape(found[1])


def trail(office: DeskOffice, action: str) -> list[audit.Kept]:
    """The entries of the audit for an action."""
    with office.installation.sessions.reading() as db:
        return audit.latest(db, limit=50, actions=(action,))
