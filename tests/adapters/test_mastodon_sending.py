"""What goes out by Mastodon, who gets it, what comes of it, and the files that are fetched."""

import traceback
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.mastodon.channel import MastodonChannel
from adapters.mastodon.wire import line_of
from adapters.settings import BadChannels
from tests.adapters.fakes.faults import Fault
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.fakes.site import Reply
from tests.adapters.mastodon_office import KEY, MESSAGE, PUBLIC, opened
from tests.adapters.shown import shows
from tests.adapters.terms import NOW
from workflow.core.messages import (
    Attachment,
    Downloads,
    TryLater,
    Undeliverable,
    Unsure,
)

CHANNEL = "mastodon"
LONG = "Mohon dibantu segera. " * 40


@shows("T30")
def test_a_private_answer_names_its_addressee_below_their_post(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    sent = mastodon.send(replace(MESSAGE, in_reply_to="1031"))
    [posted] = there.sent
    assert posted.fields == {
        "status": "@siti@contoh.id Sudah kami periksa.",
        "visibility": "direct",
        "in_reply_to_id": "1031",
        "language": "id",
    }
    assert (posted.key, sent.external_id, sent.delivered) == ("key-1-1", posted.id, True)


@pytest.mark.parametrize(("public_as", "seen"), [("", "unlisted"), ("public", "public")])
def test_a_public_answer_names_its_addressee_too(
    there: Mastodon, public_as: str, seen: str
) -> None:
    options = {"public_as": public_as} if public_as else {}
    opened(there.address, **options).send(PUBLIC)
    [posted] = there.sent
    assert posted.fields["visibility"] == seen
    assert posted.fields["status"].startswith("@siti@contoh.id ")
    assert posted.fields["in_reply_to_id"] == "1031"


def test_a_public_comment_can_be_answered_for_its_writer_alone(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    mastodon.send(replace(PUBLIC, private_reply=True))
    [posted] = there.sent
    assert (posted.fields["visibility"], posted.fields["in_reply_to_id"]) == ("direct", "1031")


def test_nobody_else_gets_a_private_answer_because_an_officer_wrote_their_name(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    text = "Sudah kami teruskan ke @pln@contoh.id, surel kantor@dinas.example."
    mastodon.send(replace(MESSAGE, text=text))
    mastodon.send(replace(PUBLIC, key="key-2", text=text))
    private, public = (posted.fields["status"] for posted in there.sent)
    assert "@pln" not in private
    assert private.replace("\u2060", "") == f"@siti@contoh.id {text}"
    assert public == f"@siti@contoh.id {text}"


@pytest.mark.parametrize("to", ["", "siti", "971724", "siti@contoh.id lain@contoh.id", "@siti@x"])
def test_whoever_could_not_be_named_gets_nothing(
    mastodon: MastodonChannel, there: Mastodon, to: str
) -> None:
    with pytest.raises(Undeliverable, match="no-address"):
        mastodon.send(replace(MESSAGE, to=to))
    assert there.calls == []


@shows("T30")
def test_the_parts_of_a_long_private_answer_stand_below_each_other(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    sent = mastodon.send(replace(MESSAGE, text=LONG, in_reply_to="1031"))
    first, second, third = there.sent
    assert [one.fields["in_reply_to_id"] for one in there.sent] == ["1031", first.id, second.id]
    assert [one.key for one in there.sent] == ["key-1-1", "key-1-2", "key-1-3"]
    assert {one.fields["visibility"] for one in there.sent} == {"direct"}
    assert sent.external_id == third.id


def test_a_long_name_leaves_less_room_and_nothing_is_cut(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    to = f"siti@{'sangat-' * 20}panjang.example"
    mastodon.send(replace(MESSAGE, to=to, text="a" * 330))
    mastodon.send(replace(MESSAGE, key="key-2", to=to, text="kata " * 70))
    assert [len(one.fields["status"]) <= 500 for one in there.sent] == [True] * 3
    with pytest.raises(Undeliverable, match="too-long"):
        mastodon.send(replace(PUBLIC, to=to, text="kata " * 70))


def test_a_server_that_takes_more_gets_more_in_one(there: Mastodon) -> None:
    mastodon = opened(there.address, limit="5000")
    assert mastodon.can.longest == 4_930
    with pytest.raises(Undeliverable, match="too-long"):
        mastodon.send(replace(MESSAGE, text=LONG))  # this server takes 500, whatever we think
    assert there.sent == []


def test_a_private_answer_goes_out_though_the_post_is_gone_and_a_public_one_does_not(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    there.moods.parents.add("1031")
    mastodon.send(replace(MESSAGE, in_reply_to="1031"))
    with pytest.raises(Undeliverable, match="post-gone"):
        mastodon.send(replace(PUBLIC, key="key-2"))
    [posted] = there.sent
    assert "in_reply_to_id" not in posted.fields


def test_an_id_of_another_channel_is_no_post(mastodon: MastodonChannel, there: Mastodon) -> None:
    mastodon.send(replace(MESSAGE, in_reply_to="<surat-1@dinas.example>"))
    assert "in_reply_to_id" not in there.sent[0].fields


@pytest.mark.parametrize(
    ("answer", "end", "code"),
    [
        (Reply(401, b'{"error":"The access token is invalid"}'), TryLater, "token-refused"),
        (Reply(400, b'{"error":"invalid_token"}'), TryLater, "token-refused"),
        (Reply(403, b'{"error":"This action is outside the authorized scopes"}'), TryLater,
         "no-permission"),
        (Reply(403, b'{"error":"Your login is currently disabled"}'), TryLater, "account-disabled"),
        (Reply(403, b'{"error":"This action is not allowed"}'), Undeliverable, "forbidden"),
        (Reply(404, b'{"error":"Record not found"}'), Undeliverable, "post-gone"),
        (Reply(410, b""), Undeliverable, "post-gone"),
        (Reply(400, b'{"error":"Post is too long"}'), Undeliverable, "too-long"),
        (Reply(422, b'{"error":"Text can\'t be blank"}'), Undeliverable, "empty"),
        (Reply(422, b"[]"), Undeliverable, "rejected"),
        (Reply(413, b"<html>"), Undeliverable, "too-long"),
        (Reply(302, b"", {"Location": "/"}), TryLater, "redirected"),
        (Reply(429, b"{}"), TryLater, "throttled"),
        (Reply(503, b""), TryLater, "away"),
        (Reply(500, b'{"error":"An unexpected error occurred"}'), Unsure, "broken"),
        (Reply(504, b"<html>"), Unsure, "broken"),
        (Reply(200, b"{}"), Unsure, "unreadable-answer"),
        (Reply(200, b'{"id":true}'), Unsure, "unreadable-answer"),
    ],
)  # fmt: skip
@shows("T28", "T32", "T41")
def test_each_answer_ends_in_the_way_that_the_table_says(
    mastodon: MastodonChannel, there: Mastodon, answer: Reply, end: type[Exception], code: str
) -> None:
    there.moods.answer = answer
    with pytest.raises(end, match=f"^{code}$"):
        mastodon.send(MESSAGE)


@pytest.mark.parametrize(
    ("headers", "after"),
    [
        ({"X-RateLimit-Reset": "2026-11-20T03:02:30.000Z"}, timedelta(minutes=2, seconds=30)),
        ({"X-RateLimit-Reset": "1795143750"}, timedelta(minutes=2, seconds=30)),
        ({"X-RateLimit-Reset": "2026-11-20T02:00:00Z"}, timedelta()),
        ({"X-RateLimit-Reset": "2036-11-20T02:00:00Z"}, timedelta(hours=1)),
        ({"Retry-After": "40", "X-RateLimit-Reset": "2026-11-20T03:02:30Z"}, timedelta(seconds=40)),
        ({"X-RateLimit-Reset": "segera"}, None),
        ({}, None),
    ],
)
@shows("T31")
def test_a_busy_server_is_left_alone_until_the_time_that_it_names(
    mastodon: MastodonChannel,
    there: Mastodon,
    headers: dict[str, str],
    after: timedelta | None,
) -> None:
    there.moods.answer = Reply(429, b'{"error":"Too many requests"}', headers)
    with pytest.raises(TryLater) as later:
        mastodon.send(MESSAGE)
    assert (later.value.code, later.value.after) == ("throttled", after)


@shows("T36", "T34")
def test_a_server_that_keeps_the_key_may_be_told_twice(there: Mastodon) -> None:
    mastodon = opened(there.address, repeats="yes")
    assert mastodon.can.repeat
    there.moods.faults.extend((Fault.NONE, Fault.LOST))
    with pytest.raises(Unsure):
        mastodon.send(replace(MESSAGE, text=LONG))
    sent = mastodon.send(replace(MESSAGE, text=LONG))
    assert len(there.sent) == 3
    assert sent.external_id == there.sent[-1].id


def test_one_account_whose_server_forgets_the_key_keeps_all_from_being_repeated(
    mastodon: MastodonChannel,
) -> None:
    assert not mastodon.can.repeat


@shows("T45")
def test_no_error_shows_the_token(there: Mastodon, mastodon: MastodonChannel) -> None:
    there.moods.answer = Reply(401, f'{{"error":"token {KEY} is invalid"}}'.encode())
    with pytest.raises(TryLater) as refused:
        mastodon.send(MESSAGE)
    assert KEY not in "".join(traceback.format_exception(refused.value))
    assert KEY not in repr(line_of(there.address, KEY, lambda: NOW))


def test_a_file_is_fetched_from_our_server_without_the_token(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    assert isinstance(mastodon, Downloads)
    there.moods.files["/media/foto.jpg"] = b"\xff\xd8gambar"
    file = Attachment(
        name="foto.jpg", media_type="image/jpeg", url=f"{there.address}/media/foto.jpg"
    )
    assert mastodon.download("office", file).content == b"\xff\xd8gambar"
    assert "authorization" not in there.calls[-1].headers


@shows("T19")
def test_a_file_that_cannot_be_had_says_why(mastodon: MastodonChannel, there: Mastodon) -> None:
    def refused(path: str, answer: Reply | None = None) -> str:
        there.moods.answer = answer
        file = Attachment(name="a", media_type="image/jpeg", url=path)
        with pytest.raises((Undeliverable, TryLater)) as end:
            mastodon.download("office", file)
        return f"{type(end.value).__name__} {end.value.code}"

    here = f"{there.address}/media/foto.jpg"
    assert refused(here, Reply(404)) == "Undeliverable gone"
    assert refused(here, Reply(503)) == "TryLater away"
    assert refused(here, Reply(302, b"", {"Location": "http://127.0.0.1:1/"})) == "TryLater away"
    assert refused(here, Reply(hangs_up=True)).startswith("TryLater ")
    assert refused("https://lain.example/foto.jpg") == "Undeliverable host-not-allowed"


def test_pictures_may_lie_on_a_further_host_that_the_office_names(there: Mastodon) -> None:
    nobody_listens = "https://127.0.0.2:1/a.jpg"
    file = Attachment(name="a", media_type="image/jpeg", url=nobody_listens)
    with pytest.raises(Undeliverable, match="host-not-allowed"):
        opened(there.address).download("office", file)
    with pytest.raises(TryLater):
        opened(there.address, media_hosts="cdn.example, 127.0.0.2 ,").download("office", file)


@pytest.mark.parametrize(
    ("ours", "options", "sentence"),
    [
        ("@kantor", {}, "mastodon.office.address: must be the account's whole name"),
        ("", {}, "mastodon.office.address: must be the account's whole name"),
        ("@kantor@dinas.example", {"server": "http://dinas.example"},
         "mastodon.office.server: must begin with https"),
        ("@kantor@dinas.example", {"server": "dinas.example"},
         "mastodon.office.server: must be an https address"),
    ],
)  # fmt: skip
def test_a_setting_that_no_server_could_work_with_stops_the_start(
    there: Mastodon, ours: str, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadChannels) as bad:
        opened(there.address, ours, **options)
    assert sentence in str(bad.value)


def test_an_unknown_account_sends_nothing(mastodon: MastodonChannel, there: Mastodon) -> None:
    with pytest.raises(Undeliverable, match="no-account"):
        mastodon.send(replace(MESSAGE, account="elsewhere"))
    file = Attachment(name="a", media_type="image/jpeg", url=there.address)
    with pytest.raises(Undeliverable, match="no-account"):
        mastodon.download("elsewhere", file)
    assert there.calls == []
