"""Spans of time in the words of a rule file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.core.spans import LONGEST, BadSpan, Span, Unit


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("5 working days", Span(5, Unit.WORKING_DAYS)),
        ("1 working day", Span(1, Unit.WORKING_DAYS)),
        ("8 working hours", Span(8, Unit.WORKING_HOURS)),
        ("90 working minutes", Span(90, Unit.WORKING_MINUTES)),
        ("14 days", Span(14, Unit.DAYS)),
        ("72 hours", Span(72, Unit.HOURS)),
        ("30 minutes", Span(30, Unit.MINUTES)),
        ("  0   Working   DAYS ", Span(0, Unit.WORKING_DAYS)),
        ("100000 days", Span(100_000, Unit.DAYS)),
    ],
)
def test_a_span_is_read_as_people_write_it(words: str, span: Span) -> None:
    assert Span.parse(words) == span


@pytest.mark.parametrize(
    "words",
    ["", "5", "days", "five days", "-1 days", "1.5 days", "5 weeks", "5days", "5 working",
     "5 days 3 hours", "100001 days", "9999999 days", "5 workingdays", "+5 days"],
)  # fmt: skip
def test_anything_else_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(BadSpan, match="such as"):
        Span.parse(words)


def test_one_of_a_unit_is_written_without_its_s() -> None:
    assert str(Span(1, Unit.WORKING_DAYS)) == "1 working day"
    assert str(Span(2, Unit.HOURS)) == "2 hours"


@given(st.integers(0, LONGEST), st.sampled_from(Unit))
def test_what_a_span_writes_it_reads_again(count: int, unit: Unit) -> None:
    assert Span.parse(str(Span(count, unit))) == Span(count, unit)
