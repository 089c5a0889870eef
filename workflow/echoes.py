"""Our own words, come back from a platform: sent from here, or typed over there by a colleague.

What we sent comes back under our key where the platform brings it, else under its id, else, if
the echo is faster than the answer of the call, in the same words. All else was typed past us
and is put to the complaint that it answers (`core/typed.py` says what it counts for); where that
is not here yet it waits for it. Whatever the order, one message of ours stays one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import InboundMessage, Visibility
from workflow.core.roles import CHANNEL
from workflow.engine import Engine
from workflow.opening import Opening
from workflow.post import SECRET_MARK
from workflow.receipts import Receipts
from workflow.store import alterations, echoes, inbox, people
from workflow.store.alterations import Place
from workflow.store.echoes import Left, Talk
from workflow.store.inbox import Ended
from workflow.store.social_tables import EchoRow
from workflow.store.tables import InboxRow
from workflow.surroundings import STILL_WARM, conversation_of

RULE = "typed_elsewhere"

LATELY = timedelta(days=1)
"""So long words that we sent may come back under an id that we were never told."""

JUST_NOW = timedelta(minutes=15)
"""So soon after files of ours what brings no words is taken for one of them."""

SHORTEST = 20
"""Letters from which on words are taken for a part of a longer message of ours."""

_PART = re.compile(r"\s*\(\d+/\d+\)$")
"""What `splitting` adds to the parts of a long message."""


class Echoes:
    """Takes our own messages in, within the caller's transaction."""

    def __init__(
        self, engine: Engine, channels: Channels, opening: Opening, receipts: Receipts
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._opening = opening
        self._receipts = receipts

    def take(
        self, db: Session, message: InboundMessage, row: InboxRow, now: datetime
    ) -> int | None:
        """Gives the complaint to which words typed elsewhere were put; none for all others."""
        # Where anybody may write any sender, only what left here is ours.
        is_forgeable = self._channels.get(message.channel).can.forgeable
        if self._is_from_here(db, message, now) or is_forgeable:
            return None
        complaint = self._answered(db, message, now)
        if complaint is not None:
            self._put(db, message, (row, complaint), now)
        elif now - (message.sent_at or now) < STILL_WARM:
            self._wait(db, message, row, now)
        return complaint

    def settle(self, db: Session, message: InboundMessage, now: datetime) -> tuple[Place, ...]:
        """Put what waited for a message to its complaint; gives the places of what was put."""
        found = self._meeting(message.channel, message.account, message.conversation)
        below = self._meeting(message.channel, message.account, message.external_id)
        rows = echoes.waiting(db, filter(None, (found, below)))
        return tuple(place for row in rows if (place := self._put_late(db, row, now)))

    def _is_from_here(self, db: Session, message: InboundMessage, now: datetime) -> bool:
        if self._receipts.echo(db, message) is not None:
            return True
        place = (message.channel, message.account, message.external_id)
        known = alterations.message_at(db, place)
        if known is not None and known.direction == "out":
            return True
        talk = self._talk(db, message)
        left = echoes.left_since(db, talk, now - LATELY)
        ours = next((one.row for one in left if same_words(message.text, one.text)), None)
        if ours is not None and not ours.external_id:
            self._receipts.echo(db, replace(message, key=ours.key))
        return ours is not None or _is_file_of(left, message.text, now)

    def _answered(self, db: Session, message: InboundMessage, now: datetime) -> int | None:
        """The complaint that the words answer: by what they quote, else by their exchange."""
        if message.in_reply_to:
            place = (message.channel, message.account, message.in_reply_to)
            quoted = alterations.message_at(db, place)
            if quoted is not None:
                return quoted.complaint_id
        if message.visibility is Visibility.PUBLIC or not message.conversation:
            return None
        at = message.sent_at or now
        return echoes.answered(db, self._talk(db, message), at, now - STILL_WARM)

    def _talk(self, db: Session, message: InboundMessage) -> Talk:
        """The exchange, with everybody whom we know to be in it."""
        talk = Talk(
            channel=message.channel,
            account=message.account,
            visibility=str(message.visibility),
            conversation=conversation_of(message),
        )
        if message.visibility is Visibility.PUBLIC or not talk.conversation:
            return talk
        vault = self._opening.vault
        to = (people.known_contact(db, vault, talk.channel, one) for one in message.recipients)
        ids = (*(one.id for one in to if one), *echoes.contacts_in(db, talk))
        return replace(talk, contacts=tuple(dict.fromkeys(ids)))

    def _put(
        self, db: Session, message: InboundMessage, came: tuple[InboxRow, int], now: datetime
    ) -> None:
        row, complaint = came
        command = self._opening.typed(db, message, (row, RULE), complaint, now)
        self._engine.execute_in(db, command, CHANNEL, now)

    def _wait(self, db: Session, message: InboundMessage, row: InboxRow, now: datetime) -> None:
        """In private until somebody writes there, in public until the comment above them comes."""
        is_private = message.visibility is not Visibility.PUBLIC
        where = message.conversation if is_private else message.in_reply_to
        exchange = self._meeting(message.channel, message.account, where)
        if exchange:
            echoes.wait(
                db,
                {
                    "channel": message.channel,
                    "account": message.account,
                    "external_id": message.external_id,
                    "exchange": exchange,
                    "at": min(message.sent_at or now, now),
                    "inbox_id": row.id,
                },
            )

    def _meeting(self, channel: str, account: str, where: str) -> bytes:
        return self._opening.vault.blind(channel, f"exchange {account} {where}") if where else b""

    def _put_late(self, db: Session, row: EchoRow, now: datetime) -> Place | None:
        """What waited, if what it answers is here now."""
        kept = db.get_one(InboxRow, row.inbox_id)
        read = self._channels.get(kept.channel).parse(inbox.raw_of(kept))
        place = (row.channel, row.account, row.external_id)
        said = (one for one in read if isinstance(one, InboundMessage))
        named = (one for one in said if (one.channel, one.account, one.external_id) == place)
        message = next(named, None)
        complaint = self._answered(db, message, now) if message else None
        if message is None or complaint is None:
            return None
        echoes.forget(db, row.id)
        self._put(db, message, (kept, complaint), now)
        told = Ended(
            state="handled", fate="continued", rule=RULE, complaint=complaint, summary=kept.summary
        )
        inbox.end(kept, told, now)
        return place


def _is_file_of(left: Sequence[Left], said: str, now: datetime) -> bool:
    """Files go as messages of their own and come back as nothing but an address."""
    if not all(line.startswith("https://") for line in said.split()):
        return False
    return any(one.files and now - (one.row.taken_at or now) < JUST_NOW for one in left)


def same_words(said: str, sent: str) -> bool:
    """Whether words that came back are those that we sent, or a part of them."""
    said, sent = _PART.sub("", " ".join(said.split())), " ".join(sent.split())
    pieces = sent.split(SECRET_MARK)
    if said == sent or re.fullmatch(".{1,40}?".join(map(re.escape, pieces)), said):
        return True
    if len(said) < SHORTEST:
        return False
    return any(said in piece for piece in pieces) or any(
        _spans(said, *each) for each in pairwise(pieces)
    )


def _spans(said: str, before: str, after: str) -> bool:
    """Whether a part of a message is the end of one piece, the code, and the next one's begin."""
    last = before[-1:]
    at_ends = (at for at in range(SHORTEST // 2, len(said)) if said[at - 1] == last)
    ends = (at for at in at_ends if before.endswith(said[:at]))
    return any(after.startswith(said[at + room :]) for at in ends for room in range(1, 40))
