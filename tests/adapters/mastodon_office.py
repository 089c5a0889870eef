"""One account of the office on Mastodon, for its tests: the channel, and Siti who writes to it."""

import json
from dataclasses import replace
from typing import Any

from adapters.mastodon.channel import MastodonChannel, make
from adapters.settings import ChannelSettings
from tests.adapters.terms import ACCOUNT, NOW
from workflow.core.messages import InboundMessage, OutboundMessage, RawMessage, Visibility

KEY = "kunci-rahasia-untuk-uji-coba"
SITI = {"id": "971724", "username": "siti", "acct": "siti@contoh.id", "display_name": "Siti"}
MESSAGE = OutboundMessage(
    key="key-1",
    channel="mastodon",
    account="office",
    to="siti@contoh.id",
    text="Sudah kami periksa.",
)
PUBLIC = replace(MESSAGE, visibility=Visibility.PUBLIC, in_reply_to="1031", target="1031")


def opened(address: str, ours: str = "@kantor@dinas.example", **options: str) -> MastodonChannel:
    """The channel as an installation would open it; `options` are others than usual."""
    usual = {"server": address, "token": KEY}
    account = replace(ACCOUNT, address=ours, options={**usual, **options})
    return make(ChannelSettings(accounts=(account,), now=lambda: NOW, file="test.toml"))


def notification(number: int, kind: str = "mention", **post: object) -> bytes:
    """Siti names us."""
    usual: dict[str, Any] = {
        "id": f"10{number}",
        "created_at": "2026-11-20T02:00:00.000Z",
        "edited_at": None,
        "visibility": "public",
        "content": "<p>Lampu mati.</p>",
        "account": SITI,
    }
    notice = {"id": str(number), "type": kind, "created_at": "2026-11-20T02:00:00.000Z"}
    return json.dumps({**notice, "account": SITI, "status": {**usual, **post}}).encode()


def edited(number: int, words: str, at: str = "2026-11-20T02:30:00.000Z") -> dict[str, Any]:
    """The post of a notification as it reads after an edit."""
    post = json.loads(notification(number, content=f"<p>{words}</p>", edited_at=at))["status"]
    return dict(post)


def read_by(channel: MastodonChannel, raw: RawMessage | None) -> InboundMessage:
    """The one event in a document."""
    assert raw
    [read] = channel.parse(raw)
    assert isinstance(read, InboundMessage)
    return read


def fetched(channel: MastodonChannel, mark: str = "") -> tuple[list[InboundMessage], str]:
    """What a whole poll brings, and the mark at its end."""
    steps = list(channel.fetch("office", mark))
    reads = [read_by(channel, step.raw) for step in steps if step.raw]
    return reads, steps[-1].mark if steps else mark
