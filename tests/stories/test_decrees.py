"""Decrees: what moves is listed before, signed, and on record with both dates; for everybody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import sleep

import pytest

from config.wiring import Installation
from tests.stories.signing import (
    FRIDAY_CLOSE,
    THURSDAY_CLOSE,
    TUESDAY,
    another,
    apply,
    copy_of_the_rules,
    dates,
    decree,
    decrees,
    events,
    history,
    row,
)
from tests.story import HEAD, INTAKE, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.decree import Effect, moves_of
from workflow.core.events import Recalculated
from workflow.core.refusal import Refused
from workflow.core.roles import TIME, Actor, Role
from workflow.decrees import FILES
from workflow.store import audit, complaints, holidays
from workflow.verify import verify


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
