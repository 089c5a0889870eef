"""A complaint about which much was written: what counts stays in sight, nothing is left out."""

from tests.web.desk_story import Desk, DeskOffice, words
from web.history import NEWEST
from web.stretches import BEGINNING, FEWEST, LATEST, stretches
from workflow.core.commands import Note


def test_the_middle_is_folded_but_for_what_calls_and_the_order_stays() -> None:
    calling, many = BEGINNING + FEWEST, BEGINNING + LATEST + 2 * FEWEST + 1
    parts = list(stretches(range(many), lambda one: one == calling))
    assert [one for part in parts for one in part.messages] == list(range(many))
    in_sight = [one for part in parts if not part.folded for one in part.messages]
    assert in_sight == [*range(BEGINNING), calling, *range(many - LATEST, many)]
    assert not any(part.folded for part in stretches(range(BEGINNING + FEWEST - 1 + LATEST)))


def test_a_long_complaint_shows_its_beginning_and_its_end_and_folds_the_rest(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out")
    id = office.id(reference)
    for number in range(NEWEST + 2):
        office.waits(minutes=1)
        office.does(Note(complaint=id, text=f"Plumber called, try {number}."))
    before, *folded = ani.opens(f"/aduan/{reference}").split('<details class="older">')
    talk, history = (part.partition("</details>") for part in folded)
    assert "Water is out" in words(before)
    assert "messages in between" in talk[0]
    assert "try 9." in talk[0]
    assert f"try {NEWEST + 1}." in talk[2]
    assert "What happened before that" in history[0]
    assert "Clock started: Verify and forward" in words(history[0])
