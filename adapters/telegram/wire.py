"""The network side of Telegram: calls of the Bot API, and the check of what is pushed.

The only file of this channel that calls anybody. The token stands in each address: no
address is logged, shown or put into an error.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from adapters.fields import Fields
from adapters.http import Answer, BadAddress, Call, Http, Reach, reach_of
from adapters.signing import check_any, header_in
from adapters.telegram.inbound import ALLOWED
from adapters.telegram.outbound import Moved, Order, form_of, id_in, result_of
from adapters.telegram.pieces import LINK
from adapters.telegram.updates import Update, updates_in
from workflow.core.messages import (
    Attachment,
    ChannelDown,
    Trouble,
    TryLater,
    Undeliverable,
    Unsure,
)

__all__ = ["BadAddress", "Line", "check_secret", "line_of"]

HEADER = "x-telegram-bot-api-secret-token"
LONGEST_WAIT = 50
"""Seconds after which Telegram ends a long poll by itself."""

MOST_AT_ONCE = 100
LARGEST_ANSWER = 8 * 1024 * 1024
LARGEST_FILE = 20 * 1024 * 1024
"""What a bot may fetch."""

OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The line of one bot."""

    reach: Reach
    token: str = field(repr=False)

    def updates(
        self, offset: int | None, seconds: int = 0, limit: int = MOST_AT_ONCE
    ) -> list[Update]:
        """Updates from `offset` on; asking confirms all before it. Raises `ChannelDown`."""
        seconds = min(seconds, LONGEST_WAIT)
        fields: dict[str, object] = {"limit": limit, "timeout": seconds, "allowed_updates": ALLOWED}
        if offset is not None:
            fields["offset"] = offset
        try:
            answer = self._asked(Order("getUpdates", fields), seconds)
            result_of(answer.status, answer.body)
            return updates_in(answer.body)
        except Trouble as trouble:
            raise ChannelDown(trouble.code) from None
        except ValueError:
            raise ChannelDown("strange-answer") from None

    def ask(self, method: str, **fields: object) -> Fields:
        """The whole good answer of a call; raises one of the three ends of `send`."""
        answer = self._asked(Order(method, fields))
        return result_of(answer.status, answer.body)

    def post(self, order: Order) -> str:
        """Send one part, once more to where a group has moved; gives the message's id."""
        try:
            return self._posted(order)
        except Moved as moved:
            order = order.to(moved.chat)
        try:
            return self._posted(order)
        except Moved as moved:
            raise TryLater("moved") from moved

    def download(self, file: Attachment) -> Attachment:
        """The file with its bytes; raises `TryLater`, or `Undeliverable` if it is gone."""
        try:
            found = self.ask("getFile", file_id=file.url.removeprefix(LINK)).inner("result")
            path = quote(found.needed("file_path"))
            call = Call(path=f"/file/bot{self.token}/{path}", method="GET", largest=LARGEST_FILE)
            answer = Http(self.reach).read(call)
        except Unsure as unsure:  # asking twice where it lies harms nobody either
            raise TryLater(unsure.code) from None
        except ValueError:
            raise TryLater("unreadable-answer") from None
        if answer.status == OK:
            return replace(file, content=answer.body)
        raise Undeliverable("gone") if answer.status in {400, 404, 410} else TryLater("away")

    def _posted(self, order: Order) -> str:
        answer = self._asked(order)
        return id_in(result_of(answer.status, answer.body))

    def _asked(self, order: Order, wait: float = 0) -> Answer:
        call = _packed(order, f"/bot{self.token}/{order.method}")
        return Http(self.reach).call(replace(call, seconds=call.seconds + wait))


def line_of(api: str, token: str) -> Line:
    """The line of a bot; `api` is another server than Telegram's. Raises `BadAddress`."""
    return Line(reach=reach_of(api), token=token)


def check_secret(headers: Mapping[str, str], secrets: Iterable[str]) -> None:
    """Raise `BadSignature` unless the call carries one of our secrets (`setWebhook`).

    Telegram signs no bytes: the secret, and https, are all there is.
    """
    check_any(header_in(headers, HEADER), filter(None, secrets))


def _packed(order: Order, path: str) -> Call:
    if order.file is None:
        body = json.dumps(order.fields, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        return Call(path=path, headers=headers, body=body, largest=LARGEST_ANSWER)
    file = (order.file.name, order.file.content, order.file.media_type)
    return Call(path=path, fields=form_of(order.fields), files={"document": file})
