"""Ten seconds to take back what was just sent: by hand, by a dead worker, by somebody faster."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.memory.channel import MemoryChannel
from config.wiring import open_office
from tests.pictures import photo
from tests.story import HandClock, Story, fakes, settings_for
from tests.web.conftest import CHEAP, shell_of, upload
from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from web.app import make_app
from workflow.core.commands import Classify, Note
from workflow.core.roles import Role
from workflow.staff import By

ANSWER: dict[str, Any] = {"answer": "The pump works again.", "no_evidence": "given_in_person"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DeskOffice]:
    """An office in which acts wait for ten seconds, as they do unless it is set otherwise."""
    clock = HandClock()
    settings = settings_for(tmp_path).model_copy(update={"undo_seconds": 10})
    story = Story(open_office(settings, now=clock, channels=fakes(clock)), clock)
    yield DeskOffice(story, make_app(story.office, passwords=CHEAP))
    story.check_books()
    story.office.close()


@pytest.fixture
def reference(office: DeskOffice) -> str:
    """A complaint of Jember's, its receipt gone out."""
    found = office.hears("Water is out", conversation="k1")
    office.assigned(found, JEMBER)
    office.sends_all()
    return found


def sent(office: DeskOffice) -> int:
    """How many letters the platform has taken."""
    channel = office.installation.channels.get("memory")
    assert isinstance(channel, MemoryChannel)
    return len(channel.platform.taken)


def presses(desk: Desk, address: str, typed: dict[str, Any]) -> str:
    """Send a form and confirm it; gives the complaint's page."""
    desk.opens(address)
    desk.sends(address, 200, **typed)
    return desk.follows(desk.sends(address, step="send", **typed))


def number_of(page: str) -> str:
    """The number of the act that waits on a page."""
    found = re.search(r'id="tunda-(\d+)"', page)
    assert found, words(page)
    return found[1]


def test_an_answer_that_is_taken_back_never_was_and_its_words_and_files_are_there_again(
    office: DeskOffice, harun: Desk, reference: str
) -> None:
    address, before = f"/aduan/{reference}/langkah/respond", sent(office)
    harun.opens(address)
    check = harun.sends(address, 200, **ANSWER, files=upload("pump.png", photo("PNG", (9, 9))))
    token = re.search(r'name="file" value="([0-9a-f]{32})"', check.text)
    assert token
    page = harun.follows(harun.sends(address, step="send", file=token[1], **ANSWER))
    assert "“Answer the complaint” is about to be carried out." in words(page)
    office.waits(seconds=9)
    office.sends_all()
    assert (office.facts(reference).state, sent(office)) == ("assigned", before)
    assert "in 1 second" in harun.opens(f"/aduan/{reference}/tunda/{number_of(page)}")

    harun.opens(f"/aduan/{reference}")
    undo = f"/aduan/{reference}/tunda/{number_of(page)}/urungkan"
    form = harun.follows(harun.sends(undo))
    assert "Taken back: nothing went out" in words(form)
    assert area(form, "answer") == ANSWER["answer"]
    assert re.search(r'value="given_in_person" selected', form)
    assert "pump.png" in words(form)
    office.waits(seconds=9)
    office.sends_all()
    assert (office.facts(reference).state, sent(office)) == ("assigned", before)
    harun.opens(f"/aduan/{reference}")
    assert "cannot be taken back" in words(harun.follows(harun.sends(undo)))


def test_what_nobody_takes_back_goes_out_once_however_many_workers_there_are(
    office: DeskOffice, harun: Desk, ani: Desk, reference: str
) -> None:
    other = office.hears("The road is dark", conversation="k2")
    office.assigned(other, JEMBER)
    office.sends_all()
    before = sent(office)
    address = f"/aduan/{reference}/balas"
    page = presses(harun, address, {"text": "We look into it."})
    harun.sends(address, step="send", text="We look into it.")  # pressed twice
    number = number_of(page)
    others = words(ani.opens(f"/aduan/{reference}"))
    assert "Head of unit, PSTW Jember has just sent “Reply”" in others
    assert "Undo" not in others
    ani.sends(f"/aduan/{reference}/tunda/{number}/urungkan")
    harun.opens(f"/aduan/{other}")
    harun.opens(f"/aduan/{other}/tunda/{number}", 404)
    harun.sends(f"/aduan/{other}/tunda/{number}/urungkan", 404)
    office.waits(seconds=10)
    thoughts, at = office.installation.second_thoughts, office.story.clock.at
    assert [thoughts.turn(at), thoughts.turn(at)] == [
        {"carried_out": 1, "sent_back": 0},
        {"carried_out": 0, "sent_back": 0},
    ]
    office.sends_all()
    assert sent(office) == before + 1
    gone = harun.client.get(f"/aduan/{reference}/tunda/{number}")
    assert "It is done" in words(gone.text)
    assert gone.headers["HX-Retarget"] == f"#tunda-{number}"
    assert area(harun.opens(f"/aduan/{reference}/balas"), "text") == ""


def test_an_act_that_was_overtaken_comes_back_to_its_author_with_all_its_words(
    office: DeskOffice, harun: Desk, reference: str
) -> None:
    before = sent(office)
    presses(harun, f"/aduan/{reference}/langkah/respond", ANSWER)
    mine = f"/aduan/{reference}/simpan-ketikan"
    harun.sends(mine, 204, field="respond.answer", text="And the tap.")
    office.does(Classify(complaint=office.id(reference), priority="urgent"))
    office.waits(seconds=10)
    office.sends_all()
    assert (office.facts(reference).state, sent(office)) == ("assigned", before)
    assert "Mentions 1" in words(harun.opens("/aduan?view=mentioned")).replace("  ", " ")
    page = harun.opens(f"/aduan/{reference}")
    assert "“Answer the complaint” was not carried out. Nothing went out" in words(page)
    assert "Classified: priority Urgent." in words(page)
    close = re.search(r'action="(/aduan/[^"]+/tutup)"', page)
    assert close
    form = harun.follows(harun.sends(close[1]))
    assert area(form, "answer") == "The pump works again.\n\nAnd the tap."
    assert "was not carried out" not in harun.opens(f"/aduan/{reference}")


def test_waiting_never_costs_the_office_its_date(
    office: DeskOffice, harun: Desk, reference: str
) -> None:
    """What runs out within the wait is carried out at once, and so in time."""
    office.story.complaint = office.id(reference)
    running = [view for view in office.story.seen_by(harun.actor).clocks if view.clock.running]
    due = min(view.due_at for view in running if view.due_at)
    office.story.clock.at = due - timedelta(seconds=5)
    harun.returns()
    page = presses(harun, f"/aduan/{reference}/langkah/respond", ANSWER)
    assert "tunda-" not in page
    office.sends_all()
    assert office.facts(reference).state == "responded"
    office.waits(seconds=10)
    office.sends_all()
    assert {clock.outcome for clock in office.facts(reference).clocks.values()} <= {"", "met"}


def test_waiting_never_costs_an_answer_the_platform_s_window(
    office: DeskOffice, harun: Desk, reference: str
) -> None:
    memory = office.story.memory
    memory.can = replace(memory.can, window=timedelta(hours=1))
    address, before = f"/aduan/{reference}/balas", sent(office)
    office.waits(minutes=30)
    assert "tunda-" in presses(harun, address, {"text": "There is time."})
    office.waits(minutes=29, seconds=55)
    page = presses(harun, address, {"text": "There is none."})
    assert len(re.findall(r'id="tunda-', page)) == 1  # the first one, which no worker has taken
    office.sends_all()
    assert sent(office) > before


def test_who_may_no_longer_act_sends_nothing_and_a_note_in_between_stops_nothing(
    office: DeskOffice, harun: Desk, reference: str
) -> None:
    sri, before = office.desk("sri", Role.UNIT_STAFF, JEMBER), sent(office)
    presses(sri, f"/aduan/{reference}/balas", {"text": "Half of it."})
    presses(harun, f"/aduan/{reference}/balas", {"text": "We look into it."})
    office.does(Note(complaint=office.id(reference), text="Called them."))
    shell_of(office.app).accounts.close(sri.staff.id, By("console", office.story.clock.at))
    office.waits(seconds=10)
    assert office.installation.second_thoughts.turn(office.story.clock.at) == {
        "carried_out": 1,
        "sent_back": 1,
    }
    office.sends_all()
    assert sent(office) == before + 1
