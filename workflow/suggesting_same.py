"""Candidates for a merge: who else has told the same in the last months, and how alike it is.

A person compares and decides; merging is a move of the lifecycle like any other.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.core.likeness import Likeness, Read, most_alike
from workflow.core.naming import places
from workflow.core.policy import Policy
from workflow.core.roles import Actor
from workflow.store.likely_same import Candidate, candidates

LOOKED_BACK = timedelta(days=90)
MOST_COMPARED = 500
"""Texts that one look compares: some tens of milliseconds."""

MOST = 3
LONGEST_READ = 4_000
WORD = re.compile(r"[^\W_]{3,}")
DAY = re.compile(r"\b(\d{1,2})[ /-](\d{1,2}\b|jan|feb|mar|apr|mei|jun|jul|agu|ags|sep|okt|nov|des)")
"""A day that a text names: what happened then, others may have seen too."""


@dataclass(frozen=True, slots=True)
class Same:
    """An open complaint that may tell the same."""

    candidate: Candidate
    likeness: Likeness


def likely_same(
    db: Session, policy: Policy, actor: Actor, asked: tuple[int, int, str], now: datetime
) -> tuple[Same, ...]:
    """Those like a complaint, the most alike first; `asked` is its id, person and text."""
    complaint, person, text = asked
    since = now - LOOKED_BACK
    found = {one.id: one for one in candidates(db, actor, complaint, since, MOST_COMPARED)}
    towns = places(policy)
    others = {id: read(towns, f"{c.subject}\n{c.text}", c.person) for id, c in found.items()}
    alike = most_alike(read(towns, text, person), others, MOST)
    return tuple(Same(found[likeness.other], likeness) for likeness in alike)


def read(towns: frozenset[str], text: str, person: int) -> Read:
    """A text as far as likeness goes. Words as written: stems would cost more than they add."""
    short = text[:LONGEST_READ].casefold()
    words = frozenset(WORD.findall(short))
    days = {f"{day} {month}" for day, month in DAY.findall(short)}
    return Read(words=words | days, person=person, places=towns & words)
