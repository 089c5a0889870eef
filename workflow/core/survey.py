"""The survey after a complaint is settled, and its index (PermenPANRB 14/2017).

Three of the nine elements of that regulation, those that a complainant can judge: it is an index
of how complaints are handled, never mixed with the yearly survey of a unit. Pure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

LOWEST, HIGHEST = 1, 4
FEW = 10
"""An index of fewer answers is not told: it would say more of who answered than of the office."""

_HUNDREDTH = Decimal("0.01")
_TO_HUNDRED = 25
"""Answers go from 1 to 4, the index from 25 to 100."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element by its code in the regulation and its name here; `asks` is source text."""

    code: str
    name: str
    asks: str
    answers: tuple[str, str, str, str]
    """What 1 to 4 mean, in words."""


def source(sentence: str) -> str:
    """Marks source text; it is translated where it is shown."""
    return sentence


ELEMENTS = (
    Element(
        "U3",
        "completion_time",
        source("How quickly did we settle it?"),
        (source("Very slowly"), source("Slowly"), source("Quickly"), source("Very quickly")),
    ),
    Element(
        "U7",
        "staff_conduct",
        source("How did our people treat you?"),
        (
            source("Very impolitely"),
            source("Impolitely"),
            source("Politely"),
            source("Very politely"),
        ),
    ),
    Element(
        "U9",
        "complaint_handling",
        source("How well did we deal with your complaint?"),
        (source("Very badly"), source("Badly"), source("Well"), source("Very well")),
    ),
)

GRADES = (
    (Decimal("88.31"), "A", source("Very good")),
    (Decimal("76.61"), "B", source("Good")),
    (Decimal("65.00"), "C", source("Less than good")),
    (Decimal("25.00"), "D", source("Not good")),
)
"""From which index on a grade holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """The index of `n` answers, 25 to 100 with two decimals; `means` are 1 to 4 by element."""

    n: int
    value: Decimal
    grade: str
    means: Mapping[str, Decimal]


def index(n: int, sums: Mapping[str, int]) -> Index:
    """The index of the sums of `n` answers to each element; n is at least 1.

    Each element weighs the same, exactly: a printed 0.33 would cap the index at 99. Rounded
    before it is graded, so that nothing falls between two grades.
    """
    total = Decimal(sum(sums[element.name] for element in ELEMENTS))
    value = _rounded(total * _TO_HUNDRED / (n * len(ELEMENTS)))
    means = {element.name: _rounded(Decimal(sums[element.name]) / n) for element in ELEMENTS}
    return Index(n=n, value=value, grade=grade_of(value), means=means)


def grade_of(value: Decimal) -> str:
    """The letter of an index that is rounded to two decimals."""
    return next(letter for least, letter, _ in GRADES if value >= least)


def is_answered(answers: Sequence[int]) -> bool:
    """Whether every element has an answer that is on the scale."""
    return len(answers) == len(ELEMENTS) and all(LOWEST <= one <= HIGHEST for one in answers)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(_HUNDREDTH, ROUND_HALF_UP)
