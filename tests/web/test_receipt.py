"""The receipt: what UU 25/2009 art. 44 asks for, the dates to come, and for whose eyes."""

import re
from html import unescape

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import WHAT, Visitor, code_of, reference_of, track
from tests.web.test_complain import send, walk
from workflow.store.complaints import by_reference

NAME, MAIL = "Siti Contoh", "siti@warga.example"


def _filed_now(story: Story, visitor: Visitor) -> str:
    """The receipt right after filing; the story goes on with that complaint."""
    walk(visitor)
    page = visitor.follows(send(visitor))
    reference = re.search(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    assert reference
    with story.office.sessions.reading() as db:
        row = by_reference(db, reference[0])
    assert row
    story.complaint = row.id
    return unescape(page)


def test_it_holds_what_the_law_asks_for(story: Story, visitor: Visitor) -> None:
    page = _filed_now(story, visitor)
    contact = story.office.office.policy.contact
    for words in (
        NAME, MAIL,  # full identity
        "Pegangan tangga di panti rusak", "PSTW Jember, gedung barat",  # description
        "Monday, 16 November 2026,\N{NO-BREAK SPACE}09:00 WIB",  # time
        contact["address"],  # place
        contact["name"] or contact["position"],  # receiving officer
        "UU 25/2009",
    ):  # fmt: skip
        assert words in page, words


def test_it_shows_reference_code_and_a_picture_that_leads_back(
    story: Story, visitor: Visitor
) -> None:
    page = _filed_now(story, visitor)
    assert reference_of(story) in page
    assert code_of(story) in page
    assert '<svg viewBox="0 0' in page
    assert 'class="qr"' in page


def test_the_next_dates_are_those_of_the_clocks(story: Story, visitor: Visitor) -> None:
    page = _filed_now(story, visitor)
    # filed on a Monday: three working days to forward, fourteen days for the first answer
    assert "Thursday, 19 November 2026" in page
    assert "Monday, 30 November 2026" in page
    due = story.due("verify_forward")
    assert due
    assert due.date().isoformat() == "2026-11-19"


def test_whoever_opens_it_later_by_the_code_does_not_learn_who_filed_it(
    story: Story, app: Flask, visitor: Visitor
) -> None:
    _filed_now(story, visitor)
    later = Visitor(app)
    page = unescape(later.opens(f"{track(story, later)}/tanda-terima"))
    assert "Pegangan tangga" in page
    assert "not shown here, to protect you" in page
    for secret in (NAME, MAIL, "0812"):
        assert secret not in page


def test_a_stranger_gets_no_receipt(story: Story, app: Flask, visitor: Visitor) -> None:
    _filed_now(story, visitor)
    page = Visitor(app).opens(f"/lacak/{reference_of(story)}/tanda-terima")
    assert code_of(story) not in page
    assert "Secret code" in page


def test_the_text_of_a_mail_stands_on_its_receipt_too(story: Story, visitor: Visitor) -> None:
    story.writes(WHAT)
    story.tick()
    page = visitor.opens(f"{track(story, visitor)}/tanda-terima")
    assert WHAT in page


@pytest.mark.parametrize("wish", ["open", "anonymous"])
def test_the_letter_of_receipt_never_brings_the_code_to_the_conversation(
    story: Story, visitor: Visitor, wish: str
) -> None:
    story.files(WHAT, visibility=wish)
    story.tick()
    address = track(story, visitor)
    assert code_of(story) not in visitor.opens(address)
    assert "⟦" not in visitor.page
