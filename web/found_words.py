"""Where the words that somebody looked for stand: in the first line, or in what was written.

Personal numbers are hidden before anything is cut out (UU 27/2022 art. 4).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from web.present import mask
from workflow.store.search import Sought, places

AROUND = 60
"""Letters shown on each side of a word that was found."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text; `hit` where it is a word that was looked for."""

    text: str
    hit: bool = False


def pieces(text: str, sought: Sought | None) -> tuple[Piece, ...]:
    """A text cut at the words that were looked for."""
    found: list[Piece] = []
    end = 0
    for start, stop in places(sought, text) if sought else ():
        found += [Piece(text[end:start]), Piece(text[start:stop], hit=True)]
        end = stop
    return tuple(piece for piece in (*found, Piece(text[end:])) if piece.text)


def excerpt(texts: Iterable[str], sought: Sought) -> tuple[Piece, ...]:
    """The words around the first hit in what was written; nothing where there is none."""
    for text in texts:
        plain = " ".join(mask(text).split())
        hit = next(places(sought, plain), None)
        if hit is not None:
            return pieces(_around(plain, *hit), sought)
    return ()


def _around(text: str, start: int, stop: int) -> str:
    """Whole words on both sides, with dots where something was left out."""
    begin, end = max(0, start - AROUND), min(len(text), stop + AROUND)
    if begin:
        begin = text.find(" ", begin, start) + 1 or start
    if end < len(text):
        cut = text.rfind(" ", stop, end)
        end = cut if cut > 0 else stop
    return f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"
