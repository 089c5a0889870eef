"""The seconds in which an officer may take back what was just sent.

Nothing happens to the complaint while they run: the act itself waits, in the database, and is
carried out as a command of its author afterwards. So an act that was taken back leaves no
trace, and no message and no clock has to be called back. Whoever dies meanwhile loses nothing,
and two workers send it once: the act and its row end in one transaction.

The wait never costs the office its date. Where one of the complaint's clocks would run out
while an act waits (or within a minute of that, for a slow machine), there is no wait, and
what was sent in time counts as sent in time. The same holds for a platform's window.
"""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.core import clocks
from workflow.core.commands import Command
from workflow.core.facts import Facts
from workflow.core.refusal import Refused
from workflow.core.roles import Actor, Role
from workflow.engine import Engine
from workflow.pressed import (
    ANSWER,
    CONFIRM,
    EXTEND,
    RELEASE,
    SPLIT,
    Pressed,
    extension,
    publication,
    together,
    written,
)
from workflow.publicity import look_through
from workflow.splitting import parted_of, split_in
from workflow.store import complaints, drafts, files, mentions, postponed, staff
from workflow.store.page_tables import PostponedRow as Row
from workflow.store.people import Vault
from workflow.store.postponed import Press
from workflow.store.tables import StaffRow

log = logging.getLogger(__name__)

EVERY_SECONDS = 1
SLOW = timedelta(minutes=1)
"""How late a turn may be without costing a clock its date."""


class SecondThoughts:
    """Lets acts wait and carries them out. Any number of workers may take turns at once."""

    def __init__(self, engine: Engine, vault: Vault, wait: timedelta) -> None:
        self._engine = engine
        self._vault = vault
        self.wait = min(wait, postponed.LONGEST)
        """How long an act waits; nothing waits where this is no time at all."""

    @property
    def margin(self) -> timedelta:
        """The wait, and how late a turn may be: nothing may run out meanwhile."""
        return self.wait + SLOW

    def has_time(self, facts: Facts, now: datetime) -> bool:
        """Whether an act on this complaint may wait without any clock running out meanwhile."""
        return bool(self.wait) and not self._runs_out(facts, now)

    def _runs_out(self, facts: Facts, now: datetime) -> bool:
        running = (clock for clock in facts.clocks.values() if clock.running)
        dues = (clocks.due_at(self._engine.office, facts, clock) for clock in running)
        return any(due is not None and now <= due <= now + self.margin for due in dues)

    def postpone(self, acts: Sequence[Pressed], actor: Actor, now: datetime) -> datetime:
        """Let acts of one press wait. Whether they are allowed at all has been asked before.

        Gives when they were pressed, by which they are found together: an earlier instant where
        the very same ones wait already.
        """
        own = actor.own or actor
        rows = [self._row(pressed, own, now) for pressed in acts]

        def work(db: Session) -> datetime:
            staff.hold(db, int(own.id))  # a second press waits here, and then finds the first
            return min((postponed.add(db, row).pressed_at for row in rows), default=now)

        return self._engine.sessions.settled(work)

    def _row(self, pressed: Pressed, own: Actor, now: datetime) -> Row:
        return Row(
            staff_id=int(own.id),
            complaint_id=pressed.complaint,
            role=str(own.role),
            unit=own.unit,
            stands_in=" ".join(own.stands_in),
            sheet=pressed.sheet,
            fields=json.dumps(dict(pressed.values), ensure_ascii=False, sort_keys=True),
            files=" ".join(pressed.files),
            seen=pressed.seen,
            pressed_at=now,
            send_at=now + self.wait,
            refused="",
        )

    def take_back(self, id: int, staff: int, now: datetime) -> Row | None:
        """Undo: its words are drafts again. None where it has been carried out already."""

        def work(db: Session) -> Row | None:
            row = postponed.own(db, id, staff)
            if row is None or row.send_at is None:
                return None
            _keep_words(db, row, now)
            db.delete(row)
            return row

        return self._engine.sessions.settled(work)

    def take_back_all(self, press: Press, now: datetime) -> list[int]:
        """Undo what one press sent and what still waits of it; gives the complaints.

        Its words are drafts again, once for all: at the first of the complaints, under
        `together`. A value that is not the same for each of them is none that was typed.
        """

        def work(db: Session) -> list[int]:
            rows = postponed.claim_press(db, press)
            if rows:
                values = _shared([json.loads(row.fields) for row in rows])
                texts = {together(press.sheet, name): text for name, text in values.items()}
                drafts.keep(db, (press.staff, rows[0].complaint_id), texts, now)
            for row in rows:
                db.delete(row)
            return [row.complaint_id for row in rows]

        return self._engine.sessions.settled(work)

    def close(self, id: int, staff: int) -> Row | None:
        """The author has seen that an act came back; gives it, none where there is none."""

        def work(db: Session) -> Row | None:
            row = postponed.own(db, id, staff)
            if row is None or row.send_at is not None:
                return None
            db.delete(row)
            return row

        return self._engine.sessions.settled(work)

    def turn(self, now: datetime, limit: int = 100) -> dict[str, int]:
        """Carry out what has waited; counts what went and what came back to its author."""
        with self._engine.sessions.reading() as db:
            found = postponed.due(db, now, limit)
        counts = {"carried_out": 0, "sent_back": 0}
        for id in found:
            try:
                end = self._end(id, now)
            except Exception:  # one act that fails must not keep the others waiting
                log.exception("act failed", extra={"action": "act.failed", "postponed_id": id})
                end = "failed"
            if end:
                counts[end] = counts.get(end, 0) + 1
        return counts

    def _end(self, id: int, now: datetime) -> str:
        settled = self._engine.sessions.settled
        try:
            return settled(lambda db: self._carry_out(db, id, now))
        except Refused as refused:
            no = refused
        return settled(lambda db: self._send_back(db, id, no, now))

    def _carry_out(self, db: Session, id: int, now: datetime) -> str:
        row = postponed.claim(db, id)
        if row is None:
            return ""
        author = db.get_one(StaffRow, row.staff_id)
        if not author.active:
            raise Refused("account-closed", "Your account was closed meanwhile.")
        units = tuple(row.stands_in.split())
        actor = Actor.staff(str(row.staff_id), Role(row.role), row.unit, units)
        self._do(db, row, actor, now)
        db.delete(row)
        return "carried_out"

    def _do(self, db: Session, row: Row, actor: Actor, now: datetime) -> None:
        pressed = Pressed(
            complaint=row.complaint_id,
            sheet=row.sheet,
            values=json.loads(row.fields),
            seen=row.seen,
        )
        if row.sheet == SPLIT:
            split_in(self._engine, db, parted_of(pressed), (actor, now))
        else:
            files = row.files.split()
            self._engine.execute_in(db, self._command(db, pressed, files), actor, now)

    def _command(self, db: Session, pressed: Pressed, files: list[str]) -> Command:
        """What was asked, made anew on the facts of this moment: they may say no by now."""
        name, _ = pressed.page
        if name not in (EXTEND, ANSWER, RELEASE):
            return written(pressed, _files(db, files))
        complaints.lock(db, (pressed.complaint,))
        facts, _ = self._engine.facts(db, pressed.complaint)
        if name == EXTEND:
            return extension(pressed, facts)
        found = look_through(db, self._vault, facts.person, pressed.values["text"])
        return publication(pressed, facts, found)

    def _send_back(self, db: Session, id: int, refused: Refused, now: datetime) -> str:
        """It may not be carried out any more: the words are drafts, and their author is called."""
        row = postponed.claim(db, id)
        if row is None:
            return ""
        _keep_words(db, row, now)
        row.fields, row.send_at = "", None
        row.refused = json.dumps([refused.code, refused.sentence, refused.values])
        mentions.add(db, (row.complaint_id, mentions.SENT_BACK), (row.staff_id,), now)
        extra = {"action": "act.sent_back", "complaint_id": row.complaint_id, "code": refused.code}
        log.info("act sent back", extra=extra)
        return "sent_back"


def why(row: Row) -> Refused:
    """Why an act came back."""
    code, sentence, values = json.loads(row.refused)
    return Refused(code, sentence, **values)


def _files(db: Session, tokens: list[str]) -> tuple[int, ...]:
    found = [row for token in tokens if (row := files.by_token(db, token)) is not None]
    locked = next((row for row in found if row.quarantined), None)
    if locked is not None:
        raise Refused("file-locked", "“{name}” cannot be sent: its kind is not allowed.",
                      name=locked.name)  # fmt: skip
    return tuple(row.id for row in found if row.complaint_id is None)


def _shared(given: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The values that are the same in all of them."""
    first = given[0]
    return {name: text for name, text in first.items() if all(one[name] == text for one in given)}


def _keep_words(db: Session, row: Row, now: datetime) -> None:
    """Its words as drafts of its author; what they have begun meanwhile stands below them."""
    values: dict[str, str] = json.loads(row.fields)
    values.pop(CONFIRM, None)  # who takes words back looks at them again
    place = (row.staff_id, row.complaint_id)
    begun = drafts.kept(db, *place)
    texts = {}
    for name, text in values.items():
        field = f"{row.sheet}.{name}"
        later = begun.get(field, "")
        texts[field] = text if later in ("", text) else f"{text}\n\n{later}"
    drafts.keep(db, place, texts, now)
