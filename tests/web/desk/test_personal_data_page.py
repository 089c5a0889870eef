"""The personal-data officer answers a request: who it is, which complaints, and forgetting them."""

from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role

PLACE = "/data-pribadi"
TEXT = "The roof of ward two leaks"


def ends(office: DeskOffice, reference: str) -> None:
    """It is nothing for this office."""
    id = office.id(reference)
    office.does(Classify(complaint=id, safety="none"))
    office.does(Act(complaint=id, move="reject", values={"code": "too_general"}))


def test_a_request_to_be_forgotten_is_answered_without_a_word_of_the_matter(
    office: DeskOffice, ani: Desk
) -> None:
    dewi = office.desk("dewi", Role.PERSONAL_DATA_OFFICER)
    first = office.hears(TEXT)
    ends(office, first)
    second = office.hears("Another matter", conversation="dm:2")
    assert first != second
    assert dewi.client.get("/meja").location == PLACE, "where their day begins"
    page = words(dewi.opens(f"{PLACE}?nomor={first.lower()}"))
    assert "2 complaints are theirs" in page
    assert second in page
    assert "Not yet: these are still open" in page
    assert TEXT not in page
    assert "Wulandari" not in page
    dewi.opens(f"{PLACE}?nomor=C-0000-0000", status=404)

    dewi.sends(f"{PLACE}/identitas", 422, nomor=first, reason="curious")
    assert not trail(office, "identity.revealed")
    shown = dewi.sends(f"{PLACE}/identitas", 200, nomor=first, reason="data_subject_request")
    assert "Sari Wulandari" in shown.text
    [entry] = trail(office, "identity.revealed")
    assert (entry.complaint, entry.detail) == (office.id(first), "data_subject_request")

    refused = dewi.sends(f"{PLACE}/lupakan", 422, nomor=first, confirm=first).text
    assert "A complaint of theirs is open" in words(refused)
    ends(office, second)
    dewi.sends(f"{PLACE}/lupakan", 422, nomor=first, confirm=second)
    dewi.follows(dewi.sends(f"{PLACE}/lupakan", nomor=first, confirm=first))
    assert "Nothing here says any more who it was." in words(dewi.page)
    dewi.sends(f"{PLACE}/identitas", 404, nomor=second, reason="data_subject_request")
    assert TEXT not in ani.opens(f"/aduan/{first}")


def test_nobody_answers_for_data_in_a_matter_about_their_own_unit(office: DeskOffice) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", reported_unit=JEMBER))
    own = office.desk("dewi", Role.PERSONAL_DATA_OFFICER, JEMBER)
    own.opens(f"{PLACE}?nomor={reference}", status=404)
    own.sends(f"{PLACE}/identitas", 404, nomor=reference, reason="data_subject_request")
