"""Decree files: what is read of them, and what is said of each slip in one."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from config.calendars import load_calendars
from config.decrees import BadDecree, calendars_here, load_decree
from config.settings import Settings
from tests.conftest import NewDatabase
from tests.databases import migrated
from workflow.core.calendar import Calendar, DayKind
from workflow.core.decree import Day, Decree
from workflow.store import holidays
from workflow.store.database import Sessions

SIGNED_AT = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)

SOUND = """\
[decree]
name = "Cuti bersama tambahan"
legal_basis = "SKB 3 Menteri 12/2026"

[[day]]
on = 2026-12-24
kind = "working"
name = "Masuk kerja"

[[day]]
on = 2026-11-20
kind = "joint_leave"
name = "Cuti bersama"
estimate = true
"""


@pytest.fixture(scope="module")
def calendars() -> Mapping[str, Calendar]:
    return load_calendars()


def written(folder: Path, text: str) -> Path:
    file = folder / "decree.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_decree_is_read_with_its_days_in_order(
    tmp_path: Path, calendars: Mapping[str, Calendar]
) -> None:
    basis = "SKB 3 Menteri 12/2026"
    leave = Day(on=date(2026, 11, 20), kind="joint_leave", name="Cuti bersama",
                legal_basis=basis, estimate=True)  # fmt: skip
    work = Day(on=date(2026, 12, 24), kind="working", name="Masuk kerja", legal_basis=basis)
    found = load_decree(written(tmp_path, SOUND), calendars)
    assert found == Decree("Cuti bersama tambahan", basis, (leave, work))
    assert str(found) == "Cuti bersama tambahan (SKB 3 Menteri 12/2026)"
    assert (work.working, leave.working) == (True, False)
    assert (leave.off.kind, leave.off.estimate) == (DayKind.JOINT_LEAVE, True)


SLIPS = {
    "no decree": (
        ("[decree]", "[decre]"),
        'decre: "decre" is not known. Did you mean "decree"? Allowed: day, decree.',
    ),
    "no name": (('name = "Cuti bersama tambahan"\n', ""), "decree.name: is missing."),
    "an empty basis": (('"SKB 3 Menteri 12/2026"', '""'), "decree.legal_basis: must not be empty."),
    "a misspelt key": (
        ("estimate = true", "estimated = true"),
        'day[Cuti bersama].estimated: "estimated" is not known. Did you mean "estimate"?',
    ),
    "a kind": (
        ('"joint_leave"', '"leave day"'),
        '"leave day" is not known. Allowed: joint_leave, local, national, working.',
    ),
    "a kind that is nearly one": (
        ('"joint_leave"', '"joint leave"'),
        'day[Cuti bersama].kind: "joint leave" is not known. Did you mean "joint_leave"?',
    ),
    "a date in quotes": (
        ("on = 2026-11-20", 'on = "2026-11-20"'),
        'day[Cuti bersama].on: "2026-11-20" should be a date without quotes',
    ),
    "a date with a time": (
        ("on = 2026-11-20", "on = 2026-11-20T00:00:00Z"),
        "day[Cuti bersama].on:",
    ),
    "a date beyond the calendar": (
        ("on = 2026-11-20", "on = 2062-11-20"),
        "day[Cuti bersama].on: 2062-11-20 is not between 2015-01-01 and 2035-12-31.",
    ),
    "a working Sunday": (
        ("on = 2026-12-24", "on = 2026-12-27"),
        "day[Masuk kerja].on: 2026-12-27 is a Sun, for which no calendar has hours.",
    ),
    "a day twice": (
        ("on = 2026-11-20", "on = 2026-12-24"),
        "day[Cuti bersama].on: 2026-12-24 is declared twice.",
    ),
    "a working day that is estimated": (
        ('name = "Masuk kerja"', 'name = "Masuk kerja"\nestimate = true'),
        "day[Masuk kerja].estimate: has no meaning for a working day.",
    ),
    "no TOML": (("[decree]", "[decree"), "is not TOML"),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_named_by_file_and_key_and_allowed_words(
    slip: str, tmp_path: Path, calendars: Mapping[str, Calendar]
) -> None:
    (old, new), sentence = SLIPS[slip]
    assert old in SOUND
    with pytest.raises(BadDecree) as bad:
        load_decree(written(tmp_path, SOUND.replace(old, new, 1)), calendars)
    told = str(bad.value)
    assert sentence in told
    assert all(line.startswith("decree.toml: ") for line in told.splitlines())


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("", "day: is missing."),
        ("day = []\n", "day: is empty; a decree declares at least one day."),
        ("day = 'besok'\n", 'day: "besok" should be a list of tables, [[day]].'),
    ],
)
def test_a_decree_without_days_is_none(
    days: str, sentence: str, tmp_path: Path, calendars: Mapping[str, Calendar]
) -> None:
    head = SOUND.partition("[[day]]")[0]
    with pytest.raises(BadDecree) as bad:
        load_decree(written(tmp_path, days + head), calendars)
    assert str(bad.value) == f"decree.toml: {sentence}"


def test_every_mistake_is_told_at_once(tmp_path: Path, calendars: Mapping[str, Calendar]) -> None:
    text = SOUND.replace('"joint_leave"', '"leave"').replace("2026-12-24", "2040-12-24")
    with pytest.raises(BadDecree) as bad:
        load_decree(written(tmp_path, text), calendars)
    assert [mistake.key for mistake in bad.value.mistakes] == [
        "day[Masuk kerja].on",
        "day[Cuti bersama].kind",
    ]


def test_a_file_that_is_not_there_is_a_mistake(
    tmp_path: Path, calendars: Mapping[str, Calendar]
) -> None:
    with pytest.raises(BadDecree, match=r"nowhere\.toml: cannot be read"):
        load_decree(tmp_path / "nowhere.toml", calendars)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    place=st.integers(0, len(SOUND) - 1),
    instead=st.one_of(st.text(max_size=4), st.sampled_from(("0", "'", "[", "\n", "true"))),
)
def test_no_damage_ends_in_anything_but_mistakes(
    place: int, instead: str, tmp_path: Path, calendars: Mapping[str, Calendar]
) -> None:
    damaged = SOUND[:place] + instead + SOUND[place + 1 :]
    file = tmp_path / "decree.toml"
    file.write_bytes(damaged.encode("utf-8", "surrogatepass"))
    with suppress(BadDecree):
        load_decree(file, calendars)


def test_the_calendars_here_know_what_was_declared_here(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    url = new_database(migrated)
    here = Settings.model_validate({"home": tmp_path, "database_url": SecretStr(url)})
    assert calendars_here(here)["office"].is_working(date(2026, 11, 20))
    sessions = Sessions(here.database)
    with sessions.transaction() as db:
        for on, kind in ((date(2026, 11, 20), "joint_leave"), (date(2026, 12, 24), "working")):
            told = {"on": on, "kind": kind, "name": "Cuti bersama", "legal_basis": "SKB"}
            moment = holidays.claim(db, SIGNED_AT)
            signed = {"signed_by": "staff:4", "applied_at": moment}
            holidays.put(db, {**told, **signed, "working": kind == "working", "estimate": False})
    sessions.close()
    office = calendars_here(here)["office"]
    off = office.day_off(date(2026, 11, 20))
    assert off is not None
    assert (off.kind, off.legal_basis) == (DayKind.JOINT_LEAVE, "SKB")
    assert office.is_working(date(2026, 12, 24))


def test_to_ask_for_the_calendars_makes_no_database(
    new_database: NewDatabase, tmp_path: Path
) -> None:
    nowhere = Settings.model_validate({"home": tmp_path / "home"})
    assert calendars_here(nowhere)["office"].is_working(date(2026, 11, 20))
    assert not (tmp_path / "home").exists()
    empty = {"home": tmp_path / "home", "database_url": SecretStr(new_database(None))}
    assert calendars_here(Settings.model_validate(empty))["office"].is_working(date(2026, 11, 20))
