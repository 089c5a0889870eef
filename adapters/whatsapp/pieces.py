"""What a WhatsApp message says and carries: its words, its files, the tokens of ours in it.

A row for each kind that people can send. Everything that can be read becomes words; files
come as links, to be fetched by their id afterwards. Pure; knows nothing of who wrote to whom.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from adapters.plain import one_line, plain
from workflow.core.messages import REPLY_TOKEN, Attachment

LINK = "whatsapp:"
"""How an attachment's address begins; `<number id>/<media id>` follow. No token stands there."""

ENDINGS: Mapping[str, str] = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "video/3gpp": "3gp",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}
"""What a file is called after where it has no name; the rest is `bin`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is in a message; `tokens` are strings in which one of our reply tokens may stand."""

    text: str = ""
    files: tuple[Attachment, ...] = ()
    tokens: tuple[str, ...] = ()


def said_in(message: Fields, number: str) -> Said:
    """What a message to our number says; raises `BadDocument` for a kind that nobody knows."""
    kind = message.needed("type")
    reader = _READERS.get(kind)
    if reader is None:
        raise BadDocument("message: of a kind that we do not know")
    if kind not in message:
        raise BadDocument("message: without what its kind says")
    return reader(message, number)


def _text(message: Fields, number: str) -> Said:
    """Words; our token stands in them where a link of ours (`wa.me`) put it there."""
    words = message.inner("text").words("body")
    return Said(text=words, tokens=tuple(REPLY_TOKEN.findall(words)))


def _file(kind: str) -> Callable[[Fields, str], Said]:
    def read(message: Fields, number: str) -> Said:
        file = message.inner(kind)
        media, media_type = file.needed_id("id"), file.line("mime_type").partition(";")[0].strip()
        ending = ENDINGS.get(media_type, "bin")
        attachment = Attachment(
            name=file.line("filename") or f"{kind}-{media}.{ending}",
            media_type=media_type or "application/octet-stream",
            url=f"{LINK}{number}/{media}",
        )
        words = file.words("caption")
        return Said(text=words, files=(attachment,), tokens=tuple(REPLY_TOKEN.findall(words)))

    return read


def _place(message: Fields, number: str) -> Said:
    """Name, address, and a `geo:` address (RFC 5870), which telephones and maps understand."""
    place = message.inner("location")
    north, east = place.number("latitude"), place.number("longitude")
    point = "" if north is None or east is None else f"geo:{north:.9g},{east:.9g}"
    return _lines(place.line("name"), place.line("address"), point)


def _contacts(message: Fields, number: str) -> Said:
    """Somebody's card: words, never the sender's own number."""
    return _lines(*(_contact(contact) for contact in message.each("contacts")))


def _contact(contact: Fields) -> str:
    numbers = (phone.line("phone") or phone.id("wa_id") for phone in contact.each("phones"))
    mails = (mail.line("email") for mail in contact.each("emails"))
    name = contact.inner("name")
    known = name.line("formatted_name") or name.line("first_name")
    return " ".join(filter(None, (known, *numbers, *mails)))


def _button(message: Fields, number: str) -> Said:
    """A button of a template of ours."""
    button = message.inner("button")
    return Said(text=button.words("text"), tokens=_kept(button.line("payload")))


def _interactive(message: Fields, number: str) -> Said:
    """What was chosen of what we offered."""
    chosen = message.inner("interactive")
    kind = chosen.needed("type")
    reader = _CHOICES.get(kind)
    if reader is None or kind not in chosen:
        raise BadDocument("interactive: of a kind that we do not know")
    return reader(chosen.inner(kind))


def _choice(choice: Fields) -> Said:
    words = "\n".join(filter(None, (choice.line("title"), choice.line("description"))))
    return Said(text=words, tokens=_kept(choice.id("id")))


def _form(form: Fields) -> Said:
    """A filled-in form (a flow): its answers come as JSON inside a string."""
    told = form.words("response_json")
    try:
        answers = read_object(told.encode())
    except BadDocument:
        return _lines(form.words("body"), told)
    lines = (f"{key}: {value}" for key, value in answers.items() if key != "flow_token")
    token = answers.get("flow_token")
    said = _lines(form.words("body"), *map(one_line, lines))
    return Said(text=said.text, tokens=_kept(one_line(token)) if isinstance(token, str) else ())


def _order(message: Fields, number: str) -> Said:
    """Goods from a catalogue; an office has none, but whoever orders wants something."""
    order = message.inner("order")
    items = (
        f"- {item.id('product_retailer_id')} × {item.number('quantity') or 1:g}"
        for item in order.each("product_items")
    )
    return _lines(order.words("text"), *items)


def _lines(*lines: str) -> Said:
    return Said(text=plain("\n".join(filter(None, lines))))


def _kept(token: str) -> tuple[str, ...]:
    return (token,) if token else ()


_CHOICES: Mapping[str, Callable[[Fields], Said]] = {
    "button_reply": _choice,
    "list_reply": _choice,
    "nfm_reply": _form,
}
_READERS: Mapping[str, Callable[[Fields, str], Said]] = {
    "text": _text,
    **{kind: _file(kind) for kind in ("image", "video", "audio", "document", "sticker")},
    "location": _place,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "order": _order,
}
