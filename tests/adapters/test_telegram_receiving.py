"""What comes in by Telegram: polled or pushed, to us or only near us, and kept once."""

import json
import threading
import time
from typing import Any

import pytest

from adapters.telegram.channel import TelegramChannel
from adapters.telegram.updates import updates_in
from tests.adapters.fakes.telegram import Telegram
from tests.adapters.shown import shows
from tests.adapters.telegram_bot import HEADER, opened, pushed, read_by, update
from tests.adapters.terms import TOKEN
from workflow.core.messages import (
    BadSignature,
    ChannelDown,
    Happening,
    InboundMessage,
    WebhookCall,
)

CHANNEL = "telegram"


@shows("T26")
def test_an_update_is_confirmed_only_after_the_next_step_was_asked_for(
    telegram: TelegramChannel, there: Telegram
) -> None:
    there.arrives(update(1, text="satu"))
    steps = telegram.fetch("office", "")
    assert next(steps).mark == "2"
    assert there.unconfirmed == 1
    assert list(steps) == []
    assert there.unconfirmed == 0


@shows("T26")
def test_more_updates_than_one_answer_holds_all_come_in_order(
    telegram: TelegramChannel, there: Telegram
) -> None:
    for number in range(1, 251):
        there.arrives(update(number, text=str(number)))
    steps = list(telegram.fetch("office", ""))
    assert [step.mark for step in steps] == [str(number) for number in range(2, 252)]
    assert sum(step.listed for step in steps) == 250


def test_pushed_and_polled_updates_are_the_same_message(
    telegram: TelegramChannel, there: Telegram
) -> None:
    body = update(7, text="Halo")
    there.arrives(body)
    [step] = telegram.fetch("office", "")
    assert step.raw == telegram.verify(pushed(body))


@pytest.mark.parametrize(
    "answer",
    [
        b'{"ok":true,"result":[]}',
        b' { "result" : [ ] , "ok" : true } ',
        b'{"note":{"result":[1]},"ok":true,"result":[{"update_id":1,"x":"]}"} ,{"update_id":2}]}',
    ],
)
def test_an_answer_is_cut_into_its_updates_wherever_they_stand(answer: bytes) -> None:
    found = updates_in(answer)
    wanted = json.loads(answer)["result"]
    assert [json.loads(one.body) for one in found] == wanted
    assert all(one.body in answer for one in found)


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[", b"\xff", b'{"result":5}', b'{"result":[5]}', b'{"result":[{}]}',
               b'{"result":[{"update_id":1}', b"[" * 10_000]
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"not an answer|update_id"):
        updates_in(answer)


@pytest.mark.parametrize(("webhook", "code"), [("https://x.example/", "webhook-set")])
@shows("T27")
def test_polling_beside_a_webhook_is_down_with_a_name(
    telegram: TelegramChannel, there: Telegram, webhook: str, code: str
) -> None:
    there.moods.webhook = webhook
    with pytest.raises(ChannelDown, match=code):
        list(telegram.fetch("office", ""))


@shows("T27")
def test_a_second_poller_elsewhere_is_told_by_name(there: Telegram) -> None:
    told: list[str] = []

    def waits() -> None:
        try:
            opened(there).wait("office", 20)
        except ChannelDown as down:
            told.append(down.code)

    thread = threading.Thread(target=waits)
    thread.start()
    while not there.calls:
        time.sleep(0.01)
    assert list(opened(there).fetch("office", "")) == []
    thread.join(10)
    assert told == ["second-poller"]


def test_a_fetch_beside_our_own_wait_disturbs_nobody(
    telegram: TelegramChannel, there: Telegram
) -> None:
    news: list[bool] = []
    thread = threading.Thread(target=lambda: news.append(telegram.wait("office", 20)))
    thread.start()
    while not there.calls:
        time.sleep(0.01)
    assert list(telegram.fetch("office", "")) == []
    there.arrives(update(1, text="Halo"))
    thread.join(10)
    assert news == [True]
    assert len(list(telegram.fetch("office", ""))) == 1


@shows("T28")
def test_a_wrong_token_is_down_and_says_so(there: Telegram) -> None:
    with pytest.raises(ChannelDown, match="login-refused"):
        list(opened(there, token="778:AAE-contoh-token-yang-dicabut").fetch("office", ""))
    [probe] = opened(there, token="778:AAE-contoh-token-yang-dicabut").probe("office")
    assert (probe.what, probe.code) == ("sign_in", "login-refused")


def test_a_probe_names_the_bot_and_what_waits(telegram: TelegramChannel, there: Telegram) -> None:
    there.arrives(update())
    assert [(one.what, one.code, one.detail) for one in telegram.probe("office")] == [
        ("sign_in", "", "KantorContohBot"),
        ("webhook", "", "1 waiting"),
    ]


def test_a_pushed_account_is_not_polled(there: Telegram) -> None:
    there.arrives(update())
    assert list(opened(there, receive="push").fetch("office", "")) == []
    assert there.calls == []


def test_without_a_secret_no_push_is_believed(there: Telegram) -> None:
    call = WebhookCall(account="office", body=b"{}", headers={HEADER: ""})
    with pytest.raises(BadSignature):
        opened(there, secret="").verify(call)


def test_whoever_presses_our_button_is_asked_to_write(
    telegram: TelegramChannel, there: Telegram
) -> None:
    query = {"id": "4382", "from": {"id": 5551, "language_code": "en"}, "data": TOKEN}
    there.arrives(json.dumps({"update_id": 1, "callback_query": query}).encode())
    [step] = telegram.fetch("office", "")
    assert step.raw
    assert there.answered == [
        {"callback_query_id": "4382", "text": "Please write your answer here."}
    ]
    [read] = telegram.parse(step.raw)
    assert isinstance(read, InboundMessage)
    assert (read.happening, read.text, read.tokens) == (Happening.REACTION, "", (TOKEN,))


GROUP = {"id": -100123, "type": "supergroup", "title": "Warga", "username": "wargajember"}


@pytest.mark.parametrize(
    ("said", "is_to_us"),
    [
        ({"text": "@kantorcontohbot lampu mati"}, True),
        ({"text": "/lapor@KantorContohBot lampu mati"}, True),
        (
            {"caption": "@KantorContohBot ini", "photo": [{"file_id": "A"}]},
            True,
        ),
        ({"text": "Sudah?", "reply_to_message": {"message_id": 9, "from": {"id": 777}}}, True),
        ({"text": "Siapa ikut arisan?"}, False),
        ({"text": "@KantorContohBotLain halo"}, False),
        ({"text": "Ya", "reply_to_message": {"message_id": 9, "from": {"id": 5552}}}, False),
    ],
)
def test_in_a_group_only_what_is_said_to_us_is_kept(
    telegram: TelegramChannel, said: dict[str, Any], *, is_to_us: bool
) -> None:
    read = read_by(telegram, update(chat=GROUP, **said))
    assert bool(read.text) is is_to_us
    assert (read.happening is Happening.MESSAGE) is is_to_us
    assert (read.visibility, read.conversation) == ("public", "-100123")
    assert read.permalink == "https://t.me/wargajember/90"


@pytest.mark.parametrize(
    ("text", "happening", "tokens"),
    [
        ("/start", Happening.ACCOUNT, ()),
        ("/start poster-qr", Happening.ACCOUNT, ("poster-qr",)),
        (f"/start {TOKEN}", Happening.MESSAGE, (TOKEN,)),
        (f"/start@KantorContohBot {TOKEN}", Happening.MESSAGE, (TOKEN,)),
        ("/start hari ini air mati", Happening.MESSAGE, ()),
    ],
)
def test_pressing_start_is_no_complaint_but_a_link_of_ours_brings_its_token(
    telegram: TelegramChannel, text: str, happening: Happening, tokens: tuple[str, ...]
) -> None:
    read = read_by(telegram, update(text=text))
    assert (read.happening, read.tokens) == (happening, tokens)


@shows("T17")
def test_a_telephone_number_is_the_senders_only_if_it_is_their_own(
    telegram: TelegramChannel,
) -> None:
    card = {"phone_number": "+6281398765432", "first_name": "Siti"}
    assert (
        read_by(telegram, update(contact={**card, "user_id": 5551})).sender.phone
        == "+6281398765432"
    )
    other = read_by(telegram, update(contact={**card, "user_id": 5552}))
    assert (other.sender.phone, other.text) == ("", "Siti +6281398765432")
