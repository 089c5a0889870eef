"""Moves at the desk: greyed in the engine's words, checked before they go, never lost."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from workflow.core.commands import Act, Classify
from workflow.core.lifecycle import COMPLAINT
from workflow.core.refusal import Refused
from workflow.core.roles import Role


def greyed(page: str) -> dict[str, str]:
    """The greyed moves of a page, each with the sentence that stands below it."""
    found = {}
    for block in re.findall(r'<div class="greyed">(.*?)</div>', page, re.DOTALL):
        sentence = words(re.search(r'class="greyed-why">(.*)</p>', block, re.DOTALL)[1])  # type: ignore[index]
        for button in re.findall(r'class="greyed-move">([^<]*)<', block):
            found[unescape(button)] = sentence
    return found


def test_a_greyed_move_says_what_the_engine_says(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    buttons = {move.button: move.name for move in COMPLAINT.moves}
    found = greyed(ani.opens(f"/aduan/{reference}"))
    assert {"Assign", "Reject", "Answer the complaint"} <= found.keys()
    for button, sentence in found.items():
        move = Act(complaint=office.id(reference), move=buttons[button])
        with pytest.raises(Refused) as no:
            office.does(move, ani.actor)
        assert sentence == str(no.value)


def test_what_greys_a_move_also_stands_on_its_form(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    page = words(ani.opens(f"/aduan/{reference}/langkah/reject", status=422))
    assert "Say first whether somebody is in danger." in page


def test_a_move_of_another_state_leads_back_to_the_complaint(
    office: DeskOffice, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    page = words(harun.opens(f"/aduan/{reference}/langkah/resume"))
    assert "“Go on” is not open now: Assigned." in page


def test_nothing_goes_out_before_it_was_looked_at(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    office.sends_all()
    sent = len(office.story.memory.platform.taken)
    address = f"/aduan/{reference}/langkah/respond"
    typed: dict[str, Any] = {"answer": "The pump works again.", "no_evidence": "given_in_person"}
    harun.opens(address)
    check = harun.sends(address, 200, **typed).text
    assert re.search(r"To Complainant #\w{5} By Trial channel", words(check))
    assert "The pump works again." in words(check)
    assert "Then it is: Answered." in words(check)
    assert area(check, "answer") == "The pump works again."
    assert office.facts(reference).state == "assigned"
    harun.sends(address, step="send", **typed)
    office.sends_all()
    assert office.facts(reference).state == "responded"
    assert "The pump works again." in office.story.memory.platform.taken[sent].parcel.text


def test_what_was_checked_is_what_is_sent(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    office.sends_all()
    harun.opens(f"/aduan/{reference}/langkah/ask")
    address = f"/aduan/{reference}/langkah/ask"
    check = harun.sends(address, 200, question="Which house?").text
    letter = re.search(r'<p class="letter-text">(.*?)</p>', check, re.DOTALL)
    assert letter
    harun.sends(address, step="send", question="Which house?")
    office.sends_all()
    assert office.story.memory.platform.taken[-1].parcel.text == unescape(letter[1])


def test_looking_again_changes_the_words_and_loses_none(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/langkah/respond"
    harun.opens(address)
    page = harun.sends(address, 200, step="change", answer="The pump\nworks.").text
    assert area(page, "answer") == "The pump\nworks."
    assert office.facts(reference).state == "assigned"


def test_a_refused_act_keeps_what_was_typed(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/langkah/respond"
    form = words(harun.opens(address))
    assert "or choose below why there is none" in form
    assert "Evidence (if any)" not in form
    page = harun.sends(address, 422, answer="Without any evidence.").text
    assert "Name the evidence, or say why there is none." in words(page)
    assert area(page, "answer") == "Without any evidence."
    assert area(harun.opens(address), "answer") == "Without any evidence."


def test_of_two_officers_one_wins_and_the_other_keeps_the_words(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out")
    office.does(
        Classify(
            complaint=office.id(reference), safety="none", klass="complaint", category="bansos"
        )
    )
    budi = office.desk("budi", Role.INTAKE_OFFICER)
    address = f"/aduan/{reference}/langkah/refer"
    typed: dict[str, Any] = {"agency": "kemensos", "letter": "No. 460/7/2026"}
    ani.opens(address)
    budi.opens(address)
    budi.sends(f"/aduan/{reference}/langkah/assign", unit=JEMBER)
    page = ani.sends(address, 409, step="send", **typed).text
    assert "Somebody else acted first." in words(page)
    assert "Assigned to PSTW Jember." in words(page)
    assert area(page, "letter") == "No. 460/7/2026"
    assert '<option value="kemensos" selected>' in page
    assert office.facts(reference).state == "assigned"
    # Having seen it, she may still decide to refer it.
    ani.sends(address, step="send", **typed)
    assert office.facts(reference).state == "referred"


def test_a_merge_names_the_other_and_both_know_of_it(office: DeskOffice, ani: Desk) -> None:
    first, second = office.hears("Water is out", "adi"), office.hears("No water", "budi")
    for reference in (first, second):
        office.does(Classify(complaint=office.id(reference), safety="none"))
    address = f"/aduan/{second}/langkah/merge"
    ani.opens(address)
    page = ani.sends(address, 422, into="C-0000-0000").text
    assert "There is no such other complaint." in words(page)
    ani.sends(address, step="send", into=first.lower())
    assert f"Merged into {first}." in words(ani.opens(f"/aduan/{second}"))
    assert f"Merged into this one: {second}." in words(ani.opens(f"/aduan/{first}"))


def test_nobody_merges_into_a_complaint_that_is_hidden_from_them(office: DeskOffice) -> None:
    accusing, mine = office.hears("They take money", "adi"), office.hears("Water", "budi")
    office.does(Classify(complaint=office.id(accusing), safety="none", reported_unit=JEMBER))
    office.does(Classify(complaint=office.id(mine), safety="none"))
    ida = office.desk("ida", Role.INTAKE_OFFICER, JEMBER)
    address = f"/aduan/{mine}/langkah/merge"
    ida.opens(address)
    page = ida.sends(address, 422, step="send", into=accusing).text
    assert "There is no such other complaint." in words(page)
    assert office.facts(mine).state == "received"


def test_an_old_form_left_open_over_night_is_still_refused_in_words(
    office: DeskOffice, harun: Desk
) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/langkah/hold"
    form = harun.opens(address)
    office.story.clock.at += timedelta(hours=14)
    office.hears("It is getting worse", conversation="k1")
    harun.returns()
    harun.page = form.replace(re.search(r'csrf_token" value="([^"]+)"', form)[1], token(harun))  # type: ignore[index]
    page = harun.sends(address, 409, agency="pu", letter="No. 1").text
    assert "The complainant wrote again in the same conversation." in words(page)
    assert area(page, "letter") == "No. 1"


def token(desk: Desk) -> str:
    """A form token of this sign-in."""
    found = re.search(r'csrf_token" value="([^"]+)"', desk.opens("/akun/sandi"))
    assert found
    return found[1]


def test_a_field_left_empty_is_named_as_the_page_names_it_and_marked(
    office: DeskOffice, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/langkah/respond"
    harun.opens(address)
    page = harun.sends(address, 422, answer="", evidence="Photo").text
    assert '<a href="#answer">Fill in “' in page
    assert "(answer)" not in words(page)
    assert re.search(r'<textarea[^>]* id="answer"[^>]* aria-invalid="true"', page)
    assert not re.search(r'<textarea[^>]* id="evidence"[^>]* aria-invalid', page)
