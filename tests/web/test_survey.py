"""The survey: one minute on the tracking page, once, and figures that point at nobody."""

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.story import Story
from tests.web.conftest import Visitor, track
from tests.web.desk_story import words
from workflow.store import survey
from workflow.store.survey_tables import SurveyAnswerRow, SurveyTakenRow

GOOD: dict[str, Any] = {"completion_time": "3", "staff_conduct": "4", "complaint_handling": "4"}
REFUSED = 409


def test_whoever_says_yes_is_asked_three_questions_once(filed: Story, visitor: Visitor) -> None:
    filed.assign("pstw-jember")
    filed.respond()
    address = track(filed, visitor)
    assert "How did we do?" not in visitor.opens(address)
    assert address.partition("?")[0] in visitor.client.get(f"{address}/survei").location
    visitor.opens(address)
    page = visitor.follows(visitor.sends(f"{address}/selesai"))
    assert "The complaint is closed as solved." in words(page)
    assert page.count('type="radio"') == 12
    half = visitor.sends(f"{address}/survei", REFUSED, completion_time="3", staff_conduct="9").text
    assert "Choose one answer for each question." in words(half)
    assert 'id="completion_time-3" name="completion_time" value="3" checked' in half
    said = visitor.follows(visitor.sends(f"{address}/survei", **GOOD))
    assert "It helps us to do better." in words(said)
    assert "Answer them" not in said
    visitor.page = half
    again = visitor.sends(f"{address}/survei", REFUSED, **GOOD)
    assert "answered this already" in words(again.text)
    with filed.office.sessions.reading() as db:
        assert db.scalars(select(SurveyTakenRow.complaint_id)).all() == [filed.complaint]
        [kept] = db.scalars(select(SurveyAnswerRow)).all()
        assert (kept.unit, kept.month) == ("pstw-jember", date(2026, 11, 1))
        assert kept.id > 2**32  # drawn, not counted: it tells no order (fails once in 2**30)


def test_a_stranger_answers_nothing(filed: Story, visitor: Visitor, app: Flask) -> None:
    reference = filed.facts.reference
    stranger = Visitor(app)
    stranger.opens("/lacak")
    stranger.sends(f"/lacak/{reference}/survei", REFUSED, **GOOD)
    assert stranger.client.get(f"/lacak/{reference}/survei").location.startswith("/lacak?")


def answers(story: Story, unit: str, count: int) -> None:
    """So many answers about a unit: 3, 4 and 4 each, an index of 91.67."""
    month = story.clock.at.date().replace(day=1)
    given = {name: int(answer) for name, answer in GOOD.items()}
    for _ in range(count):
        story.office.sessions.settled(lambda db: survey.add(db, unit, month, given))


def test_the_index_stands_among_the_public_figures_and_few_answers_do_not(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    for _ in range(5):
        story.files("Lampu mati.")
    answers(story, "pstw-jember", 9)
    assert "IKM" not in words(visitor.opens("/angka"))
    answers(story, "pstw-jember", 3)
    answers(story, "rsbn-malang", 4)
    answers(story, "pstw-magetan", 11)
    story.clock.at = story.clock.at.replace(hour=story.clock.at.hour + 1)
    page = words(visitor.opens("/angka"))
    assert "91.67 grade A, very good (n = 27)" in page
    assert "PSTW Jember 91.67 (n = 12) A" in page
    # Four of Malang alone could be worked out from the sum: the next larger unit joins them.
    assert "RSBN Malang" not in page.partition("How content")[2]
    assert "Others, 2 units with few each 91.67 (n = 15)" in page
    saved = visitor.client.get("/angka/tabel.csv").text
    assert "PSTW Jember,12,91.67,A,3,4,4" in saved.replace(".0", "")
