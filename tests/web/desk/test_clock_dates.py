"""One deadline on every page and in every file: the same date, though it ends at midnight."""

from datetime import UTC, datetime
from pathlib import Path

from tests.stories.signing import another, copy_of_the_rules
from tests.story import HandClock, Story, tell
from tests.web.conftest import CHEAP
from tests.web.desk_story import JEMBER, Desk, DeskOffice, area, words
from web.app import make_app
from workflow.core.commands import Act, Extend
from workflow.core.roles import COMPLAINANT, Actor, Role

SUNDAY = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
CHIEF = Actor.staff("902", Role.SUPERVISOR)


def test_what_ends_on_sunday_at_midnight_is_due_on_sunday_everywhere(
    office: DeskOffice, harun: Desk
) -> None:
    office.story.clock.at = SUNDAY
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    more = Extend(
        complaint=office.id(reference), clock="first_response", by="14 working days",
        ground="site_visit", letter="Kunjungan.",
    )  # fmt: skip
    office.does(more, CHIEF)  # so that the 14 days of the law are over first
    office.waits(days=8)

    harun.returns()
    assert f"/aduan/{reference}" in harun.opens("/unit-saya").partition('id="part-due"')[2]
    page = harun.opens(f"/aduan/{reference}")
    assert "6 days left" in words(page)
    assert "Due 29 Nov 2026" in words(page)
    assert "Statutory first answer: Sunday, 29 November 2026,\N{NO-BREAK SPACE}24:00" in page
    typed = {"text": "", "ready": "takes_longer", "step": "insert"}
    answer = harun.sends(f"/aduan/{reference}/balas", 200, **typed)
    assert "29 November 2026" in area(answer.text, "text")
    saved = office.desk("chief", Role.SUPERVISOR).client.get("/aduan/tabel.csv?view=open").text
    assert ",2026-11-29 24:00," in saved

    office.waits(days=9)
    office.sends_all()
    harun.returns()
    page = words(harun.opens(f"/aduan/{reference}"))
    assert "2 days late" in page
    assert "Late: Statutory first answer was due 29 Nov 2026, 24:00." in page

    office.does(
        Act(complaint=office.id(reference), move="withdraw", values={"reason": "Sudah."}),
        COMPLAINANT,
    )
    harun.returns()
    page = words(harun.opens(f"/aduan/{reference}"))
    assert "Resolution fell away" in page  # nobody has settled it
    assert "Statutory first answer stopped late" in page


def test_a_unit_further_east_is_told_its_own_time(tmp_path: Path) -> None:
    rules = copy_of_the_rules(tmp_path)
    units, calendar = rules / "units.toml", rules / "calendar.toml"
    jember = f'id       = "{JEMBER}"\n'
    units.write_text(units.read_text().replace(jember, f'{jember}calendar = "east"\n'))
    east = '[calendar.east]\nzone = "Asia/Makassar"\nweek = "office"\nholidays = true\n\n'
    calendar.write_text(
        calendar.read_text().replace("[calendar.shelter]", f"{east}[calendar.shelter]")
    )
    story = tell(tmp_path)
    with another(story, rules=rules) as changed:
        office = DeskOffice(Story(changed, HandClock()), make_app(changed, passwords=CHEAP))
        reference = office.hears("Water is out")
        office.assigned(reference, JEMBER)
        harun = office.desk("harun", Role.UNIT_HEAD, JEMBER)
        told = words(harun.opens(f"/aduan/{reference}/jam/resolution"))
    story.office.close()
    assert "From Mon, 16 Nov 2026 10:00 (WITA)" in told
    assert "Due Fri, 4 Dec 2026 16:30" in told
