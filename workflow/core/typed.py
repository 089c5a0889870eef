"""Words that somebody of the office typed on a platform itself, past Tuntas.

They have reached the complainant, so they stand in the conversation as the office's own, and
they count for what they are worth and no more:

- in private, any of them acknowledges the complaint;
- in private, more than a courtesy is the first answer of whoever owns it (`first_response`) and
  the statutory first answer (UU 25/2009 art. 44(3)): both clocks stop when it was typed;
- in public they answer nothing: what is public holds no complaint's content.

They make no move. A complaint is answered, and closed after that, with an answer that shows its
evidence or says why there is none; only somebody who acts here gives that. So the clocks of
forwarding, deciding, delivering and solving run on.
"""

from workflow.core import commands as c
from workflow.core.desk import Desk
from workflow.core.events import Delivery
from workflow.core.messages import Visibility
from workflow.core.replies import reading_of

ANSWER, COURTESY, PUBLIC = "typed", "typed_courtesy", "typed_public"
TYPED = (ANSWER, COURTESY, PUBLIC)
"""For what such words are kept."""


def record(desk: Desk, command: c.RecordTyped) -> None:
    """Put them to the conversation, at the time at which they were typed."""
    purpose = purpose_of(command.words)
    number = desk.typed(purpose, command.words)
    earliest = desk.facts.received_at or desk.now
    at = max(min(command.at, desk.now), earliest)
    desk.record(Delivery(message=number, purpose=purpose, outcome="delivered", at=at))


def purpose_of(words: c.Words) -> str:
    """What they count for."""
    if words.visibility is Visibility.PUBLIC:
        return PUBLIC
    is_courtesy = reading_of(words.text) == "thanks" and not words.files
    return COURTESY if is_courtesy else ANSWER
