"""Rows of the survey: kept once for each complaint, added up by unit and month."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.core.survey import ELEMENTS
from workflow.store.inserting import insert_into
from workflow.store.survey_tables import SurveyAnswerRow as Answer
from workflow.store.survey_tables import SurveyTakenRow as Taken

BITS = 62
"""Of the number of an answer: drawn at random, so that it tells nothing of when it came."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The answers of a unit: how many, and the sum of each element by name."""

    unit: str
    n: int
    sums: Mapping[str, int]


def is_taken(db: Session, complaint: int) -> bool:
    """Whether this complaint has had its survey."""
    return db.get(Taken, complaint) is not None


def take(db: Session, complaint: int) -> bool:
    """Note that its survey is answered now; false where it was before."""
    mark = insert_into(db, Taken).values(complaint_id=complaint).on_conflict_do_nothing()
    return bool(getattr(db.execute(mark), "rowcount", 0))


def add(db: Session, unit: str, month: date, answers: Mapping[str, int]) -> None:
    """Keep an answer, which nothing leads back to its complaint."""
    db.add(Answer(id=secrets.randbits(BITS), unit=unit, month=month, **answers))


def sums(db: Session, first: date, last: date) -> list[Sums]:
    """By unit, what was answered from the month of one date up to that of another."""
    columns = [func.sum(getattr(Answer, element.name)) for element in ELEMENTS]
    rows = select(Answer.unit, func.count(), *columns).where(
        Answer.month >= first.replace(day=1), Answer.month <= last
    )
    return [
        Sums(row[0], row[1], {e.name: int(of) for e, of in zip(ELEMENTS, row[2:], strict=True)})
        for row in db.execute(rows.group_by(Answer.unit).order_by(Answer.unit))
    ]
