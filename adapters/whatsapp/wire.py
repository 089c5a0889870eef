"""The network side of WhatsApp: one number's calls of the Cloud API.

The only file of this channel that calls anybody; what Meta's platforms share is done by
`adapters/meta/wire.py`.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.meta.wire import VERSION, VERSION_FORM, BadAddress, Graph, Link, Token, reach_of
from adapters.whatsapp.errors import CODES
from adapters.whatsapp.outbound import Order, id_in
from adapters.whatsapp.pieces import LINK
from workflow.core.messages import Attachment, TryLater, Undeliverable, Unsure

__all__ = ["VERSION", "VERSION_FORM", "BadAddress", "Line", "Secrets", "line_of"]

MEDIA = re.compile(r"(\d{1,30})/([\w-]{1,200})", re.ASCII)
AGAIN = frozenset({"gone"})
"""A link lives for five minutes: one that is gone is asked for once more."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """The token, and the app's secret if our calls are to prove that we have it."""

    token: str = field(repr=False)
    proof: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one number; `number` is its id at Meta."""

    graph: Graph
    number: str

    def post(self, order: Order) -> str:
        """Send one part; gives its id. A file is handed over first: that alone sends nothing."""
        media = self._uploaded(order.file) if order.file else ""
        return id_in(self.graph.post(f"{self.number}/messages", order.document(media)))

    def download(self, file: Attachment) -> Attachment:
        """The file with its bytes; raises `TryLater`, or `Undeliverable` if it is gone."""
        found = MEDIA.fullmatch(file.url.removeprefix(LINK))
        if found is None:
            raise Undeliverable("gone")
        try:
            return replace(file, content=self.graph.fetch(self._link(found[2])))
        except Undeliverable as end:
            if end.code not in AGAIN:
                raise
        return replace(file, content=self.graph.fetch(self._link(found[2])))

    def about(self) -> Fields:
        """What Meta says of our number."""
        return self.graph.get(self.number, fields="display_phone_number,quality_rating")

    def is_subscribed(self, business: str) -> bool:
        """Whether the events of a business account come to our app at all."""
        return bool(self.graph.get(f"{business}/subscribed_apps").each("data"))

    def token_state(self, app: str, secret: str) -> Token:
        """What our token may do, and until when."""
        return self.graph.token_state(app, secret)

    def _uploaded(self, file: Attachment) -> str:
        told = {"messaging_product": "whatsapp", "type": file.media_type}
        try:
            return self.graph.upload(f"{self.number}/media", file, told).needed_id("id")
        except (Unsure, BadDocument):  # nobody has seen it yet
            raise TryLater("file-unclear") from None

    def _link(self, media: str) -> Link:
        """Where a file lies just now."""
        try:
            found = self.graph.get(media, phone_number_id=self.number)
            sha256 = ""
            with suppress(BadDocument):
                sha256 = found.line("sha256")
            return Link(url=found.needed("url"), sha256=sha256)
        except (Unsure, BadDocument):  # reading twice harms nobody
            raise TryLater("unreadable-answer") from None


def line_of(
    number: str, secrets: Secrets, place: tuple[str, str], now: Callable[[], datetime]
) -> Line:
    """The line of a number; `place` is the API's address and version. Raises `BadAddress`."""
    api, version = place
    graph = Graph(
        reach=reach_of(api),
        token=secrets.token,
        secret=secrets.proof,
        version=version,
        codes=CODES,
        now=now,
    )
    return Line(graph, number)
