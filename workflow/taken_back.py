"""Words that nobody has taken up go when their author deletes them: from the inbox, and from beside
the complaint below which they stood.

What became part of a complaint is the business of `alterations.py`. A delivery that holds other
messages, too, stays as it is.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import Happening, InboundMessage
from workflow.store import inbox, lying
from workflow.store.inbox import Ended

RULE = "taken_back"
REASON = "Its author deleted it before it was read."
LATELY = timedelta(days=90)


def withhold(db: Session, channels: Channels, deleted: InboundMessage, now: datetime) -> None:
    """Take the words of a message that was deleted out of the inbox, if they wait or stand there.

    Its row ends as ignored and without its bytes; that something came stays on the books.
    """
    if deleted.happening is not Happening.DELETE:
        return
    place = (deleted.channel, deleted.account, deleted.target)
    channel = channels.get(deleted.channel)
    for row in lying.holding(db, place, now - LATELY):
        read = channel.parse(inbox.raw_of(row))
        if len(read) == 1 and read[0].external_id == deleted.target:
            ended = Ended(state="ignored", fate="ignored", rule=RULE, reason=REASON)
            inbox.end(row, ended, now, judged_by=row.judged_by)
            row.body, row.headers = b"", "[]"
