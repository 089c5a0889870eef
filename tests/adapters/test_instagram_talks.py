"""What is special to Instagram: two doors, bytes, files by link only."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.instagram.channel import InstagramChannel, server_of
from adapters.settings import BadChannels
from tests.adapters.fakes.facebook import PAGE
from tests.adapters.fakes.graph import Rights
from tests.adapters.fakes.instagram import OWN, Instagram
from tests.adapters.fakes.messenger import TOKEN
from tests.adapters.pages import Clock, answer, pushed, read_one, settings_of
from tests.adapters.pages import opened_instagram as opened
from tests.adapters.shown import shows
from tests.adapters.terms import NOW
from workflow.core.messages import ChannelDown, TryLater, Undeliverable, Visibility

CHANNEL = "instagram"
WHO = "1784999"
COMMENT = "17919697626119712"
LINK = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x"
PICTURE = {"attachments": [{"type": "image", "payload": {"url": LINK}}]}
STORY = {"attachments": [{"type": "story_mention", "payload": {"url": LINK}}]}
STORY_REPLY = {"text": "Ini", "reply_to": {"story": {"url": LINK, "id": "1"}}}
PRIVATE = replace(answer("instagram"), to=WHO)
PUBLIC = replace(PRIVATE, visibility=Visibility.PUBLIC, target=f"c:{COMMENT}")
ONCE = replace(PRIVATE, private_reply=True, target=f"c:{COMMENT}")


@pytest.fixture
def channels(there: Instagram, clock: Clock) -> dict[str, InstagramChannel]:
    """By what the office has decided about files."""
    return {media: opened(there, clock, media=media) for media in ("url_only", "store")}


def event(**about: object) -> bytes:
    """A private event from the same person."""
    one = {"sender": {"id": WHO}, "recipient": {"id": OWN}, "timestamp": 1_795_140_900_000, **about}
    entry = {"id": OWN, "time": 1, "messaging": [one]}
    return json.dumps({"object": "instagram", "entry": [entry]}).encode()


@shows("T30")
def test_a_message_goes_out_through_the_door_that_gave_the_token(
    there: Instagram, clock: Clock
) -> None:
    opened(there, clock).send(PRIVATE)
    opened(there, clock, login="instagram", page="").send(PRIVATE)
    assert [one.path for one in there.posted] == [f"{PAGE}/messages", f"{OWN}/messages"]
    assert there.posted[0].document == {
        "recipient": {"id": WHO},
        "messaging_type": "RESPONSE",
        "message": {"text": PRIVATE.text},
    }


@shows("T30")
@pytest.mark.parametrize(
    ("target", "path", "document"),
    [
        (f"c:{COMMENT}", f"{COMMENT}/replies", {}),
        ("mn:17:18", f"{OWN}/mentions", {"media_id": "17", "comment_id": "18"}),
        ("mn:17:-", f"{OWN}/mentions", {"media_id": "17"}),
    ],
)
def test_a_public_answer_stands_below_what_it_answers(
    instagram: InstagramChannel,
    there: Instagram,
    target: str,
    path: str,
    document: dict[str, str],
) -> None:
    sent = instagram.send(replace(PUBLIC, target=target))
    [posted] = there.posted
    assert (posted.path, posted.document) == (path, {**document, "message": PRIVATE.text})
    assert sent.external_id == f"c:{posted.id}"


@pytest.mark.parametrize("target", ["", "c:x", "p:1", "mn:x:1", "mn::-", "c:1/2"])
def test_a_public_answer_to_nothing_that_we_know_goes_nowhere(
    instagram: InstagramChannel, there: Instagram, target: str
) -> None:
    with pytest.raises(Undeliverable, match="no-target"):
        instagram.send(replace(PUBLIC, target=target))
    assert there.calls == []


@shows("T38")
def test_whoever_commented_is_answered_in_private_once_and_within_a_week(
    instagram: InstagramChannel, there: Instagram
) -> None:
    instagram.send(ONCE)
    assert there.posted[0].document == {
        "recipient": {"comment_id": COMMENT},
        "message": {"text": PRIVATE.text},
    }
    with pytest.raises(Undeliverable, match="private-reply-used"):
        instagram.send(ONCE)
    there.commented["5"] = NOW - timedelta(days=8)
    with pytest.raises(Undeliverable, match="private-reply-used"):
        instagram.send(replace(ONCE, target="c:5"))
    with pytest.raises(Undeliverable, match="no-target"):
        instagram.send(replace(ONCE, target="mn:17:18"))


@shows("T37")
def test_after_a_day_only_what_a_person_typed_goes_out(
    instagram: InstagramChannel, there: Instagram
) -> None:
    there.wrote[WHO] = NOW - timedelta(days=2)
    with pytest.raises(Undeliverable, match="window-closed"):
        instagram.send(replace(PRIVATE, automatic=True))
    instagram.send(PRIVATE)
    assert [one.document["tag"] for one in there.posted] == ["HUMAN_AGENT"]


def test_a_long_text_in_javanese_script_is_cut_by_bytes(
    instagram: InstagramChannel, there: Instagram
) -> None:
    text = "ꦱꦸꦒꦼꦁ ꦌꦤ꧀ꦗꦁ " * 40
    instagram.send(replace(PRIVATE, text=text))
    assert len(there.posted) > 1
    assert all(len(one.text.encode()) <= 1_000 for one in there.posted)


def test_a_comment_is_hidden_in_instagrams_own_word(
    instagram: InstagramChannel, there: Instagram
) -> None:
    instagram.hide("office", f"c:{COMMENT}")
    assert there.hidden == {COMMENT: {"hide": True}}


@shows("T16")
def test_a_file_is_kept_only_where_the_office_has_decided_so(
    there: Instagram, clock: Clock
) -> None:
    body = event(message={"mid": "m1", **PICTURE})
    told = read_one(opened(there, clock), body)
    assert (told.text, told.attachments) == (LINK, ())
    stored = read_one(opened(there, clock, media="store"), body)
    assert (stored.text, [file.url for file in stored.attachments]) == ("", [LINK])


@shows("T16")
@pytest.mark.parametrize("media", ["url_only", "store"])
@pytest.mark.parametrize(
    ("message", "text", "kind"),
    [(STORY, LINK, "story_mention"), (STORY_REPLY, f"Ini\n{LINK}", "story_reply")],
)
def test_what_a_story_shows_is_never_kept(
    channels: dict[str, InstagramChannel], media: str, message: dict[str, Any], text: str, kind: str
) -> None:
    read = read_one(channels[media], event(message={"mid": "m1", **message}))
    assert (read.text, read.attachments, read.answers) == (text, (), {"kind": kind})


@shows("T18")
def test_a_voice_message_can_be_played_and_an_album_is_one_message(
    channels: dict[str, InstagramChannel],
) -> None:
    voice = {"type": "audio", "payload": {"url": LINK}}
    album = [*PICTURE["attachments"], voice]
    read = read_one(channels["store"], event(message={"mid": "m1", "attachments": album}))
    assert [file.media_type.partition("/")[0] for file in read.attachments] == ["image", "audio"]
    assert all(file.url == LINK for file in read.attachments)


@shows("T28")
def test_a_dead_token_is_named_to_whoever_asks_and_keeps_what_is_to_be_sent(
    instagram: InstagramChannel, there: Instagram
) -> None:
    there.tokens.clear()
    with pytest.raises(ChannelDown, match="login-refused"):
        list(instagram.fetch("office", ""))
    with pytest.raises(TryLater, match="login-refused"):
        instagram.send(PRIVATE)
    assert instagram.probe("office")[0].code == "login-refused"
    assert there.posted == []


@shows("T01")
def test_an_account_that_is_linked_through_two_doors_reads_the_same_message_twice(
    there: Instagram, clock: Clock
) -> None:
    body = event(message={"mid": "aWdf1", "text": "Halo"})
    doors = (opened(there, clock), opened(there, clock, login="instagram", page=""))
    raws = [door.verify(pushed(there, body)) for door in doors]
    assert raws[0] == raws[1]
    assert read_one(doors[0], raws[0]) == read_one(doors[1], raws[1])


def test_a_trial_asks_each_door_what_it_can_answer(there: Instagram, clock: Clock) -> None:
    scopes = ("instagram_basic", "instagram_manage_comments", "instagram_manage_messages")
    there.tokens[TOKEN] = Rights(scopes=scopes)
    told = [(one.what, one.code, one.detail) for one in opened(there, clock).probe("office")]
    assert told == [("sign_in", "", "dinascontoh"), ("token", "", "")]
    there.edges[f"{OWN}/subscribed_apps"] = [{"id": "1", "subscribed_fields": ["comments"]}]
    door = opened(there, clock, login="instagram", page="", receive="push")
    sign_in, webhook = door.probe("office")
    assert (sign_in.code, webhook.code) == ("", "not-subscribed")
    assert "comments" not in webhook.detail.split(", ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"instagram": "@dinsos"}, "instagram.office.instagram: must be the account's number"),
        ({"page": ""}, "instagram.office.page: must be the number of the page"),
        ({"receive": "push", "app_secret": ""}, "instagram.office.app_secret: is missing"),
        ({"api": "http://graph.example"}, "instagram.office.api: must begin with https"),
    ],
)
def test_a_setting_that_could_not_work_stops_the_start(
    there: Instagram, clock: Clock, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadChannels) as bad:
        opened(there, clock, **options)
    assert sentence in str(bad.value)


@pytest.mark.parametrize("login", ["facebook", "instagram"])
def test_without_another_server_each_door_has_its_own(clock: Clock, login: str) -> None:
    [account] = settings_of("instagram", clock, login=login).accounts
    assert server_of(account) == f"https://graph.{login}.com"
