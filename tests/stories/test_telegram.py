"""A complaint by Telegram from the first word to the answer; its picture follows the words."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.form.channel import make as make_form
from adapters.settings import Account, ChannelSettings
from adapters.telegram.channel import make as make_telegram
from config.wiring import open_office
from tests.adapters.fakes.site import serving
from tests.adapters.fakes.telegram import Telegram, message_of
from tests.adapters.shown import shows
from tests.story import HandClock, Story, settings_for
from workflow.attachments import FileRules
from workflow.core.messages import Channel
from workflow.media import PAUSES, Media
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.tables import AttachmentRow

CHANNEL = "telegram"
BOT_TOKEN = "777:AAE-contoh-token-untuk-uji-coba"
PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(64) + b"\xff\xd9"
SITI = {"id": 5551, "is_bot": False, "first_name": "Siti", "language_code": "id"}


@pytest.fixture
def there() -> Iterator[Telegram]:
    with serving(Telegram(BOT_TOKEN)) as server:
        yield server


@pytest.fixture
def story(tmp_path: Path, there: Telegram) -> Iterator[Story]:
    clock = HandClock()
    options = {"token": BOT_TOKEN, "api": there.address}
    account = Account(id="office", unit="sekretariat", address="@B", name="D", options=options)
    settings = ChannelSettings(accounts=(account,), now=clock)
    form = make_form(replace(settings, accounts=(replace(account, options={}),)))
    channels: dict[str, Channel] = {"form": form, "telegram": make_telegram(settings)}
    office = open_office(settings_for(tmp_path), now=clock, channels=channels)
    yield Story(office, clock)
    office.close()


def says(there: Telegram, number: int, **message: object) -> None:
    """Siti writes to the bot."""
    usual = {"message_id": number, "from": SITI, "chat": {"id": 5551, "type": "private"}}
    update = {"update_id": number, "message": {**usual, "date": 1_795_000_000 + number, **message}}
    there.arrives(json.dumps(update).encode())


def media(story: Story, rules: FileRules | None = None) -> Media:
    return Media(story.office.sessions, story.office.channels, rules or FileRules())


def files(story: Story) -> list[tuple[str, str, str, int]]:
    """Every file: name, why locked, the detail, bytes."""
    with story.office.sessions.reading() as db:
        rows = db.scalars(select(AttachmentRow).order_by(AttachmentRow.id))
        return [(row.name, row.quarantined, row.detail, row.size) for row in rows]


def states(story: Story) -> list[str]:
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(ComplaintRow.state)))


def turns(story: Story) -> None:
    """A turn of everybody but the one who fetches files: that turn is the story's own."""
    for runner in story.office.runners.all:
        if runner.name != "media":
            story.office.runners.tick_one(runner.name, story.clock.at)


def with_picture(story: Story, there: Telegram) -> None:
    says(there, 11, caption="Atap panti bocor", photo=[{"file_id": "A1", "file_unique_id": "u1"}])
    turns(story)


def test_from_the_first_word_to_the_answer_and_back(story: Story, there: Telegram) -> None:
    says(there, 10, text="/start")
    with_picture(story, there)
    turns(story)
    assert states(story) == ["received"]
    [receipt] = there.sent
    assert receipt.fields["chat_id"] == "5551"
    quoted = {**message_of(receipt), "message_id": receipt.message_id}
    says(there, 12, text="Sudah seminggu begini", reply_to_message=quoted)
    turns(story)
    assert len(states(story)) == 1
    with story.office.sessions.reading() as db:
        came = select(MessageRow.text, MessageRow.rule).where(MessageRow.direction == "in")
        assert list(map(tuple, db.execute(came.order_by(MessageRow.id)))) == [
            ("Atap panti bocor", "new"),
            ("Sudah seminggu begini", "keyed_reply"),
        ]


@shows("T18")
def test_an_album_is_one_complaint(story: Story, there: Telegram) -> None:
    for number in (11, 12, 13):
        photo = [{"file_id": f"A{number}", "file_unique_id": f"u{number}"}]
        caption = {"caption": "Tiga foto atap"} if number == 11 else {}
        says(there, number, media_group_id="135", photo=photo, **caption)
    turns(story)
    assert states(story) == ["received"]
    there.moods.files = {f"photos/A{number}.jpg": PICTURE for number in (11, 12, 13)}
    assert media(story).turn(story.clock.at)["fetched"] == 3
    assert [why for _, why, _, _ in files(story)] == ["", "", ""]


def test_a_picture_is_there_after_its_message_and_is_judged_like_any_file(
    story: Story, there: Telegram
) -> None:
    with_picture(story, there)
    assert files(story) == [("photo-u1.jpg", "empty", "", 0)]
    there.moods.files["photos/A1.jpg"] = PICTURE
    assert media(story).turn(story.clock.at) == {"fetched": 1, "fetching": 0, "unfetched": 0}
    assert files(story) == [("photo-u1.jpg", "", "", len(PICTURE))]
    assert media(story).turn(story.clock.at)["fetched"] == 0


def test_a_program_that_calls_itself_a_picture_stays_locked(story: Story, there: Telegram) -> None:
    with_picture(story, there)
    there.moods.files["photos/A1.jpg"] = b"MZ\x90\x00" + bytes(200)
    media(story).turn(story.clock.at)
    [(_, why, _, _)] = files(story)
    assert why not in {"", "empty"}


@shows("T19")
def test_a_file_that_is_gone_says_so_and_the_words_stay(story: Story, there: Telegram) -> None:
    with_picture(story, there)
    assert media(story).turn(story.clock.at)["unfetched"] == 1
    assert files(story) == [("photo-u1.jpg", "unfetched", "rejected", 0)]
    assert states(story) == ["received"]


@shows("T19")
def test_a_file_beyond_our_limits_is_not_kept(story: Story, there: Telegram) -> None:
    with_picture(story, there)
    there.moods.files["photos/A1.jpg"] = PICTURE
    media(story, FileRules(each=10)).turn(story.clock.at)
    assert files(story) == [("photo-u1.jpg", "unfetched", "too-large", 0)]


def test_while_the_platform_is_away_a_file_is_tried_at_growing_pauses_and_then_given_up(
    story: Story, there: Telegram
) -> None:
    with_picture(story, there)
    there.moods.down = True
    tried, began = [], story.clock.at
    moments = {pause + timedelta(seconds=s) for pause in PAUSES for s in (-1, 0, 1)}
    for moment in sorted(moments):
        calls = len(there.calls)
        media(story).turn(began + moment)
        if len(there.calls) > calls:
            tried.append(moment)
    # What a dead token holds back over a long weekend can still be fetched after it.
    assert tried == list(PAUSES)
    assert timedelta(days=4) < PAUSES[-1] < timedelta(days=7)
    assert files(story) == [("photo-u1.jpg", "unfetched", "away", 0)]


def test_what_was_erased_meanwhile_stays_erased(story: Story, there: Telegram) -> None:
    with_picture(story, there)
    runner = media(story)
    with story.office.sessions.transaction() as db:
        for row in db.scalars(select(AttachmentRow)):
            db.delete(row)
    there.moods.files["photos/A1.jpg"] = PICTURE
    assert runner.turn(story.clock.at)["fetched"] == 0
    assert files(story) == []
