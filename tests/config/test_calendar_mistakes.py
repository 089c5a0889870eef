"""What is said of a damaged calendar: file, key, allowed words, and never a traceback."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config import calendar_file, holiday_list
from config.calendars import RULES, BadCalendar, load_calendars
from tests.config.calendar_folder import add, copy_to, replace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_to(tmp_path)


MISTAKES = {
    "no file": (
        lambda folder: (folder / calendar_file.FILE).unlink(),
        "calendar.toml: cannot be read",
    ),
    "no holidays": (
        lambda folder: (folder / holiday_list.FILE).unlink(),
        "holidays.toml: cannot be read",
    ),
    "an unknown section": (
        lambda folder: add(folder, "[[holiday]]\non = 2026-01-01\n"),
        'holiday: "holiday" is not known.',
    ),
    "a misspelt key": (
        lambda folder: replace(folder, "after_hours = ", "afterhours = "),
        'calendar.office.afterhours: "afterhours" is not known. Did you mean "after_hours"?',
    ),
    "after hours": (
        lambda folder: replace(folder, 'after_hours = "same day"', 'after_hours = "tomorrow"'),
        'calendar.office.after_hours: "tomorrow" is not known. Allowed: next working day, same day',
    ),
    "a zone": (
        lambda folder: replace(folder, 'zone = "Asia/Jakarta"', 'zone = "WIB"'),
        'calendar.office.zone: "WIB" is no zone',
    ),
    "a zone that is a path": (
        lambda folder: replace(folder, 'zone = "Asia/Jakarta"', 'zone = "../../etc/passwd"'),
        "calendar.office.zone:",
    ),
    "a weekday": (
        lambda folder: replace(folder, 'fri = ["07:30', 'jum = ["07:30'),
        'week.office.jum: "jum" is not known.',
    ),
    "hours without a list": (
        lambda folder: replace(folder, 'mon = ["07:30-12:00", "13:00-16:00"]', 'mon = "07:30"'),
        'week.office.mon: "07:30" should be a list',
    ),
    "a period": (
        lambda folder: replace(folder, '"07:30-12:00"', '"7.30-12"'),
        'week.office.mon: "7.30-12" should be a period, such as "07:30-12:00"',
    ),
    "a time of day": (
        lambda folder: replace(folder, '"07:30-12:00"', '"07:30-25:00"'),
        'week.office.mon: "07:30-25:00" has a time of day that does not exist',
    ),
    "a period backwards": (
        lambda folder: replace(folder, '"07:30-12:00"', '"12:00-07:30"'),
        "week.office.mon: 12:00-07:30: a period ends after it starts",
    ),
    "periods that overlap": (
        lambda folder: replace(folder, '"13:00-16:00"', '"11:00-16:00"'),
        "calendar.office: the periods 07:30-12:00 and 11:00-16:00 overlap",
    ),
    "a week": (
        lambda folder: replace(folder, 'week = "office"', 'week = "ofice"'),
        'calendar.office.week: "ofice" is not known. Did you mean "office"? Allowed: office, ramad',
    ),
    "no week": (
        lambda folder: replace(folder, 'week = "office"', ""),
        "calendar.office.week: is missing. Allowed: office, ramadan",
    ),
    "a week round the clock": (
        lambda folder: replace(
            folder, "round_the_clock = true", 'round_the_clock = true\nweek="a"'
        ),
        "calendar.shelter.week: has no meaning where round_the_clock is true",
    ),
    "no office": (
        lambda folder: replace(folder, "[calendar.office]", "[calendar.kantor]"),
        "calendar.office: is missing",
    ),
    "a calendar that is no table": (
        lambda folder: replace(folder, "[calendar.office]", "[calendar]\nx = 1\n[calendar.office]"),
        "calendar.x: 1 should be a table",
    ),
    "calendars that are no tables": (
        lambda folder: (folder / calendar_file.FILE).write_text("calendar = 1\n"),
        "calendar: 1 should be tables, such as [calendar.office]",
    ),
    "a first day": (
        lambda folder: replace(folder, "first = 2015-01-01", 'first = "2015"'),
        'first: "2015" is no date; it should be one without quotes',
    ),
    "no last day": (
        lambda folder: replace(folder, "last = 2035-12-31", ""),
        "last: is missing",
    ),
    "years backwards": (
        lambda folder: replace(folder, "last = 2035-12-31", "last = 2014-12-31"),
        "last: should be at most 100 years after first",
    ),
    "years without holidays": (
        lambda folder: replace(folder, "last = 2035-12-31", "last = 2040-12-31"),
        "last: holidays.toml has no holidays of 2036; write them with `tuntas calendar seed",
    ),
    "early years without holidays": (
        lambda folder: replace(folder, "first = 2015-01-01", "first = 2010-01-01"),
        "first: holidays.toml has no holidays of 2010",
    ),
    "a season's week": (
        lambda folder: replace(folder, 'week = "ramadan"', 'week = "puasa"'),
        'season[Ramadan 1445 H].week: "puasa" is not known.',
    ),
    "a season backwards": (
        lambda folder: replace(folder, "last = 2026-03-20", "last = 2026-01-20"),
        "season[Ramadan 1447 H].last: 2026-01-20 is before first, 2026-02-19",
    ),
    "seasons that overlap": (
        lambda folder: replace(folder, "last = 2025-03-30", "last = 2026-03-01"),
        "calendar.office: the seasons Ramadan 1446 H and Ramadan 1447 H overlap",
    ),
    "a season's calendar": (
        lambda folder: replace(folder, "first = 2026-02-19", 'first = 2026-02-19\ncalendars="x"'),
        'season[Ramadan 1447 H].calendars: "x" is not known. Allowed: office, shelter',
    ),
    "a decree of everything": (
        lambda folder: replace(folder, "on = 2024-02-14", "on = 2024-02-14\nyear = 2024"),
        "decree[2]: needs either year or on, not both",
    ),
    "a decree of nothing": (
        lambda folder: replace(folder, "on = 2024-02-14", ""),
        "decree[2]: needs either year or on, not both",
    ),
    "a decree's kind": (
        lambda folder: replace(folder, 'kinds = ["national"]', 'kinds = ["local"]'),
        'kinds: "local" is not known. Allowed: joint_leave, national',
    ),
    "a day off's kind": (
        lambda folder: add(
            folder,
            '[[day_off]]\non=2026-05-05\nname="Libur"\nlegal_basis="SE"\nkind="lokal"\n',
        ),
        'day_off[Libur].kind: "lokal" is not known. Did you mean "local"?',
    ),
    "a day off beyond the years": (
        lambda folder: add(folder, '[[day_off]]\non=2050-05-05\nname="Libur"\nlegal_basis="SE"\n'),
        "day_off[Libur].on: 2050-05-05 is not between 2015-01-01 and 2035-12-31",
    ),
    "a day off without a basis": (
        lambda folder: add(folder, '[[day_off]]\non=2026-05-05\nname="Libur"\n'),
        "day_off[Libur].legal_basis: is missing",
    ),
    "a working day that is one": (
        lambda folder: add(folder, '[[working_day]]\non=2026-05-05\nlegal_basis="SE"\n'),
        "working_day[1].on: 2026-05-05 is no day off, so it cannot be taken back",
    ),
    "a holiday that is no date": (
        lambda folder: replace(folder, "2026-01-01", "2026-02-30", holiday_list.FILE),
        'holidays.toml: national.2026-02-30: "2026-02-30" is not a date',
    ),
    "a holiday without a name": (
        lambda folder: replace(folder, '"Tahun Baru Masehi"', "7", holiday_list.FILE),
        "holidays.toml: national.2015-01-01: 7 should be the name of the day",
    ),
    "holidays in a list": (
        lambda folder: (folder / holiday_list.FILE).write_text("national = []\n"),
        "holidays.toml: national: should be a table of dates and names",
    ),
}


@pytest.mark.parametrize(("damage", "sentence"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_file_key_and_allowed_words(
    folder: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    damage(folder)
    with pytest.raises(BadCalendar) as refused:
        load_calendars(folder)
    assert any(sentence in str(mistake) for mistake in refused.value.mistakes), refused.value
    assert all(mistake.file in (calendar_file.FILE, holiday_list.FILE)
               for mistake in refused.value.mistakes)  # fmt: skip


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    replace(folder, 'zone = "Asia/Jakarta"', 'zone = "WIB"')
    replace(folder, 'week = "ramadan"', 'week = "puasa"')
    with pytest.raises(BadCalendar) as refused:
        load_calendars(folder)
    assert len(refused.value.mistakes) == 2


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from((calendar_file.FILE, holiday_list.FILE)),
    where=st.floats(0, 1),
    length=st.integers(0, 40),
    junk=st.one_of(
        st.binary(max_size=12), st.sampled_from([b"=", b"[[", b'"', b"1", b"{}", b"\n"])
    ),
)
def test_no_damage_to_a_file_ends_in_a_traceback(
    folder: Path, name: str, where: float, length: int, junk: bytes
) -> None:
    text = (RULES / name).read_bytes()
    at = int(where * len(text))
    (folder / name).write_bytes(text[:at] + junk + text[at + length :])
    with suppress(BadCalendar):
        assert "office" in load_calendars(folder)
    (folder / name).write_bytes(text)
