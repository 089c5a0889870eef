"""The private talk of pages and of Instagram on this machine, on top of Meta's Graph API.

Enforces what Meta does: the day to answer in, the week for answers that a person has typed,
one private answer to a comment, the longest text. The clock is the test's.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tests.adapters.fakes.graph import Asked, Graph, Rights, Route, error, good
from tests.adapters.fakes.site import Reply

TOKEN = "EAAtoken-contoh-rahasia"
SECRET = "rahasia-aplikasi"
DAY, WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Posted:
    """Something that we said over there, and under which id."""

    id: str
    path: str
    document: Mapping[str, Any]
    file: tuple[str, bytes, str] = ("", b"", "")

    @property
    def text(self) -> str:
        """The words, wherever they stand."""
        said = self.document["message"]
        return said if isinstance(said, str) else said.get("text", "")

    @property
    def public(self) -> bool:
        """Whether everybody can read it."""
        return not self.path.endswith("/messages")


class Messenger(Graph):
    """A page or account: `measure` and `longest` are of its private texts."""

    measure: Callable[[str], int] = staticmethod(len)
    longest = 2_000

    def __init__(self, now: datetime) -> None:
        super().__init__(SECRET, now)
        self.routes.append(Route("POST", r"(\d+)/messages", self._message, sends=True))

    def empty(self) -> None:
        """As new, with one good token."""
        super().empty()
        self.tokens[TOKEN] = Rights()
        self.posted: list[Posted] = []
        self.wrote: dict[str, datetime] = {}
        """When somebody last wrote to us; whoever is not here has just done so."""
        self.commented: dict[str, datetime] = {}
        self.may_answer_by_hand = True
        self.hidden: dict[str, dict[str, Any]] = {}
        self._replied: set[str] = set()

    def keep(self, asked: Asked, document: Mapping[str, Any], letter: str) -> str:
        """Something was said; its id."""
        id = f"{letter}{900_000 + len(self.posted)}"
        self.posted.append(Posted(id, asked.path, document, asked.file))
        return id

    def _message(self, asked: Asked) -> Reply:
        document = {
            name: json.loads(value) if name in {"recipient", "message"} and isinstance(value, str)
            else value
            for name, value in asked.document.items()
        }  # fmt: skip
        refused = self._too_long(document) or self._refused(document)
        if refused:
            return refused
        person = document["recipient"].get("id", "7234567890123456")
        id = self.keep(asked, document, "m_")
        return good({"recipient_id": person, "message_id": id})

    def _too_long(self, document: Mapping[str, Any]) -> Reply | None:
        text = document["message"].get("text", "")
        return error(100) if self.measure(text) > self.longest else None

    def _refused(self, document: Mapping[str, Any]) -> Reply | None:
        recipient = document["recipient"]
        target = recipient.get("comment_id") or recipient.get("post_id")
        if target:
            return self._replied_already(target)
        silent = self.now - self.wrote.get(recipient["id"], self.now)
        by_hand = document.get("tag") == "HUMAN_AGENT" and self.may_answer_by_hand
        allowed = WEEK if by_hand else DAY
        return error(10, 2018278) if silent > allowed else None

    def _replied_already(self, target: str) -> Reply | None:
        if self.now - self.commented.get(target, self.now) > WEEK:
            return error(10903)
        if target in self._replied:
            return error(10900)
        self._replied.add(target)
        return None
