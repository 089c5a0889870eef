"""Ten seconds to take back a public answer or an extension, the hardest words to call back."""

import re
from datetime import timedelta

import pytest

from tests.web.desk.test_public_words import said_in_public
from tests.web.desk.test_undo import number_of, presses, sent
from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from workflow.core.roles import Role

NAMED = "Dear Sari, it is done."


@pytest.fixture(autouse=True)
def waiting(office: DeskOffice) -> None:
    """Acts wait here, as they do unless it is set otherwise."""
    office.installation.second_thoughts.wait = timedelta(seconds=10)


@pytest.fixture
def rina(office: DeskOffice) -> Desk:
    """A supervisor."""
    return office.desk("rina", Role.SUPERVISOR)


def undoes(desk: Desk, reference: str, page: str) -> str:
    """Takes back what waits; gives the form that opens again."""
    return desk.follows(desk.sends(f"/aduan/{reference}/tunda/{number_of(page)}/urungkan"))


def test_a_public_answer_that_is_taken_back_is_read_by_nobody(
    office: DeskOffice, rina: Desk
) -> None:
    reference = office.hears("Water is out", public=True, name="Sari Wulandari")
    address = f"/aduan/{reference}/pesan/1/jawab-publik"
    rina.opens(address)
    rina.sends(address, 422, text=NAMED, step="send")
    page = rina.follows(rina.sends(address, text=NAMED, step="send", confirm="yes"))
    assert "“Answer in public” is about to be carried out." in words(page)
    form = undoes(rina, reference, page)
    assert area(form, "text") == NAMED
    assert "“Sari” is in the complainant's name." in words(form)
    assert 'value="yes" selected' not in form  # who changes words looks at them again
    office.waits(seconds=10)
    assert said_in_public(office) == []
    rina.sends(address, text=NAMED, step="send", confirm="yes")
    office.waits(seconds=10)
    assert said_in_public(office) == [f"{NAMED}\n"]
    page = words(rina.opens(f"/aduan/{reference}"))
    assert "Published, with what looked like personal data confirmed." in page


def test_a_release_comes_back_as_it_was_changed_and_goes_out_once(
    office: DeskOffice, ani: Desk, harun: Desk, rina: Desk
) -> None:
    reference = office.hears("Water is out", public=True)
    office.assigned(reference, JEMBER)
    handed_in = f"/aduan/{reference}/pesan/1/jawab-publik"
    harun.opens(handed_in)
    harun.sends(handed_in, text="Pump is bak.")  # stays in the house: nothing to wait for
    draft = max(office.facts(reference).proposed)
    release = f"/aduan/{reference}/pesan/{draft}/lepas"
    form = undoes(ani, reference, presses(ani, release, {"text": "Pump is back."}))
    assert area(form, "text") == "Pump is back."
    office.waits(seconds=10)
    assert said_in_public(office) == []
    presses(ani, release, {"text": "Pump is back."})
    presses(rina, release, {"text": "The pump is back again."})
    office.waits(seconds=10)
    assert said_in_public(office) == ["Pump is back.\n"]
    page = rina.opens(f"/aduan/{reference}")
    assert "“Answer in public” was not carried out. Nothing went out" in words(page)
    assert "What has changed since you looked:" in words(page)
    close = re.search(r'action="(/aduan/[^"]+/tutup)"', page)
    assert close
    assert area(rina.follows(rina.sends(close[1])), "text") == "The pump is back again."


def test_more_time_is_given_and_told_only_once_it_is_not_taken_back(
    office: DeskOffice, rina: Desk
) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    office.sends_all()
    address, before = f"/aduan/{reference}/perpanjang", sent(office)
    ground = re.search(
        r'<select[^>]* id="ground".*?<option value="(\w+)"', rina.opens(address), re.DOTALL
    )
    assert ground
    typed = {
        "clock": "resolution",
        "count": "5",
        "ground": ground[1],
        "letter": "We wait for a part.",
    }
    page = presses(rina, address, typed)
    assert "“More time” is about to be carried out." in words(page)
    form = undoes(rina, reference, page)
    assert area(form, "letter") == typed["letter"]
    assert 'value="5"' in form
    office.waits(seconds=10)
    office.sends_all()
    assert not office.facts(reference).clocks["resolution"].extended_by
    presses(rina, address, typed)
    office.waits(seconds=10)
    office.sends_all()
    assert office.facts(reference).clocks["resolution"].extended_by == "5 working days"
    assert sent(office) == before + 1
