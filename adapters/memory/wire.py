"""The pretend platform itself: people write on it, the office posts to it, and it fails.

Everything is kept in this object and gone with it. Ids count up from one, so that two
runs of the same story give the same ids. Every method may be called from any thread.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from threading import Lock
from typing import Unpack

from adapters.documents import raw_of
from adapters.memory.inbound import Details, Event
from adapters.memory.outbound import Answer, Parcel
from workflow.core.messages import ChannelDown, Fetched, RawMessage


class Fault(StrEnum):
    """What goes wrong with a post."""

    NONE = "none"
    BUSY = "busy"
    REFUSED = "refused"
    CLOSED = "window-closed"
    """They wrote too long ago for an answer, whatever we thought."""
    GONE = "gone"
    """The comment that would be answered is not there any more."""
    REPLIED = "private-reply-used"
    """The comment had its one private answer, from whomever."""
    SIGNED_OUT = "login-refused"
    """The account's token is not good any more."""
    AWAY = "away"
    """No connection: the parcel never arrived."""
    LOST = "lost"
    """The parcel was taken, the answer never came."""
    GARBLED = "garbled"
    """The parcel was taken, the answer is nonsense."""
    CRASH = "crash"
    """The parcel was taken, then our own process died."""


class Crash(BaseException):
    """Stands for the death of the process: no `except Exception` may outlive it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A parcel that the platform took, under its own id for it."""

    id: str
    parcel: Parcel


MARK_FORM = re.compile(r"(\d{1,9})/(\d{1,9})", re.ASCII)
_REFUSALS = {
    Fault.BUSY: Answer(429, "busy", retry_after=30),
    Fault.REFUSED: Answer(403, "refused"),
    Fault.SIGNED_OUT: Answer(401, Fault.SIGNED_OUT.value),
    **{fault: Answer(400, fault.value) for fault in (Fault.CLOSED, Fault.GONE, Fault.REPLIED)},
}


class Platform:
    """One platform with all its accounts.

    `down` cuts the line, `confirms` makes it send a `delivered` receipt for each parcel,
    `remembers_keys` makes it answer a repeated key with the first id instead of posting twice.
    """

    def __init__(self, channel: str, account: str) -> None:
        self.channel = channel
        self.account = account
        self.down = False
        self.confirms = False
        self.remembers_keys = True
        self.overheard: Callable[[Taken], None] | None = None
        """Called with each parcel that was taken, before the call that brought it has ended."""
        self._lock = Lock()
        self._in, self._out = count(1), count(1)
        self._history: list[RawMessage] = []
        self._waiting: deque[RawMessage] = deque()
        self._taken: list[Taken] = []
        self._ids: dict[str, str] = {}
        self._faults: deque[Fault] = deque()
        self.hidden: list[tuple[str, str]] = []
        """Comments that the office had hidden, as (account, id)."""

    # What people do on it.

    def says(self, author: str, text: str, **more: Unpack[Details]) -> str:
        """Somebody writes; answers the platform's id of the message."""
        return self.happens({"type": "message", "author": author, "text": text, **more})

    def answers(self, taken: Taken, text: str, **more: Unpack[Details]) -> str:
        """The one to whom a parcel went answers it, in its conversation."""
        about: Event = {
            "type": "message",
            "author": taken.parcel.to,
            "text": text,
            "conversation": taken.parcel.conversation,
            "reply_to": taken.id,
            "callback": taken.parcel.callback,
        }
        return self.happens({**about, **more})

    def receipt(self, message_id: str, status: str, **more: Unpack[Details]) -> str:
        """News of a parcel: delivered, read, refused, delayed, or a word of its own."""
        return self.happens({"type": "receipt", "of": [message_id], "status": status, **more})

    def happens(self, event: Mapping[str, object], account: str = "") -> str:
        """Any `Event`, of which the account hears at the next poll; answers the event's id."""
        with self._lock:
            return self._happens(event, account)

    def arrives(self, body: bytes, account: str = "") -> RawMessage:
        """Bytes of any kind, as they are, waiting to be fetched."""
        with self._lock:
            return self._arrives(body, account)

    def repeats_everything(self) -> None:
        """Hands over again all that it ever handed over, as platforms sometimes do."""
        with self._lock:
            self._waiting = deque(self._history)
            self._history += self._history

    # What the office does with it.

    def since(self, account: str, mark: str) -> Iterator[Fetched]:
        """What the account got after `mark` (`read/listed`); `ChannelDown` when the line is cut."""
        known = MARK_FORM.fullmatch(mark)
        read, listed = (int(known[1]), int(known[2])) if known else (0, 0)
        with self._lock:
            if self.down:
                raise ChannelDown("away")
            history = [raw for raw in self._history if raw.account == account]
        if len(history) > listed:
            yield Fetched(mark=f"{read}/{len(history)}", listed=len(history) - listed)
        for number, raw in enumerate(history[read:], read + 1):
            yield Fetched(mark=f"{number}/{len(history)}", raw=raw)

    def hand_over(self) -> Iterator[RawMessage]:
        """What is waiting, oldest first; raises `ChannelDown` when the line is cut.

        A message leaves only when the next one is asked for: one that was not stored,
        because the office stopped in the middle, is handed over again.
        """
        while (raw := self._first()) is not None:
            yield raw
            with self._lock:
                if self._waiting and self._waiting[0] is raw:
                    self._waiting.popleft()

    def post(self, parcel: Parcel) -> Answer:
        """Takes a parcel, or fails in the way that was asked for.

        Raises `ConnectionRefusedError` (nothing sent), `TimeoutError` (nobody knows) or
        `Crash`; every other failure is an answer.
        """
        with self._lock:
            fault = self._faults.popleft() if self._faults else Fault.NONE
            if self.down or fault is Fault.AWAY:
                raise ConnectionRefusedError
            if fault in _REFUSALS:
                return _REFUSALS[fault]
            message_id = self._take(parcel)
        if self.overheard is not None:
            self.overheard(Taken(message_id, parcel))
        if fault is Fault.LOST:
            raise TimeoutError
        if fault is Fault.CRASH:
            raise Crash
        return Answer(200, "<html>" if fault is Fault.GARBLED else message_id)

    def hide(self, account: str, external_id: str) -> Answer:
        """Nobody but its author sees the comment from now on, unless it is to be refused."""
        with self._lock:
            if self.down:
                raise ConnectionRefusedError
            if self._faults and self._faults[0] in _REFUSALS:
                return _REFUSALS[self._faults.popleft()]
            if (account, external_id) not in self.hidden:
                self.hidden.append((account, external_id))
            return Answer(200, "out-hidden")

    # What a test or a demo looks at and turns.

    @property
    def taken(self) -> tuple[Taken, ...]:
        """Every parcel that arrived, oldest first."""
        with self._lock:
            return tuple(self._taken)

    def fails(self, *faults: Fault) -> None:
        """The next posts end like this, one after the other; `NONE` lets one through."""
        with self._lock:
            self._faults.extend(faults)

    def _happens(self, event: Mapping[str, object], account: str = "") -> str:
        event_id = str(event.get("id") or f"in-{next(self._in):06d}")
        self._arrives(json.dumps({**event, "id": event_id}).encode(), account)
        return event_id

    def _arrives(self, body: bytes, account: str) -> RawMessage:
        raw = raw_of(self.channel, account or self.account, body)
        self._history.append(raw)
        self._waiting.append(raw)
        return raw

    def _first(self) -> RawMessage | None:
        with self._lock:
            if self.down:
                raise ChannelDown("away")
            return self._waiting[0] if self._waiting else None

    def _take(self, parcel: Parcel) -> str:
        if self.remembers_keys and parcel.key in self._ids:
            return self._ids[parcel.key]
        message_id = f"out-{next(self._out):06d}"
        self._ids[parcel.key] = message_id
        self._taken.append(Taken(message_id, parcel))
        if self.confirms:
            self._happens({"type": "receipt", "of": [message_id], "status": "delivered"})
        return message_id
