"""What goes out by Telegram, what comes of it, and the files that are fetched."""

import traceback
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.settings import BadChannels
from adapters.telegram.channel import TelegramChannel
from adapters.telegram.wire import line_of
from tests.adapters.fakes.site import serving
from tests.adapters.fakes.telegram import Fault, Telegram
from tests.adapters.shown import shows
from tests.adapters.telegram_bot import BOT_TOKEN, MESSAGE, opened, read_by, update
from tests.adapters.terms import TOKEN
from workflow.core.messages import (
    Attachment,
    Downloads,
    TryLater,
    Undeliverable,
    Unsure,
)

CHANNEL = "telegram"


def test_an_answer_quotes_the_message_and_carries_our_token_on_its_button(
    telegram: TelegramChannel, there: Telegram
) -> None:
    sent = telegram.send(replace(MESSAGE, in_reply_to="5551:11", token=TOKEN, language="en"))
    assert (sent.external_id, sent.delivered) == ("5551:100", True)
    [posted] = there.sent
    assert posted.fields["chat_id"] == "5551"
    assert posted.fields["reply_parameters"] == {
        "message_id": 11,
        "allow_sending_without_reply": True,
    }
    button = {"text": "Answer this report", "callback_data": TOKEN}
    assert posted.fields["reply_markup"] == {"inline_keyboard": [[button]]}
    assert "parse_mode" not in posted.fields


def test_a_private_answer_never_goes_to_the_group_where_somebody_asked(
    telegram: TelegramChannel, there: Telegram
) -> None:
    telegram.send(replace(MESSAGE, conversation="-100123", in_reply_to="-100123:5"))
    assert there.sent[0].fields["chat_id"] == "5551"


def test_several_files_follow_the_text_and_the_last_part_names_the_message(
    telegram: TelegramChannel, there: Telegram
) -> None:
    files = tuple(
        Attachment(name=name, media_type="application/pdf", content=name.encode())
        for name in ("satu.pdf", "dua é.pdf")
    )
    sent = telegram.send(replace(MESSAGE, text="Terlampir. " * 200, attachments=files, token=TOKEN))
    assert [one.method for one in there.sent] == ["sendMessage", "sendDocument", "sendDocument"]
    assert [one.file[1] for one in there.sent] == [b"", b"satu.pdf", "dua é.pdf".encode()]
    assert ["reply_markup" in one.fields for one in there.sent] == [False, False, True]
    assert sent.external_id == "5551:102"


def test_a_file_beyond_their_limit_is_refused_before_anything_goes_out(
    telegram: TelegramChannel, there: Telegram
) -> None:
    file = Attachment(name="film.mp4", media_type="video/mp4", content=bytes(50 * 1024 * 1024 + 1))
    with pytest.raises(Undeliverable, match="too-large"):
        telegram.send(replace(MESSAGE, attachments=(file,)))
    assert there.calls == []


@shows("T31")
def test_a_flood_is_waited_out_as_long_as_they_say(
    telegram: TelegramChannel, there: Telegram
) -> None:
    there.moods.faults.append(Fault.FLOOD)
    with pytest.raises(TryLater, match="throttled") as later:
        telegram.send(MESSAGE)
    assert later.value.after == timedelta(seconds=12)


@shows("T41")
def test_whoever_blocked_us_is_named_so(telegram: TelegramChannel, there: Telegram) -> None:
    there.moods.faults.append(Fault.BLOCKED)
    with pytest.raises(Undeliverable, match="blocked"):
        telegram.send(MESSAGE)
    there.moods.unknown_chats.add("5551")
    with pytest.raises(Undeliverable, match="chat-not-found"):
        telegram.send(MESSAGE)


def test_a_group_that_moved_gets_the_message_where_it_is_now(
    telegram: TelegramChannel, there: Telegram
) -> None:
    there.moods.moved["5551"] = 6661
    assert telegram.send(MESSAGE).external_id == "6661:100"
    assert len(there.sent) == 1


@shows("T28")
def test_a_dead_token_keeps_messages_for_when_it_is_mended(there: Telegram) -> None:
    with pytest.raises(TryLater, match="login-refused") as later:
        opened(there, token="778:AAE-contoh-token-yang-dicabut").send(MESSAGE)
    assert later.value.after == timedelta(hours=1)


@shows("T45")
def test_no_error_shows_the_token_to_whoever_reads_the_log(there: Telegram) -> None:
    with serving(Telegram(BOT_TOKEN)) as gone:
        address = gone.address
    with pytest.raises(TryLater) as away:
        opened(there, api=address).send(MESSAGE)
    told = "".join(traceback.format_exception(away.value))
    assert "AAE-contoh" not in told + repr(line_of(address, BOT_TOKEN))


def test_a_file_is_fetched_by_its_id_and_its_address_holds_no_token(
    telegram: TelegramChannel, there: Telegram
) -> None:
    assert isinstance(telegram, Downloads)
    sizes = [
        {"file_id": "A1", "file_unique_id": "u1", "width": 90},
        {"file_id": "A2", "width": 800},
    ]
    [file] = read_by(telegram, update(photo=sizes)).attachments
    there.moods.files["photos/A2.jpg"] = b"\xff\xd8gambar"
    assert (file.name, file.content, file.url) == ("photo-A2.jpg", b"", "telegram:A2")
    assert telegram.download("office", file).content == b"\xff\xd8gambar"


@pytest.mark.parametrize(
    ("file_id", "end", "code"),
    [("big", Undeliverable, "too-large"), ("gone", Undeliverable, "rejected")],
)
@shows("T19")
def test_a_file_that_cannot_be_had_says_why(
    telegram: TelegramChannel, there: Telegram, file_id: str, end: type[Exception], code: str
) -> None:
    file = Attachment(name="a", media_type="image/jpeg", url=f"telegram:{file_id}")
    with pytest.raises(end, match=code):
        telegram.download("office", file)
    there.moods.down = True
    with pytest.raises(TryLater):
        telegram.download("office", file)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"token": "bukan-token"}, "telegram.office.token: is not the token of a bot"),
        ({"secret": "dengan spasi"}, "telegram.office.secret: may hold 1 to 256"),
        ({"secret": "", "receive": "push"}, "telegram.office.secret: is missing"),
        ({"api": "http://bot.example"}, "telegram.office.api: must begin with https"),
    ],
)
def test_a_setting_that_no_bot_could_work_with_stops_the_start(
    there: Telegram, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadChannels) as bad:
        opened(there, **options)
    assert sentence in str(bad.value)
    assert not any(len(value) > 6 and value in str(bad.value) for value in options.values())


def test_a_part_that_is_lost_after_another_arrived_leaves_us_unsure(
    telegram: TelegramChannel, there: Telegram
) -> None:
    there.moods.faults.extend((Fault.NONE, Fault.BLOCKED))
    with pytest.raises(Unsure, match="part-2-of-2"):
        telegram.send(replace(MESSAGE, text="Panjang sekali. " * 300))
