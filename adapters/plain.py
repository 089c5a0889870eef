"""Text that is safe to keep: NFC, without NUL, lone surrogates or control characters.

What people write stays as they wrote it, emoji and Javanese script included; only what no
screen shows and no database takes is dropped. For every channel that is handed strings.
"""

import re
import unicodedata

from workflow.core.messages import LONGEST_TEXT

_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text, its line ends as newlines, cut to `longest` code points.

    Applied twice it changes nothing more.
    """
    # Cut generously first: normalising may shorten, and nobody should pay for a megabyte.
    rough = _NEWLINES.sub("\n", text[: 4 * longest])
    return unicodedata.normalize("NFC", _UNSAFE.sub("", rough))[:longest]


def one_line(text: str, longest: int = 255) -> str:
    """The same for names and subjects: white space of any kind becomes single spaces."""
    return " ".join(plain(text, 4 * longest).split())[:longest].strip()
