"""The new words of a mail: without what it quotes and without its signature.

When in doubt words stay: a quotation is cut only where a mail program has marked it, and a
forwarded mail is kept, since it is what the sender wants us to read. Closing words such as
"Hormat kami" are the sender's and stay.
"""

import re
from dataclasses import dataclass
from enum import Enum

from adapters.email import quote_lines as lines_that
from adapters.email.quote_lines import Field
from adapters.email.quote_marks import QUOTE, without_marks, without_signed
from adapters.email.signatures import without_signature

LONGEST = 100_000
"""Characters in which new words are looked for."""

WRAPPED = 4
"""Lines over which a mail program may spread "On ... wrote:"."""

HEADER_LINES = 14


_BLANKS = re.compile(r"\n{3,}")


class _End(Enum):
    """What a line that opens a quotation does to the rest."""

    QUOTED = "only the lines that are marked as quoted"
    CUT = "everything below is quoted"
    KEPT = "everything below is forwarded and stays"


@dataclass(frozen=True, slots=True)
class _Opening:
    """Lines `first` to `last` open a quotation."""

    first: int
    last: int
    end: _End


@dataclass(frozen=True, slots=True)
class _Letter:
    """The lines of a mail and what its header tells about it."""

    lines: list[str]
    is_reply: bool

    @property
    def rest(self) -> _End:
        """What is below the header of another mail: in an answer it is quoted, and only there.

        Some programs forward in the same form, with a subject that the sender has changed.
        """
        return _End.CUT if self.is_reply else _End.KEPT

    def next_line(self, place: int) -> str:
        """The first line at or after `place` that is not blank."""
        return next((line for line in self.lines[place : place + 4] if line.strip()), "")

    def line_before(self, place: int) -> str:
        before = self.lines[max(0, place - 3) : place]
        return next((line for line in reversed(before) if line.strip()), "")


def new_words(text: str, *, is_reply: bool, is_forward: bool) -> str:
    """What the sender has written in this mail; `text` may hold marks of `quote_marks`."""
    whole = without_marks(text).strip()
    if is_forward:
        return whole
    letter = _Letter(without_signed(text[:LONGEST]).split("\n"), is_reply)
    openings = _openings(letter)
    if openings and openings[-1].end is _End.KEPT:
        return whole
    words = without_signature(_unquoted(letter, openings))
    if not words and _is_in_doubt(letter, openings):
        return without_signature(whole.split("\n")) or whole
    return _BLANKS.sub("\n\n", words) if is_reply or openings else words


def _is_in_doubt(letter: _Letter, openings: list[_Opening]) -> bool:
    """Nothing is left, and no mail program has said of each line that it is quoted.

    New words may stand below a header of Outlook's, or among lines that begin with ">".
    """
    if openings:
        return openings[-1].end is _End.CUT
    return any(_is_quoted(line) for line in letter.lines)


def _openings(letter: _Letter) -> list[_Opening]:
    """Every opening, up to the first that decides about all the rest."""
    found: list[_Opening] = []
    place = 0
    while place < len(letter.lines):
        opening = _opening_at(letter, place)
        if opening:
            found.append(opening)
            place = opening.last
            if opening.end is not _End.QUOTED:
                break
        place += 1
    return found


def _opening_at(letter: _Letter, place: int) -> _Opening | None:
    line = letter.lines[place]
    if len(line) > lines_that.LONGEST_LINE or not line.strip():
        return None
    if _is_quoted(line):
        is_header = letter.is_reply and lines_that.GROUPWISE.match(line)
        return _Opening(place, place, _End.CUT) if is_header else None
    if line == QUOTE:
        return _marked(letter, place)
    if lines_that.FORWARD.match(line):
        return _Opening(place, place, _End.KEPT)
    if _is_fence(letter, place) or _is_header(letter, place):
        return _Opening(place, place, letter.rest)
    return _attribution(letter, place)


def _marked(letter: _Letter, place: int) -> _Opening:
    """The program has said that the rest is quoted; a forward's first lines say otherwise."""
    below = letter.lines[place : place + 4]
    forwarded = any(lines_that.FORWARD.match(line) for line in below)
    return _Opening(place, place, _End.KEPT if forwarded else letter.rest)


def _is_fence(letter: _Letter, place: int) -> bool:
    """`-----Original Message-----`, or any words between dashes above a quoted header."""
    line = letter.lines[place]
    if lines_that.ORIGINAL.match(line):
        return True
    if lines_that.WRITER.match(line):
        return letter.is_reply
    if not lines_that.FENCE.match(line):
        return False
    return len(_fields_at(letter, place + 1)[0] - {Field.OTHER}) > 1


def _is_header(letter: _Letter, place: int) -> bool:
    """From, Sent, To, Subject, as Outlook puts them above what is quoted.

    A letter to an office begins in the same words ("Dari: ... Perihal: ..."), so there must
    be an address, a rule above it, or a mail that is an answer.
    """
    field = lines_that.field_of(letter.lines[place])
    if not field:
        return False
    ruled = bool(lines_that.RULE.match(letter.line_before(place)))
    if field[0] is not Field.FROM and not ruled and not letter.is_reply:
        return False
    fields, has_address = _fields_at(letter, place)
    if not {Field.FROM, Field.SENT} <= fields or not fields & {Field.TO, Field.SUBJECT}:
        return False
    if has_address:
        return True
    named = letter.is_reply and Field.SUBJECT in fields
    return field[0] is Field.FROM and (ruled or named)


def _fields_at(letter: _Letter, place: int) -> tuple[set[Field], bool]:
    """The fields of a quoted header at `place`, and whether an address stands in them."""
    fields: set[Field] = set()
    has_address = False
    strangers = 0
    for line in letter.lines[place : place + HEADER_LINES]:
        found = lines_that.field_of(line)
        if found:
            fields.add(found[0])
        elif line.strip():
            strangers += 1
        if strangers > 1:  # a long list of recipients is wrapped; text has more lines
            break
        has_address = has_address or bool(found and lines_that.ADDRESS.search(line))
    return fields, has_address


def _attribution(letter: _Letter, place: int) -> _Opening | None:
    """`On ... wrote:`, on up to four lines, in its languages or before quoted lines."""
    if not lines_that.OPENING.match(lines_that.straight(letter.lines[place]).lstrip()):
        return _nameless(letter, place)
    words = ""
    for last in range(place, min(place + WRAPPED, len(letter.lines))):
        line = lines_that.straight(letter.lines[last]).strip()
        words = f"{words} {line}".strip()
        if not line or len(words) > lines_that.LONGEST_LINE:
            return None
        begun = lines_that.VERB_AND_MORE.search(words) and lines_that.ADDRESS.search(words)
        if begun and letter.is_reply:
            return _Opening(place, last, _End.CUT)
        quoted_below = line.endswith(">") and _is_quoted(letter.next_line(last + 1))
        if line.endswith((":", "：", ":*", ":_")) or quoted_below:
            return _attributed(letter, words, (place, last))
    return None


def _attributed(letter: _Letter, words: str, span: tuple[int, int]) -> _Opening | None:
    first, last = span
    below = letter.next_line(last + 1)
    has_verb = bool(lines_that.VERB.search(words))
    has_when = bool(lines_that.WHEN.search(words))
    has_address = bool(lines_that.ADDRESS.search(words))
    names_writer = has_verb or bool(lines_that.WRITER_LAST.search(words))
    if _is_quoted(below) or below == QUOTE:
        certain = has_verb or (has_when and has_address)
        return _Opening(first, last, _End.QUOTED) if certain else None
    certain = (has_verb and (has_when or has_address)) or (has_when and has_address)
    if letter.is_reply and names_writer and certain:
        return _Opening(first, last, _End.CUT)
    return None


def _nameless(letter: _Letter, place: int) -> _Opening | None:
    """`Budi Santoso menulis:` right above quoted lines."""
    line = letter.lines[place]
    if lines_that.VERB.search(line) and _is_quoted(letter.next_line(place + 1)):
        return _Opening(place, place, _End.QUOTED)
    return None


def _is_quoted(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _unquoted(letter: _Letter, openings: list[_Opening]) -> list[str]:
    """The lines above and between quotations, without a rule that set them apart."""
    lines = letter.lines
    if openings and openings[-1].end is _End.CUT:
        lines = lines[: openings[-1].first]
    opened = {place for one in openings for place in range(one.first, one.last + 1)}
    is_answer = letter.is_reply or bool(openings)
    kept = [
        line
        for place, line in enumerate(lines)
        if place not in opened and line != QUOTE and not (is_answer and _is_quoted(line))
    ]
    end = len(kept)
    while is_answer and end and (not kept[end - 1].strip() or lines_that.RULE.match(kept[end - 1])):
        end -= 1
    return kept[:end]
