"""Samples of a channel, and what must be read in them, as files side by side.

`name.json` (or any other suffix) holds the raw bytes, `name.toml` one `[[read]]` table for
each thing in it, in order. What a table leaves out must be absent, so nothing that a
parser finds or loses goes unnoticed; further fields are compared where they are named.
"""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from workflow.core.messages import (
    LONGEST_TEXT,
    InboundMessage,
    Kind,
    RawMessage,
    Read,
    Receipt,
)

MESSAGE: Mapping[str, object] = {
    "kind": "person",
    "sender": "",
    "sender_name": "",
    "text": "",
    "attachments": [],
    "sent_at": None,
    "visibility": "private",
    "happening": "message",
    "warnings": [],
}
RECEIPT: Mapping[str, object] = {
    "kind": "receipt",
    "message_ids": [],
    "failed": [],
    "text": "",
    "sent_at": None,
    "permanent": False,
    "warnings": [],
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Raw bytes from a file, and the tables that say what is in them."""

    path: Path
    body: bytes
    reads: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        return self.path.stem


@cache
def samples_in(folder: Path) -> tuple[Sample, ...]:
    """Every sample of the folder; one without expectations is an error."""
    files = sorted(file for file in folder.iterdir() if file.suffix != ".toml")
    return tuple(
        Sample(
            file,
            file.read_bytes(),
            tuple(tomllib.loads(file.with_suffix(".toml").read_text("utf-8"))["read"]),
        )
        for file in files
    )


def assert_read_as(read: Read, expected: Mapping[str, Any]) -> None:
    """The reading says what the table says, no more and no less."""
    wanted = {**(RECEIPT if "outcome" in expected else MESSAGE), **expected}
    assert {key: _seen(read, key) for key in wanted} == wanted


def assert_clean(read: Read, raw: RawMessage) -> None:
    """Whatever the bytes were, this much is promised of what comes out."""
    assert isinstance(read, InboundMessage | Receipt)
    assert (read.channel, read.account) == (raw.channel, raw.account)
    assert read.external_id
    assert len(read.text) <= LONGEST_TEXT
    assert read.sent_at is None or read.sent_at.tzinfo is UTC
    for text in strings_in(read):
        assert unicodedata.is_normalized("NFC", text)
        assert "\x00" not in text
        text.encode("utf-8")  # a lone surrogate would not go
    if read.kind is Kind.UNREADABLE:
        assert isinstance(read, InboundMessage)
        assert not any((read.text, read.sender.name, read.attachments, read.answers))
        assert read.warnings, "an unreadable message must say why"


def strings_in(value: object) -> Iterator[str]:
    """Every string anywhere inside a value."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        yield from strings_in(asdict(value))
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for one in pair for text in strings_in(one))
    elif isinstance(value, tuple | list):
        yield from (text for one in value for text in strings_in(one))


def _seen(read: Read, key: str) -> object:
    """A field in TOML's words: names of files, lists, plain strings, the sender's address."""
    if key.startswith("sender"):
        field = key.removeprefix("sender").removeprefix("_") or "address"
        if field != "check":
            return _plain(getattr(read.sender, field, ""))
    if key == "attachments":
        return [file.name for file in getattr(read, key)]
    if key == "types":
        return [file.media_type for file in getattr(read, "attachments", ())]
    if key == "sizes":
        return [len(file.content) for file in getattr(read, "attachments", ())]
    return _plain(getattr(read, key, "no such field"))


def _plain(value: object) -> object:
    if isinstance(value, datetime | bool) or value is None:
        return value
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else str(value)
