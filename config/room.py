"""How much of a letter a channel takes: asked before somebody waits for what would come back.

Cuts as the channels themselves do. Sends nothing and changes no words.
"""

from adapters.splitting import MOST, TooLong, split
from workflow.core.capabilities import Capabilities


def has_room(can: Capabilities, text: str, *, by_comment: bool) -> bool:
    """Whether a private letter goes, in parts if need be.

    `by_comment`: to somebody who has only commented; where they may be written to once, it has
    to be one message.
    """
    longest, unit = can.room(public=False)
    if longest is None:
        return True
    once = by_comment and can.private_reply_within is not None
    try:
        split(text, longest, unit, 1 if once or not can.split else MOST)
    except TooLong:
        return False
    return True
