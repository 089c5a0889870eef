"""The survey as the staff's pages tell it: the names of its elements, and a year's indexes.

What is about few people is told of nobody alone (`workflow/surveys.py`).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from web.here import installation, now
from web.i18n import source, translate
from web.present import local
from workflow import surveys
from workflow.core.survey import GRADES, Index

NAMES: Mapping[str, str] = {
    "completion_time": source("Time to settle (U3)"),
    "staff_conduct": source("Conduct of our people (U7)"),
    "complaint_handling": source("Dealing with complaints (U9)"),
}
"""The elements of PermenPANRB 14/2017 that are asked for."""

_GRADES = {letter: word for _, letter, word in GRADES}

YEAR = timedelta(days=335)
"""From the same month of today back to the one after it, a year before."""


def grade(letter: str) -> str:
    """A grade with what it means: “A, very good”."""
    return translate("{letter}, {word}", letter=letter, word=translate(_GRADES[letter]).lower())


def this_year(unit: str) -> Index | None:
    """The index of this calendar year, as the public figures have it; none of too few answers.

    Of all together where no unit is named.
    """
    year = local(now()).year
    with installation().sessions.reading() as db:
        total, lines = surveys.told(db, date(year, 1, 1), date(year, 12, 31))
    if not unit:
        return total.index if total else None
    return next((line.index for line in lines if line.units == (unit,)), None)


def year_of_indexes() -> dict[str, Index]:
    """The index of each unit over the last twelve months, where it is told by itself."""
    today = local(now()).date()
    with installation().sessions.reading() as db:
        _, lines = surveys.told(db, today - YEAR, today)
    return {line.units[0]: line.index for line in lines if len(line.units) == 1}
