"""Opens the TOML files of a rule folder; whatever is damaged becomes a mistake, never a traceback.

What stands in the files is the rulebook's business.
"""

import re
import tomllib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from config.mistakes import Mistake, Place, not_among

LARGEST_FILE = 1_000_000
"""Bytes; more than this is not a rule file, and a parser should not have to find out."""

_AT_LINE = re.compile(r"\s*\(at (line \d+), column \d+\)$")

Sheet = Mapping[str, object]
"""One parsed file."""


def read_bytes(path: Path, notes: list[Mistake]) -> bytes | None:
    """The content of a file of reasonable size, or none and a mistake."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        notes.append(Mistake(path.name, "", f"cannot be read: {why}."))
        return None
    if len(content) > LARGEST_FILE:
        notes.append(Mistake(path.name, "", f"is larger than {LARGEST_FILE} bytes."))
        return None
    return content


def parse(name: str, content: bytes, notes: list[Mistake]) -> Sheet | None:
    """The TOML document, or none and a mistake that names the line."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        notes.append(Mistake(name, f"line {line}", "is not UTF-8 text."))
    except RecursionError:
        notes.append(Mistake(name, "", "is nested too deeply."))
    except ValueError as error:  # TOMLDecodeError, and numbers too long to be read
        said = str(error)
        found = _AT_LINE.search(said)
        key = found[1] if found else ""
        notes.append(Mistake(name, key, f"is not TOML: {_AT_LINE.sub('', said)}."))
    return None


def open_sheet(path: Path, sections: tuple[str, ...], notes: list[Mistake]) -> Sheet | None:
    """One file, parsed; top-level keys outside `sections` are noted."""
    content = read_bytes(path, notes)
    return None if content is None else _sheet(path.name, content, sections, notes)


def open_sheets(
    folder: Path, sections: Mapping[str, tuple[str, ...]], notes: list[Mistake]
) -> tuple[dict[str, Sheet], str]:
    """The files that could be parsed, and the version of them all.

    `sections` gives the top-level keys that each file may have; others are noted. The
    version is twelve hexadecimal digits that change with any byte of any file.
    """
    sheets: dict[str, Sheet] = {}
    digest = sha256()
    for name, keys in sections.items():
        content = read_bytes(folder / name, notes)
        if content is None:
            continue
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
        sheet = _sheet(name, content, keys, notes)
        if sheet is not None:
            sheets[name] = sheet
    return sheets, digest.hexdigest()[:12]


def _sheet(
    name: str, content: bytes, sections: tuple[str, ...], notes: list[Mistake]
) -> Sheet | None:
    sheet = parse(name, content, notes)
    for key in sheet or ():
        if key not in sections:
            Place(name, "", notes).at(key).wrong(not_among(key, sections))
    return sheet
