"""Acts on many complaints: picked in the list, looked at, done to each by itself."""

import re

from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.commands import Act, Classify, Note
from workflow.core.roles import Role


def picked(page: str) -> list[str]:
    """How a page names the rows that can be picked."""
    return re.findall(r'name="which" value="([^"]+)"', page)


def ticked(page: str) -> list[str]:
    """Those of them that are picked already."""
    return re.findall(r'name="which" value="([^"]+)" checked', page)


def classified(office: DeskOffice, reference: str) -> None:
    office.does(
        Classify(
            complaint=office.id(reference),
            klass="complaint",
            category="fasilitas_panti",
            safety="none",
        )
    )


def pick(desk: Desk, act: str, which: list[str]) -> str:
    """Pick rows and choose what to do with them."""
    answer = desk.client.get(f"/aduan/banyak/{act}", query_string={"which": which})
    assert answer.status_code == 200
    desk.page = answer.text
    return desk.page


def send(desk: Desk, act: str, which: list[str], **fields: str) -> str:
    """Send the form; the page that answers."""
    desk.sends(f"/aduan/banyak/{act}", 200, which=which, **fields)
    return desk.page


def test_two_are_assigned_in_one_go_after_a_look_at_both(office: DeskOffice, ani: Desk) -> None:
    lamps, water = office.hears("Lamps", "adi"), office.hears("Water", "budi")
    for reference in (lamps, water):
        classified(office, reference)
    rows = picked(ani.opens("/aduan?view=open"))
    assert sorted(row.partition("~")[0] for row in rows) == sorted([lamps, water])
    page = pick(ani, "assign", rows)
    assert len(ticked(page)) == 2
    preview = send(ani, "assign", ticked(page), unit=JEMBER)
    assert words(preview).count("Then it is: Assigned.") == 2
    assert office.facts(lamps).state == "received"
    outcome = send(ani, "assign", ticked(preview), unit=JEMBER, step="send")
    assert "Done for 2 complaints." in words(outcome)
    assert {office.facts(one).unit for one in (lamps, water)} == {JEMBER}


def test_what_was_unticked_in_the_preview_is_left_alone(office: DeskOffice, ani: Desk) -> None:
    lamps, water = office.hears("Lamps", "adi"), office.hears("Water", "budi")
    rows = picked(ani.opens("/aduan?view=open"))
    preview = send(ani, "remind", rows, text="Look at this today.")
    kept = [row for row in ticked(preview) if row.startswith(lamps)]
    send(ani, "remind", kept, text="Look at this today.", step="send")
    assert "Look at this today." in ani.opens(f"/aduan/{lamps}")
    assert "Look at this today." not in ani.opens(f"/aduan/{water}")


def test_one_that_is_refused_says_why_and_leaves_the_others_alone(
    office: DeskOffice, ani: Desk
) -> None:
    raw, ready = office.hears("Lamps", "adi"), office.hears("Water", "budi")
    classified(office, ready)
    rows = picked(ani.opens("/aduan?view=open"))
    preview = send(ani, "assign", rows, unit=JEMBER)
    assert [row.partition("~")[0] for row in ticked(preview)] == [ready]
    outcome = words(send(ani, "assign", picked(preview), unit=JEMBER, step="send"))
    assert "Done for 1 complaint." in outcome
    assert "1 was left alone" in outcome
    assert office.facts(raw).state == "received"
    assert office.facts(ready).state == "assigned"


def test_one_that_changed_meanwhile_is_left_alone_and_says_what_changed(
    office: DeskOffice, ani: Desk
) -> None:
    lamps, water = office.hears("Lamps", "adi"), office.hears("Water", "budi")
    for reference in (lamps, water):
        classified(office, reference)
    rows = picked(ani.opens("/aduan?view=open"))
    preview = send(ani, "assign", rows, unit=JEMBER)
    office.does(Act(complaint=office.id(lamps), move="assign", values={"unit": "pstw-magetan"}))
    outcome = words(send(ani, "assign", ticked(preview), unit=JEMBER, step="send"))
    assert "Changed since you saw it: left alone." in outcome
    assert "Assigned to PSTW Magetan" in outcome
    assert office.facts(lamps).unit == "pstw-magetan"
    assert office.facts(water).unit == JEMBER


def test_a_note_is_no_reason_to_leave_one_alone(office: DeskOffice, ani: Desk) -> None:
    lamps = office.hears("Lamps", "adi")
    rows = picked(ani.opens("/aduan?view=open"))
    office.does(Note(complaint=office.id(lamps), text="I called them."))
    preview = send(ani, "remind", rows, text="Today, please.")
    assert len(ticked(preview)) == 1


def test_a_supervisor_gives_several_more_time_and_each_letter_goes_out(office: DeskOffice) -> None:
    references = [office.hears(f"Lamp {n}", f"person.{n}") for n in range(2)]
    for reference in references:
        office.assigned(reference, JEMBER)
    endang = office.desk("endang", Role.SUPERVISOR)
    rows = picked(endang.opens("/aduan?view=open"))
    fields = {"count": "5", "ground": "", "letter": "We wait for a part.", "clock": "resolution"}
    page = pick(endang, "extend", rows)
    ground = re.search(r'<select[^>]* id="ground".*?<option value="(\w+)"', page, re.DOTALL)
    assert ground
    fields["ground"] = ground[1]
    preview = send(endang, "extend", rows, **fields)
    assert "2 letters go out. The first one:" in words(preview)
    assert "We wait for a part." in words(preview)
    assert "they cannot be taken back" in words(preview)
    outcome = send(endang, "extend", ticked(preview), **fields, step="send")
    assert "Done for 2 complaints." in words(outcome)
    for reference in references:
        assert office.facts(reference).clocks["resolution"].extended_by


def test_what_somebody_may_not_see_is_not_among_the_picked(office: DeskOffice) -> None:
    lamps = office.hears("Lamps", "adi")
    office.does(
        Classify(
            complaint=office.id(lamps),
            klass="complaint",
            category="layanan_petugas",
            safety="none",
            reported_unit=JEMBER,
        )
    )
    inside = office.desk("ida", Role.INTAKE_OFFICER, JEMBER)
    inside.opens("/aduan")
    outcome = words(send(inside, "remind", [f"{lamps}~3"], text="Found you.", step="send"))
    assert "Done for 0 complaints." in outcome
    assert lamps not in outcome
    assert "Found you." not in office.desk("ani", Role.INTAKE_OFFICER).opens(f"/aduan/{lamps}")


def test_acts_are_offered_and_open_to_those_who_may(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Lamps", "adi")
    office.assigned(reference, JEMBER)
    page = harun.opens("/aduan?view=open")
    assert "/aduan/banyak/" not in page
    for act in ("assign", "extend", "remind", "nothing"):
        assert harun.client.get(f"/aduan/banyak/{act}?which={reference}~1").status_code == 404


def test_without_a_pick_one_is_told_to_pick(ani: Desk) -> None:
    for which in ("", "~", "C-1~x", "x"):
        assert "Pick the complaints first." in words(
            ani.opens(f"/aduan/banyak/remind?which={which}")
        )
