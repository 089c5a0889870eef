"""Words that everybody can read, at the desk: answered, released, exposed, hidden, taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.adapters.shown import shows
from tests.web.conftest import Visitor
from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from workflow.core.roles import Role

NIK = "3515012345678901"
WARNING = "Public: everybody can read this, and nobody can take it back."


@pytest.fixture
def rina(office: DeskOffice) -> Desk:
    """A supervisor."""
    return office.desk("rina", Role.SUPERVISOR)


def said_in_public(office: DeskOffice) -> list[str]:
    office.sends_all()
    taken = office.story.memory.platform.taken
    return [one.parcel.text for one in taken if one.parcel.public]


def test_an_answer_says_that_it_is_public_before_it_goes_and_then_goes(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out", public=True, conversation="c:1")
    address = f"/aduan/{reference}/pesan/1/jawab-publik"
    assert address in ani.opens(f"/aduan/{reference}")
    assert WARNING in words(ani.opens(address))
    check = words(ani.sends(address, 200, text="The pump is back.").text)
    assert WARNING in check
    assert "To Everybody: it stands below the comment" in check
    assert said_in_public(office) == []
    ani.sends(address, step="send", text="The pump is back.")
    assert said_in_public(office) == ["The pump is back.\n"]


def test_a_private_message_offers_no_public_answer(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", conversation="dm:1")
    assert "jawab-publik" not in ani.opens(f"/aduan/{reference}")
    ani.opens(f"/aduan/{reference}/pesan/1/jawab-publik", 404)


def test_personal_data_is_named_and_does_not_go_out(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", public=True, name="Sari Wulandari")
    address = f"/aduan/{reference}/pesan/1/jawab-publik"
    ani.opens(address)
    text = f"Dear Wulandari, your number {NIK} is known."
    page = ani.sends(address, 422, text=text).text
    assert f"“{NIK}” looks like a national identity or family card number." in words(page)
    assert "“Wulandari” is in the complainant's name." in words(page)
    assert area(page, "text") == text
    ani.sends(address, 422, text=text, step="send", confirm="yes")
    ani.sends(address, 422, text="Dear Wulandari, it is done.", step="send", confirm="yes")
    assert said_in_public(office) == []


def test_a_supervisor_lets_a_name_out_only_by_saying_so(office: DeskOffice, rina: Desk) -> None:
    reference = office.hears("Water is out", public=True, name="Sari Wulandari")
    address = f"/aduan/{reference}/pesan/1/jawab-publik"
    rina.opens(address)
    rina.sends(address, 422, text="Dear Sari, it is done.", step="send")
    assert said_in_public(office) == []
    rina.sends(address, text="Dear Sari, it is done.", step="send", confirm="yes")
    assert len(said_in_public(office)) == 1
    page = words(rina.opens(f"/aduan/{reference}"))
    assert "Published, with what looked like personal data confirmed." in page


def test_a_unit_hands_in_and_the_desk_releases_what_it_may_change(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    reference = office.hears("Water is out", public=True)
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/pesan/1/jawab-publik"
    assert "The desk looks at it and releases it." in words(harun.opens(address))
    harun.sends(address, text="Pump is bak.")
    assert said_in_public(office) == []
    draft = max(office.facts(reference).proposed)
    release = f"/aduan/{reference}/pesan/{draft}/lepas"
    assert release not in harun.opens(f"/aduan/{reference}")
    harun.opens(release, 403)
    assert release in ani.opens(f"/aduan/{reference}")
    assert area(ani.opens(release), "text") == "Pump is bak."
    ani.sends(release, 200, text="Pump is back.")
    ani.sends(release, text="Pump is back.", step="send")
    assert said_in_public(office) == ["Pump is back.\n"]
    ani.opens(release, 404)


def test_more_than_the_platform_takes_is_refused_and_not_cut(office: DeskOffice, ani: Desk) -> None:
    office.story.memory.can = replace(office.story.memory.can, longest_public=20)
    reference = office.hears("Water is out", public=True)
    address = f"/aduan/{reference}/pesan/1/jawab-publik"
    ani.opens(address)
    page = words(ani.sends(address, 422, text="x" * 21).text)
    assert "A public answer may have at most 20 characters here." in page
    ani.sends(address, 200, text="x" * 20)


@shows("T20", channels=("facebook", "instagram", "mastodon"))
def test_personal_data_in_a_comment_is_flagged_and_stands_on_no_public_page(
    office: DeskOffice, ani: Desk
) -> None:
    said = f"Water is out. My number is {NIK}, call 0812-3456-7890"
    reference = office.hears(said, public=True, id="m-1")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "a number that looks like a national identity or family card number" in page
    assert "a number that looks like a telephone number" in page
    office.sends_all()
    for text in said_in_public(office):
        assert NIK not in text
    stranger = Visitor(ani.client.application)
    for address in ("/", "/angka", "/lacak"):
        shown = stranger.opens(address)
        assert not any(number in shown for number in (NIK, "0812-3456-7890", reference))


def test_a_comment_with_an_identity_number_is_hidden_with_one_click(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears(f"My number is {NIK}", public=True, id="m-1")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "This public comment shows a number that looks like a national identity" in page
    ani.sends(f"/aduan/{reference}/pesan/1/sembunyikan")
    assert "About to be hidden on the platform." in words(ani.opens(f"/aduan/{reference}"))
    office.sends_all()
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "Hidden on the platform" in page
    assert "This public comment shows" not in page
    assert office.story.memory.platform.hidden == [("office", "m-1")]


def test_a_private_number_is_nobodys_business(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears(f"My number is {NIK}", conversation="dm:1")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "This public comment shows" not in page
    ani.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/pesan/1/sembunyikan", 404)


def test_where_nothing_can_be_hidden_no_button_is_shown(office: DeskOffice, ani: Desk) -> None:
    office.story.memory.can = replace(office.story.memory.can, hide=False)
    reference = office.hears(f"My number is {NIK}", public=True)
    page = ani.opens(f"/aduan/{reference}")
    assert "This public comment shows" in words(page)
    assert "sembunyikan" not in page


def test_edited_and_deleted_words_and_reactions_are_told(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Watr is out", conversation="dm:1", id="m-1")
    office.hears("And my secret", conversation="dm:1", id="m-2")
    platform = office.story.memory.platform
    for event in (
        {"type": "edit", "id": "e-1", "target": "m-1", "text": "Water is out"},
        {"type": "delete", "id": "d-1", "target": "m-2"},
        {"type": "reaction", "id": "r-1", "target": "m-1", "text": "👍"},
    ):
        platform.happens({"author": "sari.7", **event})
        for raw in platform.hand_over():
            office.installation.intake.take(raw, office.story.clock.at)
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "Edited by its author." in page
    assert "Earlier words" in page
    assert "Watr is out" in page
    assert "Deleted by its author; its words are withheld." in page
    assert "my secret" not in page
    assert "👍" in page


def test_the_composer_says_how_long_the_platform_takes_answers(
    office: DeskOffice, ani: Desk
) -> None:
    office.story.memory.can = replace(office.story.memory.can, window=timedelta(hours=24))
    reference = office.hears("Water is out", conversation="dm:1")
    office.waits(hours=21)
    ani.returns()
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "The platform takes answers until 17 Nov 2026" in page
    assert "in 3 hours" in page
    address = f"/aduan/{reference}/balas"
    ani.opens(address)
    office.waits(hours=4)
    ani.returns()
    told = words(ani.sends(address, 422, text="Which tap?").text)
    assert "It would not arrive: the platform takes no answer now." in told
    page = ani.opens(f"/aduan/{reference}")
    assert "The window closed 1 hour ago" in words(page)
    assert f'action="{address}"' not in page


def test_somebody_who_only_commented_gets_one_private_answer(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", public=True)
    assert "one private answer is possible" in words(ani.opens(f"/aduan/{reference}"))
    office.sends_all()
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "A comment is answered once in private, and this one was." in page


def test_it_is_all_there_in_indonesian(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears(f"NIK saya {NIK}", public=True)
    ani.reads_in("id")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "Komentar publik ini memperlihatkan nomor yang tampak seperti NIK" in page
    assert "Sembunyikan komentar ini" in page
