"""What an officer may decide about messages of the office that may not have arrived.

Only tells what is in doubt and where it is decided; the engine judges again.
"""

from dataclasses import dataclass, field

from flask import url_for

from workflow.core.deliveries import CARRIES, HELD_BACK, IN_DOUBT
from workflow.core.facts import Facts
from workflow.store.models import MessageRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a reader may decide about messages that may not have arrived."""

    reference: str = ""
    facts: Facts = field(default_factory=Facts)
    theirs: bool = False

    def state_of(self, row: MessageRow, going: OutboxRow | None) -> str:
        """A message's state as it is shown: what was sent again is settled, what was held told."""
        went = self.facts.went.get(row.number)
        if went is not None and went.again:
            return "replaced"
        if row.state == "refused" and going is not None and going.state == "given_up":
            return "held" if going.code in HELD_BACK else "given_up"
        return row.state

    def address(self, page: str, row: MessageRow) -> str:
        """The page on which it is decided; empty where nothing is to be decided, or not by them."""
        went = self.facts.went.get(row.number)
        settled = went is None or bool(went.again) or went.outcome == "delivered"
        carried = went is not None and went.outcome == "refused" and went.purpose in CARRIES
        if not self.theirs or settled or carried or row.state not in IN_DOUBT:
            return ""
        return str(url_for(page, reference=self.reference, number=row.number))
