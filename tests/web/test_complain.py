"""Filing a complaint at /lapor: page by page, without a script, once however often it is sent."""

import re
from collections.abc import Mapping
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.story import Story
from tests.web.conftest import Visitor, upload
from web.filing import STEPS
from workflow.store import audit, files, messages, people
from workflow.store.models import ComplaintRow
from workflow.store.tables import InboxRow

WHAT = "Pegangan tangga di panti rusak sejak Maret, dan ibu saya jatuh."
ANSWERS: Mapping[str, Mapping[str, str]] = {
    "what": {"what": WHAT, "wish": "Pegangannya diperbaiki."},
    "where": {"place": "PSTW Jember, gedung barat", "happened_on": "sejak Maret"},
    "about": {"about": "unit", "unit": "pstw-jember", "officer": ""},
    "reach": {"name": "Siti Contoh", "email": "siti@warga.example", "phone": "0812 3456 7890"},
    "wish": {"visibility": "anonymous"},
}
PNG = bytes.fromhex("89504e470d0a1a0a") + bytes(60)


def walk(visitor: Visitor, until: str = "check", **changed: Mapping[str, str]) -> None:
    """Answer every question up to a step, with some answers changed."""
    visitor.opens("/lapor")
    for step in STEPS:
        if step.name == until:
            return
        fields = {**ANSWERS[step.name], **changed.get(step.name, {})}
        visitor.sends("/lapor", 200, go="next", **fields)
    raise AssertionError(until)


def send(visitor: Visitor, status: int = 303, **fields: object) -> TestResponse:
    """Press the last button."""
    return visitor.sends("/lapor", status, go="send", **fields)


def _complaints(story: Story) -> list[ComplaintRow]:
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(ComplaintRow).order_by(ComplaintRow.id)))


def _in_inbox(story: Story) -> int:
    with story.office.sessions.reading() as db:
        return db.scalar(select(func.count()).select_from(InboxRow)) or 0


def test_a_complaint_is_filed_page_by_page_and_ends_with_a_receipt(
    story: Story, visitor: Visitor
) -> None:
    walk(visitor)
    assert "nothing is sent yet" in visitor.page
    for words in (WHAT, "gedung barat", "siti@warga.example", "Without my name"):
        assert words in unescape(visitor.page)
    assert _in_inbox(story) == 0
    receipt = visitor.follows(send(visitor))
    [row] = _complaints(story)
    assert row.reference in receipt
    assert (row.channel, row.reported_unit, row.anonymous) == ("form", "pstw-jember", True)
    with story.office.sessions.reading() as db:
        known = people.identity(db, story.office.vault, row.person_id)
    assert known
    assert known.name == "Siti Contoh"


def test_nothing_is_kept_before_it_is_sent(story: Story, visitor: Visitor) -> None:
    walk(visitor)
    assert _in_inbox(story) == 0
    assert _complaints(story) == []


def test_sent_twice_it_is_one_complaint_with_one_receipt(story: Story, visitor: Visitor) -> None:
    walk(visitor)
    page = visitor.page
    first = visitor.follows(send(visitor))
    visitor.page = page
    second = visitor.follows(send(visitor))
    [row] = _complaints(story)
    assert row.reference in first
    assert row.reference in second


def test_going_back_correcting_and_sending_again_stays_one_complaint(
    story: Story, visitor: Visitor
) -> None:
    walk(visitor)
    page = visitor.page
    send(visitor)
    visitor.page = page
    visitor.sends("/lapor", 200, go="edit:what")
    visitor.sends("/lapor", 200, go="next", what=WHAT + " Dua kali.", wish="")
    for step in ("where", "about", "reach", "wish"):
        visitor.sends("/lapor", 200, go="next", **ANSWERS[step])
    corrected = visitor.follows(send(visitor))
    [row] = _complaints(story)
    assert row.reference in corrected
    with story.office.sessions.reading() as db:
        said = [m.text for m in messages.conversation(db, row.id) if m.direction == "in"]
    assert said == [f"{WHAT}\n\nPegangannya diperbaiki.", f"{WHAT} Dua kali."]


@pytest.mark.parametrize(
    ("step", "answers", "sentence"),
    [
        ("what", {"what": "   "}, "Tell us what happened"),
        ("what", {"what": "x" * 15_001}, "shorten this to 15000"),
        ("about", {"about": ""}, "Choose one of the three."),
        ("about", {"about": "everybody"}, "Choose one of the three."),
        ("about", {"about": "unit", "unit": ""}, "Choose the unit"),
        ("about", {"about": "unit", "unit": "no-such-unit"}, "Choose the unit"),
        ("reach", {"email": "siti at example"}, "An e-mail address looks like"),
        ("reach", {"phone": "12"}, "A telephone number has"),
        ("wish", {"visibility": ""}, "Choose one of the three."),
        ("wish", {"visibility": "secret"}, "Choose one of the three."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(
    visitor: Visitor, step: str, answers: dict[str, str], sentence: str
) -> None:
    walk(visitor, until=step)
    page = visitor.sends("/lapor", 422, go="next", **{**ANSWERS[step], **answers}).text
    assert sentence in page
    assert 'aria-invalid="true"' in page
    field = "unit" if "unit" in answers else next(iter(answers))
    assert f'id="{field}-error"' in page
    for name, words in {**ANSWERS[step], **answers}.items():
        if name not in ("visibility", "about", "unit") and words.strip():
            assert words in unescape(page)


def test_back_keeps_what_was_typed_even_where_it_is_wrong(visitor: Visitor) -> None:
    walk(visitor, until="reach")
    visitor.sends("/lapor", 200, go="back", name="Siti", email="not yet right", phone="")
    assert "Who is it about?" in visitor.page
    visitor.sends("/lapor", 200, go="next", **ANSWERS["about"])
    assert 'value="not yet right"' in visitor.page


def test_the_language_changes_without_losing_a_word(visitor: Visitor) -> None:
    visitor.opens("/lapor")
    visitor.sends("/lapor", 200, language="id", what=WHAT, wish="")
    assert "Apa yang terjadi?" in visitor.page
    assert WHAT in visitor.page
    assert "Sampaikan aduan" in visitor.opens("/")


def test_another_choice_takes_back_what_was_asked_under_the_first(
    story: Story, visitor: Visitor
) -> None:
    walk(visitor, about={"about": "unsure", "unit": "pstw-jember", "officer": "Pak Contoh"})
    assert "Pak Contoh" not in visitor.page.split("<dl")[1]
    send(visitor)
    assert _complaints(story)[0].reported_unit == ""


def test_a_form_that_was_tampered_with_begins_anew(story: Story, visitor: Visitor) -> None:
    walk(visitor)
    visitor.page = re.sub(r'name="state" value="(.)', r'name="state" value="x\1', visitor.page)
    send(visitor, 422)
    assert "Tell us what happened" in visitor.page
    assert _in_inbox(story) == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [("anak saya diperkosa di sana", "shown"), ("Penghuni DIANCAM", "shown"), (WHAT, "hidden")],
)
def test_words_of_danger_show_the_emergency_numbers_at_once(
    visitor: Visitor, words: str, told: str
) -> None:
    visitor.opens("/lapor")
    visitor.sends("/lapor", 200, go="next", what=words, wish="")
    note = re.search(r"<section[^>]*data-danger-note[^>]*>", visitor.page)
    assert note
    assert (told == "hidden") == (" hidden" in note[0])
    for number in ("110", "112", "119", "129"):
        assert f'href="tel:{number}"' in visitor.page


def test_files_travel_with_the_last_page(story: Story, visitor: Visitor) -> None:
    walk(visitor)
    send(visitor, files=[upload("../../rusak.png", PNG), upload("x.svg", b"<svg/>")])
    with story.office.sessions.reading() as db:
        [picture, drawing] = files.of_complaint(db, _complaints(story)[0].id)[1]
    assert (picture.name, picture.quarantined) == ("rusak.png", "")
    assert drawing.quarantined


@pytest.mark.parametrize(
    ("attached", "sentence"),
    [
        ([("besar.png", 10_000_001)], "besar.png is larger than 10 MB."),
        ([("kosong.png", 0)], "kosong.png is empty."),
        ([(f"{n}.png", 9) for n in range(11)], "Choose at most 10 files."),
    ],
)
def test_files_that_cannot_be_taken_are_named_and_nothing_is_lost(
    story: Story, visitor: Visitor, attached: list[tuple[str, int]], sentence: str
) -> None:
    walk(visitor)
    send(visitor, 200, files=[upload(name, bytes(size)) for name, size in attached])
    assert sentence in visitor.page
    assert WHAT in visitor.page
    assert _in_inbox(story) == 0


def test_one_network_files_only_so_many_in_an_hour(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    walk(visitor)
    for _ in range(60):
        send(visitor)
    send(visitor, 200)
    assert "tried too often" in visitor.page
    assert WHAT in visitor.page
    story.clock.at += timedelta(minutes=61)
    send(visitor)


def test_what_is_limited_is_counted_without_any_address(story: Story, visitor: Visitor) -> None:
    walk(visitor)
    send(visitor)
    with story.office.sessions.reading() as db:
        [entry] = audit.latest(db, limit=5, actions=["form.sent"])
    assert entry.actor.startswith("net:")
    assert "127.0.0.1" not in str(entry)


def test_a_receipt_that_is_not_ready_is_waited_for(story: Story, visitor: Visitor) -> None:
    walk(visitor)
    answer = send(visitor)
    with story.office.sessions.transaction() as db:
        kept = db.scalars(select(InboxRow)).one()
        kept.complaint_id = None
    page = visitor.opens(answer.location, 202)
    assert "It has arrived" in page
    forged = visitor.client.get("/lapor/diterima/forged")
    assert forged.location == "/lapor"


def test_the_form_says_whose_matter_it_usually_is_before_it_is_sent(visitor: Visitor) -> None:
    walk(visitor, what={"what": "Bansos PKH saya dicoret, BPNT juga tidak cair.", "wish": ""})
    assert "usually decided by Ministry of Social Affairs" in visitor.page
    walk(visitor, what={"what": "Anak saya diperkosa.", "wish": ""})
    assert "This looks like" not in visitor.page
