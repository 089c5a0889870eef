"""What each channel does before and while it sends, the same for all.

What a channel cannot do is refused before anything goes out, never dropped in silence;
what did go out is never said not to have. No network here: the channel hands in the call.
"""

from collections.abc import Callable
from datetime import datetime

from adapters.splitting import MOST, TooLong, split
from workflow.core.messages import (
    Capabilities,
    OutboundMessage,
    TryLater,
    Undeliverable,
    Unsure,
    Visibility,
)


def parts_of(message: OutboundMessage, can: Capabilities) -> tuple[str, ...]:
    """The texts to send, one by one; raises `Undeliverable` for what the channel cannot.

    Codes: `no-reply`, `internal`, `no-public`, `no-attachments`, `empty`, `too-long`. A
    public text has a limit of its own and is never split: strangers would quote half of it.
    """
    if refusal := _refusal(message, can):
        raise Undeliverable(refusal)
    public = message.visibility is Visibility.PUBLIC
    longest, unit = can.room(public=public)
    if longest is None:
        return (message.text,)
    most = MOST if can.split and not public else 1
    try:
        return split(message.text, longest, unit, most)
    except TooLong as error:
        raise Undeliverable("too-long") from error


def check_window(message: OutboundMessage, now: datetime) -> None:
    """Raise `Undeliverable` if the other side would not take it any more (`window-closed`)."""
    if message.window_until is not None and now >= message.window_until:
        raise Undeliverable("window-closed")


def send_parts(parts: tuple[str, ...], send: Callable[[str, int], str]) -> tuple[str, ...]:
    """Calls `send(text, number)`, numbers from 1, for each part; the ids in order.

    Once a part is out, a later one that fails leaves the message `Unsure`: to say "nothing
    was sent" would send the first part twice. Channels that repeat safely are asked again.
    """
    ids: list[str] = []
    for number, part in enumerate(parts, start=1):
        try:
            ids.append(send(part, number))
        except (TryLater, Undeliverable) as error:
            if not ids:
                raise
            raise Unsure(f"part-{number}-of-{len(parts)}") from error
    return tuple(ids)


def _refusal(message: OutboundMessage, can: Capabilities) -> str:
    wrong = {
        "no-reply": not can.reply,
        "internal": message.visibility is Visibility.INTERNAL,
        "no-public": message.visibility is Visibility.PUBLIC and not can.public,
        "no-attachments": bool(message.attachments) and not can.attach,
        "empty": not (message.text.strip() or message.attachments),
    }
    return next((code for code, is_so in wrong.items() if is_so), "")
