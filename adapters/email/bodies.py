"""What a person sees of a mail: its text, its markup for the page, its attached files.

Walks the parts as mail programs show them: of alternatives one, of related parts the first
with the rest beside it, all others in turn. Nothing that was sent is dropped: what is not
text is an attachment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapters.email import plain
from adapters.email.charset import decode
from adapters.email.cms import signed_content
from adapters.email.content import Content, file_of, mail_as_file, written_name
from adapters.email.file_names import safe_name, type_of
from adapters.email.html import charset_in, read_markup
from adapters.email.mime import MESSAGES, Budget, Part, read_mime
from adapters.email.tnef import Unpacked, read_tnef
from adapters.email.words import media_type
from workflow.core.messages import Attachment

LONGEST_PLAIN = 600_000
"""Encoded bytes of a plain part that are read as text; a message keeps less."""

LONGEST_MARKUP = 3_000_000
MOST_TEXTS = 50
MOST_UNWRAPPED = 3
LONGEST_PLACEHOLDER = 400

_APPLE = "multipart/appledouble"
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_CMS = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TEXTS = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
_FILES = frozenset(
    {"text/calendar", "text/css", "text/csv", "text/directory", "text/javascript", "text/rtf",
     "text/rfc822-headers", "text/vcard", "text/x-vcard", "text/x-vcalendar", "text/xml"}
)  # fmt: skip
_VARIANTS = frozenset({"text/x-amp-html", "text/watch-html"})
_MARKUP = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<div|<p[ >])", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-z!][^<>]{0,2000}>", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\bhtml\b.{0,200}\b(?:view|support|display|enable|capable|client|reader|browser|format|version"
    r"|lihat|tampil\w*|mendukung|klien|peramban)\b"
    r"|\b(?:view|support|display|enable|client|reader|browser|lihat|mendukung|klien)\b"
    r".{0,200}\bhtml\b"
    r"|\b(?:can ?not|can['’]t|unable to|tidak (?:dapat|bisa))\s(?:read|display|view|show|membaca"
    r"|menampilkan|melihat)\sthis|\b(?:view|read|lihat|buka)\b.{0,40}\b(?:online|in (?:a|your)"
    r" (?:web )?browser|di (?:browser|peramban)|versi (?:web|daring))\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Way:
    """How a part is reached: `is_body` where the text of the mail is expected."""

    budget: Budget
    is_body: bool = True
    wants_text: bool = True
    unwrapped: int = 0
    """Signatures opened on the way: each is a whole mail again."""

    @property
    def beside(self) -> "_Way":
        return replace(self, is_body=False)


def content_of(mail: Part, budget: Budget) -> Content:
    """Text, markup and files of a whole mail."""
    way = _Way(budget)
    found = _walk(mail, way)
    if not found.marked:
        found.texts = found.spare
    if not found.marked:
        # A mail that only carries another one: that one's words are what was sent.
        inner = _first_message(mail)
        carried = _walk(inner, way) if inner else Content()
        found.texts, found.markup = carried.texts, found.markup + carried.markup
    return found


def _first_message(part: Part) -> Part | None:
    if part.media_type in MESSAGES and part.parts:
        return part.parts[0]
    return next((found for inner in part.parts if (found := _first_message(inner))), None)


def _walk(part: Part, way: _Way) -> Content:
    if part.media_type in MESSAGES:
        return Content(files=[mail_as_file(part)])
    if not part.parts:
        return _leaf(part, way)
    if part.media_type == "multipart/alternative":
        return _alternative(part, way)
    found = Content()
    root = _root(part)
    for number, inner in enumerate(part.parts):
        if inner.media_type == "application/applefile" and part.media_type == _APPLE:
            continue  # where the icon stood on a Macintosh; the file itself is the next part
        at_body = way.is_body and (inner is root or (number == 0 and root is None))
        found.add(_walk(inner, way if at_body else way.beside))
    if part.media_type == "multipart/encrypted":
        found.warn("encrypted")
    return found


def _root(part: Part) -> Part | None:
    """The part of `multipart/related` that the others belong to (RFC 2387 3.2)."""
    start = part.parameters.get("start", "").strip("<> ")
    wanted = (one for one in part.parts if one.headers.text("content-id").strip("<> ") == start)
    return next(wanted, None) if start and part.media_type == "multipart/related" else None


def _alternative(part: Part, way: _Way) -> Content:
    """Plain text to read and markup to show; both are looked at for files."""
    plains = [_walk(inner, way) for inner in part.parts if _is_simple(inner)]
    texts = [one for one in plains if one.marked and not _is_placeholder(one.marked)]
    rich = replace(way, wants_text=way.wants_text and not texts)
    others = [_walk(inner, rich) for inner in part.parts if not _is_simple(inner)]
    found = Content()
    for one in [*plains, *others]:
        found.add_beside(one)
    if texts:
        found.texts = _different(texts)
    else:
        last = next((one for one in reversed(others) if one.marked), None)
        found.texts = last.texts if last else [text for one in plains for text in one.texts]
    return found


def _is_simple(part: Part) -> bool:
    return part.media_type != "text/html" and not part.parts


def _different(texts: list[Content]) -> list[str]:
    """Plain versions that say different things are no versions: keep each."""
    seen = {" ".join(text.split()): text for one in texts for text in one.texts}
    return list(seen.values())[:MOST_TEXTS]


def _is_placeholder(text: str) -> bool:
    """Whether it only says that the program cannot show HTML: the words are elsewhere."""
    return len(text) <= LONGEST_PLACEHOLDER and bool(_PLACEHOLDER.search(text))


def _leaf(part: Part, way: _Way) -> Content:
    if part.media_type in _VARIANTS:
        return Content()
    if _is_text(part, way):
        return _text(part, way)
    if part.media_type in _TNEF and (unpacked := _unpacked(part)):
        return unpacked
    if part.media_type in _CMS:
        return _signed(part, way)
    return Content(files=[file_of(part)])


def _is_text(part: Part, way: _Way) -> bool:
    """Text of the mail itself, not a text file; a name alone does not make the body a file."""
    kind = part.media_type
    named = bool(written_name(part))
    if kind not in _TEXTS and not kind.startswith("multipart/"):
        # A kind of text that nobody knows is read as plain text (RFC 2046 4.1.4).
        is_text = kind.startswith("text/") and kind not in _FILES
        return is_text and way.is_body and not named and part.disposition != "attachment"
    if part.disposition == "attachment":
        return way.is_body and not named
    return way.is_body or not named


def _text(part: Part, way: _Way) -> Content:
    if part.media_type == "text/html":
        data = part.content(LONGEST_MARKUP)
        markup = decode(data, part.parameters.get("charset", "") or charset_in(data))
        return _markup(markup, way) if _ANY_TAG.search(markup) else Content(texts=[markup])
    data, files = plain.without_uu(part.content(LONGEST_PLAIN))
    text = decode(data, part.parameters.get("charset", ""))
    if _MARKUP.match(text):
        return _markup(text, way)
    if part.media_type in {"text/enriched", "text/richtext"}:
        text = plain.unenriched(text)
    if part.parameters.get("format", "").lower() == "flowed":
        delete_space = part.parameters.get("delsp", "").lower() == "yes"
        text = plain.unflowed(text, delete_space=delete_space)
    found = Content(texts=[plain.without_armour(text)])
    if plain.CLOSED in text:
        found.warn("encrypted")
    found.files += [_uu_file(file) for file in files]
    if part.end - part.start > LONGEST_PLAIN:
        found.warn("text-cut")
    return found


def _markup(written: str, way: _Way) -> Content:
    read = read_markup(written, wants_text=way.wants_text)
    found = Content(texts=[read.text] if read.text else [])
    found.markup = [read.shown] if read.shown else []
    found.note_shown(written)
    if read.is_cut:
        found.warn("html-cut")
    return found


def _uu_file(file: plain.UuFile) -> Attachment:
    name = safe_name(decode(file.name))
    return Attachment(name=name, media_type=type_of(name), content=file.content)


def _unpacked(part: Part) -> Content | None:
    """The files of a `winmail.dat` in place of it, and its text as a body of last resort."""
    package = read_tnef(part.content())
    if package is None or not (package.files or package.text or package.html):
        return None
    found = Content(spare=[package.text or read_markup(package.html).text])
    found.files += _packed(package, 0)
    return found


def _packed(package: Unpacked, depth: int) -> Iterator[Attachment]:
    """The files of a package; a mail that was packed with them gives its text and its files."""
    for file in package.files:
        inner = read_tnef(file.content) if depth < MOST_UNWRAPPED else None
        if inner:
            text = inner.text or read_markup(inner.html).text
            name = f"{safe_name(file.name) or 'message'}.txt"
            yield Attachment(name=name, media_type="text/plain", content=text.encode())
            yield from _packed(inner, depth + 1)
            continue
        name = safe_name(file.name)
        kind = media_type(file.media_type.encode(), "")[0] or type_of(name)
        yield Attachment(
            name=name, media_type=kind, content=file.content, content_id=file.content_id
        )


def _signed(part: Part, way: _Way) -> Content:
    """What an opaque signature holds, or the closed envelope as a file."""
    inner = signed_content(part.content())
    if inner and way.unwrapped < MOST_UNWRAPPED:
        deeper = replace(way, unwrapped=way.unwrapped + 1)
        return _walk(read_mime(inner, way.budget), deeper)
    found = Content(files=[file_of(part)])
    if not inner and "signed" not in part.parameters.get("smime-type", ""):
        found.warn("encrypted")
    return found
