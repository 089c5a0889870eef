"""The positive list: kinds of files that may be handed out, as content, name and sender call them.

Tables and look-ups only; `attachments.py` decides by them. Whatever stands in no row is locked:
web pages, SVG, scripts, programs, archives, old office formats and those with macros.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = f"{OFFICE}wordprocessingml.document"
XLSX = f"{OFFICE}spreadsheetml.sheet"
HEIC = "image/heic"

DRAWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""Pictures that are drawn anew before anybody sees them."""

GENERIC = frozenset({"", "application/octet-stream", "binary/octet-stream", "application/unknown",
                     "application/force-download", "application/x-download"})  # fmt: skip
"""What senders declare when they do not know; it agrees with everything."""

ARCHIVES = frozenset({
    "application/zip", "application/x-tar", "application/x-rar-compressed", "application/gzip",
    "application/x-bzip2", "application/x-7z-compressed", "application/x-xz", "application/zstd",
    "application/vnd.ms-cab-compressed", "application/x-lz4", "application/x-lzip",
    "application/x-lzop", "application/x-compress", "application/x-brotli",
    "application/epub+zip",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Types that pass for one another: what bytes are found to be -> what they are handed out as.

    `endings` and `declared` are what a name and a sender may call any of them. Telephones
    name their sounds and films in many ways, so these are families and no single types.
    """

    found: Mapping[str, str]
    endings: frozenset[str]
    declared: frozenset[str] = field(default=frozenset())

    def agrees(self, ending: str, declared: str) -> bool:
        """Whether name and sender say nothing else; no ending and a generic type say nothing."""
        named = not ending or ending in self.endings
        known = declared in self.found or declared in self.declared
        return named and (known or declared in GENERIC)


def _kind(found: str, endings: str, declared: str = "") -> Kind:
    types = dict(_pair(one) for one in found.split())
    return Kind(
        found=types,
        endings=frozenset(endings.split()),
        declared=frozenset(declared.split()) | frozenset(types.values()),
    )


def _pair(words: str) -> tuple[str, str]:
    """`a/b` stays itself; `a/b=c/d` is handed out as c/d."""
    found, _, handed = words.partition("=")
    return found, handed or found


KINDS = (
    _kind("image/jpeg", "jpg jpeg jpe jfif", "image/jpg image/pjpeg"),
    _kind("image/png image/apng=image/png", "png apng", "image/x-png image/vnd.mozilla.apng"),
    _kind("image/gif", "gif"),
    _kind("image/webp", "webp"),
    _kind(HEIC, "heic heif hif", "image/heif image/heic-sequence image/heif-sequence"),
    _kind("application/pdf", "pdf", "application/x-pdf application/acrobat"),
    # One container (ISO 14496-12) for films and sounds; its brands and names mean little.
    _kind(
        "video/mp4 video/x-m4v=video/mp4 video/quicktime video/3gpp audio/mp4",
        "mp4 m4v mov qt 3gp 3gpp 3g2 m4a mp4a",
        "video/3gpp2 audio/x-m4a audio/m4a audio/aac audio/3gpp audio/mp4a-latm",
    ),
    _kind("audio/mpeg", "mp3 mpga", "audio/mp3 audio/x-mp3 audio/mpeg3 audio/x-mpeg audio/mpg"),
    _kind("audio/ogg", "ogg oga opus", "application/ogg audio/opus audio/vorbis"),
    _kind("audio/amr", "amr", "audio/amr-wb audio/3gpp"),
    _kind("audio/aac", "aac", "audio/x-aac audio/aacp"),
    _kind("audio/x-wav", "wav", "audio/wav audio/wave audio/vnd.wave"),
    _kind(DOCX, "docx", "application/msword"),
    _kind(XLSX, "xlsx", "application/vnd.ms-excel application/excel"),
)
TEXT = Kind(
    found={t: t for t in ("text/plain", "text/csv", "text/calendar", "text/vcard")},
    endings=frozenset({"txt", "text", "csv", "ics", "vcf"}),
    declared=frozenset({"application/csv", "text/comma-separated-values", "text/x-vcard",
                        "text/directory", "application/ics", "application/vnd.ms-excel"}),
)  # fmt: skip
TEXT_BY_ENDING = {"csv": "text/csv", "ics": "text/calendar", "vcf": "text/vcard"}

ENDINGS_HERE = frozenset().union(*(kind.endings for kind in (*KINDS, TEXT)))
DECLARED_HERE = GENERIC.union(*(kind.declared | set(kind.found) for kind in (*KINDS, TEXT)))
"""What a name and a sender may call anything that is on the list."""

BY_FOUND = {found: kind for kind in KINDS for found in kind.found}

ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
"""The ending of a picture that we drew."""

HANDED_OUT = frozenset({handed for kind in KINDS for handed in kind.found.values()}) | frozenset(
    TEXT.found
)
"""Types that a download may say of itself; everything else is bytes."""
