"""The tables of the survey. No answer can be led back to a complaint, by whoever has the file.

That a complaint has had its survey stands in one table, what was answered in another: without
its time, under a number that tells no order.
"""

from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from workflow.store.models import Base, ComplaintRow


class SurveyTakenRow(Base):
    """The survey of this complaint was answered: once, and never again."""

    __tablename__ = "survey_taken"

    complaint_id: Mapped[int] = mapped_column(
        ForeignKey(f"{ComplaintRow.__tablename__}.id"), primary_key=True
    )


class SurveyAnswerRow(Base):
    """One answer, 1 to 4 for each element. `month` is its first day, on the office's calendar."""

    __tablename__ = "survey_answer"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    unit: Mapped[str]
    month: Mapped[date] = mapped_column(Date)
    completion_time: Mapped[int]
    staff_conduct: Mapped[int]
    complaint_handling: Mapped[int]

    __table_args__ = (Index("ix_survey_answer_month_unit", "month", "unit"),)
