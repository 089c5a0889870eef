"""One complaint at the desk: what is shown to whom, and what acts do and refuse."""

import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from werkzeug.datastructures import FileStorage

from config.texts import GAPS
from tests.story import HEAD
from tests.web.desk_story import OFFICER, Desk, DeskOffice, open_desk_office, words
from web.history_sentences import MOVES, PURPOSES
from web.history_words import tellable
from workflow.core.commands import Act, Classify, Note
from workflow.core.events import Event
from workflow.core.lifecycle import COMPLAINT
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.core.trace_words import lines
from workflow.showing import why
from workflow.store import audit

JEMBER = "pstw-jember"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + b"\0" * 40
EXE = b"MZ" + b"\0" * 200


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DeskOffice]:
    opened = open_desk_office(tmp_path)
    yield opened
    opened.story.check_books()
    opened.installation.close()


@pytest.fixture
def ani(office: DeskOffice) -> Desk:
    """An intake officer."""
    return office.desk("ani", Role.INTAKE_OFFICER)


@pytest.fixture
def harun(office: DeskOffice) -> Desk:
    """The head of PSTW Jember."""
    return office.desk("harun", Role.UNIT_HEAD, JEMBER)


def area(page: str, name: str) -> str:
    """What stands in a text field of a page."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert found, f"no {name} in\n{words(page)}"
    return unescape(found[1])


def greyed(page: str) -> dict[str, str]:
    """The greyed moves of a page, each with the sentence that stands below it."""
    found = {}
    for block in re.findall(r'<div class="greyed">(.*?)</div>', page, re.DOTALL):
        sentence = words(re.search(r'class="greyed-why">(.*)</p>', block, re.DOTALL)[1])  # type: ignore[index]
        for button in re.findall(r'class="greyed-move">([^<]*)<', block):
            found[unescape(button)] = sentence
    return found


# -- Who sees it --------------------------------------------------------------------------


ADDRESSES = (
    "", "/jam/acknowledge", "/langkah/ask", "/balas", "/catatan", "/identitas",
)  # fmt: skip


def test_a_unit_opens_no_complaint_of_another_unit(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, "pstw-magetan")
    for address in ADDRESSES:
        harun.opens(f"/aduan/{reference}{address}", status=404)
    harun.sends(f"/aduan/{reference}/catatan", 404, text="Looking around")


def test_the_accused_unit_cannot_open_the_complaint_even_when_it_works_for_intake(
    office: DeskOffice,
) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", reported_unit=JEMBER))
    ida = office.desk("ida", Role.INTAKE_OFFICER, JEMBER)
    for address in (*ADDRESSES, "/telaah"):
        ida.opens(f"/aduan/{reference}{address}", status=404)


def test_a_hidden_and_a_missing_complaint_answer_alike(office: DeskOffice, harun: Desk) -> None:
    hidden = office.hears("Water is out")
    there = words(harun.opens(f"/aduan/{hidden}", status=404))
    nowhere = words(harun.opens("/aduan/C-0000-0000", status=404))
    assert there == nowhere


def test_the_complainant_is_a_pseudonym_on_every_page(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", "sari.wulandari.7")
    page = ani.opens(f"/aduan/{reference}")
    assert "Wulandari" not in page
    assert "sari.wulandari.7" not in page
    assert re.search(r"Complainant #[2-9A-HJ-NP-TV-Z]{5}", words(page))


def test_a_reference_in_any_spelling_leads_to_the_one_address(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out")
    answer = ani.client.get(f"/aduan/{reference.lower()}")
    assert (answer.status_code, answer.location) == (302, f"/aduan/{reference}")


# -- What is shown ------------------------------------------------------------------------


def test_messages_say_who_wrote_by_role_and_what_became_of_them(
    office: DeskOffice, harun: Desk
) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    id = office.id(reference)
    office.does(Act(complaint=id, move="ask", values={"question": "Which house?"}), harun.actor)
    office.does(Note(complaint=id, text="The pump is broken."), harun.actor)
    before = words(harun.opens(f"/aduan/{reference}"))
    assert "Head of unit, PSTW Jember Question to the complainant" in before
    assert "on its way" in before
    office.sends_all()
    page = harun.opens(f"/aduan/{reference}")
    assert "delivered Which house?" in words(page)
    note = re.search(r'<article class="bubble ours internal".*?</article>', page, re.DOTALL)
    assert note
    assert "Stays in the office" in words(note[0])
    assert "The pump is broken." in words(note[0])


def test_a_public_message_is_told_apart_by_a_word(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", public=True)
    page = ani.opens(f"/aduan/{reference}")
    assert 'class="bubble theirs public"' in page
    assert "Everybody can read this" in words(page)


def test_each_message_says_by_which_rule_it_came_here(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.hears("Since Monday", conversation="k1")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "Why here? Nothing tied it to an earlier complaint" in page
    assert "Why here? It stands in the channel's own conversation with the same person." in page


def test_running_clocks_stand_open_and_stopped_ones_folded(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    page = ani.opens(f"/aduan/{reference}")
    folded = re.search(r'<details class="stopped">.*?</section>', page, re.DOTALL)
    assert folded
    assert "Verify and forward on time" not in words(page.replace(folded[0], ""))
    assert "Verify and forward" in words(folded[0])
    assert "Resolution 14 working days left" in words(page)


def test_of_the_two_laws_the_stricter_one_is_named(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    page = words(ani.opens(f"/aduan/{reference}"))
    # 14 days for a first answer are over on 30 November, 14 working days on 4 December.
    assert "The statutory limit is the stricter one: 30 Nov 2026." in page
    office.story.complaint = office.id(reference)
    office.story.act("ask", HEAD, question="Which house?")
    office.sends_all()
    office.story.complainant("supply", reason="Melati.")
    page = words(ani.opens(f"/aduan/{reference}"))
    # A question is a first answer; what is left is 60 days to decide.
    assert "The SP4N limit is the stricter one: 4 Dec 2026." in page
    ani.reads_in("id")
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "Yang lebih ketat: batas SP4N, 4 Des 2026." in page
    assert "batas undang-undang" in page


def test_a_date_is_explained_as_the_engine_counts_it(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    page = ani.opens(f"/aduan/{reference}/jam/acknowledge")
    facts = office.facts(reference)
    trace = why(office.installation.office, facts, facts.clocks["acknowledge"])
    for line in lines(trace):
        assert " ".join(line.split()) in words(page)
    part = ani.client.get(
        f"/aduan/{reference}/jam/acknowledge", headers={"HX-Request": "true"}
    ).text
    assert "<html" not in part
    assert "counted, closes 16:00" in words(part)
    ani.opens(f"/aduan/{reference}/jam/nonsense", status=404)


def test_the_history_tells_who_did_what_day_by_day(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    office.waits(hours=30)
    values = {"code": "not_our_client", "reason": "He lives with his son."}
    office.does(Act(complaint=office.id(reference), move="return", values=values), harun.actor)
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    page = words(ani.opens(f"/aduan/{reference}"))
    told = page[page.index("History") :]
    assert told.index("Tuesday, 17 November 2026") < told.index("Monday, 16 November 2026")
    assert (
        "Head of unit, PSTW Jember Returned to intake: The person is not a client of this unit."
        in told
    )
    assert "Came in by Trial channel." in told
    assert "Clock started: Resolution, 14 working days." in told


def test_every_kind_of_event_every_move_and_every_letter_has_its_words() -> None:
    assert tellable() == frozenset(get_args(Event))
    assert {move.name for move in COMPLAINT.moves} == MOVES.keys()
    sent = {field.sent_as for move in COMPLAINT.moves for field in move.fields if field.sent_as}
    kept = {f.name for m in COMPLAINT.moves for f in m.fields if f.kind == "text" and not f.sent_as}
    letters = GAPS.keys() - {"receipt_email", "answer_public"}
    assert sent | kept | letters | {"note", "draft", "duty"} <= PURPOSES.keys()


# -- Moves --------------------------------------------------------------------------------


def test_a_greyed_move_says_what_the_engine_says(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    buttons = {move.button: move.name for move in COMPLAINT.moves}
    found = greyed(ani.opens(f"/aduan/{reference}"))
    assert {"Assign", "Reject", "Respond"} <= found.keys()
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
    assert "Then it is: Responded." in words(check)
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
    harun.opens(address)
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


# -- Writing ------------------------------------------------------------------------------


def test_a_reply_goes_to_the_complainant_with_its_file(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/balas"
    harun.opens(address)
    file = FileStorage(BytesIO(PNG), "../pump.png")
    check = harun.sends(address, 200, text="See the picture.", files=file).text
    assert "pump.png" in words(check)
    token = re.search(r'name="file" value="([0-9a-f]{32})"', check)
    assert token
    harun.sends(address, step="send", text="See the picture.", file=token[1])
    office.sends_all()
    parcel = office.story.memory.platform.taken[-1].parcel
    assert "See the picture." in parcel.text
    assert parcel.files == ("pump.png",)
    assert "pump.png" in words(harun.opens(f"/aduan/{reference}"))


def test_a_file_that_is_not_allowed_does_not_go_out(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/balas"
    harun.opens(address)
    page = harun.sends(
        address, 422, text="Run this.", files=FileStorage(BytesIO(EXE), "tool.exe")
    ).text
    assert "“tool.exe” cannot be sent: its kind is not allowed." in words(page)
    assert area(page, "text") == "Run this."


def test_a_note_stays_in_the_office(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    office.sends_all()
    sent = len(office.story.memory.platform.taken)
    harun.opens(f"/aduan/{reference}/catatan")
    harun.sends(f"/aduan/{reference}/catatan", text="The pump is broken.")
    office.sends_all()
    assert "The pump is broken." in words(harun.opens(f"/aduan/{reference}"))
    assert len(office.story.memory.platform.taken) == sent


def test_staff_draft_and_the_head_releases(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    sri.opens(f"/aduan/{reference}/konsep")
    sri.sends(f"/aduan/{reference}/konsep", text="Dear complainant, the pump works.")
    assert "Make it the answer" not in words(sri.opens(f"/aduan/{reference}"))
    page = harun.opens(f"/aduan/{reference}")
    link = re.search(r'<a href="([^"]+)">Make it the answer', page)
    assert link
    answer = harun.opens(unescape(link[1]))
    assert area(answer, "answer") == "Dear complainant, the pump works."


def test_what_is_being_written_is_kept_for_its_writer_alone(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    ani.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/simpan-ketikan", 204, field="reply.text", text="Half a sent")
    ani.returns()
    assert area(ani.opens(f"/aduan/{reference}/balas"), "text") == "Half a sent"
    assert "Half a sent" not in harun.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/balas", step="send", text="Half a sentence, whole.")
    assert area(ani.opens(f"/aduan/{reference}/balas"), "text") == ""


def test_nobody_writes_drafts_at_a_complaint_they_cannot_see(
    office: DeskOffice, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    harun.sends(f"/aduan/{reference}/simpan-ketikan", 404, field="reply.text", text="x")


# -- Triage -------------------------------------------------------------------------------


PICKED: dict[str, Any] = {"klass": "complaint", "category": "fasilitas_panti", "priority": "normal",
          "reported_unit": "", "unit": JEMBER, "lowered_because": ""}  # fmt: skip


def test_triage_classifies_and_assigns_in_one_go(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    ani.opens(f"/aduan/{reference}/telaah")
    ani.sends(f"/aduan/{reference}/telaah", safety="none", **PICKED)
    facts = office.facts(reference)
    assert (facts.state, facts.unit, facts.category) == ("assigned", JEMBER, "fasilitas_panti")


def test_triage_asks_for_danger_first(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    form = ani.opens(f"/aduan/{reference}/telaah")
    assert form.index('name="safety"') < form.index('name="klass"')
    assert 'name="safety" value="none" checked' not in form
    page = ani.sends(f"/aduan/{reference}/telaah", 422, **PICKED).text
    assert "Say first whether somebody is in danger." in words(page)
    assert f'<option value="{JEMBER}" selected>' in page


def test_when_assigning_is_refused_nothing_was_classified(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("They take money at the door")
    ani.opens(f"/aduan/{reference}/telaah")
    picked: dict[str, Any] = {**PICKED, "reported_unit": JEMBER}
    page = ani.sends(f"/aduan/{reference}/telaah", 422, safety="none", **picked).text
    assert "The complaint is about" in words(page)
    facts = office.facts(reference)
    assert (facts.state, facts.klass, facts.safety) == ("received", "", "")


def test_the_accused_unit_is_not_offered_as_owner(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", reported_unit=JEMBER))
    page = ani.opens(f"/aduan/{reference}/telaah")
    select = re.search(r'<select[^>]* name="unit".*?</select>', page, re.DOTALL)
    assert select
    assert f'value="{JEMBER}"' not in select[0]
    assert 'value="pstw-magetan"' in select[0]


def test_a_category_is_suggested_with_its_reason(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Bansos saya dicoret, PKH tidak cair")
    page = ani.opens(f"/aduan/{reference}/telaah")
    assert "Suggested: Social aid not received, because of" in words(page)
    assert "“bansos”" in words(page)
    assert '<option value="bansos" selected>' in page


def test_the_next_new_complaint_opens_after_the_last(office: DeskOffice, ani: Desk) -> None:
    first, second = office.hears("Water is out", "adi"), office.hears("Lamps", "budi")
    ani.opens(f"/aduan/{first}/telaah")
    answer = ani.sends(f"/aduan/{first}/telaah", safety="none", then="next", **PICKED)
    assert answer.location == f"/aduan/{second}/telaah"


def test_two_at_triage_at_once_do_not_overwrite_each_other(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    budi = office.desk("budi", Role.INTAKE_OFFICER)
    ani.opens(f"/aduan/{reference}/telaah")
    budi.opens(f"/aduan/{reference}/telaah")
    budi.sends(f"/aduan/{reference}/telaah", safety="none", **PICKED)
    picked: dict[str, Any] = {**PICKED, "category": "layanan_petugas", "unit": "pstw-magetan"}
    page = ani.sends(f"/aduan/{reference}/telaah", 409, safety="none", **picked).text
    assert "Assigned to PSTW Jember." in words(page)
    assert '<option value="pstw-magetan" selected>' in page
    assert office.facts(reference).unit == JEMBER


def test_only_a_supervisor_lowers_confidentiality_and_says_why(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", category="pungli"))
    assert office.facts(reference).confidential
    picked: dict[str, Any] = {**PICKED, "category": "pungli", "oversight": "on", "unit": ""}
    ani.opens(f"/aduan/{reference}/telaah")
    page = ani.sends(f"/aduan/{reference}/telaah", 422, safety="none", **picked).text
    assert "Only a supervisor lowers confidentiality." in words(page)
    bima = office.desk("bima", Role.SUPERVISOR)
    bima.opens(f"/aduan/{reference}/telaah")
    page = bima.sends(f"/aduan/{reference}/telaah", 422, safety="none", **picked).text
    assert "Say why it need not be confidential any longer." in words(page)
    assert office.facts(reference).confidential
    picked["lowered_because"] = "wrongly_marked"
    bima.sends(f"/aduan/{reference}/telaah", safety="none", **picked)
    assert not office.facts(reference).confidential
    assert [entry.detail for entry in trail(office, "complaint.lowered")] == ["wrongly_marked"]


# -- Clocks and duties --------------------------------------------------------------------


def test_a_supervisor_gives_a_clock_more_time_and_the_complainant_hears_why(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    ani.opens(f"/aduan/{reference}/perpanjang", status=403)
    bima = office.desk("bima", Role.SUPERVISOR)
    address = f"/aduan/{reference}/perpanjang"
    typed: dict[str, Any] = {
        "clock": "resolution",
        "count": "7",
        "ground": "site_visit",
        "letter": "We dig.",
    }
    bima.opens(address)
    check = words(bima.sends(address, 200, **typed).text)
    assert "We dig." in check
    assert "More time: Resolution, 7 working days" in check
    assert office.facts(reference).clocks["resolution"].extended_by == ""
    bima.sends(address, step="send", **typed)
    assert office.facts(reference).clocks["resolution"].extended_by == "7 working days"
    page = bima.opens(address)
    assert 'value="resolution"' not in page


def test_a_report_to_the_police_is_put_on_record(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("My daughter was harmed")
    office.does(Classify(complaint=office.id(reference), safety="sexual_violence"))
    assert "Done: Report to the police" in words(ani.opens(f"/aduan/{reference}"))
    address = f"/aduan/{reference}/kewajiban/police_report"
    ani.opens(address)
    ani.sends(address, text="Reported to Polres Jember, LP/B/12/XI/2026.")
    assert not office.facts(reference).clocks["police_report"].running
    ani.opens(f"/aduan/{reference}/kewajiban/resolution", status=404)


def test_the_file_is_declared_complete_once(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    ani.opens(f"/aduan/{reference}/lengkap")
    ani.sends(f"/aduan/{reference}/lengkap")
    assert office.facts(reference).complete
    page = ani.sends(f"/aduan/{reference}/lengkap", 422).text
    assert "The file is declared complete already." in words(page)


# -- Who somebody is ----------------------------------------------------------------------


def trail(office: DeskOffice, action: str) -> list[audit.Kept]:
    """The entries of the audit for an action."""
    with office.installation.sessions.reading() as db:
        return audit.latest(db, limit=50, actions=(action,))


def test_a_name_is_revealed_for_a_reason_and_on_record(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out", "sari.wulandari.7")
    address = f"/aduan/{reference}/identitas"
    form = ani.opens(address)
    assert "Wulandari" not in form
    refused = ani.sends(address, 422)
    assert "Wulandari" not in refused.text
    assert trail(office, "identity.revealed") == []
    answer = ani.sends(address, 200, reason="contact_complainant")
    assert "Sari Wulandari" in words(answer.text)
    assert "sari.wulandari.7" in words(answer.text)
    assert "no-store" in answer.headers["Cache-Control"]
    (entry,) = trail(office, "identity.revealed")
    assert entry.actor == ani.actor.name
    assert entry.complaint == office.id(reference)
    assert entry.person == office.facts(reference).person
    assert entry.detail == "contact_complainant"
    assert "Wulandari" not in ani.opens(f"/aduan/{reference}")


def test_whoever_may_not_reveal_is_not_even_asked(office: DeskOffice) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    assert "Reveal who it is" not in sri.opens(f"/aduan/{reference}")
    sri.opens(f"/aduan/{reference}/identitas", status=403)
    sri.sends(f"/aduan/{reference}/identitas", 403, reason="contact_complainant")
    assert trail(office, "identity.revealed") == []


# -- Files --------------------------------------------------------------------------------


def with_files(office: DeskOffice) -> str:
    """A complaint with a picture and a program."""
    files = [
        {"name": "tap.png", "media_type": "image/png", "content": b64encode(PNG).decode()},
        {"name": "page.html", "media_type": "text/html", "content": b64encode(EXE).decode()},
    ]
    return office.hears("Water is out", files=files)  # type: ignore[arg-type]


def test_a_file_is_handed_out_to_be_saved_and_never_shown(office: DeskOffice, ani: Desk) -> None:
    page = ani.opens(f"/aduan/{with_files(office)}")
    link = re.search(r'href="(/berkas/[0-9a-f]{32})"', page)
    assert link
    answer = ani.client.get(link[1])
    assert answer.data == PNG
    assert answer.headers["Content-Disposition"] == "attachment; filename=tap.png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_locked_file_says_why_and_goes_to_nobody(office: DeskOffice, ani: Desk) -> None:
    reference = with_files(office)
    page = ani.opens(f"/aduan/{reference}")
    assert "page.html This kind of file is not opened here." in words(page)
    assert len(re.findall(r"/berkas/", page)) == 1
    token = locked_token(office, reference)
    answer = ani.client.get(f"/berkas/{token}")
    assert answer.status_code == 409
    assert "This kind of file is not opened here." in words(answer.text)


def locked_token(office: DeskOffice, reference: str) -> str:
    """The link of the file that is locked."""
    office.story.complaint = office.id(reference)
    files = [file for message in office.story.seen_by(OFFICER).messages for file in message.files]
    return next(file.token for file in files if file.quarantined)


def test_a_link_opens_no_file_of_a_hidden_complaint(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    page = ani.opens(f"/aduan/{with_files(office)}")
    link = re.search(r'href="(/berkas/[0-9a-f]{32})"', page)
    assert link
    harun.opens(link[1], status=404)
    harun.opens(f"/berkas/{'0' * 32}", status=404)


def test_pages_are_in_both_languages(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    harun.reads_in("id")
    page = words(harun.opens(f"/aduan/{reference}"))
    for said in ("Percakapan", "Yang dapat Anda lakukan", "Batas waktu", "Riwayat", "Tanggapi"):
        assert said in page
    assert "Conversation" not in page


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
    assert "The complainant wrote." in words(page)
    assert area(page, "letter") == "No. 1"


def token(desk: Desk) -> str:
    """A form token of this sign-in."""
    found = re.search(r'csrf_token" value="([^"]+)"', desk.opens("/akun/sandi"))
    assert found
    return found[1]
