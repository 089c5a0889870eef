"""Looks through words that everybody will be able to read for what should not be among them.

Compares with the complainant's own name without showing it to anybody: whoever wrote the
words reads only their own.
"""

from sqlalchemy.orm import Session

from workflow.core.personal_data import Finding, findings
from workflow.store import people
from workflow.store.people import Vault


def look_through(db: Session, vault: Vault, person: int, text: str) -> tuple[Finding, ...]:
    """What looks like personal data, the complainant's own name included."""
    known = people.identity(db, vault, person)
    return findings(text, (known.name,) if known and known.name else ())
