"""Mastodon against a whole server that others wrote: what we believe of its API is so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.mastodon.channel import MastodonChannel
from config.wiring import open_office
from tests.adapters.fakes.mastodon_whole import LAIN, OFFICE, SITI, Whole, whole_server
from tests.adapters.mastodon_office import MESSAGE, PUBLIC, fetched, opened
from tests.adapters.shown import shows
from tests.story import HandClock, Story, fakes, settings_for
from workflow.core.commands import Reply
from workflow.core.messages import (
    Channel,
    ChannelDown,
    Happening,
    Kind,
    TryLater,
    Undeliverable,
    Unsure,
    Visibility,
)
from workflow.store.models import ComplaintRow

CHANNEL = "mastodon"
POSTS = "/api/v1/statuses"
NOTIFICATIONS = "/api/v1/notifications"
LONG = "Mohon dibantu segera. " * 40


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    with whole_server(Path(tmp_path_factory.mktemp("mastodon"))) as server:
        yield server


@pytest.fixture
def there(running: Whole) -> Whole:
    running.empty()
    return running


@pytest.fixture
def mastodon(there: Whole) -> MastodonChannel:
    return whole(there)


def whole(there: Whole, token: str = OFFICE, **options: str) -> MastodonChannel:
    """The channel of the office over there."""
    return opened(there.address, "@testuser@mock.local", token=token, **options)


@shows("T07")
def test_public_and_private_mentions_are_read_as_they_were_written(
    mastodon: MastodonChannel, there: Whole
) -> None:
    public = there.say("@testuser jalan rusak\ndi RT 3 <b> & https://x.example/a", language="id")
    private = there.say("@testuser NIK saya salah", visibility="direct", spoiler_text="pribadi")
    there.say("tidak untuk siapa pun")
    one, other = fetched(mastodon)[0]
    assert (one.external_id, one.visibility, one.language) == (public, Visibility.PUBLIC, "id")
    assert one.text == "@testuser jalan rusak\ndi RT 3 <b> & https://x.example/a"
    assert one.reply_text == "jalan rusak\ndi RT 3 <b> & https://x.example/a"
    assert (one.sender.address, one.sender.name) == ("siti@contoh.id", "Siti")
    assert (other.external_id, other.visibility) == (private, Visibility.PRIVATE)
    assert (other.subject, other.kind) == ("pribadi", Kind.PERSON)
    assert one.conversation != other.conversation


@shows("T26")
def test_pages_of_notifications_are_walked_without_loss(
    mastodon: MastodonChannel, there: Whole
) -> None:
    posts = [there.say(f"@testuser laporan {number}") for number in range(45)]
    assert [read.external_id for read in fetched(mastodon)[0]] == posts


@shows("T12")
def test_an_edit_and_a_deletion_over_there_are_found(
    mastodon: MastodonChannel, there: Whole
) -> None:
    first, second = there.say("@testuser satu"), there.say("@testuser dua")
    _, mark = fetched(mastodon)
    there.edit(first, "@testuser satu, RT 3")
    there.delete(second)
    reads, mark = fetched(mastodon, mark)
    assert [(read.happening, read.target, read.reply_text) for read in reads] == [
        (Happening.EDIT, first, "satu, RT 3"),
        (Happening.DELETE, second, ""),
    ]
    assert fetched(mastodon, mark)[0] == []


def test_a_post_deleted_before_it_was_read_is_no_complaint(
    mastodon: MastodonChannel, there: Whole
) -> None:
    there.delete(there.say("@testuser satu"))
    [read] = fetched(mastodon)[0]
    assert (read.happening, read.text) == (Happening.ACCOUNT, "")


@shows("T15")
def test_favourites_and_boosts_are_reactions_to_our_post(
    mastodon: MastodonChannel, there: Whole
) -> None:
    sent = mastodon.send(replace(PUBLIC, in_reply_to="", target=""))
    there.call(f"{POSTS}/{sent.external_id}/favourite", SITI)
    there.call(f"{POSTS}/{sent.external_id}/reblog", LAIN)
    reads = fetched(mastodon)[0]
    assert [(read.happening, read.text) for read in reads] == [
        (Happening.REACTION, "⭐"),
        (Happening.REACTION, "🔁"),
    ]
    assert {read.target for read in reads} == {sent.external_id}


def test_an_answer_to_our_answer_names_it(mastodon: MastodonChannel, there: Whole) -> None:
    asked = there.say("@testuser jalan rusak")
    _, mark = fetched(mastodon)
    sent = mastodon.send(replace(PUBLIC, in_reply_to=asked, target=asked))
    there.say("@testuser belum selesai", in_reply_to_id=sent.external_id)
    read, echo = fetched(mastodon, mark)[0]
    assert read.in_reply_to == sent.external_id
    assert (echo.kind, echo.external_id) == (Kind.OWN_ECHO, sent.external_id)


@shows("T11")
def test_an_answer_that_was_typed_on_the_server_is_the_offices_and_what_we_sent_stays_one(
    mastodon: MastodonChannel, there: Whole, tmp_path: Path
) -> None:
    there.say("@siti@contoh.id sebelum kami melihat", token=OFFICE)
    clock = HandClock()
    channels: dict[str, Channel] = {**fakes(clock), "mastodon": mastodon}
    office = open_office(settings_for(tmp_path), now=clock, channels=channels)
    story = Story(office, clock)
    story.tick()
    asked = there.say("@testuser NIK saya salah di data bansos", visibility="direct")
    clock.at += timedelta(minutes=1)
    story.tick()
    with office.sessions.reading() as db:
        story.complaint = db.scalars(select(ComplaintRow.id)).one()
    story.does(Reply(complaint=story.complaint, text="Kami periksa dulu."))
    story.tick()
    there.say("@siti NIK Ibu sudah kami betulkan hari ini.", token=OFFICE,
              visibility="direct", in_reply_to_id=asked)  # fmt: skip
    there.say("Kantor tutup besok.", token=OFFICE)
    for _ in range(2):
        clock.at += timedelta(minutes=1)
        story.tick()
    ours = [row for row in story.conversation if row.direction == "out"]
    typed = [row.text for row in ours if row.purpose == "typed"]
    assert typed == ["NIK Ibu sudah kami betulkan hari ini."]
    assert sum("Kami periksa dulu." in row.text for row in ours) == 1
    assert len(ours) == len(("receipt", "reply", "typed")), "parts of ours are no words of others"
    story.check_books()
    office.close()


@shows("T30")
def test_an_answer_reaches_whom_it_names_and_nobody_else(
    mastodon: MastodonChannel, there: Whole
) -> None:
    asked = there.say("@testuser NIK saya salah", visibility="direct")
    text = "Sudah diteruskan ke @lain@contoh.id."
    sent = mastodon.send(replace(MESSAGE, text=text, in_reply_to=asked))
    [posted] = there.posts_of_office()
    assert (posted["visibility"], posted["in_reply_to_id"]) == ("direct", asked)
    assert there.notified(SITI) == [sent.external_id]
    assert there.notified(LAIN) == []


@shows("T30")
def test_a_long_private_answer_is_a_thread_and_a_long_public_one_is_refused(
    mastodon: MastodonChannel, there: Whole
) -> None:
    mastodon.send(replace(MESSAGE, text=LONG))
    posted = sorted(there.posts_of_office(), key=lambda post: int(post["id"]))
    assert [post["in_reply_to_id"] for post in posted[1:]] == [post["id"] for post in posted[:-1]]
    with pytest.raises(Undeliverable, match="too-long"):
        mastodon.send(replace(PUBLIC, text=LONG))
    assert len(there.posts_of_office()) == len(posted) == 3


@shows("T36")
def test_the_server_knows_a_key_again(there: Whole) -> None:
    mastodon = whole(there, repeats="yes")
    assert mastodon.send(MESSAGE) == mastodon.send(MESSAGE)
    assert len(there.posts_of_office()) == 1


@pytest.mark.parametrize(
    ("effect", "end"),
    [
        ({"type": "ratelimit"}, TryLater),
        ({"type": "status", "status": 503}, TryLater),
        ({"type": "status", "status": 422}, Undeliverable),
        ({"type": "status", "status": 500}, Unsure),
        ({"type": "malformed"}, Unsure),
    ],
)
@shows("T31", "T32")
def test_its_faults_end_in_the_right_way_and_the_next_call_is_well(
    mastodon: MastodonChannel, there: Whole, effect: dict[str, object], end: type[Exception]
) -> None:
    there.fault(POSTS, **effect)
    with pytest.raises(end):
        mastodon.send(MESSAGE)
    assert mastodon.send(MESSAGE).external_id


@shows("T26")
def test_a_poll_that_fails_on_the_way_loses_nothing(
    mastodon: MastodonChannel, there: Whole
) -> None:
    _, mark = fetched(mastodon)
    posts = [there.say(f"@testuser laporan {number}") for number in range(3)]
    there.fault(NOTIFICATIONS, type="malformed")
    with pytest.raises(ChannelDown, match="strange-answer"):
        list(mastodon.fetch("office", mark))
    assert [read.external_id for read in fetched(mastodon, mark)[0]] == posts


@shows("T28")
def test_a_token_that_it_does_not_know_is_refused_and_told(there: Whole) -> None:
    mastodon = whole(there, token="sudah-dicabut")
    with pytest.raises(ChannelDown, match="token-refused"):
        list(mastodon.fetch("office", ""))
    with pytest.raises(TryLater, match="token-refused"):
        mastodon.send(MESSAGE)
    assert [probe.code for probe in mastodon.probe("office")] == ["token-refused"]


def test_it_tells_who_we_are_and_how_long_a_post_may_be(mastodon: MastodonChannel) -> None:
    probes = {probe.what: (probe.code, probe.detail) for probe in mastodon.probe("office")}
    assert probes["sign_in"] == ("", "testuser")
    assert probes["limit"] == ("", "500")
    assert probes["permissions"][0] == ""


def test_a_picture_is_named_described_and_fetched(mastodon: MastodonChannel, there: Whole) -> None:
    picture = there.upload("foto.png", b"\x89PNG gambar", "lubang di jalan")
    there.say("@testuser lihat", media_ids=[picture])
    [read] = fetched(mastodon)[0]
    [file] = read.attachments
    assert (file.media_type, read.text) == (
        "image/png",
        f"@testuser lihat\n[{file.name}] lubang di jalan",
    )
    assert mastodon.download("office", file).content == b"\x89PNG gambar"


def test_notifications_that_it_sent_can_be_imported_from_files(
    mastodon: MastodonChannel, there: Whole, tmp_path: Path
) -> None:
    there.say("@testuser satu")
    [step] = [one for one in mastodon.fetch("office", "") if one.raw]
    assert step.raw
    kept = tmp_path / "satu.json"
    kept.write_bytes(step.raw.body)
    assert json.loads(step.raw.body)["type"] == "mention"
    assert [raw for _, raw in mastodon.files("office", kept)] == [step.raw]
