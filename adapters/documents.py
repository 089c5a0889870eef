"""JSON from outside, read without trust, and the ways of saying that it cannot be read.

For channels whose raw bytes are a JSON document: strict about types, silent about
contents (a reason names the key, never the value), the same error for every kind of
damage. No provider's words are known here.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from workflow.core.messages import InboundMessage, Kind, RawMessage, Sender

LARGEST = 64 * 1024 * 1024
"""Bytes of a document; what is larger is not looked at."""


class BadDocument(ValueError):
    """The bytes are not the document that they should be; says why, quotes nothing."""


def read_object(body: bytes) -> dict[str, object]:
    """The JSON object in `body`, its keys unique; raises `BadDocument` for all else."""
    if len(body) > LARGEST:
        raise BadDocument("too large")
    try:
        document = json.loads(
            body.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant
        )
    except BadDocument:
        raise
    except (ValueError, RecursionError) as error:
        raise BadDocument("not JSON in UTF-8") from error
    return as_object(document, "the document")


def as_object(value: object, key: str) -> dict[str, object]:
    """`value` if it is an object."""
    if not isinstance(value, dict):
        raise BadDocument(f"{key}: not an object")
    return value


def as_list(value: object, key: str) -> list[object]:
    """`value` if it is a list."""
    if not isinstance(value, list):
        raise BadDocument(f"{key}: not a list")
    return value


def as_text(value: object, key: str) -> str:
    """`value` if it is a string."""
    if not isinstance(value, str):
        raise BadDocument(f"{key}: not a text")
    return value


def as_flag(value: object, key: str) -> bool:
    """`value` if it is true or false."""
    if not isinstance(value, bool):
        raise BadDocument(f"{key}: neither true nor false")
    return value


def raw_of(channel: str, account: str, body: bytes) -> RawMessage:
    """The bytes under their own hash: the same bytes are the same message, by any way."""
    digest = hashlib.sha256(body).hexdigest()
    return RawMessage(channel, account, f"sha256-{digest}", body)


def unreadable(raw: RawMessage, why: BadDocument, external_id: str = "") -> InboundMessage:
    """What `parse` answers when it does not understand: never half a message."""
    return InboundMessage(
        kind=Kind.UNREADABLE,
        channel=raw.channel,
        account=raw.account,
        external_id=external_id or raw.external_id,
        sender=Sender(address=""),
        text="",
        warnings=(str(why),),
    )


class AsDocuments:
    """A channel whose raw messages are JSON documents, each known by its own id if it has one."""

    name: str

    def id_in(self, body: bytes) -> str:
        """By what a repetition of a document is known; empty: by its bytes."""
        del body
        return ""

    def raw(self, account: str, body: bytes) -> RawMessage:
        """The same document is the same message, pushed, polled or imported."""
        raw, known = raw_of(self.name, account, body), self.id_in(body)
        return replace(raw, external_id=known) if known else raw

    def files(self, account: str, path: Path) -> Iterator[tuple[str, RawMessage]]:
        """Documents kept as `.json` files or lines of `.jsonl`; labels as in `documents_in`."""
        for label, found in documents_in(self.name, account, path):
            yield label, self.raw(account, found.body)


def documents_in(channel: str, account: str, path: Path) -> Iterator[tuple[str, RawMessage]]:
    """Each document in a `.json` file, on a line of a `.jsonl` file, or in a folder of them.

    Labels are the path, with `:<line>` where a file holds many. A path that is not there
    raises `FileNotFoundError`.
    """
    if not path.is_dir():
        yield from _documents(channel, account, path)
        return
    for file in sorted(path.rglob("*.json*")):
        if file.suffix in (".json", ".jsonl") and file.is_file():
            yield from _documents(channel, account, file)


def _documents(channel: str, account: str, file: Path) -> Iterator[tuple[str, RawMessage]]:
    body = file.read_bytes()
    if file.suffix != ".jsonl":
        yield str(file), raw_of(channel, account, body)
        return
    for number, line in enumerate(body.splitlines(), start=1):
        if line.strip():
            yield f"{file}:{number}", raw_of(channel, account, line)


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Two values under one key read differently in different programs: who checked what?
    document = dict(pairs)
    if len(document) != len(pairs):
        raise BadDocument("a key stands twice")
    return document


def _no_constant(_: str) -> NoReturn:
    raise BadDocument("NaN and Infinity are not JSON")
