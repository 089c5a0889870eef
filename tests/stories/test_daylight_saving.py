"""An office in Berlin, from its rule folder to what its pages and commands say.

Clocks go from 02.00 to 03.00 (UTC+1 to UTC+2) on Sunday 29 March 2026 and 28 March 2027, and
from 03.00 back to 02.00 on Sunday 25 October 2026 and 31 October 2027. The office keeps the
hours of the rules that come with the engine, Monday to Thursday 07.30-12.00 and 13.00-16.00,
Friday 07.30-11.30 and 13.00-16.30, but no holidays and no Ramadan.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.calendars import RULES
from config.wiring import open_office, with_home
from tests.stories.test_clocks import breaches
from tests.story import SUPERVISOR, HandClock, Story, fakes, settings_for
from tests.web.commands.program import Program
from tests.web.conftest import CHEAP, hire
from tests.web.desk_story import Desk, words
from web.app import make_app
from workflow.core import commands as c
from workflow.core.roles import Role

BERLIN = ZoneInfo("Europe/Berlin")
CLOCKS = ("acknowledge", "verify_forward", "statutory_respond", "police_report")
"""Here due within 8 working hours, 5 working days, 14 days and 72 hours of the receipt."""


def rules_of_berlin(folder: Path) -> Path:
    """The rules that come with the engine, moved to Berlin."""
    shutil.copytree(RULES, folder)
    change(folder / "office.toml", 'timezone = "Asia/Jakarta"', 'timezone = "Europe/Berlin"')
    sla = folder / "sla.toml"
    look, forward = 'clock       = "acknowledge"\n', 'clock       = "verify_forward"\n'
    change(sla, f'{look}within      = "1 working day"', f'{look}within = "8 working hours"')
    change(sla, f'{forward}within      = "3 working days"', f'{forward}within = "5 working days"')
    calendar = folder / "calendar.toml"
    change(calendar, 'zone = "Asia/Jakarta"\nweek', 'zone = "Europe/Berlin"\nweek')
    change(calendar, "holidays = true", "holidays = false")
    text = calendar.read_text(encoding="utf-8")
    calendar.write_text(text.partition("[[season]]")[0], encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def utc(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def on_the_wall(at: datetime | None) -> str:
    """What the clock on the office's wall shows."""
    return f"{at.astimezone(BERLIN):%a %d %b %Y %H.%M %Z}" if at else ""


@pytest.fixture
def berlin(tmp_path: Path) -> Iterator[Story]:
    rules = rules_of_berlin(tmp_path / "rules")
    clock = HandClock()
    settings = with_home(settings_for(tmp_path / "home"), rules=rules)
    told = Story(open_office(settings, now=clock, channels=fakes(clock)), clock)
    yield told
    told.check_books()
    told.office.close()


def receives(story: Story, at: datetime) -> None:
    """A report of sexual violence, at a moment."""
    story.clock.at = at
    story.files("Laporan")
    story.does(
        c.Classify(
            complaint=story.complaint,
            klass="complaint",
            category="fasilitas_panti",
            safety="sexual_violence",
        ),
        SUPERVISOR,
    )


# Received; then 8 working hours, 5 working days, 14 days, 72 hours.
STORIES = [
    # Friday before spring, from 15.30: one hour that day; on Monday 4 h 30 min and 2 h 30 min.
    # 72 hours end an hour later on the wall, for one of them was skipped.
    (
        "2026-03-27T14:30",
        ("Mon 30 Mar 2026 15.30 CEST", "2026-03-30T13:30"),
        ("Fri 03 Apr 2026 16.30 CEST", "2026-04-03T14:30"),
        ("Sat 11 Apr 2026 00.00 CEST", "2026-04-10T22:00"),
        ("Mon 30 Mar 2026 16.30 CEST", "2026-03-30T14:30"),
    ),
    # In the night itself, at 01.30. Monday has 7 h 30 min, Tuesday the other half hour.
    (
        "2026-03-29T00:30",
        ("Tue 31 Mar 2026 08.00 CEST", "2026-03-31T06:00"),
        ("Fri 03 Apr 2026 16.30 CEST", "2026-04-03T14:30"),
        ("Mon 13 Apr 2026 00.00 CEST", "2026-04-12T22:00"),
        ("Wed 01 Apr 2026 02.30 CEST", "2026-04-01T00:30"),
    ),
    # The Monday after, 09.00: 3 h and 3 h, two more on Tuesday.
    (
        "2026-03-30T07:00",
        ("Tue 31 Mar 2026 09.30 CEST", "2026-03-31T07:30"),
        ("Mon 06 Apr 2026 16.00 CEST", "2026-04-06T14:00"),
        ("Tue 14 Apr 2026 00.00 CEST", "2026-04-13T22:00"),
        ("Thu 02 Apr 2026 09.00 CEST", "2026-04-02T07:00"),
    ),
    # Friday before autumn, from 15.30. 72 hours end an hour earlier on the wall.
    (
        "2026-10-23T13:30",
        ("Mon 26 Oct 2026 15.30 CET", "2026-10-26T14:30"),
        ("Fri 30 Oct 2026 16.30 CET", "2026-10-30T15:30"),
        ("Sat 07 Nov 2026 00.00 CET", "2026-11-06T23:00"),
        ("Mon 26 Oct 2026 14.30 CET", "2026-10-26T13:30"),
    ),
    # In the hour that comes twice, the second time, at 02.30.
    (
        "2026-10-25T01:30",
        ("Tue 27 Oct 2026 08.00 CET", "2026-10-27T07:00"),
        ("Fri 30 Oct 2026 16.30 CET", "2026-10-30T15:30"),
        ("Mon 09 Nov 2026 00.00 CET", "2026-11-08T23:00"),
        ("Wed 28 Oct 2026 02.30 CET", "2026-10-28T01:30"),
    ),
    # And the year after.
    (
        "2027-03-26T14:30",
        ("Mon 29 Mar 2027 15.30 CEST", "2027-03-29T13:30"),
        ("Fri 02 Apr 2027 16.30 CEST", "2027-04-02T14:30"),
        ("Sat 10 Apr 2027 00.00 CEST", "2027-04-09T22:00"),
        ("Mon 29 Mar 2027 16.30 CEST", "2027-03-29T14:30"),
    ),
    (
        "2027-10-29T13:30",
        ("Mon 01 Nov 2027 15.30 CET", "2027-11-01T14:30"),
        ("Fri 05 Nov 2027 16.30 CET", "2027-11-05T15:30"),
        ("Sat 13 Nov 2027 00.00 CET", "2027-11-12T23:00"),
        ("Mon 01 Nov 2027 14.30 CET", "2027-11-01T13:30"),
    ),
]


@pytest.mark.parametrize(("received", "expected"), [(story[0], story[1:]) for story in STORIES])
def test_clocks_end_at_the_right_time_on_the_wall(
    berlin: Story, received: str, expected: tuple[tuple[str, str], ...]
) -> None:
    receives(berlin, utc(received))
    dues = [berlin.due(clock) for clock in CLOCKS]
    assert [on_the_wall(due) for due in dues] == [wall for wall, _ in expected]
    assert dues == [utc(at) for _, at in expected]


def test_a_sweep_in_the_hour_that_comes_twice_rings_each_clock_in_its_own(berlin: Story) -> None:
    # 72 hours before 02.30 of the first hour, and of the second one: both say 02.30.
    first, second = utc("2026-10-25T00:30"), utc("2026-10-25T01:30")
    receives(berlin, first - timedelta(hours=72))
    one = berlin.complaint
    receives(berlin, second - timedelta(hours=72))
    assert on_the_wall(first)[:-4].strip() == on_the_wall(second)[:-3].strip()
    late: list[tuple[bool, bool]] = []
    at = first - timedelta(minutes=1)
    while at <= second + timedelta(minutes=1):
        berlin.clock.at = at
        berlin.office.alarms.turn(at)
        late.append((police(berlin, one) is not None, police(berlin, berlin.complaint) is not None))
        at += timedelta(minutes=1)
    assert late == [(False, False)] + [(True, False)] * 60 + [(True, True)] * 2
    assert (police(berlin, one), police(berlin, berlin.complaint)) == (first, second)


def police(story: Story, complaint: int) -> datetime | None:
    """When the report to the police was late; it is late once."""
    shown = story.complaint
    story.complaint = complaint
    found = [due for clock, _, due, _ in breaches(story) if clock == "police_report"]
    story.complaint = shown
    assert len(found) <= 1
    return found[0] if found else None


def test_pages_show_the_time_of_berlin_on_both_sides_of_the_change(berlin: Story) -> None:
    receives(berlin, utc("2026-10-23T13:30"))
    app = make_app(berlin.office, passwords=CHEAP)
    desk = Desk(app, hire(app, "sri", Role.SUPERVISOR))
    page = desk.opens(f"/aduan/{berlin.facts.reference}")
    assert "15:30" in page  # received, in summer time
    assert "20:30" not in page  # which is the same in Surabaya
    counted = desk.opens(f"/aduan/{berlin.facts.reference}/jam/police_report")
    said = [words(line) for line in re.findall(r"<li>(.*?)</li>", counted)]
    assert "15:30" in said[0]
    assert said[-1] == "Due Mon, 26 Oct 2026 14:30"  # in winter time


def test_commands_answer_on_the_clock_of_berlin(
    berlin: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = berlin.office.settings
    monkeypatch.setenv("TUNTAS_RULES", str(settings.rules))
    for name in ("vault", "blind_index", "session", "reply_token"):
        key = getattr(settings, f"{name}_key")
        monkeypatch.setenv(f"TUNTAS_{name.upper()}_KEY", key.get_secret_value())
    receives(berlin, utc("2026-10-23T13:30"))
    tuntas = Program(settings.home)
    asked = tuntas.row("deadline", "--from", "2026-10-23T15:30", "--within", "72 hours")
    assert asked["due_at"] == "2026-10-26T14:30:00+01:00"
    why = tuntas.rows("explain", berlin.facts.reference, "police_report")[0]
    assert why["started_at"] == "2026-10-23T15:30:00+02:00"
    assert why["due_at"] == "2026-10-26T14:30:00+01:00"
    shown = tuntas.row("show", berlin.facts.reference)
    assert shown["received_at"] == "2026-10-23T15:30:00+02:00"
