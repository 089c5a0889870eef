"""Draws pictures of strangers anew, so that nothing but what is seen leaves the office.

The pixels are copied into a picture of our own: no place, camera, thumbnail, comment, colour
profile or second file that hid in the bytes comes along (a file that is a picture and
something else at once stays only a picture). Knows no database. How it is done stands in
`pixels.py`, which is loaded when the first picture comes.
"""

from dataclasses import dataclass
from importlib import import_module

MOST_PIXELS = 50_000_000
"""What a telephone takes; a decoded picture needs four bytes for each."""
THUMBNAIL, SCREEN, WHOLE = 320, 1600, 0
"""Longest sides in pixels; `WHOLE` is as large as it came."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture of ours: `image/jpeg`, `image/png` or `image/webp`."""

    media_type: str
    content: bytes


def draw(content: bytes, longest: int) -> Drawn | None:
    """The picture at most `longest` pixels wide and high; none where the bytes are no picture.

    Moving pictures stand still at their first frame. Never raises for what the bytes hold.
    """
    # Asked for by name: the decoders are 3 MB that a process without pictures never needs.
    found: Drawn | None = import_module("workflow.pixels").drawn(content, longest)
    return found
