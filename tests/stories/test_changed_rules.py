"""A changed sla.toml waits for a signature; then clocks count by it from their start."""

from pathlib import Path

import pytest

from tests.stories.signing import (
    FRIDAY_CLOSE,
    THURSDAY_CLOSE,
    another,
    copy_of_the_rules,
    history,
    row,
)
from tests.story import HEAD, INTAKE, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.events import Recalculated, RuleApplied
from workflow.core.refusal import Refused
from workflow.core.roles import Actor, Role
from workflow.rule_changes import RuleChanges
from workflow.store import audit
from workflow.verify import verify


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
