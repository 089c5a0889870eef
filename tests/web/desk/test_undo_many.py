"""Ten seconds to take back what was sent to many at once, by one press; and a second matter."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.web.desk.test_many import classified, pick, picked, send, ticked
from tests.web.desk.test_undo import number_of, sent
from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role

MAGETAN = "pstw-magetan"


@pytest.fixture(autouse=True)
def waiting(office: DeskOffice) -> None:
    """Acts wait here, as they do unless it is set otherwise."""
    office.installation.second_thoughts.wait = timedelta(seconds=10)


def undo_of(page: str) -> str:
    """Where the one press goes that takes all of them back."""
    found = re.search(r'action="(/aduan/banyak/\w+/tunda/\d+/urungkan)"', page)
    assert found, words(page)
    return found[1]


def waits_in(page: str) -> list[str]:
    """The rows that the undo of a page names."""
    return re.findall(r'<input type="hidden" name="which" value="([^"]+)"', page)


def left(desk: Desk, page: str) -> str:
    """What the countdown of a page is told."""
    answer = desk.client.get(undo_of(page).removesuffix("/urungkan"))
    assert answer.status_code == 200
    return answer.text


def test_more_time_for_many_is_taken_back_by_one_press_and_its_words_go_to_all_of_them_later(
    office: DeskOffice,
) -> None:
    references = [office.hears(f"Lamp {n}", f"person.{n}") for n in range(3)]
    for reference in references:
        office.assigned(reference, JEMBER)
    office.sends_all()
    before, endang = sent(office), office.desk("endang", Role.SUPERVISOR)
    rows = picked(endang.opens("/aduan?view=open"))
    ground = re.search(
        r'<select[^>]* id="ground".*?<option value="(\w+)"', pick(endang, "extend", rows), re.DOTALL
    )
    assert ground
    fields = {"count": "5", "ground": ground[1], "letter": "We wait for a part.", "clock": ""}
    preview = send(endang, "extend", rows, **fields)
    assert "They can be taken back for 10 seconds" in words(preview)
    page = send(endang, "extend", ticked(preview), **fields, step="send")
    send(endang, "extend", ticked(preview), **fields, step="send")  # pressed twice
    assert "Undo all 3" in words(page)
    assert "Done" not in words(page)
    office.waits(seconds=9)
    office.sends_all()
    assert "in 1 second" in left(endang, page)
    assert sent(office) == before

    ani = office.desk("ani", Role.INTAKE_OFFICER)
    ani.opens("/aduan")
    ani.sends(undo_of(page).replace("extend", "assign"), which=waits_in(page))  # not hers
    form = endang.follows(endang.sends(undo_of(page), which=waits_in(page)))
    assert "Taken back: nothing went out" in words(form)
    assert area(form, "letter") == fields["letter"]
    assert 'value="5"' in form
    assert len(picked(form)) == 3
    office.waits(seconds=10)
    office.sends_all()
    assert sent(office) == before

    page = send(endang, "extend", picked(form), **fields, step="send")
    office.waits(seconds=10)
    assert office.installation.second_thoughts.turn(office.story.clock.at)["carried_out"] == 3
    office.sends_all()
    assert sent(office) == before + 3
    assert "It is done" in words(left(endang, page))
    late = endang.follows(endang.sends(undo_of(page), which=waits_in(page)))
    assert "cannot be taken back" in words(late)
    assert area(pick(endang, "extend", rows), "letter") == ""


def test_one_of_many_that_was_overtaken_comes_back_and_one_that_has_no_time_goes_at_once(
    office: DeskOffice, ani: Desk
) -> None:
    hurried = office.hears("Fire", "eka")
    office.story.complaint = office.id(hurried)
    running = [view for view in office.story.seen_by(ani.actor).clocks if view.clock.running]
    office.story.clock.at = min(view.due_at for view in running if view.due_at)
    office.waits(seconds=-5)
    lamps, water = office.hears("Lamps", "adi"), office.hears("Water", "budi")
    for reference in (lamps, water, hurried):
        classified(office, reference)
    ani.returns()
    rows = picked(ani.opens("/aduan?view=open"))
    page = send(ani, "assign", rows, unit=JEMBER, step="send")
    assert office.facts(hurried).unit == JEMBER
    assert {row.partition("~")[0] for row in waits_in(page)} == {lamps, water}
    assert "About to be done" in words(page)
    office.does(Act(complaint=office.id(lamps), move="assign", values={"unit": MAGETAN}))
    office.waits(seconds=10)
    assert office.installation.second_thoughts.turn(office.story.clock.at) == {
        "carried_out": 1,
        "sent_back": 1,
    }
    assert [office.facts(one).unit for one in (lamps, water)] == [MAGETAN, JEMBER]
    end = left(ani, page)
    assert "1 could not be carried out" in words(end)
    assert f'hx-swap-oob="outerHTML:#banyak-{office.id(lamps)}"' in end
    back = words(ani.opens(f"/aduan/{lamps}"))
    assert "“Assign” was not carried out." in back


def test_a_second_matter_is_split_off_only_once_it_is_not_taken_back(
    office: DeskOffice, ani: Desk
) -> None:
    first = office.hears("The tap is broken. And they asked for money.", conversation="k1")
    office.does(Classify(complaint=office.id(first), safety="none"))
    office.sends_all()
    address, before = f"/aduan/{first}/pisahkan", sent(office)
    given: dict[str, Any] = {"message": "1", "matter": "The money."}
    ani.opens(address)
    page = ani.follows(ani.sends(address, step="send", **given))
    assert "“Split a second matter off” is about to be carried out." in words(page)
    form = ani.follows(ani.sends(f"/aduan/{first}/tunda/{number_of(page)}/urungkan"))
    assert area(form, "matter") == "The money."
    assert 'name="message" value="1" checked' in form
    office.waits(seconds=10)
    office.sends_all()
    assert (office.facts(first).parts, sent(office)) == ([], before)
    ani.sends(address, step="send", **given)
    office.waits(seconds=10)
    office.sends_all()
    [second] = office.facts(first).parts
    assert office.facts_of(second).split_from == office.id(first)
    assert sent(office) == before + 1
    assert area(ani.opens(address), "matter") == ""
    ani.sends(address, step="send", **given)
    office.does(Act(complaint=office.id(first), move="reject", values={"code": "spam"}))
    office.waits(seconds=10)
    office.sends_all()
    assert office.facts(first).parts == [second]
    assert "was not carried out" in words(ani.opens(f"/aduan/{first}"))
