"""The document that the web form leaves in the inbox: how it is written and how it is read.

`encode` is for the page, `read` for intake; both hold the document to the same fields, so
what was accepted on the page can be read ever after. Pure. Nothing is guessed: a document
that is not exactly of this form is unreadable as a whole, and its bytes stay.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from adapters.documents import (
    BadDocument,
    as_list,
    as_object,
    as_text,
    read_object,
    unreadable,
)
from adapters.plain import one_line, plain
from workflow.core.messages import (
    REPLY_TOKEN,
    Attachment,
    Check,
    InboundMessage,
    Kind,
    RawMessage,
    Read,
    Sender,
)

VERSION = 1
MOST_FILES = 10
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_TOGETHER = 25 * 1024 * 1024


class FormFile(TypedDict):
    """A small file inside the document; `content` is base64 (see `file_of`)."""

    name: str
    media_type: str
    content: str


class Form(TypedDict, total=False):
    """What was answered on the form; only `id` and `what` are needed.

    `id` is made by the page when it shows the form and comes back with each attempt to
    send it, so that pressing the button twice is one message. `token` marks a reply from
    the tracking page by somebody who proved the secret code; `sender` is then the address
    under which the complaint knows its complainant.
    """

    id: str
    what: str
    wish: str
    place: str
    happened_on: str
    about: str
    unit: str
    officer: str
    name: str
    email: str
    phone: str
    visibility: str
    language: str
    files: list[FormFile]
    token: str
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of the form: how long, whether in lines, and of what shape or words."""

    longest: int = 255
    lines: bool = False
    words: tuple[str, ...] = ()
    shape: re.Pattern[str] | None = None

    def read(self, value: object, key: str) -> str:
        """The cleaned text; raises `BadDocument` if it is too long or not of this field."""
        text = as_text(value, key)
        if len(text) > self.longest:
            raise BadDocument(f"{key}: longer than {self.longest} characters")
        text = plain(text, self.longest).strip() if self.lines else one_line(text, self.longest)
        if text and self.words and text not in self.words:
            raise BadDocument(f"{key}: allowed are {', '.join(self.words)}")
        if text and self.shape and not self.shape.fullmatch(text):
            raise BadDocument(f"{key}: not of the right form")
        return text


FIELDS: Mapping[str, Field] = {
    "id": Field(longest=64, shape=re.compile(r"[\w-]{8,64}", re.ASCII)),
    "what": Field(longest=15_000, lines=True),
    "wish": Field(longest=4_000, lines=True),
    "place": Field(longest=1_000, lines=True),
    "happened_on": Field(),
    "about": Field(words=("unit", "officer", "unsure")),
    "unit": Field(longest=64),
    "officer": Field(),
    "name": Field(),
    "email": Field(longest=254, shape=re.compile(r"[^\s@]+@[^\s@]+")),
    "phone": Field(longest=40, shape=re.compile(r"\+?(?:[\s().-]*[0-9]){6,15}[\s().-]*")),
    "visibility": Field(words=("open", "anonymous", "confidential")),
    "language": Field(words=("id", "en")),
    "token": Field(shape=REPLY_TOKEN),
    "sender": Field(longest=320),
}
NEEDED = ("id", "what")
ANSWERS = ("what", "wish", "place", "happened_on", "about", "unit", "officer", "visibility")
"""Fields shown as answers. Who wrote is none of them: that belongs to the sender alone,
so that whoever may not see the complainant does not meet the name again beside the text."""


def encode(form: Form) -> bytes:
    """The form as canonical JSON: cleaned, empty answers left out, keys in order.

    The same answers give the same bytes. Raises `BadDocument`, which names the field, for
    what could not be read again: the page checks the same limits before.
    """
    given = as_object(dict(form), "the form")
    document: dict[str, object] = {**_texts(given), "version": VERSION}
    if files := [_file(one) for one in as_list(given.get("files", []), "files")]:
        document["files"] = [file_of(one.name, one.media_type, one.content) for one in files]
    _check_size(files)
    words = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return words.encode()


def file_of(name: str, media_type: str, content: bytes) -> FormFile:
    """A file as the form carries it."""
    encoded = base64.b64encode(content).decode("ascii")
    return FormFile(name=name, media_type=media_type, content=encoded)


def read(raw: RawMessage) -> list[Read]:
    """The one message in the document, or the news that it cannot be read."""
    try:
        return [_message(raw)]
    except BadDocument as why:
        return [unreadable(raw, why)]


def _message(raw: RawMessage) -> InboundMessage:
    document = read_object(raw.body)
    if type(version := document.pop("version", None)) is not int or version != VERSION:
        raise BadDocument("version: unknown")
    texts = _texts(document)
    files = [_file(one) for one in as_list(document.get("files", []), "files")]
    _check_size(files)
    text = "\n\n".join(texts[key] for key in ("what", "wish") if key in texts)
    token = texts.get("token", "")
    return InboundMessage(
        kind=Kind.PERSON,
        channel=raw.channel,
        account=raw.account,
        external_id=raw.external_id,
        sender=_sender(texts),
        text=text,
        reply_text=text,
        tokens=(token,) if token else (),
        # Somebody who goes back, corrects the form and sends it again means one complaint.
        conversation="" if token else f"form:{texts['id']}",
        language=texts.get("language", ""),
        attachments=tuple(files),
        sender_check=Check.PASSED if token else Check.UNKNOWN,
        answers={key: texts[key] for key in ANSWERS if key in texts},
    )


def _sender(texts: Mapping[str, str]) -> Sender:
    """Who answers can go to: e-mail, else phone, else the form itself (its tracking page)."""
    email = texts.get("email", "").lower()
    phone = re.sub(r"[^0-9+]", "", texts.get("phone", ""))
    ways = [way for way in (texts.get("sender", ""), email, phone) if way]
    address, *aliases = ways or [f"form:{texts['id']}"]
    return Sender(address=address, name=texts.get("name", ""), phone=phone, aliases=tuple(aliases))


def _texts(document: Mapping[str, object]) -> dict[str, str]:
    """The fields that hold something; raises `BadDocument` for unknown and missing ones."""
    if set(document) - set(FIELDS) - {"files"}:
        raise BadDocument("a field is unknown")
    texts = {key: FIELDS[key].read(document[key], key) for key in FIELDS if key in document}
    for key in NEEDED:
        if not texts.get(key):
            raise BadDocument(f"{key}: missing")
    return {key: text for key, text in texts.items() if text}


def _file(value: object) -> Attachment:
    file = as_object(value, "file")
    if set(file) != {"name", "media_type", "content"}:
        raise BadDocument("file: needs name, media_type and content")
    encoded = as_text(file["content"], "content")
    if len(encoded) > LARGEST_FILE * 4 // 3 + 4:
        raise BadDocument("content: too large")
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise BadDocument("content: not base64") from error
    return Attachment(
        name=Field().read(file["name"], "file name"),
        media_type=Field().read(file["media_type"], "media_type"),
        content=content,
    )


def _check_size(files: list[Attachment]) -> None:
    if len(files) > MOST_FILES:
        raise BadDocument(f"files: more than {MOST_FILES}")
    if sum(len(file.content) for file in files) > LARGEST_TOGETHER:
        raise BadDocument("files: too large together")
