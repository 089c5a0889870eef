"""Names of attached files that are safe to show, to store beside and to download under.

A name never leads out of a folder, hides its ending behind invisible or right-to-left
characters, or begins with a dot. Cleaning comes before any check of the ending.
"""

import mimetypes
import re
import unicodedata

LONGEST_NAME = 150
LONGEST_ENDING = 12

_ENDINGS = {
    # The ending that people know, where the tables of Python have another or none.
    "application/pgp-encrypted": ".asc",
    "application/pgp-signature": ".asc",
    "application/pkcs7-mime": ".p7m",
    "application/pkcs7-signature": ".p7s",
    "application/x-pkcs7-mime": ".p7m",
    "application/x-pkcs7-signature": ".p7s",
    "audio/amr": ".amr",
    "audio/ogg": ".ogg",
    "image/heic": ".heic",
    "image/jpg": ".jpg",
    "image/pjpeg": ".jpg",
    "image/webp": ".webp",
    "message/delivery-status": ".txt",
    "message/rfc822": ".eml",
    "text/calendar": ".ics",
    "text/rfc822-headers": ".txt",
    "text/vcard": ".vcf",
    "text/x-vcard": ".vcf",
}
_TABLES = mimetypes.MimeTypes()
_HIDDEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*]+')


def safe_name(written: str) -> str:
    """The last component of what was written, made harmless; may come out empty."""
    name = re.split(r"[/\\]", _HIDDEN.sub("", written).strip().rstrip("/\\"))[-1]
    name = unicodedata.normalize("NFC", " ".join(_FORBIDDEN.sub(" ", name).split())).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= LONGEST_ENDING:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME]


def name_for(written: str, media_type: str, number: int) -> str:
    """A name for every attachment: what was written, else one made from its type."""
    name = safe_name(written)
    if name:
        return name
    word = {"image": "image", "audio": "audio", "video": "video", "message": "message"}.get(
        media_type.partition("/")[0], "attachment"
    )
    return f"{word}-{number}{ending_of(media_type)}"


def ending_of(media_type: str) -> str:
    """The usual ending of a type, with its dot; empty for an unknown one."""
    return _ENDINGS.get(media_type) or _TABLES.guess_extension(media_type) or ""


def type_of(name: str) -> str:
    """The usual type of a file name; `application/octet-stream` for an unknown one."""
    return _TABLES.guess_type(name)[0] or "application/octet-stream"
