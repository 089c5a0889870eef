"""What comes in by Mastodon: each notification once, and who is told when none can be had."""

import pytest

from adapters.mastodon.channel import MastodonChannel
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.fakes.site import Reply
from tests.adapters.mastodon_office import fetched, notification, opened
from tests.adapters.shown import shows
from workflow.core.messages import (
    BadSignature,
    ChannelDown,
    WebhookCall,
)

CHANNEL = "mastodon"


@shows("T26")
def test_more_notifications_than_one_answer_holds_all_come_in_order(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    for number in range(95, 196):
        there.arrives(notification(number))
    steps = [step for step in mastodon.fetch("office", "") if step.raw]
    ids = [step.raw.external_id for step in steps if step.raw]
    assert ids == [f"notification-{number}" for number in range(95, 196)]
    assert sum(step.listed for step in steps) == 101


@shows("T26")
def test_a_poll_that_stops_goes_on_behind_the_last_step_that_was_kept(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    for number in range(1, 4):
        there.arrives(notification(number))
    steps = mastodon.fetch("office", "")
    marks = [next(steps).mark for _ in range(3)]
    there.arrives(notification(4))
    reads, _ = fetched(mastodon, marks[-1])
    assert [read.external_id for read in reads] == ["103", "104"]


def test_what_was_there_before_the_first_poll_is_old_and_the_rest_is_not(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.arrives(notification(9))
    there.arrives(notification(10))
    steps = mastodon.fetch("office", "")
    first = next(steps)
    there.arrives(notification(11))
    assert [step.old for step in steps if step.raw] == [True, True, False]
    assert (first.raw, first.listed) == (None, 0)
    again = mastodon.fetch("office", first.mark)
    assert [step.old for step in again if step.raw] == [True, True, False]


def test_a_server_that_overlooks_how_far_we_are_is_not_asked_for_ever(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.moods.answer = Reply(200, b"[" + notification(2) + b"," + notification(1) + b"]")
    reads, mark = fetched(mastodon)
    assert [read.external_id for read in reads] == ["101", "102"]
    assert fetched(mastodon, mark)[0] == []


def test_history_can_be_left_alone(there: Mastodon) -> None:
    there.arrives(notification(1))
    mastodon = opened(there.address, history="skip")
    reads, mark = fetched(mastodon)
    there.arrives(notification(2))
    later, _ = fetched(mastodon, mark)
    assert (reads, [read.external_id for read in later]) == ([], ["102"])


def test_what_comes_into_an_empty_account_after_the_first_poll_is_not_old(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    _, mark = fetched(mastodon)
    there.arrives(notification(1))
    assert [step.old for step in mastodon.fetch("office", mark)] == [False]


@pytest.mark.parametrize("mark", ["x", "{}", '{"watched":{"1":["2"]}}', "[]", "\ud800"])
def test_a_mark_that_is_none_begins_anew_and_loses_nothing(
    mastodon: MastodonChannel, there: Mastodon, mark: str
) -> None:
    there.arrives(notification(1))
    assert [read.external_id for read in fetched(mastodon, mark)[0]] == ["101"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Reply(401, b'{"error":"The access token was revoked"}'), "token-refused"),
        (Reply(400, b'{"error":"Invalid access token"}'), "token-refused"),
        (Reply(403, b'{"error":"This action is outside the authorized scopes"}'), "no-permission"),
        (Reply(403, b'{"error":"Your login is currently disabled"}'), "account-disabled"),
        (Reply(404, b"<html>"), "no-such-server"),
        (Reply(301, b"", {"Location": "https://lain.example/"}), "redirected"),
        (Reply(429, b"{}"), "throttled"),
        (Reply(500, b""), "broken"),
        (Reply(503, b""), "away"),
        (Reply(200, b"<html>"), "strange-answer"),
        (Reply(200, b'[{"type":"mention"}]'), "strange-answer"),
        (Reply(200, b"[5]"), "strange-answer"),
    ],
)
@shows("T28")
def test_a_server_that_gives_no_list_is_down_under_a_stable_name(
    mastodon: MastodonChannel, there: Mastodon, answer: Reply, code: str
) -> None:
    there.moods.answer = answer
    with pytest.raises(ChannelDown, match=f"^{code}$"):
        list(mastodon.fetch("office", ""))


@shows("T33")
def test_an_unknown_account_is_down_and_nothing_is_asked(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    with pytest.raises(ChannelDown, match="no-account"):
        list(mastodon.fetch("elsewhere", ""))
    assert [probe.code for probe in mastodon.probe("elsewhere")] == ["no-account"]
    assert there.calls == []


def test_nothing_is_pushed_and_nothing_waited_for(mastodon: MastodonChannel) -> None:
    with pytest.raises(BadSignature):
        mastodon.challenge(WebhookCall(account="office", body=b"", headers={}))
    assert mastodon.wait("office", 5) is False


def test_a_probe_says_who_we_are_and_what_is_allowed(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    assert [(one.what, one.code, one.detail) for one in mastodon.probe("office")] == [
        ("sign_in", "", "kantor"),
        ("permissions", "", ""),
        ("limit", "", "500"),
    ]
    assert there.sent == []


@shows("T28")
def test_a_probe_names_what_is_wrong(there: Mastodon) -> None:
    def codes(**options: str) -> list[str]:
        return [one.code for one in opened(there.address, **options).probe("office")]

    there.moods.scopes = ("read:notifications", "read:statuses", "profile")
    assert codes(limit="5000") == ["", "no-permission", "limit-too-high"]
    assert codes(token="sudah-dicabut") == ["token-refused"]
    assert [one.code for one in opened(there.address, "@lain@dinas.example").probe("office")] == [
        "other-account"
    ]
    there.moods.answer = Reply(200, b"{}")
    assert codes() == ["strange-answer"]
    there.moods.answer = Reply(200, b'{"acct":5}')
    assert codes() == ["strange-answer"]


@pytest.mark.parametrize(
    "told", [None, {"scopes": 5, "configuration": 5}, {"scopes": [], "configuration": {}}]
)
def test_what_a_server_does_not_tell_is_no_trouble(
    mastodon: MastodonChannel, there: Mastodon, told: object
) -> None:
    there.moods.tells = told
    assert [(one.code, one.detail) for one in mastodon.probe("office")] == [
        ("", "kantor"),
        ("", "not told"),
        ("", "not told"),
    ]
