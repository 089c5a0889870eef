"""Blots secret codes out of words that come in: an answer that quotes our receipt brings one along.

Whoever has the code counts as the complainant (`tracking.py`): somebody here who read it could
say in their name that all is solved, or take it back. It stands in the words that we keep and
show as it stands in our own letters. The raw bytes stay as they came.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import InboundMessage, Read, Receipt
from workflow.core.reference import code_matches, read_reply_token, references_in, secret_code
from workflow.post import SECRET_MARK
from workflow.store import complaints, inbox
from workflow.store.tables import InboxRow

_LIKE_A_CODE = re.compile(
    r"(?<![0-9A-Z])[0-9A-Z]{5}[-\N{EN DASH} ]?[0-9A-Z]{5}(?![0-9A-Z])", re.IGNORECASE
)
MOST_REFERENCES = 20
_WORDS = ("subject", "text", "reply_text", "html")

Message = TypeVar("Message", bound=InboundMessage | Receipt)


def read(db: Session, channels: Channels, key: bytes, row: InboxRow) -> Sequence[Read]:
    """The messages in an inbox row, without the codes of complaints that they name."""
    found = channels.get(row.channel).parse(inbox.raw_of(row))
    return [blotted(db, key, one) for one in found]


def blotted(db: Session, key: bytes, message: Message, own: str = "") -> Message:
    """A message without the codes of complaints that it names, or of `own`, a reference."""
    words = {name: str(getattr(message, name)) for name in _WORDS if hasattr(message, name)}
    if not any(map(_LIKE_A_CODE.search, words.values())):
        return message
    named = references_in("\n".join(words.values()))[:MOST_REFERENCES]
    keyed = (read_reply_token(key, token) for token in message.tokens)
    codes = _codes(db, key, {one for one in (own, *named, *keyed) if one})
    fresh: dict[str, Any] = {name: _blot(some, codes) for name, some in words.items()}
    return replace(message, **fresh)


def _codes(db: Session, key: bytes, references: Collection[str]) -> Sequence[str]:
    rows = (complaints.by_reference(db, one) for one in sorted(references))
    return [secret_code(key, row.reference, row.code_edition) for row in rows if row is not None]


def _blot(words: str, codes: Sequence[str]) -> str:
    def judge(found: re.Match[str]) -> str:
        given = found[0].replace("\N{EN DASH}", "-")
        return SECRET_MARK if any(code_matches(given, code) for code in codes) else found[0]

    return _LIKE_A_CODE.sub(judge, words) if codes else words
