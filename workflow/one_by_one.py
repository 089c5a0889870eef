"""Messages that concern each other are read one by one, and none by facts that have changed.

What is held here is held to the end of the transaction. On SQLite the transaction itself keeps
everybody else out from its first step.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from workflow import identities
from workflow.core.matching import match
from workflow.core.messages import InboundMessage, Read
from workflow.core.verdicts import Fate, Verdict
from workflow.deliveries import exchanges_of
from workflow.store import complaints, inbox
from workflow.store.people import Vault
from workflow.surroundings import Surveyor


def wait_for_others(db: Session, vault: Vault, read: Sequence[Read]) -> None:
    """Wait for whoever has one of these people, conversations or messages in hand."""
    inbox.one_at_a_time(db, frozenset[str]().union(*map(exchanges_of, read)))
    for message in read:
        if isinstance(message, InboundMessage):
            identities.hold(db, vault, message)


def verdict_on(
    db: Session, surveyor: Surveyor, message: Read, now: datetime, *, quiet: bool
) -> Verdict:
    """What the rules say; once more where the complaint was moved while we looked at it."""
    while True:
        around = surveyor.look(db, message, now, quiet=quiet)
        verdict = match(message, around)
        if verdict.fate is not Fate.CONTINUED or verdict.complaint is None:
            return verdict
        seen = around.state_of(verdict.complaint)
        if seen is None or complaints.hold(db, verdict.complaint, seen):
            return verdict
