"""An account of Facebook: who may push, for whom, what is fetched, and what stops the start."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.facebook.channel import FacebookChannel, make
from adapters.settings import BadChannels
from tests.adapters.fakes.facebook import PAGE, Facebook
from tests.adapters.fakes.messenger import TOKEN
from tests.adapters.pages import (
    HEADER,
    PERSON,
    WORD,
    Clock,
    answer,
    options_of,
    pushed,
    read_one,
    settings_of,
)
from tests.adapters.shown import shows
from tests.adapters.terms import ACCOUNT
from workflow.core.messages import (
    Attachment,
    BadSignature,
    Downloads,
    Happening,
    InboundMessage,
    Kind,
    TryLater,
    Undeliverable,
    Visibility,
    WebhookCall,
)

CHANNEL = "facebook"
COMMENT = "500000000000001_500000000000002"
PRIVATE = answer("facebook")
PUBLIC = replace(PRIVATE, visibility=Visibility.PUBLIC, target=f"c:{COMMENT}")


@shows("T19")
def test_a_file_is_fetched_without_our_token_from_metas_hosts_only(
    facebook: FacebookChannel, there: Facebook
) -> None:
    assert isinstance(facebook, Downloads)
    link = there.store("foto", b"\xff\xd8gambar", bare=True)
    file = Attachment(name="image-1.jpg", media_type="image/jpeg", url=link)
    assert facebook.download("office", file).content == b"\xff\xd8gambar"
    assert "authorization" not in there.calls[-1].headers
    there.now += timedelta(minutes=6)
    with pytest.raises(Undeliverable, match="gone"):
        facebook.download("office", file)
    for url in ("https://dalam.example/x", "http://127.0.0.1:9/x", "https://fbcdn.net.example/"):
        with pytest.raises((Undeliverable, TryLater)):
            facebook.download("office", replace(file, url=url))


@shows("T03")
def test_a_second_secret_is_good_while_it_replaces_the_first(there: Facebook, clock: Clock) -> None:
    old = options_of("facebook")["app_secret"]
    secrets = {"app_secret": "rahasia-yang-baru", "old_app_secret": old}
    channel = make(settings_of("facebook", clock, api=there.address, **secrets))
    assert channel.verify(pushed(there, b"{}")).body == b"{}"
    only_new = make(settings_of("facebook", clock, api=there.address, app_secret="rahasia-baru"))
    with pytest.raises(BadSignature):
        only_new.verify(pushed(there, b"{}"))


@shows("T04")
def test_the_handshake_and_the_published_signature(facebook: FacebookChannel) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": WORD}
    call = WebhookCall(account="office", body=b"", headers={}, query=query)
    assert facebook.challenge(call) == "1158201444"
    for bad in ({**query, "hub.verify_token": "x"}, {**query, "hub.mode": "x"}, {}):
        with pytest.raises(BadSignature):
            facebook.challenge(replace(call, query=bad))
    with pytest.raises(BadSignature):
        facebook.challenge(replace(call, account="nobody"))
    signature = "sha256=7a1100111c94a64df6cfd949fd29eaceecb8894419ac0fcece6d45293bddd5d2"
    body = b'{"object":"page","entry":[{"id":"1","time":1,"messaging":[]}]}'
    facebook.verify(WebhookCall(account="office", body=body, headers={HEADER: signature}))


@shows("T05", "T33")
def test_one_address_is_called_for_all_pages_and_strangers_are_told_apart(
    there: Facebook, clock: Clock
) -> None:
    one = settings_of("facebook", clock, api=there.address)
    second = replace(ACCOUNT, id="upt", options={**one.accounts[0].options, "page": "555"})
    channel = make(replace(one, accounts=(*one.accounts, second)))
    entries = [
        {"id": page, "time": 1, "messaging": [
            {"sender": {"id": PERSON}, "recipient": {"id": page}, "timestamp": 1,
             "message": {"mid": f"m_{page}", "text": page}}]}
        for page in (PAGE, "555", "666")
    ]  # fmt: skip
    body, headers = there.delivery("page", *entries)
    raw = channel.verify(WebhookCall(account="office", body=body, headers=headers))
    reads = [one for one in channel.parse(raw) if isinstance(one, InboundMessage)]
    assert [(one.account, one.text) for one in reads[:2]] == [("office", PAGE), ("upt", "555")]
    assert (reads[2].kind, reads[2].text) == (Kind.UNREADABLE, "")
    assert reads[2].warnings == ("entry: of an account that is not ours",)


def test_two_accounts_of_one_page_stop_the_start(there: Facebook, clock: Clock) -> None:
    one = settings_of("facebook", clock, api=there.address)
    second = replace(one.accounts[0], id="upt")
    with pytest.raises(BadChannels, match="another account has the same number"):
        make(replace(one, accounts=(*one.accounts, second)))


def test_a_started_talk_is_no_message_but_a_link_of_ours_brings_its_token(
    facebook: FacebookChannel,
) -> None:
    token = "tt7kq42mx9abcdefghjkmnpqrstv"
    press = {
        "sender": {"id": PERSON},
        "recipient": {"id": PAGE},
        "timestamp": 1,
        "postback": {"title": "Mulai", "payload": "GET_STARTED", "referral": {"ref": token}},
    }
    document = {"object": "page", "entry": [{"id": PAGE, "time": 1, "messaging": [press]}]}
    read = read_one(facebook, json.dumps(document).encode())
    assert (read.happening, read.text) == (Happening.ACCOUNT, "")
    assert token in read.tokens


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"page": "dinsos.jatim"}, "facebook.office.page: must be the page's number"),
        ({"app": "x1"}, "facebook.office.app: must be a number"),
        ({"version": "26"}, "facebook.office.version: must look like"),
        ({"receive": "push", "app_secret": ""}, "facebook.office.app_secret: is missing"),
        ({"receive": "push", "verify_token": ""}, "facebook.office.verify_token: is missing"),
        ({"api": "http://graph.example"}, "facebook.office.api: must begin with https"),
    ],
)
def test_a_setting_that_no_page_could_work_with_stops_the_start(
    there: Facebook, clock: Clock, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(BadChannels) as bad:
        make(settings_of("facebook", clock, **{"api": there.address, **options}))
    assert sentence in str(bad.value)
    assert TOKEN not in str(bad.value)
