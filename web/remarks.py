"""What other people wrote below a complaint's public words, for its page.

Never part of the conversation: they are not the complainant's words, and nothing of them
reaches the complainant, a letter or the tracking page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from web.here import actor, installation
from web.looking import Looked
from web.reading import read_row
from workflow import branches
from workflow.core.roles import May


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Words of somebody else. `waits` for a person to say whether they are a complaint."""

    id: int
    author: str
    at: datetime
    text: str
    waits: bool


def remarks_of(looked: Looked) -> Sequence[Remark]:
    """All that others wrote below this complaint, the oldest first."""
    with installation().sessions.reading() as db:
        rows = branches.remarks(db, looked.id)
    judges = actor().may(May.JUDGE_INBOX)
    return [
        Remark(
            id=row.id,
            author=found.sender,
            at=row.arrived_at,
            text=found.text or row.summary,
            waits=judges and row.state == "set_aside",
        )
        for row, found in [(row, read_row(row)) for row in rows]
    ]
