"""WhatsApp's Cloud API on this machine: numbers, messages, files, the window, statuses.

Stands on the Graph API of `graph.py`; knows one number of the office, and sends for any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.adapters.fakes.graph import APP, Asked, Graph, Rights, Route, error, good
from tests.adapters.fakes.site import Reply

NUMBER, PHONE, BUSINESS = "106540352242922", "6281234567890", "102290129340398"
WINDOW = timedelta(hours=24)
LONGEST, LONGEST_CAPTION = 4_096, 1_024
SCOPES = ("whatsapp_business_messaging", "whatsapp_business_management")
MEGABYTE = 1024 * 1024
LARGEST = {"image": 5, "audio": 16, "video": 16, "document": 100}


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that we sent: the call, its id, and the file that it named."""

    document: Mapping[str, Any]
    id: str
    file: tuple[str, bytes, str]

    @property
    def text(self) -> str:
        """What the person reads."""
        kind = self.document["type"]
        inner = self.document[kind]
        return str(inner.get("body") or inner.get("caption") or "")


class Whatsapp(Graph):
    """The service, for one number and one token."""

    def __init__(self, secret: str, token: str, now: datetime) -> None:
        self.token = token
        super().__init__(secret, now)
        self.routes += [
            Route("POST", r"\d+/messages", self._send, sends=True),
            Route("POST", rf"{NUMBER}/media", self._upload),
            Route("GET", rf"{BUSINESS}/subscribed_apps", self._subscribed),
            Route("GET", r"media-(\w+)", self._media),
        ]

    def empty(self) -> None:
        super().empty()
        self.tokens[self.token] = Rights(SCOPES)
        self.objects[NUMBER] = {"display_phone_number": PHONE, "quality_rating": "GREEN"}
        self.sent: list[Posted] = []
        self.uploads: dict[str, tuple[str, bytes, str]] = {}
        self.media: dict[str, dict[str, Any]] = {}
        self.wrote_at: dict[str, datetime] = {}
        """When each person last wrote; whoever is not here wrote just now."""
        self.unreachable: set[str] = set()
        self.subscribed = True

    def pushed(self, **value: object) -> tuple[bytes, dict[str, str]]:
        """A delivery to our number, signed."""
        about = {"display_phone_number": PHONE, "phone_number_id": NUMBER}
        whole = {"messaging_product": "whatsapp", "metadata": about, **value}
        entry = {"id": BUSINESS, "changes": [{"field": "messages", "value": whole}]}
        return self.delivery("whatsapp_business_account", entry)

    def _send(self, asked: Asked) -> Reply:
        document = asked.document
        to = str(document.get("to") or document.get("recipient"))
        refused = self._not_sent(document, to)
        if refused:
            return refused
        kind = document["type"]
        file = self.uploads.get(str(document[kind].get("id", "")), ("", b"", ""))
        posted = Posted(document, f"wamid.OUT{len(self.sent) + 1}", file)
        self.sent.append(posted)
        contact = {"input": to, "wa_id": to}
        taken = {"messaging_product": "whatsapp", "contacts": [contact]}
        return good({**taken, "messages": [{"id": posted.id}]})

    def _not_sent(self, document: Mapping[str, Any], to: str) -> Reply | None:
        kind = str(document.get("type"))
        if document.get("messaging_product") != "whatsapp" or kind not in document:
            return error(100)
        if to in self.unreachable:
            return error(131026)
        wrote = self.wrote_at.get(to, self.now)
        if kind != "template" and self.now - wrote > WINDOW:
            return error(131047)
        return _too_much(kind, document[kind], self.uploads)

    def _upload(self, asked: Asked) -> Reply:
        if asked.document.get("messaging_product") != "whatsapp" or not asked.file[1]:
            return error(100)
        if asked.document.get("type") != asked.file[2]:
            return error(131053)
        id = f"up-{len(self.uploads) + 1}"
        self.uploads[id] = asked.file
        return good({"id": id})

    def _media(self, asked: Asked) -> Reply:
        """Each question gives a new link, which lives for five minutes."""
        found = self.media.get(asked.match[0])
        if found is None or asked.query.get("phone_number_id") != NUMBER:
            return error(100, 33)
        told = dict(found)
        times = told.pop("links", [])
        told["url"] = times.pop(0) if times else told.get("url", "")
        return good({"messaging_product": "whatsapp", "id": asked.match[0], **told})

    def _subscribed(self, asked: Asked) -> Reply:
        app = {"whatsapp_business_api_data": {"id": APP}}
        return good({"data": [app] if self.subscribed else []})


def _too_much(kind: str, content: Mapping[str, Any], uploads: Mapping[str, Any]) -> Reply | None:
    if kind == "text":
        return error(100) if len(content["body"]) > LONGEST else None
    if kind not in LARGEST:
        return None
    file = uploads.get(str(content.get("id")))
    if file is None or len(file[1]) > LARGEST[kind] * MEGABYTE:
        return error(131053)
    captioned = "caption" in content
    if captioned and (kind == "audio" or len(content["caption"]) > LONGEST_CAPTION):
        return error(100)
    return None
