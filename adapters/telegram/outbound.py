"""Says what we send in calls of the Telegram Bot API, and what its answers mean.

Pure. Texts go without markup, so that nothing that an officer types is taken for any.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from workflow.core.messages import (
    Attachment,
    Capabilities,
    OutboundMessage,
    Trouble,
    TryLater,
    Undeliverable,
    Unsure,
)

CAN = Capabilities(
    thread=True,
    attach=True,
    poll=True,
    wait=True,
    push=True,
    split=True,
    longest=4_096,
)
"""No receipts: the answer to a call is the proof. No public answers: groups hear nothing."""

LARGEST_FILE = 50 * 1024 * 1024
LONGEST_CAPTION = 1_024
MISCONFIGURED = timedelta(hours=1)
"""How long to wait where somebody has to mend a setting first."""

ANSWER = {"id": "Balas laporan ini", "en": "Answer this report"}
"""What stands on the button that carries our token."""

PLEASE_WRITE = {"id": "Silakan tulis balasan Anda di sini.", "en": "Please write your answer here."}
"""What whoever presses it reads."""

OURS = re.compile(r"-?\d{1,20}:(\d{1,18})")
"""An id of a message, as `inbound.py` gives it."""

REFUSALS: Mapping[str, str] = {
    "chat not found": "chat-not-found",
    "user not found": "chat-not-found",
    "peer_id_invalid": "chat-not-found",
    "message is too long": "too-long",
    "message text is empty": "empty",
    "file is too big": "too-large",
    "request entity too large": "too-large",
    "blocked": "blocked",
    "deactivated": "deactivated",
    "kicked": "kicked",
    "initiate conversation": "not-begun",
}
"""What a refusal for good says, by a part of its description; `rejected` is the rest."""


@dataclass(frozen=True, slots=True)
class Order:
    """One call: its method, what it is told, and the file that goes with it."""

    method: str
    fields: Mapping[str, object]
    file: Attachment | None = None

    def to(self, chat: str) -> "Order":
        """The same to another chat."""
        return Order(self.method, {**self.fields, "chat_id": chat}, self.file)


class Moved(Exception):
    """The group has another id now; nothing was sent."""

    def __init__(self, chat: str) -> None:
        super().__init__("moved")
        self.chat = chat


def orders_of(message: OutboundMessage, parts: tuple[str, ...]) -> tuple[Order, ...]:
    """The calls, one after the other: texts first, then files; one file takes a short text along.

    Raises `Undeliverable` for a file that Telegram does not take.
    """
    if any(len(file.content) > LARGEST_FILE for file in message.attachments):
        raise Undeliverable("too-large")
    texts, files = tuple(part for part in parts if part.strip()), message.attachments
    if len(files) == 1 and len(texts) == 1 and len(texts[0]) <= LONGEST_CAPTION:
        orders = [_document(files[0], texts[0])]
    else:
        orders = [Order("sendMessage", {"text": text}) for text in texts]
        orders += [_document(file, "") for file in files]
    first, last = {"chat_id": message.to, **_quoted(message)}, _button(message)
    made = [Order(one.method, {"chat_id": message.to, **one.fields}, one.file) for one in orders]
    made[0] = Order(made[0].method, {**made[0].fields, **first}, made[0].file)
    made[-1] = Order(made[-1].method, {**made[-1].fields, **last}, made[-1].file)
    return tuple(made)


def result_of(status: int, body: bytes) -> Fields:
    """What a good answer brings; raises `Moved` or one of the three ends of `send`."""
    try:
        answer = Fields(read_object(body), "")
        if answer.flag("ok"):
            return answer
        raise refusal(answer)
    except BadDocument as error:
        end = AWAY.get(status, _unreadable)()
        raise end from error


def id_in(answer: Fields) -> str:
    """The id of the message that was sent."""
    try:
        result = answer.inner("result")
        return f"{result.inner('chat').needed_id('id')}:{result.needed_id('message_id')}"
    except BadDocument as error:
        raise Unsure("unreadable-answer") from error


AWAY: Mapping[int, Callable[[], Trouble]] = {
    # Said by what stands before the service, not by itself; 502 and 504 leave it open.
    413: lambda: Undeliverable("too-large"),
    429: lambda: TryLater("throttled"),
    503: lambda: TryLater("away"),
}


def _unreadable() -> Trouble:
    return Unsure("unreadable-answer")


def refusal(answer: Fields) -> Exception:
    """The end of a call that Telegram says it did not carry out."""
    code = answer.id("error_code")
    more, words = answer.inner("parameters"), answer.line("description").lower()
    if chat := more.id("migrate_to_chat_id"):
        return Moved(chat)
    if code == "429":
        after = more.number("retry_after")
        return TryLater("throttled", None if after is None else _span(after))
    if code in {"401", "404"}:
        return TryLater("login-refused", MISCONFIGURED)
    if code == "409":
        return TryLater("webhook-set" if "webhook" in words else "second-poller")
    if code.startswith("5"):
        return TryLater("broken")
    found = (name for part, name in REFUSALS.items() if part in words)
    return Undeliverable(next(found, "rejected"))


def form_of(fields: Mapping[str, object]) -> dict[str, str]:
    """Fields as a form beside a file has them: what is no text is JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in fields.items()
    }


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=min(max(seconds, 0), 86_400))


def _document(file: Attachment, caption: str) -> Order:
    return Order("sendDocument", {"caption": caption} if caption else {}, file)


def _quoted(message: OutboundMessage) -> dict[str, object]:
    """The message that this one answers, if it is there still."""
    found = OURS.fullmatch(message.in_reply_to)
    if found is None:
        return {}
    quoted = {"message_id": int(found[1]), "allow_sending_without_reply": True}
    return {"reply_parameters": quoted}


def _button(message: OutboundMessage) -> dict[str, object]:
    """Carries our token: whoever quotes the message or presses the button brings it back."""
    if not message.token:
        return {}
    words = ANSWER.get(message.language, ANSWER["id"])
    button = {"text": words, "callback_data": message.token}
    return {"reply_markup": {"inline_keyboard": [[button]]}}
