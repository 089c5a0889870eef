"""Two at once: the database is the lock, one wins, and nothing is doubled or lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from adapters.form.channel import FormChannel
from config.wiring import open_office
from tests.story import HEAD, INTAKE, HandClock, Story, fakes, settings_for
from workflow.core import commands as c
from workflow.core.messages import RawMessage, Read
from workflow.core.refusal import Refused
from workflow.engine import Failed
from workflow.store import inbox
from workflow.store.models import EventRow, HistoryIsClosed


def test_twenty_notes_at_once_are_all_kept_in_one_chain(story: Story) -> None:
    story.files("Lampu padam")

    def note(number: int) -> None:
        story.does(c.Note(complaint=story.complaint, text=f"Catatan {number}"))

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(note, range(20)))
    notes = {message.text for message in story.conversation if message.purpose == "note"}
    assert len(notes) == 20


def test_of_two_moves_at_once_one_wins_and_the_other_is_refused(story: Story) -> None:
    story.files("Lampu padam")
    story.triage()
    seen = story.facts.seq

    def assign(unit: str) -> str:
        command = c.Act(complaint=story.complaint, move="assign", values={"unit": unit}, seen=seen)
        try:
            story.does(command)
        except Refused as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ends = sorted(pool.map(assign, ("pstw-jember", "rsbn-malang")))
    assert ends == ["changed-meanwhile", "done"]


def test_the_same_mail_through_four_doors_at_once_is_one_complaint(story: Story) -> None:
    story.memory.platform.says("warga", "Atap bocor")
    (raw,) = story.memory.platform.hand_over()
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: story.office.intake.take(raw, story.clock.at), range(4)))
    assert sorted(outcome.fate for outcome in outcomes) == ["duplicate"] * 3 + ["opened"]


def test_two_sweeps_at_once_breach_once(story: Story) -> None:
    for number in range(10):
        story.files(f"Laporan {number}")
        story.triage()
    later = story.clock.at + timedelta(days=10)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: story.office.alarms.turn(later), range(2)))
    assert sum(count["breached"] for count in counts) == len(_breaches(story)) > 0


def _breaches(story: Story) -> list[object]:
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(EventRow.id).where(EventRow.kind == "Breached")))


def test_a_batch_carries_out_what_it_can_and_tells_the_rest(story: Story) -> None:
    story.files("Satu")
    one = story.complaint
    story.files("Dua")
    two = story.complaint
    story.triage()
    act = [c.Act(complaint=id, move="assign", values={"unit": "pstw-jember"}) for id in (one, two)]
    ends = story.office.engine.execute_many(act, INTAKE, story.clock.at)
    assert [isinstance(end, Failed) for end in ends] == [True, False]
    assert story.state == "assigned"


def test_history_is_never_changed_by_anybody(story: Story) -> None:
    story.files("Lampu padam")
    sessions = story.office.sessions
    for statement in ("update event set actor = 'x'", "delete from event"):
        with pytest.raises(DatabaseError, match="never changed"):
            sessions.settled(partial(_run, statement))
    with pytest.raises(HistoryIsClosed):
        sessions.settled(_rename_an_actor)


def _run(statement: str, db: Session) -> None:
    db.execute(text(statement))


def _rename_an_actor(db: Session) -> None:
    row = db.scalars(select(EventRow)).first()
    assert row is not None
    row.actor = "x"


class Poisoned(FormChannel):
    """A channel whose reader has a bug."""

    name = "poisoned"

    def parse(self, raw: RawMessage) -> list[Read]:
        raise ZeroDivisionError(raw.external_id)


def test_a_poison_message_is_set_aside_and_the_next_one_goes_on(
    tmp_path: Path, database_url: str
) -> None:
    clock = HandClock()
    settings = settings_for(tmp_path, database_url)
    office = open_office(settings, now=clock, channels={**fakes(clock), "poisoned": Poisoned()})
    told = Story(office, clock)
    poison = RawMessage("poisoned", "office", "1", b"x")
    assert office.intake.take(poison, clock.at).fate == "failed"
    assert told.writes("Dua").fate == "opened"
    for _ in range(3):
        told.tick()
    with office.sessions.reading() as db:
        assert inbox.counts(db) == {"set_aside": 1, "handled": 1, "ignored": 1}
    told.check_books()
    office.close()


def test_a_unit_head_of_another_unit_cannot_even_learn_that_it_exists(story: Story) -> None:
    story.files("Lampu padam")
    with pytest.raises(Refused) as there:
        story.does(c.Note(complaint=story.complaint, text="x"), HEAD)
    with pytest.raises(Refused) as nowhere:
        story.does(c.Note(complaint=999_999, text="x"), HEAD)
    assert str(there.value) == str(nowhere.value)
