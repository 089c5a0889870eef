"""Forgets a person: because they asked, or because a platform asks in their name.

UU 27/2022 art. 8 and 43 give them that right; complaints stay as numbers, for the office owes
an account of its work (UU 25/2009 art. 36). What was done is on the trail, without a name.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.core.refusal import NotFound, Refused
from workflow.store import audit, complaints, erasing, erasures, people
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.people import Vault

ERASED = "person.erased"
CODE_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Erasing:
    """Takes persons out of the tables of one office."""

    sessions: Sessions
    vault: Vault

    def person(self, id: int, actor: str, now: datetime) -> None:
        """Forget somebody by hand; raises `Refused` while a complaint of theirs is open."""

        def work(db: Session) -> None:
            self._hold(db, id)
            if people.identity(db, self.vault, id) is None:
                raise NotFound("person")
            if any(row.open for row in erasing.complaints_of(db, id)):
                raise Refused(
                    "still-open", "A complaint of theirs is open. It has to be closed first."
                )
            self._forget(db, id, (actor, ""), now)

        self.sessions.settled(work)

    def asked(self, which: tuple[str, str], address: str, now: datetime) -> str:
        """A platform asks, for (channel, account); gives the code under which it may look."""
        code = secrets.token_hex(CODE_LETTERS)

        def work(db: Session) -> None:
            known = people.known_contact(db, self.vault, which[0], address)
            if known is not None:
                self._hold(db, known.person)
                known = people.known_contact(db, self.vault, which[0], address)
            if known is not None:  # still: it may have asked twice at once
                self._forget(db, known.person, ("channel", " ".join(which)), now)
            erasures.keep(db, code, which, (now, known is not None))

        self.sessions.settled(work)
        return code

    def _hold(self, db: Session, person: int) -> None:
        """Let nobody add words to theirs, or read new ones, while they are taken out."""
        people.hold(db, person)
        complaints.lock(db, [row.id for row in erasing.complaints_of(db, person)])
        db.expire_all()  # they may have moved while we waited

    def _forget(self, db: Session, person: int, by: tuple[str, str], now: datetime) -> None:
        addresses = [one.address for one in people.contacts_of(db, self.vault, person)]
        erasing.erase(db, person, addresses, now)
        actor, detail = by
        audit.note(db, Entry(at=now, actor=actor, action=ERASED, person=person, detail=detail))
