"""Comments and mentions of Instagram: asked for, compared, and with their words fetched."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.instagram.channel import InstagramChannel
from tests.adapters.fakes.facebook import PAGE, says
from tests.adapters.fakes.instagram import OWN, Instagram
from tests.adapters.pages import Clock, answer, read_one
from tests.adapters.pages import opened_instagram as opened
from tests.adapters.shown import shows
from workflow.core.messages import (
    Happening,
    Kind,
    TryLater,
    Undeliverable,
    Visibility,
)

CHANNEL = "instagram"
WHO = "1784999"
COMMENT = "17919697626119712"
MEDIA = "18172143295349192"
LINK = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x"
PRIVATE = replace(answer("instagram"), to=WHO)
PUBLIC = replace(PRIVATE, visibility=Visibility.PUBLIC, target=f"c:{COMMENT}")


def comment(number: int, text: str, **more: object) -> dict[str, Any]:
    """Somebody in Bandung comments."""
    who = {"id": WHO, "username": "warga_bdg"}
    at = "2026-11-20T02:15:00+0000"
    return {"id": str(number), "text": text, "timestamp": at, "from": who, **more}


def mention(**value: str) -> bytes:
    """The account is named."""
    change = {"field": "mentions", "value": {"media_id": "17900000000000001", **value}}
    return json.dumps(
        {"object": "instagram", "entry": [{"id": OWN, "time": 1, "changes": [change]}]}
    ).encode()


@shows("T19")
def test_a_mention_is_a_file_with_its_words_which_is_fetched_afterwards(
    instagram: InstagramChannel, there: Instagram
) -> None:
    there.mentioned["mentioned_comment.comment_id(17910000000000002)"] = {
        "id": "17910000000000002",
        "text": "@dinas jalan rusak",
        "username": "warga_bdg",
        "media": {"id": "1", "permalink": "https://www.instagram.com/p/X/"},
    }
    read = read_one(instagram, mention(comment_id="17910000000000002"))
    [file] = read.attachments
    words = instagram.download("office", file).content.decode()
    assert words == "@warga_bdg\n@dinas jalan rusak\nhttps://www.instagram.com/p/X/"
    there.mentioned["mentioned_media.media_id(17900000000000001)"] = {
        "caption": "Terima kasih @dinas", "permalink": "https://www.instagram.com/p/Y/"
    }  # fmt: skip
    [file] = read_one(instagram, mention()).attachments
    words = instagram.download("office", file).content.decode()
    assert words == "Terima kasih @dinas\nhttps://www.instagram.com/p/Y/"


@shows("T19")
def test_a_mention_that_is_gone_or_led_astray_says_so(
    instagram: InstagramChannel, there: Instagram
) -> None:
    [file] = read_one(instagram, mention(comment_id="9")).attachments
    with pytest.raises(Undeliverable, match="gone"):
        instagram.download("office", file)
    for url in ("instagram:mention/1){x}/2", "instagram:mention/1/../me"):
        with pytest.raises(Undeliverable, match="no-link"):
            instagram.download("office", replace(file, url=url))
    there.moods.down = True
    with pytest.raises(TryLater):
        instagram.download("office", file)


PICTURE = {"attachments": [{"type": "image", "payload": {"url": LINK}}]}
STORY = {"attachments": [{"type": "story_mention", "payload": {"url": LINK}}]}
STORY_REPLY = {"text": "Ini", "reply_to": {"story": {"url": LINK, "id": "1"}}}


def test_comments_and_their_answers_are_polled_in_the_order_of_their_writing(
    instagram: InstagramChannel, there: Instagram
) -> None:
    there.comments(MEDIA, comment(1, "satu", timestamp="2026-11-20T01:00:00+0000"))
    there.comments(MEDIA, comment(2, "tiga", timestamp="2026-11-20T01:02:00+0000"))
    late = {"parent_id": "1", "timestamp": "2026-11-20T01:01:00+0000"}
    there.comments(MEDIA, comment(3, "dua", **late))
    reads = [read_one(instagram, step.raw) for step in instagram.fetch("office", "") if step.raw]
    assert [read.text for read in reads] == ["satu", "dua", "tiga"]
    assert reads[1].in_reply_to == "c:1"
    assert {read.permalink for read in reads} == {"https://www.instagram.com/p/Contoh1/"}


def test_more_answers_than_come_along_are_asked_for(
    instagram: InstagramChannel, there: Instagram
) -> None:
    there.comments(MEDIA, comment(1, "satu"))
    there.edges["1/replies"] = [comment(10 + n, f"jawaban {n}") for n in range(60)]
    first = {"data": there.edges["1/replies"][:2], "paging": {"next": "https://x.example/"}}
    there.edges[f"{MEDIA}/comments"][0]["replies"] = first
    reads = [read_one(instagram, step.raw) for step in instagram.fetch("office", "") if step.raw]
    assert len(reads) == 61
    assert {read.in_reply_to for read in reads} == {"", "c:1"}


@shows("T12", "T49")
def test_where_we_are_called_comments_are_compared_once_a_day(
    there: Instagram, clock: Clock
) -> None:
    channel = opened(there, clock, receive="push")
    there.comments(MEDIA, comment(1, "Air mati"))
    there.comments(MEDIA, comment(2, "Di sini juga"))
    says(there, PAGE, "t_1", {"id": "m1", "created_time": "2026-11-20T02:00:00+0000"})
    steps = list(channel.fetch("office", ""))
    assert len([step for step in steps if step.raw]) == 2
    there.takes_away(MEDIA, "1")
    there.edges[f"{MEDIA}/comments"][0]["text"] = "Di sini juga sejak Senin"
    clock.moves(hours=23)
    assert list(channel.fetch("office", steps[-1].mark)) == []
    clock.moves(hours=1)
    reads = [
        read_one(channel, step.raw) for step in channel.fetch("office", steps[-1].mark) if step.raw
    ]
    assert [(read.happening, read.target) for read in reads] == [
        (Happening.EDIT, "c:2"),
        (Happening.DELETE, "c:1"),
    ]


@pytest.mark.parametrize(("login", "talks"), [("facebook", PAGE), ("instagram", OWN)])
def test_messages_are_polled_where_the_door_keeps_them(
    there: Instagram, clock: Clock, login: str, talks: str
) -> None:
    message = {
        "id": "aWdf1",
        "message": "Min",
        "from": {"id": WHO, "username": "warga_bdg"},
        "to": {"data": [{"id": OWN}]},
        "created_time": "2026-11-20T02:00:00+0000",
    }
    says(there, talks, "t_1", message)
    [step, _] = opened(there, clock, login=login).fetch("office", "")
    assert step.raw
    assert read_one(opened(there, clock), step.raw).sender.username == "warga_bdg"
    assert any("platform=instagram" in called.path for called in there.calls)


@shows("T09")
def test_our_own_comment_is_ours_by_its_number_or_by_its_second_one(
    instagram: InstagramChannel,
) -> None:
    for who in ({"id": OWN}, {"id": "5", "self_ig_scoped_id": "6"}):
        value = {"id": "9", "text": "Siap", "from": who}
        change = {"field": "comments", "value": value}
        entry = {"id": OWN, "time": 1, "changes": [change]}
        body = json.dumps({"object": "instagram", "entry": [entry]}).encode()
        assert read_one(instagram, body).kind is Kind.OWN_ECHO
