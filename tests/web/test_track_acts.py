"""What complainants can do on the tracking page: write, answer, object, withdraw."""

from flask import Flask

from tests.story import HEAD, INTAKE, SUPERVISOR, Story
from tests.web.conftest import WHAT, Visitor, track, upload
from workflow.core import commands as c

ANSWER = "Pegangan sudah dipasang pada 12 November."
PNG = bytes.fromhex("89504e470d0a1a0a") + bytes(60)


def test_what_they_write_joins_their_complaint_once(filed: Story, visitor: Visitor) -> None:
    filed.assign("pstw-jember")
    address = track(filed, visitor)
    page = visitor.opens(address)
    for _ in range(2):
        visitor.page = page
        visitor.sends(f"{address}/tulis", words="Ini fotonya.", files=[upload("foto.png", PNG)])
    words = [message.text for message in filed.conversation if message.direction == "in"]
    assert words == [WHAT, "Ini fotonya."]
    page = visitor.opens(address)
    assert "foto.png" in page
    assert filed.kinds().count("MessageCame") == 1


def test_an_answer_to_our_question_supplies_what_was_asked(filed: Story, visitor: Visitor) -> None:
    filed.triage()
    filed.act("ask", INTAKE, question="Gedung yang mana?")
    filed.tick()
    address = track(filed, visitor)
    assert "Gedung yang mana?" in visitor.opens(address)
    visitor.sends(f"{address}/tulis", words="Gedung barat.")
    assert filed.state == "received"


def test_yes_resolves_and_no_sends_it_back_with_their_words(filed: Story, visitor: Visitor) -> None:
    filed.assign("pstw-jember")
    filed.respond(ANSWER)
    address = track(filed, visitor)
    assert "Is it solved?" in visitor.opens(address)
    visitor.sends(f"{address}/belum", 409, why="  ")
    visitor.sends(f"{address}/belum", why="Pegangannya goyang lagi.")
    assert filed.state == "assigned"
    last = filed.conversation[-2]
    assert (last.text, last.direction) == ("Pegangannya goyang lagi.", "in")
    filed.respond(ANSWER)
    visitor.opens(address)
    visitor.sends(f"{address}/selesai")
    assert filed.state == "resolved"
    assert "Not solved after all?" in visitor.opens(address)
    visitor.sends(f"{address}/belum", why="Rusak lagi.")
    assert filed.state == "assigned"


def test_they_can_withdraw_and_cannot_do_what_the_lifecycle_forbids(
    filed: Story, visitor: Visitor
) -> None:
    address = track(filed, visitor)
    assert "is not possible" in visitor.sends(f"{address}/selesai", 409).text
    visitor.opens(address)
    visitor.sends(f"{address}/cabut", why="Sudah dibantu tetangga.")
    assert filed.state == "withdrawn"
    visitor.opens(address)
    visitor.sends(f"{address}/cabut", 409, why="lagi")


def test_words_typed_after_the_hour_was_over_come_back(
    filed: Story, app: Flask, visitor: Visitor
) -> None:
    address = track(filed, visitor)
    visitor.client.delete_cookie("track", path="/lacak")
    page = visitor.sends(f"{address}/tulis", 409, words="Ini kalimat panjang saya.").text
    assert "enter your reference and secret code again" in page
    assert "Ini kalimat panjang saya." in page


def test_a_referred_complaint_says_to_whom_it_went(filed: Story, visitor: Visitor) -> None:
    filed.triage()
    filed.act("refer", SUPERVISOR, agency="kemensos", letter="460/12/2026")
    filed.tick()
    page = visitor.opens(track(filed, visitor))
    assert "Passed on to the agency that decides it" in page
    assert "Ministry of Social Affairs" in page


def test_a_wait_for_another_agency_and_more_time_are_told(filed: Story, visitor: Visitor) -> None:
    filed.assign("pstw-jember")
    filed.act("hold", HEAD, agency="kemensos", letter="460/12/2026 tanggal 16 November")
    extend = c.Extend(
        complaint=filed.complaint, clock="resolution", by="7 working days",
        ground="site_visit", letter="Kami perlu waktu.",
    )  # fmt: skip
    filed.does(extend, SUPERVISOR)
    page = visitor.opens(track(filed, visitor))
    assert "With: Ministry of Social Affairs" in page
    assert "We need more time" in page
    assert "New date: Tuesday, 15 December 2026" in page
    assert "460/12/2026" not in page
