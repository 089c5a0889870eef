"""Whole numbers as addresses and forms carry them: digits, and no more than a database takes."""

import re

from werkzeug.routing import IntegerConverter

DIGITS = "[0-9]{1,18}"
"""What every database takes for an id; Python itself refuses to read thousands of digits."""

_WHOLE = re.compile(DIGITS)


def whole(words: str) -> int | None:
    """The number that these words are; none for anything else."""
    return int(words) if _WHOLE.fullmatch(words) else None


class Number(IntegerConverter):
    """The `int` of our addresses: one that is too long leads nowhere."""

    regex = DIGITS
