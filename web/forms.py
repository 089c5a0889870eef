"""Reads what a form brought: single named fields, cleaned; files within their limits.

Binds nothing by itself: a page asks for each field by name, so no field that it does not
know can reach anything.
"""

from urllib.parse import urlsplit

from flask import request

from adapters.plain import one_line, plain
from config.settings import Settings
from web.i18n import translate
from workflow.core.messages import Attachment
from workflow.core.refusal import Refused

LONGEST_LINE = 1_000
MEGABYTE = 1_000_000


def line(name: str, longest: int = LONGEST_LINE) -> str:
    """A field of one line, without control characters; empty where it is missing."""
    return one_line(request.form.get(name, ""), longest)


def text(name: str, longest: int) -> str:
    """A field of several lines, as plain text, cut at `longest` characters."""
    return plain(request.form.get(name, "").replace("\r\n", "\n"), longest).strip()


def target(fallback: str = "/") -> str:
    """Where to go afterwards: only ever a page of ours, whatever the request says."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    strange = parts.scheme or parts.netloc or "\\" in wanted or wanted.startswith("//")
    return wanted if wanted.startswith("/") and not strange else fallback


def files(name: str, settings: Settings) -> tuple[Attachment, ...]:
    """The files of a field; raises `Refused` for too many and for too large ones, by name."""
    given = [file for file in request.files.getlist(name) if file.filename]
    most, megabytes = settings.attachments_per_message, settings.attachment_megabytes
    if len(given) > most:
        raise Refused("too-many-files", "Choose at most {most} files.", most=str(most))
    found = []
    for file in given:
        content = file.stream.read(megabytes * MEGABYTE + 1)
        shown = one_line(file.filename or "", 255) or translate("file")
        if len(content) > megabytes * MEGABYTE:
            raise Refused(
                "file-too-large",
                "{name} is larger than {megabytes} MB.",
                name=shown,
                megabytes=str(megabytes),
            )
        if not content:
            raise Refused("file-empty", "{name} is empty.", name=shown)
        found.append(Attachment(name=shown, media_type=file.mimetype or "", content=content))
    return tuple(found)
