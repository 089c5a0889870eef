"""Which files may be shown: content, name and declared type agree on a positive list.

Everything else stays locked: a quarantined file is kept with its reason and is handed out to
nobody until somebody decides. Nothing here stores, opens or draws a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import filetype

from workflow import file_names
from workflow.core.messages import Attachment
from workflow.file_kinds import (
    ARCHIVES,
    BY_FOUND,
    DECLARED_HERE,
    ENDINGS_HERE,
    TEXT,
    TEXT_BY_ENDING,
    Kind,
)
from workflow.office_files import look_into

MEGABYTE = 1024 * 1024
HEAD = 8_192
ZIP = b"PK\x03\x04"

UNSCANNED, UNSCANNABLE, INFECTED, LEFT_OUT = "unscanned", "unscannable", "infected", "left_out"
BROKEN, UNCLEANED = "broken_picture", "place_stays"
NEVER_RELEASED = frozenset({"", "empty", "fetching", "unfetched", UNSCANNED, INFECTED, LEFT_OUT})
"""Reasons for which no person may hand a file out, whatever they write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRules:
    """How much is kept of what comes in, and whether it waits for the virus scanner.

    What is over a limit is not kept as a file; the raw message in the inbox still has it.
    """

    each: int = 25 * MEGABYTE
    message_files: int = 20
    message_bytes: int = 50 * MEGABYTE
    complaint_files: int = 200
    complaint_bytes: int = 200 * MEGABYTE
    scanned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A file with its clean name and true type; `quarantined` says why it is locked, or nothing."""

    file: Attachment
    quarantined: str


@dataclass(frozen=True, slots=True)
class Picked:
    """The files of a message that are kept, and how many were too much, with their bytes."""

    kept: tuple[Attachment, ...]
    left: int
    left_bytes: int


def judge(file: Attachment, *, scanned: bool = False) -> Judged:
    """Clean a file's name, say its type by its content, and why it is not handed out.

    With `scanned` a file that could be handed out waits for the virus scanner first.
    """
    name = file_names.clean(file.name)
    declared = file.media_type.partition(";")[0].strip().lower()
    found, why = _verdict(file.content, file_names.ending(name), declared)
    clean = replace(file, name=name, media_type=found or declared or "application/octet-stream")
    return Judged(file=clean, quarantined=why or (UNSCANNED if scanned else ""))


def pick(
    files: Iterable[Attachment], rules: FileRules, had_files: int = 0, had_bytes: int = 0
) -> Picked:
    """Choose what is kept of a message, in its order; `had_...` is what its complaint has."""
    kept: list[Attachment] = []
    left = left_bytes = size = 0
    for file in files:
        more = len(file.content)
        fits = (
            more <= rules.each
            and len(kept) < min(rules.message_files, rules.complaint_files - had_files)
            and size + more <= min(rules.message_bytes, rules.complaint_bytes - had_bytes)
        )
        if fits:
            kept.append(file)
            size += more
        else:
            left, left_bytes = left + 1, left_bytes + more
    return Picked(tuple(kept), left, left_bytes)


def may_be_released(quarantined: str, *, scanned: bool) -> bool:
    """Whether a person may unlock it. What waits for a scanner that is gone must not wait forever.

    `scanned`: whether this office has a scanner now.
    """
    if quarantined == UNSCANNED:
        return not scanned
    return quarantined not in NEVER_RELEASED


def _verdict(content: bytes, ending: str, declared: str) -> tuple[str, str]:
    """The media type by content (empty if it is not on the list), and why it is locked."""
    if not content:
        return "", "empty"
    if content.startswith(ZIP):
        found, why = look_into(content)
        return (found, why) if why else _agreed(BY_FOUND[found], found, ending, declared)
    mime = filetype.guess_mime(content[:HEAD])
    if mime in BY_FOUND:
        kind = BY_FOUND[mime]
        return _agreed(kind, kind.found[mime], ending, declared)
    if mime is None:
        return _as_text(content, ending, declared)
    return "", "archive" if mime in ARCHIVES else "type_not_allowed"


def _agreed(kind: Kind, found: str, ending: str, declared: str) -> tuple[str, str]:
    return found, "" if kind.agrees(ending, declared) else "type_mismatch"


def _as_text(content: bytes, ending: str, declared: str) -> tuple[str, str]:
    """Text has no mark of its own: name or sender must say that it is some, and neither else."""
    said = ending in TEXT.endings or declared in TEXT.found
    if said and TEXT.agrees(ending, declared) and _is_text(content):
        return TEXT_BY_ENDING.get(ending, "text/plain"), ""
    strange = (ending and ending not in ENDINGS_HERE) or declared not in DECLARED_HERE
    return "", "type_not_allowed" if strange else "unknown_type"


def _is_text(content: bytes) -> bool:
    head = content[:HEAD].removeprefix(b"\xef\xbb\xbf")
    if b"\x00" in head or head.lstrip()[:1] == b"<":
        return False
    try:
        head.decode("utf-8", "strict")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True
