"""What the triage page proposes, why, and that nothing of it happens by itself."""

import re
from typing import Any

import pytest

from tests.web.conftest import hire
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.commands import Act, Classify
from workflow.core.roles import Actor, Role
from workflow.store import suggestions
from workflow.suggesting_chore import Learning

WHEELCHAIR = "Kursi roda untuk adik saya belum datang, ia lumpuh sejak lahir."
WATER = "Air di wisma Melati mati tiga hari, kamar mandi tidak bisa dipakai, kasur basah."
SUPERVISOR = Actor.staff("901", Role.SUPERVISOR)


def triage_page(office: DeskOffice, desk: Desk, text: str, author: str = "sari.7") -> str:
    return desk.opens(f"/aduan/{office.hears(text, author)}/telaah")


def selected(page: str, name: str) -> str:
    """What a list of the page stands on."""
    found = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
    assert found
    value = re.search(r'value="([^"]*)" selected', found[0])
    return value[1] if value else ""


def offered(page: str, name: str) -> list[str]:
    """What is proposed for a field, the likeliest first."""
    return re.findall(rf'name="fill" value="{name}:([^"]+)"', page)


def learns(office: DeskOffice) -> dict[str, int]:
    installation = office.installation
    policy = installation.office.policy
    return Learning(installation.sessions, policy).turn(office.story.clock.at)


def test_on_the_first_day_the_rules_own_words_suggest(office: DeskOffice, ani: Desk) -> None:
    page = triage_page(office, ani, WHEELCHAIR)
    assert offered(page, "category")[0] == "disabilitas"
    assert "because of “kursi roda”" in words(page)
    assert offered(page, "unit")[0] == "bid-rehsos"
    assert "usual for this category" in words(page)


def test_a_suggestion_picks_nothing_by_itself(office: DeskOffice, ani: Desk) -> None:
    page = triage_page(office, ani, WHEELCHAIR)
    assert (selected(page, "category"), selected(page, "unit")) == ("", "")


def test_a_text_without_any_known_word_gets_no_suggestion(office: DeskOffice, ani: Desk) -> None:
    page = triage_page(office, ani, "Zzz qqq.")
    assert offered(page, "category") == []
    assert "Its words suggest nothing." in words(page)


def test_one_press_takes_category_class_and_unit_and_saves_nothing(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Syarat masuk panti werdha Jember apa saja? Mau tanya jadwal.")
    ani.opens(f"/aduan/{reference}/telaah")
    page = ani.sends(f"/aduan/{reference}/telaah", 200, fill="all", klass="complaint").text
    assert selected(page, "category") == "informasi_layanan"
    assert selected(page, "klass") == "information_request"
    assert selected(page, "unit") != ""
    assert office.facts(reference).category == ""


def test_a_filled_field_keeps_all_that_was_picked(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears(WHEELCHAIR)
    ani.opens(f"/aduan/{reference}/telaah")
    picked: dict[str, Any] = {"safety": "none", "priority": "urgent", "klass": "complaint",
                              "oversight": "on"}  # fmt: skip
    fill = "category:disabilitas"
    page = ani.sends(f"/aduan/{reference}/telaah", 200, fill=fill, **picked).text
    assert 'value="none" data-key="0" checked' in page
    assert selected(page, "priority") == "urgent"
    assert 'name="oversight" checked' in page


def test_only_fields_that_have_suggestions_are_filled(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears(WHEELCHAIR)
    ani.opens(f"/aduan/{reference}/telaah")
    page = ani.sends(f"/aduan/{reference}/telaah", 200, fill="safety:danger").text
    assert 'value="danger" data-key="1" checked' not in page


def test_the_office_learns_from_what_it_has_decided(office: DeskOffice, ani: Desk) -> None:
    text = "Genteng asrama putri diterbangkan angin tadi malam."
    before = triage_page(office, ani, text)
    assert offered(before, "category")[:1] != ["bencana"]
    for number in range(4):
        earlier = office.hears(f"Angin menerbangkan genteng rumah nomor {number}.", f"w{number}")
        office.does(Classify(complaint=office.id(earlier), category="bencana", safety="none",
                             klass="complaint"))  # fmt: skip
        office.does(Act(complaint=office.id(earlier), move="assign",
                        values={"unit": "bid-linjamsos"}))  # fmt: skip
    assert learns(office) == {"learned": 4}
    page = triage_page(office, ani, text, "sumi")
    assert offered(page, "category")[0] == "bencana"
    assert "genteng" in words(page).partition("because of")[2][:60]
    assert offered(page, "unit")[0] == "bid-linjamsos"
    assert "such complaints went there before" in words(page)


def test_what_was_learned_holds_no_word_of_a_single_person(office: DeskOffice) -> None:
    for number in range(3):
        author, text = f"w{number}", f"Atap bocor, nama saya Wiratmoko{number}qx."
        office.assigned(office.hears(text, author), JEMBER)
    for room in ("dapur", "teras"):
        text = f"Atap {room} bocor. Hubungi Sumiyatiningrum."
        office.assigned(office.hears(text, "sumi", conversation=room), JEMBER)
    learns(office)
    with office.installation.sessions.reading() as db:
        learned = suggestions.kept(db).lower()
    assert "bocor" in learned
    assert "wiratmoko" not in learned
    assert "sumiyatiningrum" not in learned


def test_learning_waits_until_enough_is_new_or_a_day_is_over(office: DeskOffice) -> None:
    assert learns(office) == {"learned": 0}
    office.assigned(office.hears(WATER), JEMBER)
    assert learns(office) == {"learned": 1}
    office.assigned(office.hears(WHEELCHAIR, "budi"), JEMBER)
    assert learns(office) == {"learned": 0}
    office.waits(days=1)
    assert learns(office) == {"learned": 2}


def test_a_named_unit_is_offered_as_owner_and_its_town_says_why(
    office: DeskOffice, ani: Desk
) -> None:
    page = triage_page(office, ani, "Atap panti werdha Magetan bocor, kasur simbah basah.")
    assert offered(page, "unit")[0] == "pstw-magetan"
    assert "PSTW Magetan is named" in words(page)
    assert "It names PSTW Magetan: “panti werdha Magetan”." in words(page)


def test_a_complaint_that_blames_a_unit_says_so_and_offers_the_one_above(
    office: DeskOffice, ani: Desk
) -> None:
    page = triage_page(office, ani, "Di panti werdha Jember kami dimintai uang admin, ini pungli.")
    assert "It may be about PSTW Jember itself: “panti werdha Jember”." in words(page)
    assert JEMBER not in offered(page, "unit")
    assert "bid-rehsos" in offered(page, "unit")
    assert "hears complaints about PSTW Jember" in words(page)


def test_naming_a_head_speaks_about_the_unit(office: DeskOffice, ani: Desk) -> None:
    hire(office.app, "hartono", Role.UNIT_HEAD, JEMBER)  # is called Hartono Prasetya
    page = triage_page(office, ani, "Pak Hartono marah-marah waktu kami menjenguk simbah.")
    assert "It names somebody of PSTW Jember: “Pak Hartono”." in words(page)
    page = triage_page(office, ani, "Tetangga saya Hartono sakit, tolong ditengok.", "budi")
    assert "It names somebody" not in words(page)


def test_once_marked_the_unit_can_not_own_it(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Di panti werdha Jember kami dimintai uang admin, ini pungli.")
    address = f"/aduan/{reference}/telaah"
    ani.opens(address)
    picked: dict[str, Any] = {"klass": "complaint", "category": "pungli", "unit": JEMBER,
                              "safety": "none"}  # fmt: skip
    page = ani.sends(address, 200, fill=f"reported_unit:{JEMBER}", **picked).text
    assert selected(page, "reported_unit") == JEMBER
    assert selected(page, "unit") == ""
    ani.sends(address, 422, reported_unit=JEMBER, oversight="on", confidential="on", **picked)
    assert office.facts(reference).reported_unit == ""
    picked["unit"] = "bid-rehsos"
    ani.sends(address, reported_unit=JEMBER, oversight="on", confidential="on", **picked)
    facts = office.facts(reference)
    assert (facts.reported_unit, facts.unit) == (JEMBER, "bid-rehsos")
    office.desk("harun", Role.UNIT_HEAD, JEMBER).opens(f"/aduan/{reference}", status=404)


def test_likely_duplicates_stand_side_by_side_with_their_differences(
    office: DeskOffice, ani: Desk
) -> None:
    first = office.hears(WATER, "adi")
    page = triage_page(office, ani, WATER.replace("tiga", "empat"), "budi")
    assert f'name="merge" value="{first}"' in page
    assert "<mark>empat</mark>" in page
    assert "<mark>tiga</mark>" in page
    assert "both say “dipakai”, “" in words(page)
    assert "“empat”" not in words(page)


def test_what_is_not_alike_closed_or_old_is_no_duplicate(office: DeskOffice, ani: Desk) -> None:
    closed = office.hears(WATER, "adi")
    office.does(Classify(complaint=office.id(closed), safety="none"))
    reject = Act(complaint=office.id(closed), move="reject", values={"code": "praise_only"})
    office.does(reject)
    old = office.hears(WATER, "dewi")
    office.waits(days=91)
    ani.returns()
    page = triage_page(office, ani, WATER, "budi")
    assert f'value="{closed}"' not in page
    assert f'value="{old}"' not in page
    assert "No open complaint of the last 90 days is like it." in words(page)
    page = triage_page(office, ani, WHEELCHAIR, "citra")
    assert 'name="merge"' not in page


def test_a_merge_screens_and_closes_in_one_go_and_a_supervisor_undoes_it(
    office: DeskOffice, ani: Desk
) -> None:
    first, again = office.hears(WATER, "adi"), office.hears(WATER, "budi")
    address = f"/aduan/{again}/telaah"
    ani.opens(address)
    page = ani.sends(address, 422, merge=first).text
    assert "Say first whether somebody is in danger." in words(page)
    answer = ani.sends(address, merge=first, safety="none")
    assert answer.location == f"/aduan/{first}/telaah"
    assert f"{again} is merged into {first}." in words(ani.follows(answer))
    assert (office.facts(again).state, office.facts(again).safety) == ("merged", "none")
    assert office.facts(first).joined == [office.id(again)]
    reopen = Act(complaint=office.id(again), move="reopen", values={"reason": "Not the same."})
    office.does(reopen, SUPERVISOR)
    assert office.facts(again).state == "received"
    assert office.facts(first).joined == []


def test_nothing_is_merged_when_somebody_was_faster(office: DeskOffice, ani: Desk) -> None:
    first, again = office.hears(WATER, "adi"), office.hears(WATER, "budi")
    ani.opens(f"/aduan/{again}/telaah")
    office.assigned(again, JEMBER)
    page = ani.sends(f"/aduan/{again}/telaah", 409, merge=first, safety="danger").text
    assert "Somebody else acted first." in words(page)
    assert (office.facts(again).state, office.facts(again).safety) == ("assigned", "none")


@pytest.mark.parametrize("about", [JEMBER, "pstw-magetan"])
def test_a_complaint_about_ones_own_unit_is_no_candidate(office: DeskOffice, about: str) -> None:
    """An intake officer who belongs to a unit never sees what is said about it."""
    first, hidden = office.hears(WATER, "adi"), about == JEMBER
    office.does(Classify(complaint=office.id(first), safety="none", reported_unit=about))
    again = office.hears(WATER, "budi")
    ika = office.desk("ika", Role.INTAKE_OFFICER, JEMBER)
    page = ika.opens(f"/aduan/{again}/telaah")
    assert (first in page) is not hidden
    ika.sends(f"/aduan/{again}/telaah", 422 if hidden else 303, merge=first, safety="none")
    assert office.facts(again).state == ("received" if hidden else "merged")


def test_one_that_came_later_is_merged_from_its_own_page(office: DeskOffice, ani: Desk) -> None:
    first = office.hears(WATER, "adi")
    office.waits(days=1)
    later = office.hears(WATER, "budi")
    ani.returns()
    page = ani.opens(f"/aduan/{first}/telaah")
    assert 'name="merge"' not in page
    assert f'href="/aduan/{later}/telaah"' in page
    refused = ani.sends(f"/aduan/{first}/telaah", 422, merge=later, safety="none")
    assert "The other one came later" in words(refused.text)
    assert office.facts(first).state == "received"


def test_the_candidates_are_those_of_the_same_person_first(office: DeskOffice, ani: Desk) -> None:
    text = "Kamar mandi di wisma Kenanga licin."
    stranger = office.hears(f"{text} Mohon diperbaiki segera.", "adi")
    own = office.hears(f"{text} Nenek hampir jatuh kemarin.", "budi", conversation="a")
    page = ani.opens(f"/aduan/{office.hears(f'{text} Kapan?', 'budi', conversation='b')}/telaah")
    found = re.findall(r'name="merge" value="([^"]+)"', page)
    assert found == [own, stranger]
    assert words(page).count("the same person") == 1
