"""Calling a colleague by a note: who may see the complaint is told, and nobody else is named."""

import re

from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.commands import Classify
from workflow.core.roles import Role


def mentions(desk: Desk) -> str:
    """What somebody reads in their view of mentions."""
    return words(desk.opens("/aduan?view=mentioned"))


def test_who_is_called_finds_it_until_it_is_opened(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/catatan"
    page = ani.opens(f"/aduan/{reference}")
    assert re.search(r'<option value="@harun">Harun Prasetya, Head of unit, PSTW Jember<', page)
    said = ani.follows(ani.sends(address, text="Look at this, please.", call="@harun"))
    assert "Who is called in it finds it under “Mentions”." in words(said)
    assert "Kept in the office: Note. Calls Head of unit, PSTW Jember." in words(said)
    assert "Look at this, please. @harun" in words(said)

    assert "Mentions 1" in mentions(harun)
    assert reference in mentions(harun)
    assert reference not in mentions(ani)
    opened = harun.opens(f"/aduan/{reference}")
    number = re.search(r'called here by a note:.*?href="#(pesan-\d+)"', opened, re.DOTALL)
    assert number
    assert f'id="{number[1]}"' in opened
    assert "called here by a note" not in harun.opens(f"/aduan/{reference}")
    assert reference not in mentions(harun)


def test_who_may_not_see_it_is_neither_offered_nor_told_nor_admitted_to_exist(
    office: DeskOffice, ani: Desk
) -> None:
    """The accused, another unit, and a name that nobody has all look the same."""
    accused = office.desk("joko", Role.UNIT_HEAD, JEMBER)
    other = office.desk("rini", Role.UNIT_HEAD, "rsbn-malang")
    reference = office.hears("Water is out")
    office.does(Classify(complaint=office.id(reference), reported_unit=JEMBER))
    page = ani.opens(f"/aduan/{reference}")
    assert "@joko" not in page
    assert "@rini" not in page
    note = "@joko @rini @siapa lihat"
    said = words(ani.follows(ani.sends(f"/aduan/{reference}/catatan", text=note)))
    assert "Nobody who may see this complaint is called @joko, @rini, @siapa" in said
    assert "Calls" not in said
    for desk in (accused, other):
        assert reference not in mentions(desk)
    # Later it becomes theirs: an old note calls nobody afterwards.
    office.assigned(reference, "rsbn-malang")
    assert reference not in mentions(other)


def test_a_call_ends_with_the_sight_of_the_complaint(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    ani.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/catatan", text="@Harun, this one.")
    office.assigned(reference, "rsbn-malang")
    assert reference not in mentions(harun)
    assert "Mentions" not in words(harun.opens("/aduan"))
