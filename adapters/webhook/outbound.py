"""Says what we send in the webhook's words, and what the other side's answers mean.

Pure. The bytes of one message are the same at each attempt, so that the other side can tell
a repetition from a second message by the id, and a mistake by the bytes.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import timedelta

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from workflow.core.messages import (
    Attachment,
    Capabilities,
    News,
    OutboundMessage,
    TryLater,
    Undeliverable,
    Unsure,
)

CAN = Capabilities(
    thread=True,
    attach=True,
    public=True,
    push=True,
    receipts=True,
    repeat=True,
    longest=20_000,
)
MISCONFIGURED = timedelta(hours=1)
OK = frozenset({200, 201, 202})
End = Callable[[timedelta | None], Exception]

ENDS: Mapping[int, End] = {
    # The key makes a repetition harmless, so that whatever broke over there is asked again.
    400: lambda _: Undeliverable("rejected"),
    401: lambda _: TryLater("login-refused", MISCONFIGURED),
    403: lambda _: TryLater("login-refused", MISCONFIGURED),
    404: lambda _: TryLater("wrong-address", MISCONFIGURED),
    409: lambda _: Undeliverable("id-used"),
    410: lambda _: Undeliverable("gone"),
    413: lambda _: Undeliverable("too-large"),
    422: lambda _: Undeliverable("rejected"),
    429: lambda after: TryLater("throttled", after),
    500: lambda after: TryLater("broken", after),
    502: lambda after: TryLater("away", after),
    503: lambda after: TryLater("away", after),
    504: lambda after: TryLater("away", after),
}
"""What a status comes to; one that is neither here nor good leaves it open."""


def document(message: OutboundMessage) -> bytes:
    """The event `reply.created` as it is sent and signed."""
    event = {
        "id": message.key,
        "type": "reply.created",
        "conversation": {
            "external_id": message.conversation,
            "visibility": str(message.visibility),
            "token": message.token,
        },
        "recipient": {"external_id": message.to, "display_name": message.to_name},
        "message": {
            "external_id": message.key,
            "text": message.text,
            "subject": message.subject,
            "language": message.language,
            "automatic": message.automatic,
            "reply_to": message.in_reply_to or None,
            "attachments": [_file(file) for file in message.attachments],
        },
    }
    return _written(event)


def news_document(news: News) -> bytes:
    """The event `status.changed` as it is sent and signed."""
    event = {
        "id": news.key,
        "type": "status.changed",
        "occurred_at": news.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "conversation": {"external_id": news.conversation},
        "status": {"of": list(news.of), "value": news.word, "reference": news.reference},
    }
    return _written(event)


def _written(event: Mapping[str, object]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def id_in(status: int, body: bytes, after: timedelta | None, key: str) -> str:
    """Their id of the message, or our key where they give none; raises one of the three ends."""
    if status in ENDS:
        raise ENDS[status](after)
    if status not in OK:
        raise Unsure("strange-answer")
    try:
        return Fields(read_object(body), "").id("id") or key
    except BadDocument as error:
        raise Unsure("unreadable-answer") from error


def _file(file: Attachment) -> dict[str, str]:
    return {
        "filename": file.name,
        "mime_type": file.media_type,
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "content": base64.b64encode(file.content).decode(),
    }
