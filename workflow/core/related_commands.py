"""What can be asked about complaints that belong together; part of the list in `commands.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Say that another complaint has to do with this one, or (`left`) that it has not.

    Whoever gives it has been asked whether they may see the other one. `text` may say why; it
    stays with the complaint at which it was written, for not everybody who sees one of them
    sees both.
    """

    complaint: int
    other: int
    left: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLink:
    """The other end of a link: take note of it, once."""

    complaint: int
    other: int
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryAway:
    """Take note that message number `message` stands in the complaint `other` now, and why.

    There it has the number `as_number`.
    """

    complaint: int
    message: int
    other: int
    as_number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBrought:
    """The other end: take note from where message number `message` came."""

    complaint: int
    message: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Take note that the complaint `other` was opened with these of our messages."""

    complaint: int
    other: int
    messages: tuple[int, ...]
    seen: int | None = None
