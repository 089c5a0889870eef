"""Plots as shapes, for the macro `macros/charts.html` to write as SVG.

Nothing but arithmetic: words come from the caller, colours from the style sheet by class.
Every plot has a table beside it that says the same. Bars are stretched to the screen, and
their words stand beside the drawing, so that they wrap and keep their size on a telephone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
BAR = 12
HEIGHT, TOP, BOTTOM, LEFT = 190, 14, 24, 30
GAP = 0.25
"""Part of a column's room that stays empty."""

LABELS = 5
"""Names under the columns: more do not fit on a telephone."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar; `tone` is a class of the style sheet."""

    value: float
    tone: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its name, its pieces from the left, and its numbers in words."""

    name: str
    parts: tuple[Part, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Column:
    """One place of a plot over time: its name, stacked pieces, and a point of the line or none."""

    name: str
    parts: tuple[Part, ...]
    point: float | None = None


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of a tone."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words at a place; `anchor` is SVG's: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Row:
    """A bar as it is drawn: its words, and its pieces in a box of `WIDTH` by `BAR`."""

    name: str
    words: str
    rects: tuple[Rect, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars under one another."""

    rows: tuple[Row, ...]
    width: int = WIDTH
    height: int = BAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A plot. `line` are the points of a curve, as SVG writes them; `rules` heights of rulings."""

    width: int = WIDTH
    height: int
    rects: tuple[Rect, ...]
    words: tuple[Words, ...]
    rules: tuple[float, ...] = ()
    points: tuple[tuple[float, float], ...] = ()

    @property
    def line(self) -> str:
        """The curve's points."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def bars(rows: Sequence[Bar]) -> Bars:
    """Rows under one another, each as long as its sum, the longest over the whole width."""
    most = max((_sum(row.parts) for row in rows), default=0) or 1
    return Bars(tuple(Row(row.name, row.words, _laid(row.parts, WIDTH / most)) for row in rows))


def _sum(parts: Sequence[Part]) -> float:
    return sum(part.value for part in parts)


def _laid(parts: Sequence[Part], scale: float) -> tuple[Rect, ...]:
    found, x = [Rect(0, 0, WIDTH, BAR, "none")], 0.0
    for part in parts:
        if part.value:
            found.append(Rect(round(x, 1), 0, round(part.value * scale, 1), BAR, part.tone))
        x += part.value * scale
    return tuple(found)


def columns(found: Sequence[Column], words_of: tuple[str, str]) -> Drawing:
    """Columns side by side and a curve over them; `words_of` the numbers nought and highest."""
    highest = top_of(found)
    room = (WIDTH - LEFT) / max(1, len(found))
    scale = (HEIGHT - TOP - BOTTOM) / highest
    floor = HEIGHT - BOTTOM
    every = -(-len(found) // LABELS)
    rects: list[Rect] = []
    words = [
        Words(LEFT - 5, floor + 4, words_of[0], "end"),
        Words(LEFT - 5, TOP + 4, words_of[1], "end"),
    ]
    points: list[tuple[float, float]] = []
    for nth, one in enumerate(found):
        x = LEFT + nth * room
        rects += _stacked(one.parts, scale, (x + room * GAP / 2, room * (1 - GAP)))
        middle = round(x + room / 2, 1)
        if nth % every == 0:
            words.append(Words(middle, HEIGHT - 6, one.name, "middle"))
        if one.point is not None:
            points.append((middle, round(floor - one.point * scale, 1)))
    return Drawing(
        height=HEIGHT,
        rects=tuple(rects),
        words=tuple(words),
        rules=(TOP, floor),
        points=tuple(points),
    )


def top_of(found: Sequence[Column]) -> float:
    """The highest value of a plot; 1 where all is nought."""
    return max((max(_sum(one.parts), one.point or 0) for one in found), default=0) or 1


def _stacked(parts: Sequence[Part], scale: float, place: tuple[float, float]) -> list[Rect]:
    """Pieces on top of one another; `place` is where the column begins, and its width."""
    x, width = (round(value, 1) for value in place)
    found, y = [], float(HEIGHT - BOTTOM)
    for part in parts:
        tall = part.value * scale
        y -= tall
        if part.value:
            found.append(Rect(x, round(y, 1), width, round(tall, 1), part.tone))
    return found
