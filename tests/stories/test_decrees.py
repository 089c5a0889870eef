"""Decrees and changed rules: what moves is listed before, signed, and on record with both dates.

Most stories begin on Monday 16 November 2026, 09.00: forwarding is due after three working
days, on Thursday the 19th, 16.00 (09.00 UTC), or on Friday, 16.30, if one of them is off.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest
from sqlalchemy import select

from config.calendars import RULES
from config.wiring import Installation, open_office, with_home
from tests.story import HEAD, INTAKE, STAFF, SUPERVISOR, Story, fakes
from workflow.core import commands as c
from workflow.core.decree import Day, Decree, Effect, Moved, moves_of
from workflow.core.events import Breached, Escalated, Event, Recalculated, Recorded, RuleApplied
from workflow.core.refusal import Refused
from workflow.core.roles import TIME, Actor, Role
from workflow.decrees import FILES, Change, Decrees
from workflow.rule_changes import RuleChanges
from workflow.store import audit, complaints, holidays
from workflow.store.models import BreachRow, ClockRow, ComplaintRow
from workflow.verify import verify

TUESDAY = date(2026, 11, 17)
THURSDAY_CLOSE = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
FRIDAY_CLOSE = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def decree(*days: date, kind: str = "joint_leave", basis: str = "SKB 12/2026") -> Decree:
    """A decree that makes the same of each day."""
    declared = (Day(on=on, kind=kind, name="Cuti bersama", legal_basis=basis) for on in days)
    return Decree("Cuti bersama tambahan", basis, tuple(declared))


def decrees(office: Installation) -> Decrees:
    return Decrees(office.engine, office.offices)


def apply(story: Story, what: Decree | None, signer: Actor = SUPERVISOR) -> Change:
    return decrees(story.office).apply(what, signer, story.clock.at)


def dates(moved: tuple[Moved, ...]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Both dates by clock, of changes to one complaint."""
    assert len({each.clock.name for each in moved}) == len(moved)
    return {each.clock.name: (each.old_due_at, each.new_due_at) for each in moved}


def history(story: Story) -> list[Recorded]:
    with story.office.sessions.reading() as db:
        return complaints.history(db, story.complaint).events


def events(story: Story, kind: type[Event]) -> list[Event]:
    return [each.event for each in history(story) if isinstance(each.event, kind)]


def row(story: Story, clock: str) -> ClockRow:
    where = (ClockRow.complaint_id == story.complaint, ClockRow.name == clock)
    with story.office.sessions.reading() as db:
        return db.scalars(select(ClockRow).where(*where)).one()


@contextmanager
def another(story: Story, **changed: object) -> Iterator[Installation]:
    """Another process on the same database."""
    settings = with_home(story.office.settings, **changed)
    office = open_office(settings, now=story.clock, channels=fakes(story.clock))
    yield office
    office.close()


def test_a_day_of_joint_leave_is_looked_at_signed_and_on_record_with_both_dates(
    story: Story,
) -> None:
    story.files("Lampu padam")
    before = history(story)
    looked = decrees(story.office).preview(decree(TUESDAY), story.clock.at)
    assert dates(looked.moved)["verify_forward"] == (THURSDAY_CLOSE, FRIDAY_CLOSE)
    assert looked.effects[0][1] is Effect.CLOSES
    assert history(story) == before
    assert row(story, "verify_forward").due_at == THURSDAY_CLOSE

    done = apply(story, decree(TUESDAY))
    assert dates(done.moved) == dates(looked.moved)
    assert row(story, "verify_forward").due_at == story.due("verify_forward") == FRIDAY_CLOSE
    ((signed, event),) = moves_of(history(story), story.facts.clocks["verify_forward"])
    assert (event.old_due_at, event.new_due_at) == (THURSDAY_CLOSE, FRIDAY_CLOSE)
    assert (signed.actor, event.decree) == ("staff:4", "Cuti bersama tambahan (SKB 12/2026)")
    with story.office.sessions.reading() as db:
        (declared,) = holidays.applied(db)
        (entry,) = audit.latest(db, limit=9, actions=("calendar.applied",))
    assert (declared.on, declared.signed_by) == (TUESDAY, "staff:4")
    assert (entry.actor, entry.detail) == (
        "staff:4",
        f"2026-11-17=joint_leave clocks={len(done.moved)}",
    )


def test_only_a_supervisor_signs_and_a_refusal_leaves_everything(story: Story) -> None:
    story.files("Lampu padam")
    before = history(story)
    for nobody in (INTAKE, HEAD, TIME):
        with pytest.raises(Refused, match="Only a supervisor"):
            apply(story, decree(TUESDAY), nobody)
    with story.office.sessions.reading() as db:
        assert not holidays.applied(db)
    assert history(story) == before


def test_the_same_decree_again_moves_nothing(story: Story) -> None:
    story.files("Lampu padam")
    apply(story, decree(TUESDAY))
    once = history(story)
    story.clock.at += timedelta(hours=1)
    again = apply(story, decree(TUESDAY))
    assert (again.put, again.moved) == ((), ())
    assert again.effects[0][1] is Effect.OFF_ALREADY
    assert history(story) == once
    with story.office.sessions.reading() as db:
        assert len(audit.latest(db, limit=9, actions=("calendar.applied",))) == 1


def test_a_day_that_is_taken_back_at_the_same_moment_moves_the_date_back(story: Story) -> None:
    story.files("Lampu padam")
    apply(story, decree(TUESDAY))
    back = apply(story, decree(TUESDAY, kind="working"))
    assert back.effects[0][1] is Effect.OPENS
    assert dates(back.moved)["verify_forward"] == (FRIDAY_CLOSE, THURSDAY_CLOSE)
    assert story.due("verify_forward") == THURSDAY_CLOSE
    clock = story.facts.clocks["verify_forward"]
    assert [event.new_due_at for _, event in moves_of(history(story), clock)] == [
        FRIDAY_CLOSE,
        THURSDAY_CLOSE,
    ]


def test_a_day_that_is_past_moves_clocks_that_still_run_and_no_others(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    story.act("assign", unit="pstw-jember")
    story.clock.at += timedelta(days=2)
    stopped = story.facts.clocks["verify_forward"].final_due_at
    before = story.due("first_response")
    done = apply(story, decree(TUESDAY))
    # Five working days from Monday the 16th: Monday the 23rd, now Tuesday.
    tuesday = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert dates(done.moved)["first_response"] == (before, tuesday)
    assert "verify_forward" not in dates(done.moved)
    assert story.facts.clocks["verify_forward"].final_due_at == stopped == THURSDAY_CLOSE
    assert row(story, "verify_forward").due_at == THURSDAY_CLOSE


def test_a_breach_stays_when_its_date_moves_later(story: Story) -> None:
    story.files("Lampu padam")
    story.clock.at = THURSDAY_CLOSE + timedelta(minutes=1)
    story.tick()
    apply(story, decree(TUESDAY))
    assert story.due("verify_forward") == FRIDAY_CLOSE
    story.clock.at = FRIDAY_CLOSE + timedelta(days=1)
    story.tick()
    with story.office.sessions.reading() as db:
        found = db.scalars(select(BreachRow).where(BreachRow.clock == "verify_forward")).all()
    assert [breach.due_at for breach in found] == [THURSDAY_CLOSE]
    assert row(story, "verify_forward").breached


def test_a_date_that_moves_into_the_past_rings_at_the_next_sweep(story: Story) -> None:
    # Monday 21 December; the 24th is joint leave and the 25th Christmas, so that three
    # working days end on Monday the 28th, until the 24th is a working day after all.
    story.clock.at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    story.files("Lampu padam")
    assert story.due("verify_forward") == datetime(2026, 12, 28, 9, 0, tzinfo=UTC)
    story.clock.at = datetime(2026, 12, 26, 2, 0, tzinfo=UTC)
    story.tick()
    apply(story, decree(date(2026, 12, 24), kind="working"))
    thursday = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    assert story.due("verify_forward") == thursday
    assert not row(story, "verify_forward").breached
    story.tick()
    late = [e for e in events(story, Breached) if isinstance(e, Breached)]
    assert ("verify_forward", thursday) in [(each.clock, each.due_at) for each in late]


def test_a_paused_clock_says_nothing_and_goes_on_by_the_new_calendar(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.act("ask", STAFF, question="Nomor pengajuannya berapa?")
    story.tick()
    done = apply(story, decree(TUESDAY, date(2026, 11, 18)))
    assert "resolution" not in dates(done.moved)
    story.answers_by_message("460/77")
    # Asked and answered on day 0: fourteen working days from Monday the 16th end on Friday
    # 4 December, and two days later on Tuesday.
    assert story.due("resolution") == datetime(2026, 12, 8, 9, 0, tzinfo=UTC)


def test_a_step_of_the_ladder_is_climbed_by_the_new_calendar(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.act("ask", STAFF, question="Nomor pengajuannya berapa?")
    story.tick()
    # First response was due on Monday the 23rd; two working days later it is told higher up.
    story.clock.at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    story.tick()
    assert row(story, "first_response").next_alarm_at == datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    done = apply(story, decree(date(2026, 11, 25)))
    thursday = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
    assert done.moved == ()
    assert row(story, "first_response").next_alarm_at == thursday
    told = len(events(story, Escalated))
    story.clock.at = thursday - timedelta(minutes=1)
    story.tick()
    assert len(events(story, Escalated)) == told
    story.clock.at = thursday
    story.tick()
    assert len(events(story, Escalated)) == told + 1


def test_a_step_that_is_all_there_is_to_come_is_found(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("75 working days")
    story.act("hold", HEAD, agency="dukcapil", letter="Minta data kependudukan, 4/2027.")
    due = story.due("held")
    assert due is not None
    story.clock.at = due + timedelta(minutes=1)
    story.tick()
    step = row(story, "held").next_alarm_at
    assert step is not None
    calendar = story.office.office.calendars["office"]
    tomorrow = calendar.nth_working_day(calendar.local(due).date(), 1)
    assert apply(story, decree(tomorrow)).moved == ()
    later = row(story, "held").next_alarm_at
    assert later is not None
    assert later > step


def test_a_question_that_came_too_late_after_all_pauses_nothing(story: Story) -> None:
    # As above, asked on Monday the 28th before the close, and so in time until the 24th is
    # a working day: then the time was over before the question went.
    story.clock.at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    story.writes("Kursi roda belum datang")
    story.triage()
    story.clock.at = datetime(2026, 12, 28, 2, 0, tzinfo=UTC)
    story.act("ask", INTAKE, question="Nomor pengajuannya berapa?")
    story.tick()
    assert row(story, "verify_forward").paused
    done = apply(story, decree(date(2026, 12, 24), kind="working"))
    thursday = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    assert dates(done.moved)["verify_forward"] == (None, thursday)
    assert done.moved[0].later is None
    story.tick()
    assert row(story, "verify_forward").breached


def test_a_warning_moves_even_where_the_grace_holds_the_date(story: Story) -> None:
    story.writes("Kursi roda belum datang")
    story.assign()
    story.wait("13 working days")
    story.respond()
    story.wait("5 working days")
    story.answers_by_message("Belum, masih menunggu")
    due, warn = story.due("resolution"), row(story, "resolution").warn_at
    assert apply(story, decree(date(2026, 11, 20))).moved == ()
    later = row(story, "resolution").warn_at
    assert warn is not None
    assert later is not None
    assert later > warn
    assert story.due("resolution") == due


def test_a_day_that_is_off_already_only_gets_its_new_reason(story: Story) -> None:
    story.clock.at = datetime(2026, 12, 23, 2, 0, tzinfo=UTC)
    story.files("Lampu padam")
    before = history(story)
    leave = date(2026, 12, 24)
    done = apply(story, decree(leave, basis="Keppres 50/2026"))
    assert done.effects[0][1] is Effect.OFF_ALREADY
    assert (len(done.put), done.moved) == (1, ())
    assert history(story) == before


def test_days_that_no_decree_can_change_are_told_apart(story: Story, tmp_path: Path) -> None:
    rules = copy_of_the_rules(tmp_path)
    taken_back = '[[working_day]]\non = 2026-12-24\nlegal_basis = "SKB perubahan"\n'
    with (rules / "calendar.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n{taken_back}")
    with another(story, rules=rules) as office:
        looked = [
            decrees(office).preview(decree(on, kind=kind), story.clock.at).effects[0][1]
            for on, kind in (
                (date(2026, 12, 24), "joint_leave"),
                (date(2026, 11, 18), "working"),
                (date(2026, 11, 21), "local"),
            )
        ]
    assert looked == [Effect.KEPT_OPEN, Effect.WORKING_ALREADY, Effect.OFF_ALREADY]


def test_a_supervisor_signs_for_complaints_that_they_may_not_see(story: Story) -> None:
    story.files("Petugasnya kasar")
    story.triage()
    about = c.Classify(complaint=story.complaint, reported_unit="sekretariat")
    story.does(about)
    signer = Actor.staff("8", Role.SUPERVISOR, "sekretariat")
    done = apply(story, decree(TUESDAY), signer)
    assert done.refused == 0
    assert dates(done.moved)["verify_forward"] == (THURSDAY_CLOSE, FRIDAY_CLOSE)


def test_more_complaints_than_a_portion_all_move_and_the_count_is_told(story: Story) -> None:
    for number in range(205):
        story.files(f"Laporan {number}")
    told: list[tuple[int, int]] = []
    work = decrees(story.office)
    done = work.apply(
        decree(TUESDAY), SUPERVISOR, story.clock.at, lambda *counts: told.append(counts)
    )
    assert told[:2] == [(200, 205), (205, 205)]
    assert sum(each.clock.name == "verify_forward" for each in done.moved) == 205


def test_another_process_counts_by_the_decree_from_its_next_command_on(story: Story) -> None:
    with another(story) as other:
        apply(story, decree(TUESDAY))
        other.engine.execute(c.Note(complaint=opened(other, story), text="Dicek."), INTAKE,
                             story.clock.at)  # fmt: skip
        assert not other.office.calendars["office"].is_working(TUESDAY)
    assert story.due("verify_forward") == FRIDAY_CLOSE
    assert events(story, Recalculated) == []


def opened(office: Installation, story: Story) -> int:
    """A complaint that another process takes in."""
    mine, story.office = story.office, office
    story.files("Atap bocor")
    story.office = mine
    return story.complaint


@pytest.mark.database("postgresql")
def test_who_still_counts_by_the_old_calendar_is_waited_for(story: Story) -> None:
    story.files("Lampu padam")
    with story.office.sessions.reading() as db:
        person = complaints.row_of(db, story.complaint).person_id
    late = c.Open(
        reference="C-ZZZZ-ZZZZ", words=c.Words(text="Atap bocor"), channel="form",
        account="office", person=person, received_at=story.clock.at, reachable=False,
    )  # fmt: skip
    with another(story) as other, ThreadPoolExecutor(1) as pool:
        with other.sessions.transaction() as db:
            story.complaint = other.engine.execute_in(db, late, INTAKE, story.clock.at).complaint
            applying = pool.submit(apply, story, decree(TUESDAY))
            while not declared(story):
                sleep(0.02)
            sleep(0.2)
            assert not applying.done()
        done = applying.result(timeout=30)
    assert done.settled
    assert row(story, "verify_forward").due_at == FRIDAY_CLOSE
    assert len(moves_of(history(story), story.facts.clocks["verify_forward"])) == 1


def declared(story: Story) -> bool:
    with story.office.sessions.reading() as db:
        return bool(holidays.applied(db))


def test_an_edited_calendar_file_moves_dates_only_as_a_signed_change(
    story: Story, tmp_path: Path
) -> None:
    story.files("Lampu padam")
    rules = copy_of_the_rules(tmp_path)
    words = '\n[[day_off]]\non = 2026-11-17\nname = "Pemilihan ulang"\nlegal_basis = "SE 9/2026"\n'
    with (rules / "calendar.toml").open("a", encoding="utf-8") as file:
        file.write(words)
    with another(story, rules=rules) as office:
        looked = decrees(office).preview(None, story.clock.at)
        done = decrees(office).apply(None, SUPERVISOR, story.clock.at)
        assert decrees(office).apply(None, SUPERVISOR, story.clock.at).moved == ()
        books = verify(office.sessions, office.office, story.clock.at)
        # Back to the old files, so that this story's own books are right again.
    assert dates(looked.moved)["verify_forward"] == (THURSDAY_CLOSE, FRIDAY_CLOSE)
    assert dates(done.moved) == dates(looked.moved)
    assert books.differences == ()
    recorded = [e for e in events(story, Recalculated) if isinstance(e, Recalculated)]
    assert {event.decree for event in recorded} == {FILES}
    assert dates(apply(story, None).moved)["verify_forward"] == (FRIDAY_CLOSE, THURSDAY_CLOSE)


# Rules.


def copy_of_the_rules(folder: Path) -> Path:
    copied: Path = shutil.copytree(RULES, folder / "rules")
    return copied


def edited(folder: Path, old: str, new: str) -> Path:
    """The rules with a change in sla.toml."""
    rules = copy_of_the_rules(folder)
    text = (rules / "sla.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    (rules / "sla.toml").write_text(text.replace(old, new), encoding="utf-8")
    return rules


FORWARD = 'clock       = "verify_forward"\nwithin      = "3 working days"'


def test_a_changed_rule_waits_for_a_signature_and_then_counts_from_the_start(
    story: Story, tmp_path: Path
) -> None:
    story.files("Lampu padam")
    rules = edited(tmp_path, FORWARD, FORWARD.replace("3", "4"))
    with another(story, rules=rules) as office:
        note = c.Note(complaint=story.complaint, text="Dicek.")
        office.engine.execute(note, INTAKE, story.clock.at)
        assert story.due("verify_forward") == THURSDAY_CLOSE
        changes = RuleChanges(office.engine, office.offices)
        before = history(story)
        (looked,) = changes.preview(story.clock.at)
        assert history(story) == before

        told: list[tuple[int, int]] = []
        done = changes.apply(SUPERVISOR, story.clock.at, lambda *counts: told.append(counts))
        books = verify(office.sessions, office.office, story.clock.at)
        assert changes.preview(story.clock.at) == []
        again = changes.apply(SUPERVISOR, story.clock.at, lambda *counts: None)
    assert (looked.old.within, looked.old.due_at) == ("3 working days", THURSDAY_CLOSE)
    assert looked.new is not None
    assert (looked.new.within, looked.new.due_at) == ("4 working days", FRIDAY_CLOSE)
    assert (looked.new.rule, looked.new.version) != (looked.old.rule, looked.old.version)
    assert [each.new for each in done.replaced] == [looked.new]
    assert (done.refused, again.replaced, told) == (0, (), [(1, 1)])
    assert books.differences == ()
    assert row(story, "verify_forward").due_at == FRIDAY_CLOSE


def test_a_rule_that_is_applied_leaves_both_dates_and_the_signature(
    story: Story, tmp_path: Path
) -> None:
    story.files("Petugasnya kasar")
    story.does(c.Classify(complaint=story.complaint, reported_unit="sekretariat"))
    signer = Actor.staff("8", Role.SUPERVISOR, "sekretariat")
    rules = edited(tmp_path, FORWARD, FORWARD.replace("3", "4"))
    with another(story, rules=rules) as office:
        changes = RuleChanges(office.engine, office.offices)
        changes.apply(signer, story.clock.at, lambda *counts: None)
    ruled, moved = history(story)[-2:]
    assert isinstance(ruled.event, RuleApplied)
    assert isinstance(moved.event, Recalculated)
    assert (moved.event.old_due_at, moved.event.new_due_at) == (THURSDAY_CLOSE, FRIDAY_CLOSE)
    assert {ruled.actor, moved.actor} == {"staff:8"}
    assert moved.event.decree == "sla.toml: verify and forward"
    with story.office.sessions.reading() as db:
        (entry,) = audit.latest(db, limit=9, actions=("rules.applied",))
    assert (entry.actor, entry.detail.partition(" ")[2]) == ("staff:8", "clocks=1")


def test_only_a_supervisor_applies_rules(story: Story, tmp_path: Path) -> None:
    story.files("Lampu padam")
    before = history(story)
    with another(story, rules=edited(tmp_path, FORWARD, FORWARD.replace("3", "4"))) as office:
        changes = RuleChanges(office.engine, office.offices)
        with pytest.raises(Refused, match="Only a supervisor"):
            changes.apply(HEAD, story.clock.at, lambda *counts: None)
    assert history(story) == before


def test_a_new_version_with_a_date_of_its_own_leaves_alone_what_ran_before(
    story: Story, tmp_path: Path
) -> None:
    story.files("Lampu padam")
    newer = (
        '[[rule]]\nname = "verify and forward"\nclock = "verify_forward"\n'
        'within = "1 working day"\nlegal_basis = "Standar kantor"\nvalid_from = 2026-11-17\n\n'
    )
    first = '[[rule]]\nname        = "verify and forward"'
    with another(story, rules=edited(tmp_path, first, newer + first)) as office:
        assert RuleChanges(office.engine, office.offices).preview(story.clock.at) == []


def test_a_clock_whose_rule_is_gone_ends_without_an_outcome(story: Story, tmp_path: Path) -> None:
    story.files("Teman saya diancam dan dipukul petugas malam")
    assert story.facts.clocks["safety_triage"].running
    rules = copy_of_the_rules(tmp_path)
    text = (rules / "sla.toml").read_text(encoding="utf-8")
    start = text.index('[[rule]]\nname        = "safety screen"')
    end = text.index("[[rule]]", start + 1)
    (rules / "sla.toml").write_text(text[:start] + text[end:], encoding="utf-8")
    with another(story, rules=rules) as office:
        changes = RuleChanges(office.engine, office.offices)
        (looked,) = changes.preview(story.clock.at)
        changes.apply(SUPERVISOR, story.clock.at, lambda *counts: None)
    assert (looked.clock.name, looked.new) == ("safety_triage", None)
    assert story.facts.clocks["safety_triage"].outcome == "void"


def test_complaints_without_a_running_clock_hear_nothing_of_it(story: Story) -> None:
    story.files("Promo")
    story.triage(category="spam")
    story.act("reject", code="spam")
    with story.office.sessions.reading() as db:
        assert not db.scalars(select(ComplaintRow).where(ComplaintRow.open)).all()
    before = history(story)
    assert apply(story, decree(TUESDAY)).moved == ()
    assert history(story) == before
