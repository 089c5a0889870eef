"""The reply texts: what the office says by itself, in each language, with named gaps.

A gap is `{reference}`, taken from a closed list for each text; nothing else is understood, so
that no text can run code or reach into a value. What a sender wrote has no gap in a
receipt: receipts are abused to send strangers' words on.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.mistakes import BadTexts, Mistake, not_among, shown
from config.rule_files import read_bytes

PACKAGED_TEXTS = Path(__file__).parent / "replies"
LANGUAGES = ("id", "en")
SUBJECT = "Subject:"

COMMON = frozenset({"reference", "office", "tracking_url", "contact"})
"""Gaps that every text may use; none of them was written by a sender."""

# text -> the gaps it may use beside the common ones
GAPS: Mapping[str, frozenset[str]] = {
    "receipt": frozenset({"received_at", "secret_code", "respond_by", "officer"}),
    "receipt_email": frozenset({"received_at", "secret_code", "respond_by", "officer"}),
    "receipt_message": frozenset({"received_at", "secret_code", "respond_by", "officer"}),
    "question": frozenset({"text", "due_on", "unit"}),
    "reminder_question": frozenset({"due_on", "asked_on"}),
    "lapse": frozenset({"asked_on"}),
    "answer": frozenset({"text", "unit", "closes_on", "superior"}),
    "answer_oversight": frozenset({"text", "unit", "superior"}),
    "answer_public": frozenset({"text"}),
    "receipt_public": frozenset(),
    "reply": frozenset({"text", "unit"}),
    "resolved": frozenset({"reopen_until"}),
    "disputed": frozenset({"unit"}),
    "reopened": frozenset(),
    "referred": frozenset({"agency", "agency_contact", "letter", "text"}),
    "rejected": frozenset({"reason", "text"}),
    "merged": frozenset({"into"}),
    "split": frozenset({"text", "received_at", "secret_code"}),
    "withdrawn": frozenset(),
    "extension_letter": frozenset({"text", "due_on", "old_due_on", "reason", "legal_basis"}),
    "survey_invitation": frozenset({"survey_url"}),
    "unverified_notice": frozenset(),
    "files_elsewhere": frozenset(),
    "digest": frozenset({"name", "count", "lines", "rest", "worklist_url", "account_url"}),
}

TO_STAFF = frozenset({"digest"})
"""Texts that go to no complainant: their gaps are filled by `digest_letters.py`."""

_MARKS = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_]*)\}|[{}]")
_FILE = re.compile(r"([a-z][a-z0-9_]*)\.([a-z]{2})\.txt")
_BLANKS = re.compile(r"\n{3,}")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


class MissingValue(LookupError):
    """A text has a gap for which no value was given: a slip in our code, not of a person."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text with its gaps filled. `subject` is one line without control characters."""

    subject: str
    body: str


@dataclass(frozen=True)
class Text:
    """One text in one language."""

    name: str
    language: str
    subject: str
    body: str

    @cached_property
    def gaps(self) -> frozenset[str]:
        """The names of the gaps it uses."""
        found = _MARKS.finditer(f"{self.subject}\n{self.body}")
        return frozenset(mark[1] for mark in found if mark[1])


@dataclass(frozen=True, slots=True)
class Texts:
    """All reply texts of the office."""

    texts: Mapping[tuple[str, str], Text]
    default: str = "id"

    @property
    def names(self) -> tuple[str, ...]:
        """Every text there is, in alphabetical order."""
        return tuple(sorted({name for name, _ in self.texts}))

    def text(self, name: str, language: str) -> Text:
        """A text, in the office's language where it has none in that one. `KeyError` if unknown."""
        return self.texts.get((name, language)) or self.texts[name, self.default]

    def render(self, name: str, language: str, values: Mapping[str, str]) -> Rendered:
        """The text with its gaps filled; values are taken as they are and never read again.

        Raises `MissingValue` for a gap without value. A line whose value is empty leaves
        no hole.
        """
        text = self.text(name, language)
        missing = sorted(text.gaps - values.keys())
        if missing:
            raise MissingValue(f"{name}.{text.language}: no value for {', '.join(missing)}")
        subject = _CONTROLS.sub(" ", _fill(text.subject, values)).strip()
        return Rendered(subject, _fill(text.body, values, _BLANKS).strip() + "\n")


def _fill(text: str, values: Mapping[str, str], blanks: re.Pattern[str] | None = None) -> str:
    """Fill in one pass, so that braces in a value stay what they are."""
    if blanks:
        # A paragraph that is only an empty gap goes before values come in, for an officer's
        # own blank lines are theirs to keep.
        empty = {name for name, value in values.items() if not value.strip()}
        text = _MARKS.sub(lambda mark: "" if mark[1] in empty else mark[0], text)
        text = blanks.sub("\n\n", text)
    return _MARKS.sub(lambda mark: values[mark[1]] if mark[1] else mark[0][0], text)


def load_texts(folder: Path = PACKAGED_TEXTS, default: str = "id") -> Texts:
    """Every `<name>.<language>.txt` of the folder.

    Raises `BadTexts` with file and line for unknown gaps, stray braces and missing
    subjects, and for each text that is not there in every language.
    """
    notes: list[Mistake] = []
    texts: dict[tuple[str, str], Text] = {}
    present: set[str] = set()
    for path in _files(folder, notes):
        present.add(path.name)
        text = _read(path, notes)
        if text:
            texts[text.name, text.language] = text
    names = sorted({*GAPS, *(name for name, _ in texts)})
    wanted = [f"{name}.{language}.txt" for name in names for language in LANGUAGES]
    notes += [Mistake(file, "", "is missing.") for file in wanted if file not in present]
    if notes:
        raise BadTexts(notes)
    return Texts(texts, default)


def _files(folder: Path, notes: list[Mistake]) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        notes.append(Mistake(str(folder), "", f"cannot be read: {error.strerror}."))
        return []


def _read(path: Path, notes: list[Mistake]) -> Text | None:
    named = _FILE.fullmatch(path.name)
    if not named or named[2] not in LANGUAGES:
        ends = " or ".join(f".{language}.txt" for language in LANGUAGES)
        notes.append(Mistake(shown(path.name), "", f"should end in {ends}."))
        return None
    content = read_bytes(path, notes)
    if content is None:
        return None
    try:
        written = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        notes.append(Mistake(path.name, "", "is not UTF-8 text."))
        return None
    wrong = list(_wrong_in(written, COMMON | GAPS.get(named[1], frozenset())))
    notes += [Mistake(path.name, place, sentence) for place, sentence in wrong]
    first, _, body = written.partition("\n")
    return None if wrong else Text(named[1], named[2], first[len(SUBJECT) :].strip(), body.strip())


def _wrong_in(written: str, allowed: frozenset[str]) -> Iterator[tuple[str, str]]:
    first, _, body = written.partition("\n")
    if not first.startswith(SUBJECT) or not first[len(SUBJECT) :].strip():
        yield "line 1", f'should be "{SUBJECT} ..." with the subject of the message.'
    if not body.strip():
        yield "line 2", "has no text below the subject."
    for number, line in enumerate(written.split("\n"), start=1):
        yield from ((f"line {number}", sentence) for sentence in wrong_marks(line, allowed))


def wrong_marks(line: str, allowed: frozenset[str]) -> Iterator[str]:
    """A sentence for each gap that is not allowed, and for each stray brace."""
    for mark in _MARKS.finditer(line):
        if mark[1] and mark[1] not in allowed:
            yield not_among(mark[1], allowed)
        elif mark[0] in ("{", "}"):
            yield f"has a single {mark[0]}; write {mark[0] * 2} for a brace."
