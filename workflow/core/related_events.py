"""How complaints belong together: one merged into another, two about kindred matters, one that
was split off, a message that went over. Kinds of events, part of the closed list in `events.py`.
"""

from dataclasses import dataclass

COPIED = "copied"
"""How a message reads that came over from the complaint in which it stood first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Another complaint was merged into this one, or left it again."""

    other: int
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Another complaint has to do with this one, or has no longer; said at both ends."""

    other: int
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOff:
    """A second matter became the complaint `other`; these of our messages stand in it too."""

    other: int
    messages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedAway:
    """Message `message` was not about this: it stands in the complaint `other` now."""

    message: int
    other: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtHere:
    """Message `message` stood in the complaint `other` first."""

    message: int
    other: int


Carried = CarriedAway | BroughtHere
Related = Joined | Linked | SplitOff | Carried
