"""The survey as a report: how content people are, by unit, of the months that a period touches."""

from datetime import timedelta

from sqlalchemy.orm import Session

from workflow import surveys
from workflow.core.survey import ELEMENTS
from workflow.report_parts import Code, Part, Value, source
from workflow.store.recap import Period

_NOON = timedelta(hours=12)


def ikm(db: Session, period: Period) -> list[Part]:
    """By the months that the period touches: answers carry no day.

    A period begins at local midnights; the noon after each is on that very date in UTC, too.
    """
    first, last = period.since + _NOON, period.until - _NOON
    total, lines = surveys.told(db, first.date(), last.date())
    rows = [_index_row(line) for line in (*lines, *([total] if total else []))]
    columns = (source("Unit"), source("Answers"), source("IKM"), source("Grade"),
               source("U3 time to settle"), source("U7 conduct of our people"),
               source("U9 dealing with complaints"))  # fmt: skip
    return [Part("ikm", source("How content people are (IKM)"), columns, rows)]


def _index_row(line: surveys.Told) -> tuple[Value, ...]:
    which = Code("line", "few_units") if line.units else Code("line", "all_units")
    means = (float(line.index.means[element.name]) for element in ELEMENTS)
    return (
        Code("unit", line.units[0]) if len(line.units) == 1 else which,
        line.index.n,
        float(line.index.value),
        line.index.grade,
        *means,
    )
