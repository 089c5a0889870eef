"""Keeps, where the office must, what somebody deleted on a platform: sealed, and for a time.

Off unless the office says that the law wants it as evidence. Nobody sees it in passing: who
opens it gives a reason, and the look is on the trail before the words are shown. Forgetting a
person ends it as well (UU 27/2022 art. 43).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.store import audit, withheld
from workflow.store.audit import Entry
from workflow.store.database import Sessions
from workflow.store.models import MessageRow
from workflow.store.people import Vault
from workflow.store.social_tables import AlterationRow

OPENED = "withheld.opened"
"""Entry of the trail: somebody looked at words that were taken back."""

_PURPOSE = "withheld"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Words that were deleted, the newest last, and until when they are kept."""

    subject: str
    versions: tuple[str, ...]
    deleted_at: datetime
    until: datetime


class Withholding:
    """Seals and opens. `period` is how long words are kept; none: not at all."""

    def __init__(self, sessions: Sessions, vault: Vault, period: timedelta | None) -> None:
        self._sessions = sessions
        self._vault = vault
        self._period = period

    def keep(
        self, db: Session, message: MessageRow, happened: Sequence[AlterationRow], now: datetime
    ) -> None:
        """Seal a message as it stands, before it is made empty."""
        said = [each.text for each in happened if each.text and each.kind != "reaction"]
        versions = list(dict.fromkeys((*said, message.text)))
        if self._period is None or not any((message.subject, *versions)):
            return
        words = json.dumps([message.subject, versions], ensure_ascii=False)
        values = {
            "complaint_id": message.complaint_id,
            "number": message.number,
            "sealed": self._vault.seal(words, _PURPOSE),
            "deleted_at": now,
            "until": now + self._period,
        }
        withheld.keep(db, values)

    def open(self, complaint: int, number: int, entry: Entry) -> TakenBack | None:
        """The words, with the look itself on the trail; none where nothing is kept (any more)."""

        def work(db: Session) -> TakenBack | None:
            row = withheld.one(db, complaint, number, entry.at)
            if row is None:
                return None
            audit.note(db, entry)
            subject, versions = json.loads(self._vault.open(row.sealed, _PURPOSE))
            return TakenBack(subject, tuple(versions), row.deleted_at, row.until)

        return self._sessions.settled(work)

    def turn(self, now: datetime) -> dict[str, int]:
        """Let go of what was kept long enough."""
        return {"let_go": self._sessions.settled(lambda db: withheld.end(db, now))}
