"""Which of our mails a report or a bounce gives back: its Message-ID and our reply token."""

import re

from adapters.email.addresses import ids_of
from adapters.email.headers import Headers, read_headers
from adapters.email.mime import MESSAGES, Part
from adapters.email.reports import find_part, reported_ids
from workflow.core.messages import REPLY_TOKEN

LONGEST = 200_000
_HEADER_PARTS = frozenset(
    {"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"}
)
_WRITTEN_ID = re.compile(
    r"^[ \t>|]{0,6}(?:message-id|id pesan|internet-message-id):\s*(<[^<>\s]{3,500}>)",
    re.IGNORECASE | re.MULTILINE,
)


def returned_ids(mail: Part, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Message-IDs of the mail that came back, the surest first, and tokens found in it."""
    headers = _returned_headers(mail)
    written = tuple(found[1] for found in _WRITTEN_ID.finditer(text[:LONGEST]))
    reported = reported_ids(mail)
    message_ids = (
        *ids_of(headers.raw("message-id")),
        *(ids_of(reported.encode()) if "@" in reported else ()),
        *(written if not headers.fields else ()),
        *ids_of(mail.headers.raw("in-reply-to")),
    )
    places = [value for _, value in headers.fields] or [text[:LONGEST].encode()]
    tokens = tokens_in(b" ".join(places).decode("utf-8", "replace"), reported)
    return tuple(dict.fromkeys(message_ids)), tokens


def tokens_in(*texts: str) -> tuple[str, ...]:
    """Our reply tokens, in lower case, each once."""
    found = (token[0].lower() for text in texts for token in REPLY_TOKEN.finditer(text))
    return tuple(dict.fromkeys(found))


def _returned_headers(mail: Part) -> Headers:
    """The header of the returned mail, whole or alone."""
    whole = find_part(mail, MESSAGES) if mail.parts else None
    if whole and whole.parts:
        inner = whole.parts[0]
        # A filter may have packed the report itself: what it returns is one mail deeper.
        is_report = inner.media_type == "multipart/report"
        return (_returned_headers(inner) if is_report else None) or inner.headers
    alone = find_part(mail, _HEADER_PARTS)
    if alone:
        data = alone.content(LONGEST)
        return read_headers(data, 0, len(data))[0]
    return Headers()
