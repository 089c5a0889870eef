"""Text that is safe to keep: NFC, without NUL, lone surrogates or control characters.

What people write stays as they wrote it, emoji and Javanese script included; only what no
screen shows and no database takes is dropped. For every channel that is handed strings.
"""

import re
import unicodedata
from functools import lru_cache

from workflow.core.messages import LONGEST_TEXT

_LAST_MARK = 0x20000
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


MOST_MARKS = 30
"""Combining marks in a row; no script has so many."""


@lru_cache(1)
def _stacks() -> re.Pattern[str]:
    marks = (chr(code) for code in range(_LAST_MARK) if unicodedata.combining(chr(code)))
    return re.compile(f"[{''.join(marks)}]{{{MOST_MARKS + 1},}}")


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, its line ends as newlines, cut to `longest` code points.

    Applied twice it changes nothing more.
    """
    # Cut generously first: normalising may shorten, and nobody should pay for a megabyte.
    rough = _NEWLINES.sub("\n", text[: 4 * longest])
    if not rough.isascii():
        # Putting a long stack of marks into order takes the square of its length.
        rough = _stacks().sub(lambda stack: stack[0][:MOST_MARKS], rough)
    return unicodedata.normalize("NFC", _UNSAFE.sub("", rough))[:longest]


def one_line(text: str, longest: int = 255) -> str:
    """The same for names and subjects: white space of any kind becomes single spaces."""
    return " ".join(plain(text, 4 * longest).split())[:longest].strip()
