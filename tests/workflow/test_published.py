"""What is published: nothing about a few people, and nothing that can be worked out."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.published import FEW, Unit
from workflow.small_cells import merged


def of(*counts: int) -> list[Unit]:
    """Units that received so many."""
    return [Unit((f"unit-{nth}",), received) for nth, received in enumerate(counts)]


def counts(*received: int) -> list[tuple[int, int]]:
    """What is told: (how many units, how many received), line by line."""
    return [(len(unit.units), unit.received) for unit in merged(of(*received), FEW)]


def test_large_units_stand_alone_the_largest_first() -> None:
    assert counts(7, 12, 5) == [(1, 12), (1, 7), (1, 5)]


def test_small_ones_are_told_together() -> None:
    assert counts(4, 12, 3, 2) == [(1, 12), (3, 9)]


def test_one_small_unit_takes_the_next_larger_one_with_it() -> None:
    assert counts(20, 9, 2) == [(1, 20), (2, 11)]


@given(st.lists(st.integers(min_value=1, max_value=12), min_size=1, max_size=20))
def test_no_line_is_about_a_few_and_nobody_is_left_out(received: list[int]) -> None:
    lines = merged(of(*received), FEW)
    assert sum(unit.received for unit in lines) == sum(received)
    assert sorted(name for unit in lines for name in unit.units) == sorted(
        name for unit in of(*received) for name in unit.units
    )
    if sum(received) >= FEW:
        assert all(unit.received >= FEW for unit in lines)
