"""Giving a complaint to a colleague of the unit: the unit keeps it, and every clock stands."""

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.given import Give
from workflow.core.refusal import Refused
from workflow.core.roles import Role

REFUSED = 422


def mine(desk: Desk) -> str:
    """The worklist's first view, as somebody reads it."""
    return words(desk.opens("/aduan?view=mine").partition("work-rows")[2])


def gives(desk: Desk, page: str, to: str, reason: str = "") -> str:
    """Gives a complaint through its page; what the page says afterwards."""
    desk.opens(f"{page}/rekan")
    return words(desk.follows(desk.sends(f"{page}/rekan", to=to, reason=reason)))


def test_a_head_gives_it_to_one_of_the_staff_and_may_undo_that(
    office: DeskOffice, harun: Desk
) -> None:
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    tono = office.desk("tono", Role.UNIT_STAFF, JEMBER)
    other = office.desk("elsewhere", Role.UNIT_STAFF, "rsbn-malang")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    page = f"/aduan/{reference}"
    before = office.facts(reference)
    assert all(reference in mine(desk) for desk in (harun, sri, tono))
    form = harun.opens(f"{page}/rekan")
    assert "Elsewhere" not in form.partition("<form")[2]
    assert words(form).count("(you)") == 1
    harun.sends(f"{page}/rekan", REFUSED, to=str(other.staff.id))

    said = gives(harun, page, str(sri.staff.id), "She knows the pump.")
    assert f"Sri Prasetya works on {reference} now." in said
    assert reference in mine(sri)
    assert reference not in mine(tono) + mine(harun)
    assert "Sri Prasetya" in harun.opens("/aduan?view=open")
    read = words(tono.opens(page))
    assert "Given to a colleague: Unit staff, PSTW Jember." in read
    assert "She knows the pump." in read
    after = office.facts(reference)
    assert (after.unit, after.holders, after.clocks) == (
        before.unit, before.holders, before.clocks,
    )  # fmt: skip

    # Whoever has it gives it on; who does not, does not.
    tono.opens(f"{page}/rekan")
    tono.sends(f"{page}/rekan", REFUSED, to=str(tono.staff.id))
    gives(sri, page, str(tono.staff.id))
    assert reference in mine(tono)
    sri.opens(f"{page}/rekan?dari={sri.staff.id}")
    sri.sends(f"{page}/rekan")  # undo: the form carries everything
    assert reference in mine(sri)
    gives(harun, page, "unit")
    assert all(reference in mine(desk) for desk in (harun, sri, tono))
    gives(harun, page, str(sri.staff.id))
    ani.opens(f"{page}/rekan", 403)
    with pytest.raises(Refused):
        office.does(Give(complaint=office.id(reference), to="", seen=None))
    # Another unit begins with nobody in particular.
    ani.opens(page)
    office.assigned(reference, "rsbn-malang")
    assert office.facts(reference).given_to == ""
    assert reference in mine(other)
