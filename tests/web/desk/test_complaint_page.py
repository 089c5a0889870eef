"""One complaint at the desk: what is shown to whom, and who somebody is."""

import re
from dataclasses import replace
from typing import get_args

from config.texts import GAPS
from tests.story import HEAD
from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from web.history_sentences import MOVES, PURPOSES
from web.history_words import tellable
from workflow.core.commands import Act, Classify, Note
from workflow.core.events import Event
from workflow.core.lifecycle import COMPLAINT
from workflow.core.roles import Role
from workflow.core.trace_words import Voice, lines
from workflow.showing import why

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
    as_pages_write = Voice(day=lambda on: f"{on:%a, %-d %b %Y}")
    for line in lines(replace(trace, zone="WIB"), as_pages_write):
        assert " ".join(line.split()) in words(page)
    ani.reads_in("id")
    read = words(ani.opens(f"/aduan/{reference}/jam/acknowledge"))
    ani.reads_in("en")
    assert "Jatuh tempo Sel, 17 Nov 2026 16.00" in read
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
    assert sent | kept | GAPS.keys() | {"note", "draft", "duty"} <= PURPOSES.keys()


def test_pages_are_in_both_languages(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    harun.reads_in("id")
    page = words(harun.opens(f"/aduan/{reference}"))
    for said in ("Percakapan", "Yang dapat Anda lakukan", "Batas waktu", "Riwayat", "Jawab aduan"):
        assert said in page
    assert "Conversation" not in page


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
