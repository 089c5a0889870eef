"""Makes an automatic text fit a platform: what can be spared is left out, from the end upwards.

Whole paragraphs go first, then lines, then sentences; what must stay (a reference, a secret
code, an address of a page) never goes. Knows no channel; a person's own words are never cut.
"""

import re
from collections.abc import Callable, Sequence

_PIECES = (
    re.compile(r"(?<=\n\n)(?!\n)"),
    re.compile(r"(?<=\n)(?!\n)"),
    re.compile(r"(?<=[.!?\u2026])(?=\s)"),
)
"""Where paragraphs, lines and sentences end; the blanks stay with one of the two pieces."""

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def shortened(text: str, fits: Callable[[str], bool], keep: Sequence[str]) -> str:
    """The text without what can be spared, as much of it as fits.

    `keep` are strings that must stay, besides every web address. What does not fit even so is
    given as it was: whoever sends it will say that it is too long.
    """
    shorter = text
    kept = tuple(filter(None, (*keep, *_ADDRESS.findall(text))))
    for ends in _PIECES:
        pieces = ends.split(shorter)
        for at in range(len(pieces) - 1, -1, -1):
            if fits(shorter):
                return shorter
            if not any(one in pieces[at] for one in kept):
                del pieces[at]
                shorter = "".join(pieces).strip()
    return shorter if fits(shorter) else text
