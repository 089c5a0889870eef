"""Makes a document that a platform sent one that may be shown: shape and links stay, people go.

Each word and number becomes another one of the same length and kind, the same each time under
one key: a reply still names its message, a name in a text is still the name of its author.
Whoever has not the key, and nobody keeps it, cannot turn it back. Structure stays: names of
fields, words of the platform's own, signs, marks of web pages, times but for a shift of days.
Pure.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from workflow.core.messages import REPLY_TOKEN

STRUCTURE = frozenset(
    {
        *("type", "event", "object", "field", "item", "verb", "status", "visibility", "kind"),
        *("mime_type", "media_type", "messaging_product", "category", "pricing_model", "origin"),
        *("language", "language_code", "lang", "state", "message_template_language", "polled"),
    }
)
"""Fields whose short words are the platform's own."""

_OWN_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_./+-]{0,60}")
_OF_FIELDS = {"payload": re.compile(r"[A-Z_]{3,32}")}
"""What a button of ours says, where it says no more than that."""

_RUN = re.compile(r"[^\W_]+")
_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"</?[A-Za-z][A-Za-z0-9]*")
_QUOTED = re.compile(r'"([^"]*)"')
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)")
_COMMAND = re.compile(r"/[a-z]{2,32}(?=[ @]|$)")
"""What a messenger's button says for somebody."""

_LETTERS = "abcdefghjkmnpqrstvwxyz"
"""Of which words are made: those that our own reply tokens have."""

_CONSTANTS = frozenset({"sticker_id"})
"""Fields whose numbers are the platform's own."""

_KEPT_WORDS = frozenset({"http", "https", "sha256"})
SMALL = 10_000
"""Whole numbers below it are counts and codes."""

_SECONDS = (1_400_000_000, 2_200_000_000)
MILLI = 1000
DEEPEST = 60


@dataclass(frozen=True, slots=True)
class Scrubber:
    """Replaces under one key. `ours` are words of our own accounts, by which we are known."""

    key: bytes = field(repr=False)
    ours: Collection[str] = ()

    def document(self, body: bytes) -> bytes:
        """A JSON document without anybody in it; raises `ValueError` for what is none."""
        return _written(self._any(json.loads(body), "")).encode()

    def _any(self, value: object, name: str, depth: int = 0) -> object:
        if depth > DEEPEST:
            raise ValueError("too deep")
        if isinstance(value, Mapping):
            return {
                self._name(str(key)): self._any(inner, _within(name, str(key)), depth + 1)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._any(inner, name, depth + 1) for inner in value]
        if name in _CONSTANTS:
            return value
        if isinstance(value, str):
            return self._words(value, name, depth)
        return self._number(value)

    def _name(self, name: str) -> str:
        """Names of fields are the platform's; a few are ids."""
        return self._text(name) if any(map(str.isdigit, name)) and len(name) > len("v99") else name

    def _words(self, words: str, name: str, depth: int) -> str:
        form = _OF_FIELDS.get(name, _OWN_WORD if name in STRUCTURE else None)
        if words in self.ours or (form and form.fullmatch(words)):
            return words
        if words[:1] in ("{", "["):  # some platforms put a document into a text
            try:
                return _written(self._any(json.loads(words), name, depth + 1))
            except ValueError:
                pass
        if words.isascii() and words.isdigit():
            return str(self._whole(int(words))).rjust(len(words), "0")[: len(words)]
        if _ISO.fullmatch(words):
            return self._later(words)
        command = _COMMAND.match(words)
        if command:
            return command[0] + self._text(words[command.end() :])
        pieces = _TAG.split(words)
        return "".join(
            self._mark(one) if _TAG.fullmatch(one) else self._text(one) for one in pieces
        )

    def _mark(self, tag: str) -> str:
        """A mark of a web page: what it is stays, what stands in its quotes does not."""
        named = _TAG_NAME.match(tag)
        if named is None:
            return self._text(tag)
        values = _QUOTED.findall(tag)
        names = re.findall(r'([a-z-]+)="[^"]*"', tag)
        inner = "".join(
            f' {name}="{self._text(value)}"' for name, value in zip(names, values, strict=False)
        )
        return f"{named[0]}{inner}>"

    def _text(self, words: str) -> str:
        return _RUN.sub(lambda found: self._run(found[0]), words)

    def _run(self, run: str) -> str:
        """One word or number, another one of the same letters' kinds."""
        if len(run) == 1 or run.lower() in _KEPT_WORDS or run in self.ours:
            return run
        stream = self._stream(run)
        if REPLY_TOKEN.fullmatch(run):  # another one, that opens nothing
            return run[:2] + self._run(run[2:])
        return "".join(_of_kind(sign, stream[at]) for at, sign in enumerate(run))

    def _number(self, value: object) -> object:
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, float):
            whole, _, rest = repr(value).partition(".")
            return float(f"{whole}.{self._run(rest)}") if rest.isdigit() else value
        return self._whole(value) if isinstance(value, int) else value

    def _whole(self, value: int) -> int:
        if abs(value) < SMALL or str(value) in self.ours:
            return value
        for unit in (1, MILLI):
            if _SECONDS[0] <= value / unit <= _SECONDS[1]:
                return value - int(self._shift.total_seconds()) * unit
        found = self._run(str(abs(value)))
        # A number does not begin with nought: its length tells what it is.
        found = found if found[0] != "0" else f"1{found[1:]}"
        return int(found) * (1 if value > 0 else -1)

    def _later(self, words: str) -> str:
        try:
            at = datetime.fromisoformat(words)
            earlier = at - self._shift
        except (ValueError, OverflowError):
            return self._text(words)
        return f"{earlier.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def _shift(self) -> timedelta:
        """Whole days, the same for all that one key sees: what came in an hour still does."""
        return timedelta(days=1 + self._stream("days")[0])

    def _stream(self, words: str) -> bytes:
        """As many bytes as the word has letters, or more."""
        blocks = -(-max(len(words), 1) // hashlib.sha256().digest_size)
        return b"".join(
            hmac.digest(self.key, f"{number}:{words}".encode("utf-8", "replace"), "sha256")
            for number in range(blocks)
        )


def _within(outer: str, name: str) -> str:
    """The name by which a field is judged: what a status says is the platform's own word."""
    return outer if name == "value" and outer in STRUCTURE else name


def _of_kind(sign: str, byte: int) -> str:
    if sign.isdigit():
        return str(byte % 10)
    letter = _LETTERS[byte % len(_LETTERS)]
    return letter.upper() if sign.isupper() else letter


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
