"""The overview of a very large office: counted at most twice a minute, and it says when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from web.overview_counted import KEPT, MANY, CountedOnce
from workflow.core.roles import Actor, Role
from workflow.overview import Line, Overview

NOON = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)
SUPERVISOR = Actor.staff("3", Role.SUPERVISOR)
EMPTY = Overview(
    total=Line("", 0, 0, 0),
    units=(),
    clocks=(),
    steps=(),
    ages=(),
    weeks=(),
    shares=(),
    pairs=(),
    ahead=(),
    pace={},
)


class Office:
    """Has more open complaints each time it is counted."""

    def __init__(self, standing: int) -> None:
        self.open = standing

    def count(self) -> Overview:
        self.open += 1
        return replace(EMPTY, total=Line("", self.open, 0, 0))


def test_few_complaints_are_counted_for_every_page() -> None:
    office, counted = Office(MANY - 5), CountedOnce()
    seen = [counted.figures(SUPERVISOR, NOON, office.count).found.total.open for _ in range(3)]
    assert seen == [MANY - 4, MANY - 3, MANY - 2]


def test_very_many_are_counted_anew_when_the_figures_have_grown_old() -> None:
    office, counted = Office(MANY), CountedOnce()
    told = [
        counted.figures(SUPERVISOR, NOON + after, office.count)
        for after in (timedelta(0), KEPT - timedelta(seconds=1), KEPT, -timedelta(hours=1))
    ]
    assert [one.found.total.open - MANY for one in told] == [1, 1, 2, 3]
    assert [one.at - NOON for one in told] == [
        timedelta(0), timedelta(0), KEPT, -timedelta(hours=1),
    ]  # fmt: skip


def test_nobody_is_shown_what_was_counted_for_another() -> None:
    office, counted = Office(MANY), CountedOnce()
    head = Actor.staff("2", Role.UNIT_HEAD, "pstw-jember")
    for actor, more in ((SUPERVISOR, 1), (head, 2), (SUPERVISOR, 1), (head, 2)):
        assert counted.figures(actor, NOON, office.count).found.total.open == MANY + more
