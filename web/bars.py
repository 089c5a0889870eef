"""A bar plot drawn on the server: lengths only, words beside it, the same numbers in a table.

No script and no colour carries a meaning; screen readers get the title and the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, NAME, ROW, BAR = 640, 220, 28, 18
NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of the plot, in units of the drawing. `says` stands behind the bar."""

    name: str
    says: str
    y: int
    text_y: int
    width: int
    number_x: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A whole plot, ready for the template."""

    title: str
    bars: tuple[Bar, ...]
    width: int
    height: int
    left: int
    thick: int


def plot(title: str, values: Sequence[tuple[str, float, str]]) -> Plot:
    """Bars in the given order: name, length, and what is written behind it."""
    most = max((value for _, value, _ in values), default=0) or 1
    room = WIDTH - NAME - NUMBER
    bars = []
    for number, (name, value, says) in enumerate(values):
        width = max(round(room * value / most), 2 if value else 0)
        top = number * ROW
        bars.append(
            Bar(
                name=name,
                says=says,
                y=top + (ROW - BAR) // 2,
                text_y=top + ROW - 9,
                width=width,
                number_x=NAME + width + 6,
            )
        )
    return Plot(
        title=title, bars=tuple(bars), width=WIDTH, height=ROW * len(bars), left=NAME, thick=BAR
    )
