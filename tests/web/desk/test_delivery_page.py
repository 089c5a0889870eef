"""How messages of the office fare, on the complaint's page, and what an officer decides."""

from adapters.memory.wire import Fault
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.roles import Role


def page(ani: Desk, reference: str) -> str:
    return ani.opens(f"/aduan/{reference}")


def test_a_message_that_waits_says_how_often_it_was_tried_and_why(
    office: DeskOffice, ani: Desk
) -> None:
    office.story.memory.platform.fails(Fault.BUSY)
    reference = office.hears("Lampu padam")
    office.sends_all()
    told = words(page(ani, reference))
    assert "Tried 1 times; next try" in told
    assert "Send it again" not in told


def test_of_an_unsure_one_the_officer_decides_that_it_goes_again(
    office: DeskOffice, ani: Desk
) -> None:
    office.story.memory.platform.fails(Fault.LOST)
    reference = office.hears("Lampu padam")
    office.sends_all()
    assert "Nobody knows whether it arrived." in words(page(ani, reference))
    address = f"/aduan/{reference}/pesan/2/kirim-ulang"
    assert "the complainant has it twice" in words(ani.opens(address))
    ani.sends(address)
    office.sends_all()
    told = words(page(ani, reference))
    assert "It was sent again as a later message." in told
    assert "Sent again to the complainant: Receipt." in told
    assert "Nobody knows whether it arrived." not in told


def test_of_an_unsure_one_the_officer_knows_that_it_arrived(office: DeskOffice, ani: Desk) -> None:
    office.story.memory.platform.fails(Fault.LOST)
    reference = office.hears("Lampu padam")
    office.sends_all()
    ani.sends(f"/aduan/{reference}/pesan/2/sampai")
    told = words(page(ani, reference))
    assert "Somebody knows that it arrived: Receipt." in told
    assert "Send it again" not in told


def test_a_given_up_one_says_why_and_staff_of_another_unit_decide_nothing(
    office: DeskOffice, ani: Desk
) -> None:
    office.story.memory.platform.fails(Fault.REFUSED)
    reference = office.hears("Lampu padam")
    office.sends_all()
    told = words(page(ani, reference))
    assert "given up" in told
    assert "The other side refuses it." in told
    assert "Send it again" in told
    office.assigned(reference, JEMBER)
    other = office.desk("tono", Role.UNIT_HEAD, "rsbn-malang")
    other.opens(f"/aduan/{reference}/pesan/2/kirim-ulang", 404)
