"""Who counts as one network, and how the trail is read back."""

import pytest

from tests.story import MONDAY, Story
from workflow.limits import Limit, Limits, TooOften, network_of
from workflow.store import audit
from workflow.store.audit import Entry


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.9", "yes"),
        ("203.0.113.9", "203.0.113.10", "no"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "yes"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", "no"),
        ("::1", "::2", "yes"),
        ("::ffff:203.0.113.9", "203.0.113.9", "yes"),
        ("", "not an address", "yes"),
    ],
)
def test_a_household_is_one_network_however_many_addresses_it_has(
    one: str, other: str, same: str
) -> None:
    assert (network_of(one) == network_of(other)) == (same == "yes")


def test_a_subject_and_a_network_are_counted_apart_and_forgotten_in_time(story: Story) -> None:
    limit = Limit(action="try", within=MONDAY - MONDAY.replace(hour=1), by_network=3, by_subject=2)
    limits = Limits(story.office.sessions, b"k" * 32)
    now = MONDAY
    for address in ("203.0.113.1", "203.0.113.2"):
        limits.count(limit, address, "C-1", now)
    with pytest.raises(TooOften) as often:
        limits.check(limit, "203.0.113.3", "C-1", now)
    assert often.value.retry_after == limit.within.total_seconds()
    limits.check(limit, "203.0.113.1", "C-2", now)
    limits.check(limit, "203.0.113.3", "C-1", now + limit.within)


def test_another_key_makes_other_prints(story: Story) -> None:
    limit = Limit(action="try", within=MONDAY - MONDAY.replace(hour=1), by_network=1)
    Limits(story.office.sessions, b"k" * 32).count(limit, "203.0.113.1", "", MONDAY)
    Limits(story.office.sessions, b"j" * 32).check(limit, "203.0.113.1", "", MONDAY)
    with pytest.raises(TooOften):
        Limits(story.office.sessions, b"k" * 32).check(limit, "203.0.113.1", "", MONDAY)


def test_the_trail_is_read_newest_first_page_by_page(story: Story) -> None:
    with story.office.sessions.transaction() as db:
        for number in range(5):
            entry = Entry(at=MONDAY, actor="staff:1", action=f"act.{number % 2}", complaint=None)
            audit.note(db, entry)
    with story.office.sessions.reading() as db:
        first = audit.latest(db, limit=2)
        second = audit.latest(db, limit=2, before=first[-1].id)
        even = audit.latest(db, limit=9, actions=["act.0"])
    assert [e.action for e in first + second] == ["act.0", "act.1", "act.0", "act.1"]
    assert [e.action for e in even] == ["act.0"] * 3
