"""Which files may be shown: type by content on a positive list, everything else stays locked.

A quarantined file is kept with its reason and is handed out to nobody until somebody decides.
"""

import filetype

from workflow.core.messages import Attachment

LARGEST = 25 * 1024 * 1024
SHOWN = {
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "application/pdf",
    "video/mp4", "video/quicktime", "video/3gpp", "audio/mpeg", "audio/ogg", "audio/mp4",
    "audio/x-m4a", "audio/amr", "audio/aac", "audio/x-wav",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
TEXTS = {"text/plain", "text/csv", "text/calendar", "text/vcard"}


def why_quarantined(file: Attachment) -> str:
    """A code that says why a file is not handed out; empty when it may be."""
    if not file.content:
        return "empty"
    if len(file.content) > LARGEST:
        return "too_large"
    found = filetype.guess_mime(file.content[:8192])
    if found in SHOWN:
        return ""
    if found is None and file.media_type in TEXTS and _is_text(file.content):
        return ""
    return "unknown_type" if found is None else "type_not_allowed"


def _is_text(content: bytes) -> bool:
    head = content[:8192]
    if b"\x00" in head or head.lstrip()[:1] == b"<":
        return False
    try:
        head.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True
