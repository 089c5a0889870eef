"""A page that is polled: what is new, changed and gone, at its pace, and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.facebook.channel import FacebookChannel, make
from tests.adapters.fakes.facebook import PAGE, Facebook
from tests.adapters.fakes.graph import APP, Rights, Route, error
from tests.adapters.fakes.messenger import SECRET, TOKEN
from tests.adapters.pages import PERSON, Clock, read_one, settings_of
from tests.adapters.shown import shows
from tests.adapters.terms import NOW
from workflow.core.messages import ChannelDown, Fetched, Happening, Kind

CHANNEL = "facebook"
POST = f"{PAGE}_500000000000001"
NEEDED = (
    *("pages_show_list", "pages_manage_metadata", "pages_read_engagement"),
    *("pages_read_user_content", "pages_manage_engagement", "pages_messaging"),
)


def comment(number: int, text: str, ago: timedelta = timedelta(hours=1)) -> dict[str, Any]:
    """Aisyah wrote it, so long ago."""
    at = (NOW - ago).strftime("%Y-%m-%dT%H:%M:%S+0000")
    who = {"id": PERSON, "name": "Aisyah"}
    return {"id": f"500000000000001_{number}", "message": text, "from": who, "created_time": at}


def message(number: int, text: str, at: datetime) -> dict[str, Any]:
    """Aisyah writes to the page."""
    return {
        "id": f"m_{number}",
        "message": text,
        "from": {"id": PERSON, "name": "Aisyah"},
        "to": {"data": [{"id": PAGE, "name": "Dinas Contoh"}]},
        "created_time": at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
    }


def poll(channel: FacebookChannel, mark: str = "") -> tuple[list[str], str]:
    """The words that a poll brings, and its mark."""
    steps = list(channel.fetch("office", mark))
    texts = [read_one(channel, step.raw).text for step in steps if step.raw]
    return texts, steps[-1].mark if steps else mark


@shows("T26")
def test_many_pages_are_read_to_the_end_and_what_comes_meanwhile_is_not_lost(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    for number in range(250):
        there.comments(POST, comment(number, f"ke-{number}"))
    steps: list[Fetched] = []
    for step in facebook.fetch("office", ""):
        steps.append(step)
        if len(steps) == 3:
            there.comments(POST, comment(900, "baru saja", timedelta()))
    texts = [read_one(facebook, step.raw).text for step in steps if step.raw]
    assert texts == [*(f"ke-{number}" for number in range(250)), "baru saja"]
    clock.moves(minutes=3)
    assert poll(facebook, steps[-1].mark)[0] == []


@shows("T26")
def test_a_poll_that_is_broken_off_anywhere_goes_on_there(
    facebook: FacebookChannel, there: Facebook
) -> None:
    for number in range(6):
        there.comments(POST, comment(number, str(number)))
    whole = [step for step in facebook.fetch("office", "") if step.raw]
    for kept in range(1, len(whole)):
        rest, _ = poll(facebook, whole[kept - 1].mark)
        assert rest == [str(number) for number in range(kept, 6)]


def test_what_was_there_before_the_first_poll_is_old_and_what_is_older_is_left_alone(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    there.comments(POST, comment(1, "minggu lalu", timedelta(days=8)))
    there.comments(POST, comment(2, "kemarin", timedelta(days=1)))
    steps = list(facebook.fetch("office", ""))
    assert [step.old for step in steps if step.raw] == [True]
    clock.moves(minutes=3)
    there.comments(POST, comment(3, "hari ini", -timedelta(minutes=2)))
    [new, _] = facebook.fetch("office", steps[-1].mark)
    assert (new.old, new.listed) == (False, 1)


def test_an_account_is_asked_every_two_minutes_however_often_somebody_wants_to(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    _, mark = poll(facebook)
    calls = len(there.calls)
    clock.moves(seconds=119)
    assert list(facebook.fetch("office", mark)) == []
    assert len(there.calls) == calls
    clock.moves(seconds=1)
    list(facebook.fetch("office", mark))
    assert len(there.calls) > calls


@shows("T12", "T49")
def test_a_changed_comment_is_an_edit_of_it_within_the_hour(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    there.comments(POST, comment(1, "Air mati"))
    _, mark = poll(facebook)
    there.edges[f"{POST}/comments"][0] = comment(1, "Air mati sejak Senin")
    clock.moves(hours=1)
    steps = list(facebook.fetch("office", mark))
    assert steps[0].raw
    edit = read_one(facebook, steps[0].raw)
    assert (edit.happening, edit.target) == (Happening.EDIT, "c:500000000000001_1")
    assert edit.text == "Air mati sejak Senin"
    clock.moves(hours=1)
    assert poll(facebook, steps[-1].mark)[0] == []


@shows("T49")
def test_a_comment_that_was_taken_away_is_told_once(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    there.comments(POST, comment(1, "Air mati"))
    there.comments(POST, comment(2, "Di sini juga"))
    _, mark = poll(facebook)
    there.takes_away(POST, "500000000000001_1")
    clock.moves(hours=1)
    steps = list(facebook.fetch("office", mark))
    assert steps[0].raw
    gone = read_one(facebook, steps[0].raw)
    assert (gone.happening, gone.target) == (Happening.DELETE, "c:500000000000001_1")
    assert not any(step.raw for step in steps[1:])
    clock.moves(hours=1)
    assert poll(facebook, steps[-1].mark)[0] == []


def test_a_comment_that_is_only_not_shown_was_not_taken_away(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    there.comments(POST, comment(1, "Air mati"))
    there.comments(POST, comment(2, "Rahasia"))
    _, mark = poll(facebook)
    there.edges[f"{POST}/comments"] = []
    there.routes.insert(0, Route("GET", r"500000000000001_2", lambda _: error(10)))
    clock.moves(hours=1)
    assert poll(facebook, mark)[0] == []


def test_a_post_whose_comments_are_not_shown_stops_no_other(
    facebook: FacebookChannel, there: Facebook
) -> None:
    there.comments(POST, comment(1, "terbaca"))
    there.posts(
        {"id": f"{PAGE}_2", "from": {"id": PAGE}, "created_time": "2026-11-20T01:00:00+0000"}
    )
    del there.edges[f"{PAGE}_2/comments"]
    assert poll(facebook)[0] == ["terbaca"]


def test_messages_come_in_the_order_in_which_they_were_written_with_names(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    for number in range(45):
        there.says("t_1", message(number, str(number), NOW - timedelta(minutes=90 - number)))
    texts, mark = poll(facebook)
    assert texts == [str(number) for number in range(45)]
    clock.moves(minutes=5)
    there.says("t_1", message(45, "lagi", clock.now - timedelta(minutes=1)))
    [new, _] = facebook.fetch("office", mark)
    assert new.raw
    read = read_one(facebook, new.raw)
    assert (read.text, read.sender.name) == ("lagi", "Aisyah")
    assert read.sent_at == NOW + timedelta(minutes=4)


@shows("T09")
def test_what_the_page_itself_wrote_elsewhere_is_marked_as_ours(
    facebook: FacebookChannel, there: Facebook
) -> None:
    own = {**comment(1, "Terima kasih."), "from": {"id": PAGE, "name": "Dinas Contoh"}}
    there.comments(POST, own)
    [raw] = [step.raw for step in facebook.fetch("office", "") if step.raw]
    assert read_one(facebook, raw).kind is Kind.OWN_ECHO


def test_a_long_comparison_shows_that_it_goes_on(
    facebook: FacebookChannel, there: Facebook
) -> None:
    for number in range(5):
        there.posts({"id": f"{PAGE}_{number}", "from": {"id": PAGE}})
    steps = list(facebook.fetch("office", ""))
    assert not any(step.raw for step in steps)
    assert len(steps) > 5


def test_thousands_of_comments_leave_a_short_mark_and_are_not_read_again(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    for number in range(700):
        there.comments(POST, comment(number, str(number), timedelta(minutes=700 - number)))
    texts, mark = poll(facebook)
    assert len(texts) == 700
    assert len(mark) < 70_000
    clock.moves(hours=1)
    assert poll(facebook, mark)[0] == []


@pytest.mark.parametrize("mark", ["x", "{}", '{"times":[1,2,3],"seen":{}}', '{"times":[1,2,3,4]}',
                                  '{"times":[1,2,3,4],"seen":{"c:1":[1,2]}}'])  # fmt: skip
def test_a_mark_that_is_not_ours_begins_anew(
    facebook: FacebookChannel, there: Facebook, mark: str
) -> None:
    there.comments(POST, comment(1, "Halo"))
    assert poll(facebook, mark)[0] == ["Halo"]


@shows("T28")
def test_a_dead_token_is_down_by_name_and_so_is_a_busy_platform(
    facebook: FacebookChannel, there: Facebook
) -> None:
    there.tokens[TOKEN] = Rights(expires_at=NOW - timedelta(seconds=1))
    with pytest.raises(ChannelDown, match="login-expired"):
        list(facebook.fetch("office", ""))
    there.tokens.clear()
    with pytest.raises(ChannelDown, match="login-refused"):
        list(facebook.fetch("office", ""))
    there.tokens[TOKEN] = Rights()
    there.routes.insert(0, Route("GET", rf"{PAGE}/feed", lambda _: error(32)))
    with pytest.raises(ChannelDown, match="throttled"):
        list(facebook.fetch("office", ""))


def test_a_trial_says_until_when_the_token_is_good_and_what_it_may_not_do(
    facebook: FacebookChannel, there: Facebook
) -> None:
    ends = datetime(2026, 12, 24, tzinfo=UTC)
    there.tokens[TOKEN] = Rights(scopes=NEEDED[1:], expires_at=ends)
    assert [(one.what, one.code, one.detail) for one in facebook.probe("office")] == [
        ("sign_in", "", "Dinas Contoh"),
        ("token", "permission-missing", "pages_show_list"),
    ]
    assert facebook.probe("office")[1].expires_at == ends
    assert SECRET not in repr(facebook.probe("office"))


def test_a_trial_of_a_pushed_page_says_what_it_is_not_told_of(
    there: Facebook, clock: Clock
) -> None:
    pushed = make(settings_of("facebook", clock, api=there.address, receive="push"))
    there.tokens[TOKEN] = Rights(scopes=NEEDED)
    fields = ["feed", "messages", "message_echoes", "message_edits", "message_reactions",
              "message_deliveries", "message_reads", "messaging_postbacks", "standby",
              "messaging_referrals", "messaging_handovers"]  # fmt: skip
    there.edges[f"{PAGE}/subscribed_apps"] = [
        {"id": "9", "subscribed_fields": ["mention"]},
        {"id": APP, "subscribed_fields": fields},
    ]
    assert pushed.probe("office")[2].code == "not-subscribed"
    assert pushed.probe("office")[2].detail == "mention, messaging_policy_enforcement"
    assert list(pushed.fetch("office", "")) == []


def test_a_trial_with_a_dead_token_or_of_another_page_says_so(
    facebook: FacebookChannel, there: Facebook
) -> None:
    there.objects[PAGE]["id"] = "5"
    assert facebook.probe("office")[0].code == "other-account"
    there.tokens.clear()
    assert [one.code for one in facebook.probe("office")] == ["login-refused"] * 2
