"""Telegram's Bot API on this machine: one bot, its updates, its chats, and its moods.

Speaks the wire protocol: confirmation by offset, one poller at a time, no polling beside a
webhook, floods, blocks, limits of texts and files.
"""

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from email import message_from_bytes
from enum import StrEnum
from typing import Any
from urllib.parse import unquote

from tests.adapters.fakes.site import Called, Reply, Site

BOT = {"id": 777, "is_bot": True, "first_name": "Bot", "username": "KantorContohBot"}
LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024


class Fault(StrEnum):
    """What goes wrong with the next message that is sent."""

    NONE = "none"
    BLOCKED = "blocked"
    FLOOD = "flood"
    AWAY = "away"
    LOST = "taken, and hung up"
    GARBLED = "taken, and nonsense answered"


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that the bot sent, and the file with it."""

    method: str
    fields: dict[str, Any]
    message_id: int
    file: tuple[str, bytes] = ("", b"")


@dataclass(slots=True)
class Moods:
    """What a test turns."""

    faults: deque[Fault] = field(default_factory=deque)
    webhook: str = ""
    unknown_chats: set[str] = field(default_factory=set)
    moved: dict[str, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    down: bool = False


class Telegram(Site):
    """The service, for the one bot that has this token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._prefix, self._files = f"/bot{token}/", f"/file/bot{token}/"
        self._news = threading.Condition()
        self.empty()

    def empty(self) -> None:
        """As new."""
        with self._news:
            self.calls.clear()
            self.moods = Moods()
            self.sent: list[Posted] = []
            self.answered: list[dict[str, Any]] = []
            self._updates: list[tuple[int, bytes]] = []
            self._pollers = 0
            self._news.notify_all()

    def arrives(self, body: bytes) -> None:
        """An update that the bot can fetch."""
        with self._news:
            self._updates.append((json.loads(body)["update_id"], body))
            self._news.notify_all()

    @property
    def unconfirmed(self) -> int:
        """How many updates it would still hand out."""
        return len(self._updates)

    def reply_to(self, called: Called) -> Reply:
        self.calls.append(called)
        if self.moods.down:
            return Reply(503, b"<html>")
        if called.path.startswith(self._files):
            content = self.moods.files.get(unquote(called.path.removeprefix(self._files)))
            return Reply(404) if content is None else Reply(200, content)
        if not called.path.startswith(self._prefix):
            return _no(401, "Unauthorized")
        fields, file = _told(called)
        method = called.path.removeprefix(self._prefix)
        answers = {
            "getUpdates": self._get_updates,
            "getMe": lambda _: _yes(BOT),
            "getWebhookInfo": self._hook_info,
            "getFile": self._get_file,
            "answerCallbackQuery": self._answer,
        }
        if method in {"sendMessage", "sendDocument"}:
            return self._send(method, fields, file)
        return answers[method](fields) if method in answers else _no(404, "Not Found")

    def _get_updates(self, fields: dict[str, Any]) -> Reply:
        if self.moods.webhook:
            words = "can't use getUpdates method while webhook is active; use deleteWebhook"
            return _no(409, f"Conflict: {words}")
        offset = fields.get("offset", 0)
        with self._news:
            self._pollers += 1
            me = self._pollers
            self._news.notify_all()
            self._updates = [one for one in self._updates if one[0] >= offset]
            self._news.wait_for(
                lambda: bool(self._updates) or self._pollers != me, fields.get("timeout", 0)
            )
            if self._pollers != me:
                words = "terminated by other getUpdates request; make sure that only one bot runs"
                return _no(409, f"Conflict: {words}")
            found = self._updates[: fields.get("limit", 100)]
        # Each update as its own bytes, however the samples were written.
        return Reply(200, b'{"ok":true,"result":[' + b",\n".join(b for _, b in found) + b"]}")

    def _send(self, method: str, fields: dict[str, Any], file: tuple[str, bytes]) -> Reply:
        fault = self.moods.faults.popleft() if self.moods.faults else Fault.NONE
        chat = str(fields["chat_id"])
        early = {
            Fault.BLOCKED: _no(403, "Forbidden: bot was blocked by the user"),
            Fault.FLOOD: _no(429, "Too Many Requests: retry after 12", retry_after=12),
            Fault.AWAY: Reply(503, b"<html>"),
        }
        refusal = early.get(fault) or self._refusal(chat, fields)
        if refusal:
            return refusal
        posted = Posted(method, fields, 100 + len(self.sent), file)
        self.sent.append(posted)
        late = {Fault.LOST: Reply(hangs_up=True), Fault.GARBLED: Reply(200, b"<html>")}
        return late.get(fault) or _yes(message_of(posted))

    def _refusal(self, chat: str, fields: dict[str, Any]) -> Reply | None:
        if chat in self.moods.moved:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            return _no(400, words, migrate_to_chat_id=self.moods.moved[chat])
        if chat in self.moods.unknown_chats:
            return _no(400, "Bad Request: chat not found")
        if len(fields.get("text", "")) > LONGEST_TEXT:
            return _no(400, "Bad Request: message is too long")
        if len(fields.get("caption", "")) > LONGEST_CAPTION:
            return _no(400, "Bad Request: message caption is too long")
        return None

    def _get_file(self, fields: dict[str, Any]) -> Reply:
        known = {"big": _no(400, "Bad Request: file is too big")}
        path = f"photos/{fields['file_id']}.jpg"
        found = _yes({"file_id": fields["file_id"], "file_path": path})
        missing = _no(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        return known.get(fields["file_id"]) or (found if path in self.moods.files else missing)

    def _answer(self, fields: dict[str, Any]) -> Reply:
        self.answered.append(fields)
        return _yes(True)  # noqa: FBT003

    def _hook_info(self, fields: dict[str, Any]) -> Reply:
        del fields
        return _yes({"url": self.moods.webhook, "pending_update_count": self.unconfirmed})


def message_of(posted: Posted) -> dict[str, Any]:
    """A message of the bot as the chat shows it."""
    chat = {"id": _number(str(posted.fields["chat_id"])), "type": "private"}
    message = {"message_id": posted.message_id, "from": BOT, "chat": chat, "date": 1_795_000_000}
    kept: dict[str, Any] = {
        name: posted.fields[name] for name in ("text", "caption") if name in posted.fields
    }
    markup = posted.fields.get("reply_markup")
    return {**message, **kept, "reply_markup": markup or {}}


def _number(chat: str) -> int | str:
    return int(chat) if chat.lstrip("-").isdigit() else chat


def _told(called: Called) -> tuple[dict[str, Any], tuple[str, bytes]]:
    """The fields of a call, JSON or form, and the file in it."""
    kind = called.headers.get("content-type", "")
    if not kind.startswith("multipart/"):
        return json.loads(called.body or b"{}"), ("", b"")
    mail = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + called.body)
    fields: dict[str, Any] = {}
    file = ("", b"")
    for part in mail.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if part.get_filename() and isinstance(content, bytes):
            file = (str(part.get_filename()), content)
        elif isinstance(content, bytes) and isinstance(name, str):
            fields[name] = _value(name, content.decode())
    return fields, file


def _value(name: str, words: str) -> object:
    return json.loads(words) if name in {"reply_parameters", "reply_markup"} else words


def _yes(result: object) -> Reply:
    return Reply(200, json.dumps({"ok": True, "result": result}).encode())


def _no(code: int, description: str, **parameters: int) -> Reply:
    answer = {"ok": False, "error_code": code, "description": description}
    more = {"parameters": parameters} if parameters else {}
    return Reply(code, json.dumps({**answer, **more}).encode())
