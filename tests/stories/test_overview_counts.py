"""The overview's figures and the reports, against a plain count of the rows, on each database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import event, select, true

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.conftest import telling
from tests.story import HEAD, MONDAY, OTHER_HEAD, SUPERVISOR, Story, tell
from workflow import overview, reports
from workflow.core.roles import Actor, Role
from workflow.report_parts import Code, Value
from workflow.store import figures, slices
from workflow.store.models import ComplaintRow
from workflow.store.recap import Period
from workflow.store.slices import Place, Slice

MALANG = "rsbn-malang"


DAYS = 20


def of_all_fates(url: str) -> None:
    """Prepares an office with six complaints of all fates, twenty days ago."""
    migrated(url)
    with TemporaryDirectory() as home:
        story = tell(Path(home), url)
        happen(story)
        story.office.close()


def happen(story: Story) -> None:
    """What befell the six."""
    story.files("Lampu mati.")  # waits in intake
    story.files("Air keruh.")
    story.assign()
    story.files("Pintu rusak.")
    story.assign()
    story.act("return", HEAD, code="another_unit_first", reason="Bukan kami.")
    story.assign(MALANG)
    story.files("Atap bocor.")
    story.assign(MALANG)
    story.act("return", OTHER_HEAD, code="another_unit_first", reason="Bukan kami.")
    story.files("Kipas mati.")
    story.assign()
    story.act("respond", HEAD, answer="Sudah diganti.", evidence="foto")
    story.tick()
    story.act("resolve", SUPERVISOR, reason="Warga menelepon: beres.")
    story.files("Terima kasih!")
    story.triage(klass="praise", category="apresiasi")
    story.act("reject", code="praise_only")
    for _ in range(4):
        story.clock.at += timedelta(days=DAYS / 4)
        story.tick()


@pytest.fixture
def busy(
    tmp_path: Path, new_database: NewDatabase, caplog: pytest.LogCaptureFixture
) -> Iterator[Story]:
    """Their office; it is only read."""
    with telling(tmp_path, new_database(of_all_fates), caplog) as told:
        told.clock.at += timedelta(days=DAYS)
        yield told


def rows_of(story: Story) -> Sequence[ComplaintRow]:
    """All complaints."""
    with story.office.sessions.reading() as db:
        return db.scalars(select(ComplaintRow)).all()


def counted(story: Story) -> overview.Overview:
    """The overview as the console would see it."""
    calendar = story.office.office.calendars["office"]
    with story.office.sessions.reading() as db:
        return overview.overview(db, calendar, true(), story.clock.at)


def test_what_is_open_is_counted_by_unit_step_and_tone(busy: Story) -> None:
    found, now = counted(busy), busy.clock.at
    opened = [row for row in rows_of(busy) if row.open]
    late = Counter(row.unit for row in opened if row.urgent_at <= now)
    assert {line.code: (line.open, line.late) for line in found.units} == {
        unit: (count, late[unit]) for unit, count in Counter(row.unit for row in opened).items()
    }
    assert {line.code: line.open for line in found.steps} == Counter(row.state for row in opened)
    assert sum(late.values()) == found.total.late > 0
    assert found.ages == (0, 0, 0, len(opened), 0, 0)


def test_weeks_and_pace_count_what_came_and_what_ended(busy: Story) -> None:
    found = counted(busy)
    came = {week.monday: week.came for week in found.weeks if week.came}
    went = {week.monday: week.went for week in found.weeks if week.went}
    assert came == {MONDAY.date(): 6}
    assert went == {MONDAY.date(): 2}
    assert len(found.weeks) == 12
    assert found.pace["pstw-jember"] == pytest.approx(1 / 20)
    assert found.pace[""] == pytest.approx(4 / 20)  # of six, two still stand in intake


def test_returns_name_both_units_or_intake(busy: Story) -> None:
    pairs = {(pair.came_from, pair.went_to): pair.count for pair in counted(busy).pairs}
    assert pairs == {("pstw-jember", MALANG): 1, (MALANG, ""): 1}


def test_the_shares_are_those_of_the_ledger(busy: Story) -> None:
    shares = {share.holder: share.minutes for share in counted(busy).shares}
    assert {"intake", "unit:pstw-jember", f"unit:{MALANG}"} <= shares.keys()
    assert all(minutes > 0 for by_clock in shares.values() for minutes in by_clock.values())


def test_every_slice_has_as_many_rows_as_its_figure(busy: Story) -> None:
    found, now = counted(busy), busy.clock.at
    supervisor = Actor.staff("4", Role.SUPERVISOR)

    def rows(asked: Slice) -> int:
        with busy.office.sessions.reading() as db:
            return len(slices.page(db, supervisor, asked, now, Place()).rows)

    for line in found.units:
        unit = line.code or slices.NO_UNIT
        assert rows(Slice(unit=unit, tone=figures.LATE)) == line.late
        assert rows(Slice(unit=unit)) == line.open
    for band, count in enumerate(found.ages):
        assert rows(Slice(age=band)) == count
    for share in found.shares:
        assert rows(Slice(holder=share.holder, since=MONDAY - timedelta(days=60))) > 0
    for day in found.ahead:
        assert rows(Slice(ids=day.due)) == len(day.due)


def test_it_asks_no_more_of_many_complaints_than_of_few(story: Story) -> None:
    def asked() -> int:
        said: list[str] = []
        calendar = story.office.office.calendars["office"]
        with story.office.sessions.reading() as db:
            event.listen(db.connection(), "before_cursor_execute", lambda *one: said.append(one[2]))
            overview.overview(db, calendar, true(), story.clock.at)
        return len(said)

    few = asked()
    for _ in range(12):
        story.files("Lampu mati.")
        story.assign()
        story.act("return", HEAD, code="another_unit_first", reason="Bukan kami.")
    assert asked() == few <= 9


# -- Reports ------------------------------------------------------------------------------


def report(story: Story, name: str) -> dict[str, Sequence[tuple[Value, ...]]]:
    """A report of the story's time: rows by part."""
    period = Period(MONDAY - timedelta(days=1), story.clock.at, story.clock.at)
    made = next(one for one in reports.REPORTS if one.name == name)
    with story.office.sessions.reading() as db:
        return {part.name: part.rows for part in made.make(db, period)}


def test_the_recap_says_what_became_of_six(busy: Story) -> None:
    parts = report(busy, "monthly")
    lines = {value.code: count for value, count in parts["recap"] if isinstance(value, Code)}
    assert lines["received"] == 6
    assert lines["open"] == 4
    assert lines["rejected"] == 1
    assert lines["resolved"] == 1
    assert lines["answered_in_time"] == 2
    assert lines["answered_late"] == 4
    assert lines["median_days"] == 0.0
    assert parts["channel"] == [(Code("channel", "form"), 6, 100.0)]


def test_units_and_channels_add_up_to_the_recap(busy: Story) -> None:
    units = report(busy, "units")["units"]
    assert sum(int(row[1]) for row in units if isinstance(row[1], int)) == 6
    channels = report(busy, "channels")["channels"]
    assert sum(int(row[2]) for row in channels if isinstance(row[2], int)) == 6


def test_the_ledger_has_every_breach_with_all_its_holders(busy: Story) -> None:
    lines = report(busy, "breaches")["breaches"]
    late = report(busy, "monthly")["late"]
    named = {(row[3], row[8]) for row in lines}
    assert named == {(row[0], row[2]) for row in late}
    clocks = report(busy, "clocks")["clocks"]
    overdue = {row[0] for row in clocks if row[2]}
    assert {row[3] for row in lines} == overdue
