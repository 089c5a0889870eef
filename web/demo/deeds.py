"""What each step of a demo story is in the office's own commands.

A table from the story's word to a deed; who does it is the person whose work it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from config.wiring import Installation
from web.demo.casting import OWN_DATA
from web.demo.office import People
from web.demo.platforms import PLATFORMS
from web.demo.story import Step, Story
from workflow.core import commands as c
from workflow.core.facts import Facts
from workflow.core.folding import fold
from workflow.core.roles import COMPLAINANT, Actor
from workflow.store import complaints


class Correspondent(Protocol):
    """Who lets complainants write back (the player)."""

    def writes_back(self, story: Story, text: str, number: str) -> None: ...

    def reference(self, complaint: int) -> str: ...


@dataclass(frozen=True, slots=True)
class Case:
    """One step to be done: the story, the step, the complaint, the other one, who writes."""

    story: Story
    step: Step
    complaint: int
    other: int
    post: Correspondent


class Desk:
    """Does steps as the people of the office would."""

    def __init__(self, office: Installation, people: People) -> None:
        self._office = office
        self._people = people

    def do(self, story: Story, step: Step, ids: tuple[int, int], post: Correspondent) -> None:
        """Do one step; raises `Refused` where the office refuses."""
        deed = _DEEDS.get(step.what)
        if deed is not None:
            deed(self, Case(story, step, *ids, post))

    def classify(self, case: Case) -> None:
        story = case.story
        command = c.Classify(
            complaint=case.complaint,
            klass=story.klass,
            category=story.category,
            safety=story.safety or "none",
            priority="" if story.priority == "normal" else story.priority,
            oversight=story.oversight or None,
            reported_unit=story.reported_unit or None,
        )
        self._give(command, self._intake(case))

    def assign(self, case: Case) -> None:
        facts = self._facts(case)
        if not facts.safety or not facts.category:
            self.classify(case)
        actor = self._supervisor(case) if facts.returns > 1 else self._intake(case)
        self._move(case, "assign", actor, unit=case.step.unit or case.story.unit)

    def ask(self, case: Case) -> None:
        actor = self._staff(case) if self._facts(case).unit else self._screened(case)
        self._move(case, "ask", actor, question=case.step.text)

    def supply(self, case: Case) -> None:
        self._complainant(case, "supply", reason=case.step.text)

    def give_back(self, case: Case) -> None:
        self._move(case, "return", self._head(case), code=case.step.code, reason=case.step.text)

    def hold(self, case: Case) -> None:
        agency = case.step.code or case.story.agency
        self._move(case, "hold", self._staff(case), agency=agency, letter=case.step.text)

    def resume(self, case: Case) -> None:
        self._move(case, "resume", self._staff(case), reason=case.step.text or "Surat dibalas.")

    def respond(self, case: Case) -> None:
        proof = {"evidence": case.step.evidence} if case.step.evidence else {}
        if case.step.code:
            proof = {"no_evidence": case.step.code}
        facts = self._facts(case)
        actor = self._head(case) if facts.unit else self._screened(case)
        self._move(case, "respond", actor, answer=case.step.text, **proof)

    def confirm(self, case: Case) -> None:
        if case.story.channel == "form":
            self._move(case, "resolve", COMPLAINANT)
        else:
            case.post.writes_back(case.story, "Sudah selesai, terima kasih.", "confirm")

    def dispute(self, case: Case) -> None:
        self._complainant(case, "dispute", reason=case.step.text)

    def withdraw(self, case: Case) -> None:
        self._move(case, "withdraw", COMPLAINANT, reason=case.step.text)

    def refer(self, case: Case) -> None:
        agency = case.step.code or case.story.agency
        letter = case.step.text or "Surat pengantar dinas"
        self._move(case, "refer", self._screened(case), agency=agency, letter=letter)

    def reject(self, case: Case) -> None:
        self._move(case, "reject", self._screened(case), code=case.step.code)

    def merge(self, case: Case) -> None:
        into = case.post.reference(case.other) if case.other else ""
        self._move(case, "merge", self._screened(case), into=into)

    def reopen(self, case: Case) -> None:
        self._move(case, "reopen", self._supervisor(case), reason=case.step.text)

    def note(self, case: Case) -> None:
        actor = self._staff(case) if self._facts(case).unit else self._intake(case)
        self._give(c.Note(complaint=case.complaint, text=case.step.text), actor)

    def draft(self, case: Case) -> None:
        note = c.Note(complaint=case.complaint, text=case.step.text, purpose="draft")
        self._give(note, self._staff(case))

    def extend(self, case: Case) -> None:
        asks = self._facts(case).klass == "foi_request"
        command = c.Extend(
            complaint=case.complaint,
            clock="information_answer" if asks else "resolution",
            by="7 working days",
            ground=case.step.code,
            letter=case.step.text,
        )
        self._give(command, self._supervisor(case))

    def fulfil(self, case: Case) -> None:
        """The report to the police (UU 12/2022 art. 41), or what somebody asks of their data
        (UU 27/2022 art. 30 and 32): either within 72 hours.
        """
        clock = "personal_data" if case.story.category == OWN_DATA else "police_report"
        command = c.Fulfil(complaint=case.complaint, clock=clock, text=case.step.text)
        self._give(command, self._intake(case))

    def close(self, case: Case) -> None:
        self._move(case, "resolve", self._supervisor(case), reason=case.step.text)

    def _complainant(self, case: Case, move: str, **values: str) -> None:
        """By mail where they wrote by mail, else on the tracking page."""
        if case.story.channel in ("email", *PLATFORMS):
            case.post.writes_back(case.story, values["reason"], f"{move}.{len(values['reason'])}")
        else:
            self._move(case, move, COMPLAINANT, **values)

    def _move(self, case: Case, move: str, actor: Actor, **values: str) -> None:
        self._give(c.Act(complaint=case.complaint, move=move, values=values), actor)

    def _give(self, command: c.Command, actor: Actor) -> None:
        self._office.engine.execute(command, actor, self._office.now())

    def _facts(self, case: Case) -> Facts:
        with self._office.sessions.reading() as db:
            return fold(complaints.history(db, case.complaint).events)

    def _screened(self, case: Case) -> Actor:
        """The intake officer, after the safety screen."""
        facts = self._facts(case)
        if not facts.safety or not facts.category:
            self.classify(case)
        return self._intake(case)

    def _intake(self, case: Case) -> Actor:
        return self._people.intake[case.story.number % len(self._people.intake)].actor

    def _supervisor(self, case: Case) -> Actor:
        return self._people.supervisors[case.story.number % len(self._people.supervisors)].actor

    def _head(self, case: Case) -> Actor:
        return self._people.heads[self._facts(case).unit or case.story.unit].actor

    def _staff(self, case: Case) -> Actor:
        return self._people.staff[self._facts(case).unit or case.story.unit].actor


_DEEDS: dict[str, Callable[[Desk, Case], None]] = {
    "classify": Desk.classify,
    "assign": Desk.assign,
    "ask": Desk.ask,
    "supply": Desk.supply,
    "return": Desk.give_back,
    "hold": Desk.hold,
    "resume": Desk.resume,
    "respond": Desk.respond,
    "confirm": Desk.confirm,
    "dispute": Desk.dispute,
    "withdraw": Desk.withdraw,
    "refer": Desk.refer,
    "reject": Desk.reject,
    "merge": Desk.merge,
    "reopen": Desk.reopen,
    "note": Desk.note,
    "remind": Desk.note,
    "draft": Desk.draft,
    "extend": Desk.extend,
    "close": Desk.close,
    "fulfil": Desk.fulfil,
}
"""`lapse` and `silence` are time's own doing and stand in no table."""
