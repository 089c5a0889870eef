"""Pauses in order: sorted, overlaps joined, cut to the life of the clock.

A pause is (began, ended) with aware instants; none as its end means that it still lasts.
Says nothing about what a pause costs; `deadlines.py` does.
"""

from collections.abc import Iterable
from datetime import datetime

from workflow.core.worktime import ticks

Pause = tuple[datetime, datetime | None]

FOREVER = 1 << 62
"""The end of a pause that still lasts, in ticks: later than anything that Python can date."""


def joined(pauses: Iterable[Pause], since: int) -> list[tuple[int, int]]:
    """Pauses in ticks, in order and apart, none before `since`.

    A pause that ends when, or before, it begins is no pause: where the time of day was set
    back between two events nothing was paused.
    """
    spans = sorted(
        (max(since, ticks(began)), FOREVER if ended is None else ticks(ended))
        for began, ended in pauses
    )
    apart: list[tuple[int, int]] = []
    for began, ended in spans:
        if ended <= began:
            continue
        if apart and began <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(apart[-1][1], ended))
        else:
            apart.append((began, ended))
    return apart
