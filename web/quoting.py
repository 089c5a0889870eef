"""What is new in a message, and the whole of it where there is more to it than that.

A quotation or a letterhead is more; the names with which people on a platform begin whatever
they write to somebody are not. Knows no channel and no row.
"""

import re

_NAMES = re.compile(r"(?:@\S+\s+)+")


def new_and_whole(text: str, new: str) -> tuple[str, str]:
    """(what is new, the whole); the whole is empty where nothing worth reading is left out."""
    new = new.strip()
    if not new or new == text.strip():
        return text, ""
    names_only = _NAMES.fullmatch(text.strip().removesuffix(new))
    return new, "" if names_only else text
