"""Several commands of one person that belong together: all of them are carried out, or none."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow import filed
from workflow.channels import Channels
from workflow.core.commands import Command
from workflow.core.facts import Facts
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


def reveal(
    engine: Engine, channels: Channels, vault: Vault, facts: Facts, entry: Entry
) -> Identity | None:
    """Who filed a complaint, with the look itself on the trail: no entry, no name.

    What was split off was filed with the whole.
    """

    def work(db: Session) -> Identity | None:
        audit.note(db, entry)
        whole, first = facts, entry.complaint or 0
        while whole.split_from:
            first = whole.split_from
            whole, _ = engine.facts(db, first)
        known = people.identity(db, vault, facts.person)
        form = filed.form_of(db, channels, first)
        return filed.as_typed(known, form) if known and form else known

    return engine.sessions.settled(work)
