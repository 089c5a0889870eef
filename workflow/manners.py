"""What platforms expect of words that nobody wrote: that they fit, and do not interrupt.

Also whether the other side comes for our words, and is told where complaints stand. Asked when
such words are put on their way, so that the conversation shows what really goes.
What a person wrote is never touched: the composer tells its author how much there is room for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from workflow.channels import Channels
from workflow.core.collecting import Collected, Tells
from workflow.core.desk import Decision
from workflow.core.events import Event, Moved, Opened
from workflow.core.messages import Capabilities, Channel
from workflow.core.shortening import shortened

PARTS = 3
"""Of an automatic text where texts are split: one less than a channel makes at the most, for
parts end between words and are not full."""


class Manners:
    """Asks channels what they can. `pause` is how long a first receipt waits on a platform.

    People write there in bursts: the receipt comes after their last line, not in between. All
    of a burst is one complaint with one receipt in any case.
    """

    def __init__(self, channels: Channels, pause: timedelta) -> None:
        self._channels = channels
        self._pause = pause
        # Found out once: every decision asks, and to look through a channel's methods is slow.
        self._collected = {one.name: one for one in channels if isinstance(one, Collected)}
        self._told = {one.name: one for one in channels if isinstance(one, Tells)}

    def pause_before(self, purpose: str, channel: str, *, answered: bool) -> timedelta:
        """How long words wait before they leave; `answered`: whether there is an address."""
        can = self._can(channel) if answered and purpose == "receipt" else None
        return self._pause if can and not can.forgeable else timedelta()

    def leaves_at(self, place: tuple[str, str], at: datetime) -> datetime | None:
        """When words for (channel, account) leave; none where the other side comes for them."""
        channel = self._collected.get(place[0])
        return None if channel and channel.is_collected(place[1]) else at

    def news_of(self, complaint: int, decision: Decision) -> list[dict[str, Any]]:
        """What the system that handed a complaint over is told of a decision, as rows."""
        facts = decision.facts
        place = (facts.channel, facts.account)
        channel = self._told.get(facts.channel)
        if channel is None or not channel.tells(facts.account):
            return []
        return [
            {
                "complaint_id": complaint,
                "channel": facts.channel,
                "account": facts.account,
                "key": f"{facts.reference}.s{recorded.seq}",
                "word": word,
                "at": recorded.at,
                "next_try_at": self.leaves_at(place, recorded.at),
            }
            for recorded in decision.events
            if (word := _stands(recorded.event))
        ]

    def fitting(self, text: str, channel: str, keep: Sequence[str], *, to: str) -> str:
        """An automatic text, made as short as the channel wants it; `keep` stays in any case.

        `to` is `public`, `comment` (in private to whoever wrote a comment) or `person`.
        """
        can = self._can(channel)
        longest, unit = can.room(public=to == "public") if can else (None, "")
        if can is None or longest is None:
            return text
        once = can.private_reply and can.private_reply_within is not None
        alone = to == "public" or not can.split or (to == "comment" and once)
        room = longest if alone else longest * PARTS
        return shortened(text, lambda part: _length(part, unit) <= room, keep)

    def _can(self, channel: str) -> Capabilities | None:
        known = self._known(channel)
        return known.can if known else None

    def _known(self, channel: str) -> Channel | None:
        return self._channels.get(channel) if channel in self._channels else None


def _stands(event: Event) -> str:
    """In which state a complaint is since an event; empty where that did not change."""
    if isinstance(event, Opened):
        return "received"
    return event.to if isinstance(event, Moved) and event.to != event.frm else ""


def _length(text: str, unit: str) -> int:
    """How long a text is in what its channel counts."""
    return len(text.encode("utf-8", "surrogatepass")) if unit == "bytes" else len(text)
