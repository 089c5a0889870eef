"""What the pages say of words that were typed on a platform itself, and of stories."""

from tests.web.desk_story import Desk, DeskOffice, words

TALK = "dm:sari.7"


def test_the_desk_sees_that_an_answer_was_typed_on_the_platform_itself(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out", conversation=TALK)
    office.hears("The pump was mended this morning.", "office", id="own-1", conversation=TALK)
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "The pump was mended this morning." in page
    assert "The office" in page
    assert "Answer typed on the platform itself" in page
    assert "Not sent from here: Answer typed on the platform itself." in page
    ani.reads_in("id")
    assert "Jawaban yang diketik langsung di platform" in words(ani.opens(f"/aduan/{reference}"))


def test_the_desk_sees_why_a_message_joined_an_old_complaint(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", conversation=TALK, id="m-1")
    office.hears("It is out again", conversation=TALK, reply_to="m-1")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "It quotes an earlier message of this complaint." in page
