"""The messages of some decisions, gathered to be written by one statement a table.

Lives as long as one transaction's work. Whoever asks the database about messages meanwhile
has those that were gathered written first (`empty`), so that no answer is out of date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from workflow.store import complaints
from workflow.store.complaints import Way


@dataclass(slots=True)
class Mailbag:
    """Rows on their way into the database; `speaking` are the complaints whose words go out."""

    speaking: Sequence[int] = ()
    _came: bool = False
    """Whether any of what was gathered came in."""
    _messages: list[dict[str, Any]] = field(default_factory=list)
    _going: list[dict[str, Any]] = field(default_factory=list)
    _ways: dict[int, Way] = field(default_factory=dict)

    def put(self, message: dict[str, Any]) -> None:
        """Add a message's row."""
        self._messages.append(message)
        self._came |= message["direction"] == "in"

    def send(self, going: dict[str, Any]) -> None:
        """Add an outbox row, of a message that was put in before."""
        self._going.append(going)

    def empty(self, db: Session) -> None:
        """Write what was gathered, in its order."""
        messages, self._messages = self._messages, []
        going, self._going = self._going, []
        if self._came:
            self._came, self._ways = False, {}
        if messages:
            complaints.add_messages(db, messages)
        if going:
            complaints.add_to_outbox(db, going)

    def way(self, db: Session, complaint: int) -> Way:
        """By which way words of a complaint go: of all that speak it is asked at once.

        Words that came in may have shown another one.
        """
        if self._came:
            self.empty(db)
        if complaint not in self._ways:
            self._ways = complaints.ways(db, self.speaking)
        return self._ways[complaint]
