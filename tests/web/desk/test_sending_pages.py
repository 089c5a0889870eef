"""Sending on platforms at the desk: windows that close, words that come back, what it cost."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from adapters.memory.wire import Fault
from tests.adapters.shown import shows
from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from workflow.core.pricing import Price
from workflow.core.roles import Role
from workflow.store import prices

DAY = timedelta(days=1)
SOCIAL = ("facebook", "instagram", "whatsapp")


@shows("T37", channels=SOCIAL)
def test_a_window_is_shown_warned_of_and_refused_with_what_is_left(
    office: DeskOffice, ani: Desk
) -> None:
    office.story.memory.can = replace(office.story.memory.can, window=DAY)
    reference = office.hears("Water is out", conversation="dm:1")
    office.sends_all()
    place = f"/aduan/{reference}"
    assert "The platform takes answers until" in words(ani.opens(place))
    assert "Answers are taken until" not in words(ani.opens("/aduan?tab=all"))
    office.waits(hours=21)
    ani.returns()
    page = words(ani.opens("/aduan"))
    assert "Answers are taken until" in page
    assert f"their platform will soon take no more: {reference} (" in page
    # The platform closes earlier than we count, and is believed.
    ani.opens(f"{place}/balas")
    office.story.memory.platform.fails(Fault.CLOSED)
    ani.sends(f"{place}/balas", text="Which pump?", step="send")
    office.waits(seconds=30)
    office.sends_all()
    office.sends_all()
    page = words(ani.opens(place))
    assert "The window closed" in page
    assert "Your words are kept here as a draft until they write again" in page
    assert "Which pump?" in page
    refused = words(ani.sends(f"{place}/balas", 422, text="Which pump, please?").text)
    assert "the platform takes no answer now. Your words are kept here as a draft" in refused


@shows("T42", channels=("facebook", "instagram"))
def test_the_desk_declines_a_public_answer_and_its_author_reads_why(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    reference = office.hears("Water is out", public=True)
    office.assigned(reference, JEMBER)
    place = f"/aduan/{reference}/pesan"
    harun.opens(f"{place}/1/jawab-publik")
    harun.sends(f"{place}/1/jawab-publik", text="Pump is bak.")
    draft = max(office.facts(reference).proposed)
    decline = f"{place}/{draft}/tolak"
    assert decline not in harun.opens(f"/aduan/{reference}")
    assert decline in ani.opens(f"/aduan/{reference}")
    ani.opens(decline)
    ani.sends(decline, reason="Say since when.")
    page = words(harun.opens(f"/aduan/{reference}"))
    assert "Why a public answer was not released" in page
    assert "Say since when." in page
    ani.opens(decline, 404)


def test_the_page_of_an_account_sums_what_the_platform_told_of_prices(
    office: DeskOffice,
) -> None:
    rina = office.desk("rina", Role.SUPERVISOR)
    assert "What messages cost" not in words(rina.opens("/saluran/memory/office"))

    def told(db: Session) -> None:
        for number, billable in enumerate((True, True, False)):
            price = Price(category="service", billable=billable)
            prices.keep(db, ("memory", "office", f"m-{number}"), (None, "2026-11"), price)

    office.installation.sessions.settled(told)
    page = words(rina.opens("/saluran/memory/office"))
    assert "2026-11 Answers within the window 2 1 –" in page


def test_a_supervisor_forgets_a_complainant_once_nothing_is_open(
    office: DeskOffice, ani: Desk
) -> None:
    rina = office.desk("rina", Role.SUPERVISOR)
    reference = office.hears("Water is out, call 081234567890")
    place = f"/aduan/{reference}/lupakan"
    ani.opens(place, 403)
    assert place in rina.opens(f"/aduan/{reference}/identitas")
    rina.opens(place)
    assert "Type the reference" in words(rina.sends(place, 422, reference="x").text)
    assert "is open" in words(rina.sends(place, 422, reference=reference).text)
    office.assigned(reference, JEMBER)
    office.story.complaint = office.id(reference)
    office.story.respond("Done.")
    office.story.complainant("resolve")
    rina.opens(place)
    rina.sends(place, reference=reference)
    page = words(rina.opens(f"/aduan/{reference}"))
    assert "081234567890" not in page
    assert len(trail(office, "person.erased")) == 1
    rina.opens("/audit")


@shows("T30", channels=SOCIAL)
def test_what_would_not_go_in_four_parts_is_refused_while_it_can_still_be_shortened(
    office: DeskOffice, ani: Desk
) -> None:
    memory = office.story.memory
    memory.can = replace(memory.can, split=True, longest=1_000, longest_in="bytes")
    place = f"/aduan/{office.hears('Water is out', conversation='dm:1')}"
    assert 'data-longest-in="bytes"' in ani.opens(place)
    ani.opens(f"{place}/balas")
    ani.sends(f"{place}/balas", 200, text="Air " * 800)
    refused = words(ani.sends(f"{place}/balas", 422, text="é " * 1_500).text)
    assert "It is too long for" in refused
    # Whoever has only commented gets one message, and no parts.
    once = replace(memory.can, private_reply=True, private_reply_within=7 * DAY)
    memory.can = once
    place = f"/aduan/{office.hears('Lights are out', 'budi', public=True)}"
    ani.opens(f"{place}/balas")
    ani.sends(f"{place}/balas", 200, text="Lampu " * 50)
    assert "It is too long for" in words(ani.sends(f"{place}/balas", 422, text="é " * 500).text)
