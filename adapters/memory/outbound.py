"""Says what we send in the pretend platform's words, and what its answers mean.

Pure: the parcel is built here and posted by `wire.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from workflow.core.messages import (
    OutboundMessage,
    TryLater,
    Undeliverable,
    Unsure,
    Visibility,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One part of a message as the platform takes it; `callback` comes back with answers."""

    key: str
    account: str
    to: str
    text: str
    subject: str = ""
    conversation: str = ""
    reply_to: str = ""
    callback: str = ""
    public: bool = False
    target: str = ""
    private_reply: bool = False
    template: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform answered: a status, and an id or the reason."""

    status: int
    body: str = ""
    retry_after: int | None = None


OK = 200
MISCONFIGURED = timedelta(hours=1)
"""How long to wait where somebody has to mend something first."""

ENDS: Mapping[int, Callable[[Answer], Exception]] = {
    400: lambda answer: Undeliverable(answer.body),
    401: lambda answer: TryLater(answer.body, MISCONFIGURED),
    403: lambda answer: Undeliverable(answer.body),
    429: lambda answer: TryLater("busy", _span(answer.retry_after)),
    503: lambda answer: TryLater("away", _span(answer.retry_after)),
}
"""What a status comes to, in the three ends of `send`; `OK` is none of them."""


def parcel(message: OutboundMessage, text: str, number: int) -> Parcel:
    """The `number`th part of the message; files travel with the first."""
    return Parcel(
        key=message.key if number == 1 else f"{message.key}:{number}",
        account=message.account,
        to=message.to,
        text=text,
        subject=message.subject,
        conversation=message.conversation,
        reply_to=message.in_reply_to,
        callback=message.token,
        public=message.visibility is Visibility.PUBLIC,
        target=message.target,
        private_reply=message.private_reply,
        template=message.template,
        files=tuple(file.name for file in message.attachments) if number == 1 else (),
    )


def id_in(answer: Answer) -> str:
    """The platform's id for the parcel; raises one of the three ends of `send` if none.

    An answer that cannot be read leaves open whether the parcel was taken.
    """
    if answer.status in ENDS:
        raise ENDS[answer.status](answer)
    if answer.status != OK or not answer.body.startswith("out-"):
        raise Unsure("unreadable-answer")
    return answer.body


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
