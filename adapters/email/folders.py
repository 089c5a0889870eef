"""Mails out of files: one `.eml`, an mbox, a Maildir, a folder of any of them.

Reads one mail at a time, so that an mbox of any size fits into little memory. Which file
is what is told by its content; what is plainly no mail (expectations, a README) is passed
over, but only inside a folder: a file that was named is always read.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

_MAILDIR = ("new", "cur")
_NO_MAIL = frozenset({".json", ".jsonl", ".md", ".rst", ".toml", ".yaml", ".yml", ".csv", ".py"})
_MBOX = frozenset({".mbox", ".mbx"})
_STEP = 1_048_576
"""Bytes of a line that are read at once."""

_POSTMARK = re.compile(
    rb"From (?:\S+\s*$|.{0,200}(?:\d{1,2}:\d\d.{0,40}\d{4}|\d{4}.{0,40}\d{1,2}:\d\d))"
)
_STRICT = re.compile(rb"From \S+ +[A-Z][a-z]{2} [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d ")
_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|>?From ")
_ESCAPED = re.compile(rb">+From ")


def mails_in(path: Path, longest: int) -> Iterable[tuple[str, bytes]]:
    """Each mail with a label that says where it stood; at most `longest` + 1 bytes of each.

    Folders are walked in the order of their names. Raises `OSError` for what cannot be
    read at all.
    """
    if path.is_dir():
        for file in _files(path):
            yield from _mails(file, longest)
    else:
        yield from _mails(path, longest)


def _files(folder: Path) -> Iterator[Path]:
    if all((folder / name).is_dir() for name in _MAILDIR):
        for name in _MAILDIR:
            yield from sorted(one for one in (folder / name).iterdir() if _is_shown(one))
        return
    for one in sorted(folder.iterdir()):
        if one.is_dir() and _is_shown(one) and not one.is_symlink():
            yield from _files(one)
        elif one.is_file() and _is_shown(one) and not _is_no_mail(one):
            yield one


def _is_shown(path: Path) -> bool:
    return not path.name.startswith(".")


def _is_no_mail(path: Path) -> bool:
    return path.suffix.lower() in _NO_MAIL or path.name.upper().startswith("README")


def _mails(path: Path, longest: int) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(0)
        if start == b"From " or (path.suffix.lower() in _MBOX and not start):
            for number, mail in enumerate(_letters(file, longest), 1):
                yield f"{path}#{number}", mail
        else:
            yield str(path), file.read(longest + 1)


def _letters(file: BinaryIO, longest: int) -> Iterator[bytes]:
    """The mails of an mbox, without their "From " line and its escapes in the text."""
    mail = bytearray()
    is_open = was_blank = False
    line = file.readline(_STEP)
    while line:
        following = file.readline(_STEP)
        if not is_open or _is_postmark(line, following, was_blank=was_blank):
            if is_open:
                yield _letter(mail)
            is_open, mail = True, bytearray()
        elif len(mail) <= longest:
            mail += line[1:] if _ESCAPED.match(line) else line
        was_blank = not line.strip()
        line = following
    if is_open:
        yield _letter(mail)


def _is_postmark(line: bytes, following: bytes, *, was_blank: bool) -> bool:
    """A line that begins a mail: people, too, begin a sentence with "From ".

    After a blank line a full postmark always does, for a mail may be empty or have no
    header; whoever wrote the mbox has escaped one that stood in a text.
    """
    if not line.startswith(b"From "):
        return False
    strict = bool(_STRICT.match(line))
    if strict and was_blank:
        return True
    return bool(_FIELD.match(following)) and (strict or (was_blank and bool(_POSTMARK.match(line))))


def _letter(mail: bytearray) -> bytes:
    """The blank line that an mbox puts after each mail is not the mail's."""
    for blank in (b"\n\r\n", b"\n\n"):
        if mail.endswith(blank):
            return bytes(mail[: 1 - len(blank)])
    return bytes(mail)
