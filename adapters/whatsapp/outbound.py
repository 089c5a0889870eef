"""Says what we send in calls of the Cloud API: texts, files, approved templates.

Pure. A text arrives as it was typed: what WhatsApp would take for markup gets other signs,
which look the same. What WhatsApp does not carry is refused before anything goes out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.sending import check_window, parts_of
from adapters.whatsapp.identity import is_phone
from workflow.core.messages import (
    Attachment,
    Capabilities,
    OutboundMessage,
    Undeliverable,
    Unsure,
)

CAN = Capabilities(
    attach=True,
    push=True,
    receipts=True,
    split=True,
    longest=4_096,
    window=timedelta(hours=24),
    template=True,
)
"""No public answers. Not safe to repeat: WhatsApp knows no key by which it would notice."""

MEGABYTE = 1024 * 1024
LONGEST_CAPTION = 1_024
LONGEST_FIELD = 900
"""Characters of our words in a template, whose whole body may have 1,024."""

PERSON = re.compile(r"\d{5,20}|[A-Z]{2}\.[A-Za-z0-9.]{1,140}")
OURS = re.compile(r"wamid\.[\w+/=-]{1,250}", re.ASCII)
"""An id of a message, which can be quoted."""

ANY = "*"
FIELDS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "text": ("text",),
    "number-text": ("number", "text"),
    "nothing": (),
}
TEMPLATE_ROW = re.compile(r"(\w{1,40}|\*)=([a-z0-9_]{1,200}):(number-text|number|text|nothing)")
MARKUP = re.compile(r"(?<![\w/])(```|[*_~`])\S(?:[^\n]{0,1000}?\S)??\1(?!\w)")
"""Words between two signs that WhatsApp would show bold, slanted, struck or as a machine's."""

ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
ALIKE: Mapping[str, str] = {"*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u02cb"}
"""Signs that look the same and mean nothing; WhatsApp has no way to quote its own."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a file travels: as what, how large at most, and whether words can go with it."""

    kind: str
    largest: int
    captioned: bool = True


FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("image/jpeg", "image/png"), Form("image", 5 * MEGABYTE)),
    **dict.fromkeys(("video/mp4", "video/3gpp"), Form("video", 16 * MEGABYTE)),
    **dict.fromkeys(
        ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"),
        Form("audio", 16 * MEGABYTE, captioned=False),
    ),
}
DOCUMENT = Form("document", 100 * MEGABYTE)
"""What is too large for its own kind, and everything else of these."""

_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCUMENTS = frozenset(
    {
        *("application/pdf", "text/plain", "application/msword"),
        *("application/vnd.ms-excel", "application/vnd.ms-powerpoint"),
        *(f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"),
        f"{_OFFICE}.presentationml.presentation",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call: the fields of the message, and the file whose id they still lack."""

    fields: Mapping[str, object]
    file: Attachment | None = None

    def document(self, media: str = "") -> dict[str, object]:
        """The whole call, with the id that the file got when it was handed over."""
        if self.file is None:
            return dict(self.fields)
        kind = str(self.fields["type"])
        inner = self.fields[kind]
        assert isinstance(inner, dict)
        return {**self.fields, kind: {"id": media, **inner}}


@dataclass(frozen=True, slots=True)
class Template:
    """An approved template, and what it takes in order: `number`, `text`, both or nothing."""

    name: str
    takes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Templates:
    """The office's templates by what a message is for, `*` for all else; and their language."""

    by_purpose: Mapping[str, Template]
    language: str

    def find(self, purpose: str) -> Template | None:
        """The one to use for such a message, if there is any."""
        return self.by_purpose.get(purpose) or self.by_purpose.get(ANY)


def read_templates(written: str) -> dict[str, Template]:
    """`purpose=name:fields` with commas between; raises `ValueError` for anything else."""
    rows = [TEMPLATE_ROW.fullmatch(row.strip()) for row in written.split(",") if row.strip()]
    found = {row[1]: Template(row[2], FIELDS[row[3]]) for row in rows if row is not None}
    if len(found) != len(rows):
        raise ValueError("not rows of purpose=name:fields")
    return found


def orders_of(message: OutboundMessage, templates: Templates, now: datetime) -> tuple[Order, ...]:
    """The calls for a message, one after the other; raises `Undeliverable`.

    Codes beyond those of `parts_of`: `no-such-address`, `window-closed`, `file-type`,
    `too-large`.
    """
    if not PERSON.fullmatch(message.to.removeprefix("+")):
        raise Undeliverable("no-such-address")
    fitting = _without_what_stays_here(message)
    parts = parts_of(replace(fitting, text=_unmarked(fitting.text)), CAN)
    if message.template:
        contents = [_template(fitting, templates)]
    else:
        check_window(message, now)
        contents = _contents(parts, fitting.attachments)
    frame = _frame(message)
    framed = [replace(one, fields={**frame, **one.fields}) for one in contents]
    framed[0] = replace(framed[0], fields={**framed[0].fields, **_quoted(message)})
    return tuple(framed)


def id_in(answer: Fields) -> str:
    """The id of the message that was taken."""
    try:
        return answer.each("messages")[0].needed_id("id")
    except (BadDocument, IndexError) as error:
        raise Unsure("unreadable-answer") from error


def _contents(parts: tuple[str, ...], files: tuple[Attachment, ...]) -> list[Order]:
    """Texts first, then files; one file takes a short text along."""
    texts = [part for part in parts if part.strip()]
    if len(files) == 1 and len(texts) == 1 and _goes_along(texts[0], files[0]):
        return [_file(files[0], texts[0])]
    return [*map(_text, texts), *(_file(file, "") for file in files)]


def _text(text: str) -> Order:
    return Order(fields={"type": "text", "text": {"body": text, "preview_url": False}})


def _file(file: Attachment, caption: str) -> Order:
    form = _form(file)
    assert form is not None
    words = {"caption": caption} if caption else {}
    name = {"filename": file.name} if form is DOCUMENT else {}
    return Order(fields={"type": form.kind, form.kind: {**words, **name}}, file=file)


def _goes_along(text: str, file: Attachment) -> bool:
    form = _form(file)
    return form is not None and form.captioned and len(text) <= LONGEST_CAPTION


def _form(file: Attachment) -> Form | None:
    """How a file travels; not at all if it is too large or of no kind that WhatsApp takes."""
    own, size = FORMS.get(file.media_type), len(file.content)
    if own is not None and size <= own.largest:
        return own
    known = own is not None or file.media_type in DOCUMENTS
    return DOCUMENT if known and size <= DOCUMENT.largest else None


def _without_what_stays_here(message: OutboundMessage) -> OutboundMessage:
    """Files that cannot go wait where the message's own words say; without any, nothing goes."""
    staying = [file for file in message.attachments if message.template or _form(file) is None]
    if not staying:
        return message
    if not message.instead_of_files:
        too_large = any(len(file.content) > DOCUMENT.largest for file in staying)
        raise Undeliverable("too-large" if too_large else "file-type")
    text = f"{message.text.rstrip()}\n\n{message.instead_of_files}"
    kept = tuple(file for file in message.attachments if file not in staying)
    return replace(message, text=text, attachments=kept)


def _template(message: OutboundMessage, templates: Templates) -> Order:
    """An approved template with our words in its fields, in which no line may end."""
    template = templates.find(message.template)
    if template is None:
        raise Undeliverable("window-closed")
    words = " ".join(message.text.split())
    if "text" in template.takes and len(words) > LONGEST_FIELD:
        raise Undeliverable("too-long")
    told = {"text": words, "number": message.key.rpartition(".")[0] or message.key}
    fields = [{"type": "text", "text": told[name]} for name in template.takes]
    body = [{"type": "body", "parameters": fields}] if fields else []
    language = {"code": templates.language}
    content = {"name": template.name, "language": language, "components": body}
    return Order(fields={"type": "template", "template": content})


def _frame(message: OutboundMessage) -> dict[str, object]:
    """To whom, and what each status brings back: our key, and the reply token behind it."""
    to = message.to.removeprefix("+")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to" if is_phone(to) else "recipient": to,
        "biz_opaque_callback_data": f"{message.key} {message.token}".strip(),
    }


def _quoted(message: OutboundMessage) -> dict[str, object]:
    if not OURS.fullmatch(message.in_reply_to):
        return {}
    return {"context": {"message_id": message.in_reply_to}}


def _unmarked(text: str) -> str:
    """The text with other signs, which look the same, where markup would begin and end."""
    kept = _places(ADDRESS, text)
    marked = _places(MARKUP, text) - kept
    return "".join(ALIKE.get(sign, sign) if at in marked else sign for at, sign in enumerate(text))


def _places(pattern: re.Pattern[str], text: str) -> set[int]:
    return {at for found in pattern.finditer(text) for at in range(*found.span())}
