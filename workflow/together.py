"""Several commands of one person that belong together: all of them are carried out, or none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.commands import Command
from workflow.core.roles import Actor
from workflow.engine import Done, Engine
from workflow.store import audit, people
from workflow.store.audit import Entry
from workflow.store.people import Identity, Vault


def execute_together(
    engine: Engine,
    commands: Sequence[Command],
    actor: Actor,
    now: datetime,
    trail: Sequence[Entry] = (),
) -> list[Done]:
    """Carry out commands and put entries on the trail in one transaction; raises `Refused`."""

    def work(db: Session) -> list[Done]:
        done = [engine.execute_in(db, command, actor, now) for command in commands]
        for entry in trail:
            audit.note(db, entry)
        return done

    return engine.sessions.settled(work)


def reveal(engine: Engine, vault: Vault, person: int, entry: Entry) -> Identity | None:
    """Who somebody is, with the look itself on the trail: no entry, no name."""

    def work(db: Session) -> Identity | None:
        audit.note(db, entry)
        return people.identity(db, vault, person)

    return engine.sessions.settled(work)
