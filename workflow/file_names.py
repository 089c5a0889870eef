"""Names of files that strangers chose: cleaned before anything is decided or shown by them.

A name is only ever a label. What is invisible, turns text around or pushes the real ending out
of sight is taken out, so that an officer and the checks read the same letters.
"""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
NAMELESS = "file"

INVISIBLE = {"\u115f", "\u1160", "\u17b4", "\u17b5", "\u2800", "\u3164", "\uffa0"}
"""Letters by their class, and yet nothing is seen of them."""

_SPACES = re.compile(r"\s+")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ENDING = re.compile(r"\.([0-9A-Za-z]{1,12})$")


def clean(name: str) -> str:
    """The last part of a path without controls, invisible letters and marks that turn text.

    A right-to-left mark (`surat.pdf<U+202E>gpj.exe`, shown as a picture) is gone, and the
    ending that is left is the one that counts. At most `LONGEST` characters, the end kept.
    """
    plain = unicodedata.normalize("NFC", name.replace("\\", "/"))
    plain = _SPACES.sub(" ", "".join(letter for letter in plain if not _is_hidden(letter)))
    stem = PurePosixPath(_VARIANT.sub("", plain)).name.strip(" .")
    return stem[-LONGEST:].lstrip(" .") or NAMELESS


def _is_hidden(letter: str) -> bool:
    if letter in "\t\r\n":
        return False
    # C*: controls, formats, private; Zl, Zp: separators that begin a new line
    return letter in INVISIBLE or unicodedata.category(letter) in _HIDDEN


_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def ending(name: str) -> str:
    """The ending of a clean name in small letters, without its dot; empty for none."""
    found = _ENDING.search(name)
    return found[1].lower() if found else ""


def with_ending(name: str, wanted: str) -> str:
    """The name with another ending, for a file that became one of another type."""
    return f"{_ENDING.sub('', name) or NAMELESS}.{wanted}"
