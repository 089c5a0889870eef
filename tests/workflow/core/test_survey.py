"""The index of the survey, against sums that were done by hand."""

from decimal import Decimal

import pytest

from workflow.core.survey import ELEMENTS, GRADES, grade_of, index, is_answered


def sums(*of: int) -> dict[str, int]:
    """Sums by element, in their order."""
    return {element.name: one for element, one in zip(ELEMENTS, of, strict=True)}


def test_the_index_goes_from_25_to_100_and_no_weight_caps_it() -> None:
    worst, best = index(7, sums(7, 7, 7)), index(7, sums(28, 28, 28))
    assert (worst.value, worst.grade) == (Decimal(25), "D")
    assert (best.value, best.grade) == (Decimal(100), "A")
    # 12 answers: means of 3.00, 3.25 and 2.67; (3 + 3.25 + 2.6667) / 3 * 25 = 74.31.
    found = index(12, sums(36, 39, 32))
    assert (found.value, found.grade) == (Decimal("74.31"), "C")
    assert list(found.means.values()) == [Decimal("3.00"), Decimal("3.25"), Decimal("2.67")]


@pytest.mark.parametrize(
    ("value", "grade"),
    [("88.31", "A"), ("88.30", "B"), ("76.61", "B"), ("76.60", "C"), ("65.00", "C"),
     ("64.99", "D"), ("25.00", "D")],
)  # fmt: skip
def test_grades_meet_without_a_gap(value: str, grade: str) -> None:
    assert grade_of(Decimal(value)) == grade


def test_an_index_between_two_grades_is_rounded_before_it_is_graded() -> None:
    # 21194 / 6000 * 25 = 88.3083, above the Bs and below the As: rounded it is 88.31, an A.
    n, total = 2000, 21194
    assert Decimal(total) * 25 / (n * 3) < GRADES[0][0]
    assert index(n, sums(7064, 7065, 7065)).grade == "A"


def test_each_question_has_an_answer_on_the_scale() -> None:
    assert is_answered((1, 4, 2))
    assert not any(is_answered(bad) for bad in ((), (1, 2), (1, 2, 0), (5, 1, 1), (1, 2, 3, 4)))
