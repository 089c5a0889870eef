"""What became of posts on Mastodon that were read before: edited, deleted, or only out of sight."""

import pytest

from adapters.mastodon.channel import MastodonChannel
from adapters.mastodon.place import MOST_WATCHED, place_of
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.fakes.site import Reply
from tests.adapters.mastodon_office import edited, fetched, notification
from tests.adapters.shown import shows
from workflow.core.messages import (
    ChannelDown,
    Happening,
)

CHANNEL = "mastodon"


@shows("T12", "T14", "T49")
def test_an_edit_of_a_post_that_was_read_is_told_once_for_each_version(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.arrives(notification(1))
    _, mark = fetched(mastodon)
    told = []
    for words, at in [
        ("Lampu RT 3", "2026-11-20T02:30:00Z"),
        ("Lampu RT 4", "2026-11-20T02:31:00Z"),
    ]:
        there.moods.edits["101"] = edited(1, words, at)
        reads, mark = fetched(mastodon, mark)
        again, mark = fetched(mastodon, mark)
        assert again == []
        told += reads
    assert [(one.happening, one.target, one.text) for one in told] == [
        (Happening.EDIT, "101", "Lampu RT 3"),
        (Happening.EDIT, "101", "Lampu RT 4"),
    ]
    assert len({one.external_id for one in told}) == 2


@shows("T49")
def test_a_deleted_post_is_told_once(mastodon: MastodonChannel, there: Mastodon) -> None:
    there.arrives(notification(1))
    there.arrives(notification(2))
    _, mark = fetched(mastodon)
    there.moods.gone.add("101")
    [read], mark = fetched(mastodon, mark)
    assert (read.happening, read.target, read.text) == (Happening.DELETE, "101", "")
    assert fetched(mastodon, mark)[0] == []


def test_a_notification_that_somebody_cleared_away_deletes_nothing(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.arrives(notification(1))
    _, mark = fetched(mastodon)
    there.moods.cleared.add("101")
    assert fetched(mastodon, mark)[0] == []


def test_an_edit_behind_a_cleared_notification_is_still_found(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.arrives(notification(1))
    _, mark = fetched(mastodon)
    there.moods.cleared.add("101")
    there.moods.edits["101"] = edited(1, "Lampu RT 3")
    [read], _ = fetched(mastodon, mark)
    assert (read.happening, read.text) == (Happening.EDIT, "Lampu RT 3")


def test_posts_that_are_too_many_to_watch_are_let_go_and_not_taken_for_deleted(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    for number in range(101, 101 + MOST_WATCHED + 5):
        there.arrives(notification(number))
    _, mark = fetched(mastodon)
    place = place_of(mark)
    assert place
    assert (len(place.watched), min(place.watched)) == (MOST_WATCHED, "106")
    assert fetched(mastodon, mark)[0] == []


@shows("T12", "T49")
def test_posts_too_old_for_one_list_are_looked_at_one_by_one_and_each_in_its_turn(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    for number in range(101, 151):  # the list shows forty of the fifty
        there.arrives(notification(number))
    _, mark = fetched(mastodon)
    there.moods.gone.add("10103")
    there.moods.edits["10107"] = edited(107, "Lampu RT 3", "2026-11-20T02:30:00Z")
    told = []
    for _ in range(20):
        reads, mark = fetched(mastodon, mark)
        told += [(read.happening, read.target) for read in reads]
    assert told == [(Happening.DELETE, "10103"), (Happening.EDIT, "10107")]
    there.moods.edits["10107"] = edited(107, "Lampu RT 4", "2026-11-20T02:40:00Z")
    there.moods.gone.add("10110")
    for _ in range(10):
        reads, mark = fetched(mastodon, mark)
        told += [(read.happening, read.target) for read in reads]
    assert sorted(told[2:]) == [(Happening.DELETE, "10110"), (Happening.EDIT, "10107")]


def test_many_deletions_at_once_are_asked_for_a_few_at_a_time_and_none_is_lost(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    for number in range(1, 9):
        there.arrives(notification(number))
    _, mark = fetched(mastodon)
    there.moods.gone.update(f"10{number}" for number in range(1, 9))
    first, mark = fetched(mastodon, mark)
    second, mark = fetched(mastodon, mark)
    assert [read.target for read in first + second] == [f"10{number}" for number in range(1, 9)]
    assert fetched(mastodon, mark)[0] == []


def test_a_line_that_breaks_while_a_post_is_asked_for_deletes_nothing(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.arrives(notification(1))
    _, mark = fetched(mastodon)
    there.moods.cleared.add("101")
    steps = mastodon.fetch("office", mark)
    there.moods.answer = Reply(503, b"")
    with pytest.raises(ChannelDown):
        list(steps)
    there.moods.answer = None
    assert fetched(mastodon, mark)[0] == []


@pytest.mark.parametrize(
    ("answer", "code"), [(Reply(200, b"<html>"), "strange-answer"), (Reply(403), "forbidden")]
)
def test_a_strange_answer_about_one_post_is_down_and_deletes_nothing(
    mastodon: MastodonChannel, there: Mastodon, answer: Reply, code: str
) -> None:
    there.arrives(notification(1))
    _, mark = fetched(mastodon)
    there.moods.cleared.add("101")
    there.moods.posts_answer = answer
    with pytest.raises(ChannelDown, match=code):
        list(mastodon.fetch("office", mark))
