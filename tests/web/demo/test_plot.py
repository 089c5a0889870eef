"""The demo office's plot: the same each time, legal at each step, and with all that happens.

Every plan is walked through the real lifecycle; ids are looked up in the office's own rules.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import phonenumbers
import pytest

from config.rulebook import load_policy
from web.demo.courses import DEEDS
from web.demo.people import WANTS
from web.demo.plot import MOST, REFERENCE, Step, Story, plot
from web.demo.rhythm import local
from workflow.core.commands import PRIORITIES, SAFETY
from workflow.core.guards import RETURNS_ALLOWED
from workflow.core.lifecycle import COMPLAINT
from workflow.core.tables import BACK, OWNER

UNTIL = datetime(2026, 6, 17, 3, tzinfo=UTC)
SEEDS = (1, 7, 2026)
MOVES = {"confirm": "resolve", "silence": "resolve", "close": "resolve"}
"""Deeds that are called differently in the lifecycle."""
BESIDE = {"classify", "note", "remind", "extend", "fulfil"}
"""Deeds that move nothing."""
POLICY = load_policy()


@cache
def a_plot(seed: int = 7) -> tuple[Story, ...]:
    return tuple(plot(seed, 400, 6, UNTIL))


def complaints(seed: int = 7) -> list[Story]:
    return [story for story in a_plot(seed) if story.mail_kind == "person"]


def all_complaints() -> Iterator[Story]:
    for seed in SEEDS:
        yield from complaints(seed)


def all_steps(*deeds: str) -> list[tuple[Story, Step]]:
    return [
        (story, step) for story in all_complaints() for step in story.steps if step.what in deeds
    ]


def states(story: Story) -> list[str]:
    """The state before each step and after the last one; a step against the table fails."""
    state, before, owned, found = COMPLAINT.initial, "", False, [COMPLAINT.initial]
    for step in story.steps:
        if step.what not in BESIDE:
            move = COMPLAINT.move(MOVES.get(step.what, step.what))
            assert move is not None, step.what
            assert state in move.frm, f"{step.what} in {state}: {story.steps}"
            owned = step.what == "assign" or (owned and step.what != "return")
            target = {BACK: before, OWNER: "assigned" if owned else "received"}
            state, before = target.get(move.to, move.to), state
        found.append(state)
    return found


def state_at(story: Story, when: datetime) -> str:
    return states(story)[sum(at <= when for at in story.moments)]


def test_the_same_seed_tells_the_same_stories_and_another_one_others() -> None:
    assert plot(7, 120, 3, UNTIL) == plot(7, 120, 3, UNTIL)
    assert plot(7, 120, 3, UNTIL) != plot(8, 120, 3, UNTIL)


@pytest.mark.parametrize("size", [1, 2, 5, 59, 60, 61, 250, 1000])
def test_an_office_of_any_size_gets_as_many_complaints_as_were_wanted(size: int) -> None:
    stories = plot(3, size, 1, UNTIL)
    assert sum(story.mail_kind == "person" for story in stories) == size
    assert [story.number for story in stories] == list(range(1, len(stories) + 1))
    assert stories == sorted(stories, key=lambda story: story.arrives_at)


@pytest.mark.parametrize(
    ("size", "months", "until"),
    [(0, 3, UNTIL), (MOST + 1, 3, UNTIL), (5, 0, UNTIL), (5, 3, UNTIL.replace(tzinfo=None))],
)
def test_what_is_no_office_is_refused(size: int, months: int, until: datetime) -> None:
    with pytest.raises(ValueError, match="complaints"):
        plot(1, size, months, until)


def test_nothing_happens_before_the_months_begin_or_after_the_plot_ends() -> None:
    for story in a_plot():
        assert UNTIL - timedelta(days=184) < story.arrives_at <= UNTIL
        assert all(at <= UNTIL for at in story.moments)
        assert all(step.after > timedelta(0) for step in story.steps)
        assert story.arrives_at.tzinfo is UTC


def test_every_step_is_legal_by_the_lifecycle() -> None:
    assert {step.what for _, step in all_steps(*DEEDS)} == set(DEEDS)
    for story in all_complaints():
        states(story)


def test_every_state_is_where_several_complaints_end() -> None:
    for seed in SEEDS:
        ends = Counter(states(story)[-1] for story in complaints(seed))
        assert {state.name for state in COMPLAINT.states} == set(ends)
        assert min(ends.values()) >= 3, (seed, ends)


def test_only_a_plain_question_is_answered_before_a_unit_owns_it() -> None:
    seen = 0
    for story in all_complaints():
        for state, step in zip(states(story), story.steps, strict=False):
            if step.what == "respond" and state == "received":
                assert POLICY.classes[story.klass].plain_question
                seen += 1
    assert seen > 20


def test_a_complaint_about_a_unit_never_goes_to_it() -> None:
    blamed = [story for story in all_complaints() if story.reported_unit]
    assert len(blamed) > 20
    for story in blamed:
        assert story.oversight
        assert story.unit != story.reported_unit
        assert story.reported_unit not in {step.unit for step in story.steps}


def test_nothing_is_returned_more_often_than_the_lifecycle_lets_it() -> None:
    returns = Counter(
        sum(step.what == "return" for step in story.steps) for story in all_complaints()
    )
    assert max(returns) == RETURNS_ALLOWED
    assert returns[1] >= 6
    assert returns[2] >= 6


def test_a_unit_that_owns_a_complaint_is_not_given_it_again() -> None:
    for story in all_complaints():
        owner = ""
        for step in story.steps:
            owner = "" if step.what in {"return", "reopen"} else owner
            assert step.what != "assign" or step.unit != owner
            owner = step.unit or owner


def test_duplicates_are_merged_into_an_earlier_complaint_that_is_still_open() -> None:
    for seed in SEEDS:
        by_number = {story.number: story for story in a_plot(seed)}
        merged = [story for story in complaints(seed) if story.duplicate_of]
        assert len(merged) > 15
        for story in merged:
            lead = by_number[story.duplicate_of or 0]
            assert lead.arrives_at < story.arrives_at
            assert lead.duplicate_of is None
            for step, at in zip(story.steps, story.moments, strict=True):
                assert step.what != "merge" or COMPLAINT.is_open(state_at(lead, at))


def test_many_people_write_about_one_failed_payment_within_days() -> None:
    for seed in SEEDS:
        leads = Counter(story.duplicate_of for story in complaints(seed) if story.duplicate_of)
        lead, followers = leads.most_common(1)[0]
        assert followers >= 10
        told = [story for story in a_plot(seed) if lead in {story.number, story.duplicate_of}]
        assert told[-1].arrives_at - told[0].arrives_at < timedelta(days=3)
        assert len({story.person.email or story.person.phone for story in told}) == len(told)


def test_time_does_what_is_its_own_only_when_it_is_due() -> None:
    waits = {"lapse": timedelta(days=31), "silence": timedelta(days=24)}
    for story, step in all_steps(*waits):
        assert step.after >= waits[step.what]
        assert step.what != "silence" or not story.oversight


def test_some_are_answered_late_and_some_never() -> None:
    late = [
        story
        for story in complaints()
        for step, at in zip(story.steps, story.moments, strict=True)
        if step.what == "respond" and at - story.arrives_at > timedelta(days=31)
    ]
    never = [
        story
        for story in complaints()
        if states(story)[-1] == "assigned" and UNTIL - story.arrives_at > timedelta(days=45)
    ]
    assert len(late) >= 6
    assert len(never) >= 3


def test_every_category_and_class_is_there_and_every_id_is_one_of_the_offices() -> None:
    for seed in SEEDS:
        assert {story.category for story in complaints(seed)} == set(POLICY.categories)
        assert {story.klass for story in complaints(seed)} == set(POLICY.classes)
    for story in all_complaints():
        units = {story.unit, *(step.unit for step in story.steps if step.unit)}
        assert all(POLICY.units[unit].handles for unit in units)
        assert story.reported_unit in {"", *POLICY.units}
        assert story.agency in {"", *POLICY.agencies}
        assert story.safety in {"", *SAFETY[1:]}
        assert story.priority in PRIORITIES
        assert story.person.wants in WANTS


def test_every_code_is_on_the_list_that_its_deed_takes() -> None:
    lists = {name: {reason.id for reason in POLICY.reasons_in(name)} for name in DEEDS.values()}
    lists |= {"agency": set(POLICY.agencies)}
    for _, step in all_steps(*DEEDS):
        kind = DEEDS[step.what]
        may_be_empty = not kind or step.what == "respond"
        assert step.code in lists[kind] or (may_be_empty and not step.code), step


def test_what_the_lifecycle_asks_for_is_said() -> None:
    spoken = set(DEEDS) - {"classify", "assign", "lapse", "silence", "reject", "merge"}
    assert all(step.text for _, step in all_steps(*spoken))
    for story, step in all_steps("respond"):
        plain = POLICY.classes[story.klass].plain_question
        assert plain or bool(step.evidence) != bool(step.code)


def test_a_second_answer_says_something_new() -> None:
    seen = 0
    for story in all_complaints():
        answers = [step.text for step in story.steps if step.what == "respond"]
        seen += len(answers) > 1
        assert len(set(answers)) == len(answers)
    assert seen > 20


def test_four_hundred_complaints_all_read_differently_and_no_slot_is_left_open() -> None:
    for seed in SEEDS:
        assert len({story.text for story in complaints(seed)}) == len(complaints(seed))
    for story in all_complaints():
        for words in (story.subject, story.text, *(step.text for step in story.steps)):
            assert "{" not in words
            assert REFERENCE not in words
            assert words == words.strip()


def test_an_office_of_a_year_hardly_repeats_itself() -> None:
    texts = Counter(story.text for story in plot(5, 3000, 12, UNTIL))
    assert sum(texts.values()) - len(texts) < 30


def test_people_are_reachable_where_they_say_and_nowhere_in_the_world() -> None:
    for story in all_complaints():
        assert story.person.email or story.channel == "form"
        assert not phonenumbers.is_valid_number(phonenumbers.parse(story.person.phone))
        _, _, domain = story.person.email.partition("@")
        assert not domain or domain == "example.org" or domain.endswith(".example")


def test_mails_that_are_no_complaints_come_in_between() -> None:
    mails = [story for seed in SEEDS for story in a_plot(seed) if story.mail_kind != "person"]
    assert {mail.mail_kind for mail in mails} == {
        "auto_reply", "bounce", "stranger_quotes_reference",
    }  # fmt: skip
    for seed in SEEDS:
        by_number = {story.number: story for story in a_plot(seed)}
        for mail in a_plot(seed):
            if mail.about is not None:
                assert by_number[mail.about].moments[0] < mail.arrives_at
                same = by_number[mail.about].person == mail.person
                assert same is (mail.mail_kind == "auto_reply")


def test_people_write_by_day_and_officers_work_on_working_days() -> None:
    hours = Counter(local(story.arrives_at).hour for story in all_complaints())
    assert sum(hours[hour] for hour in range(8, 16)) > sum(hours.values()) * 0.4
    assert sum(hours[hour] for hour in range(18, 22)) > sum(hours.values()) * 0.1
    assert sum(hours[hour] for hour in range(1, 5)) < sum(hours.values()) * 0.05
    for story in all_complaints():
        for step, at in zip(story.steps, story.moments, strict=True):
            if step.what in {"respond", "return", "refer", "extend", "close"}:
                assert local(at).weekday() < 5
                assert 7 <= local(at).hour < 16


def test_reports_of_violence_are_few_words_seen_at_once_and_kept_close() -> None:
    quiet = [story for story in all_complaints() if story.oversight and story.safety]
    assert {story.safety for story in quiet} == {"danger", "sexual_violence"}
    for story in quiet:
        assert story.person.wants == "confidential"
        assert len(story.text) < 300
        deeds = [step.what for step in story.steps]
        assert not {"return", "ask", "refer", "hold"} & set(deeds)
        if deeds:
            assert story.steps[0].after < timedelta(hours=3)
        if story.safety == "sexual_violence" and "respond" in deeds:
            told = story.moments[deeds.index("fulfil")]
            assert told - story.arrives_at < timedelta(hours=72)
