"""The generic webhook keeps the contract against a peer that checks what it gets."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from adapters.settings import BadChannels
from adapters.signing import sign
from adapters.webhook.channel import CAN, WebhookChannel, make
from tests.adapters.contract import ACCOUNT, NOW, Arrived, ChannelContract, Trouble
from tests.adapters.fakes.faults import FAULTS
from tests.adapters.fakes.peer import Peer
from tests.adapters.fakes.site import Reply, Site, serving
from tests.adapters.shown import shows
from workflow.core.messages import (
    Attachment,
    BadSignature,
    Channel,
    Downloads,
    Forgets,
    Kind,
    TryLater,
    Undeliverable,
    WebhookCall,
)
from workflow.core.messages import (
    Trouble as Ended,
)

CHANNEL = "webhook"
SECRET = "rahasia-aplikasi"


class TestWebhook(ChannelContract):
    name = "webhook"
    can = CAN
    marks = frozenset({Kind.AUTO_REPLY})
    signature_header = "X-Signature"
    options: ClassVar = {"secret": SECRET, "old_secret": "rahasia-lama-sekali"}
    peer: ClassVar[Peer]

    def channel(self) -> Channel:
        self.peer.empty()
        return super().channel()

    def taken(self, channel: Channel) -> list[Arrived]:
        return [
            Arrived(
                text=one["message"]["text"],
                thread=(one["conversation"]["external_id"], str(one["message"]["reply_to"])),
                files=tuple(file["filename"] for file in one["message"]["attachments"]),
                public=one["conversation"]["visibility"] == "public",
            )
            for one in (posted.document for posted in self.peer.taken)
        ]

    def answer(self, channel: Channel) -> bytes:
        last = self.peer.taken[-1].document
        event = {
            "id": "evt_900",
            "type": "message.created",
            "conversation": last["conversation"],
            "sender": last["recipient"],
            "message": {"external_id": "m-900", "text": "Terima kasih.", "reply_to": last["id"]},
        }
        return json.dumps(event).encode()

    def provoke(self, channel: Channel, *troubles: Trouble | None) -> None:
        self.peer.faults.extend(FAULTS[trouble] for trouble in troubles)

    def signed(self, body: bytes) -> WebhookCall:
        headers = {"X-Signature": sign(SECRET, body, NOW)}
        return WebhookCall(account=ACCOUNT.id, body=body, headers=headers)


@pytest.fixture(scope="module", autouse=True)
def peer() -> Iterator[Peer]:
    with serving(Peer(SECRET, NOW)) as running:
        TestWebhook.peer = running
        url = f"{running.address}/terima"
        TestWebhook.options = {**TestWebhook.options, "url": url}
        yield running


@pytest.fixture
def webhook() -> WebhookChannel:
    channel = TestWebhook().channel()
    assert isinstance(channel, WebhookChannel)
    return channel


def opened(**options: str) -> WebhookChannel:
    settings = TestWebhook().settings()
    account = replace(ACCOUNT, options={"secret": SECRET, **options})
    return make(replace(settings, accounts=(account,)))


@shows("T04")
def test_the_published_signature_is_ours() -> None:
    at = datetime.fromtimestamp(1_795_200_000, UTC)
    body = b'{"id":"evt_1"}'
    header = sign(SECRET, body, at)
    assert header.endswith("79179831367580a6ea8b54274fd2b562451c4069d04193359202abe8a8ebd067")
    settings = replace(TestWebhook().settings(), now=lambda: at)
    call = WebhookCall(account="office", body=body, headers={"x-signature": header})
    assert make(settings).verify(call).external_id == "event-evt_1"


@shows("T48")
def test_an_event_is_known_by_its_id_however_it_is_written(webhook: WebhookChannel) -> None:
    bodies = (b'{"id":"evt_1","type":"a"}', b'{"type": "b", "id": "evt_1"}')
    ids = {webhook.verify(TestWebhook().signed(body)).external_id for body in bodies}
    assert ids == {"event-evt_1"}


def test_an_event_without_an_id_is_known_by_its_bytes(webhook: WebhookChannel) -> None:
    for body in (b"{}", b"\xff", b'{"id": null}'):
        raw = webhook.verify(TestWebhook().signed(body))
        assert raw.external_id == f"sha256-{hashlib.sha256(body).hexdigest()}"


@pytest.mark.parametrize("secret", TestWebhook.options.values())
@shows("T03", "T48")
def test_both_secrets_are_good_while_one_replaces_the_other(
    webhook: WebhookChannel, secret: str
) -> None:
    headers = {"X-Signature": sign(secret, b"{}", NOW)}
    assert webhook.verify(WebhookCall(account="office", body=b"{}", headers=headers)).body == b"{}"


@pytest.mark.parametrize("age", [timedelta(minutes=6), timedelta(minutes=-6)])
@shows("T48")
def test_an_old_or_early_signature_is_refused(webhook: WebhookChannel, age: timedelta) -> None:
    headers = {"X-Signature": sign(SECRET, b"{}", NOW - age)}
    with pytest.raises(BadSignature, match="stale"):
        webhook.verify(WebhookCall(account="office", body=b"{}", headers=headers))


@shows("T44")
def test_whom_the_other_system_has_deleted_is_named_only_by_a_signed_event_that_says_so(
    webhook: WebhookChannel,
) -> None:
    def asks(**event: object) -> WebhookCall:
        whole = {"id": "evt_9", "sender": {"external_id": "pelapor-88"}, **event}
        return TestWebhook().signed(json.dumps(whole).encode())

    wish = asks(type="contact.deleted")
    assert webhook.to_forget(wish) == "pelapor-88"
    assert isinstance(webhook, Forgets)
    forged = replace(wish, body=wish.body.replace(b"88", b"89"))
    for call in (forged, asks(type="message.deleted"), asks(type="contact.deleted", sender={})):
        with pytest.raises(BadSignature):
            webhook.to_forget(call)


def test_each_attempt_has_the_same_bytes_and_a_signature_of_its_own_time(peer: Peer) -> None:
    message, moments = TestWebhook().message(), iter((NOW, NOW + timedelta(minutes=4)))
    peer.empty()
    channel = make(replace(TestWebhook().settings(), now=lambda: next(moments)))
    channel.send(message)
    channel.send(message)
    first, second = peer.calls
    assert first.body == second.body
    assert first.headers["x-signature"] != second.headers["x-signature"]
    assert first.headers["idempotency-key"] == message.key
    assert len(peer.taken) == 1


@shows("T28", "T32")
@pytest.mark.parametrize(
    ("status", "end", "code"),
    [
        (400, Undeliverable, "rejected"),
        (401, TryLater, "login-refused"),
        (404, TryLater, "wrong-address"),
        (409, Undeliverable, "id-used"),
        (410, Undeliverable, "gone"),
        (413, Undeliverable, "too-large"),
        (500, TryLater, "broken"),
        (504, TryLater, "away"),
    ],
)
def test_each_answer_has_its_end(status: int, end: type[Ended], code: str) -> None:
    with serving(Site()) as site:
        site.replies.append(Reply(status))
        with pytest.raises(end, match=code):
            opened(url=f"{site.address}/").send(TestWebhook().message())


def test_they_may_leave_the_id_to_us() -> None:
    with serving(Site()) as site:
        site.replies.append(Reply(200, b'{"accepted": true}'))
        sent = opened(url=f"{site.address}/").send(TestWebhook().message())
    assert (sent.external_id, sent.delivered) == ("key-1", False)


def test_an_account_that_only_receives_sends_nothing() -> None:
    with pytest.raises(Undeliverable, match="no-address"):
        opened().send(TestWebhook().message())


def test_an_address_in_the_clear_stops_the_start_without_being_quoted() -> None:
    with pytest.raises(BadChannels) as bad:
        opened(url="http://sistem.example/kunci-dalam-alamat")
    assert "webhook.office.url: must begin with https" in str(bad.value)
    assert "kunci-dalam-alamat" not in str(bad.value)


def named(url: str) -> Attachment:
    return Attachment(name="a.jpg", media_type="image/jpeg", url=url)


@shows("T19")
def test_a_file_is_fetched_from_an_allowed_host_and_must_have_its_hash(
    webhook: WebhookChannel, peer: Peer
) -> None:
    assert isinstance(webhook, Downloads)
    peer.files = {
        "/berkas/a": Reply(200, b"gambar"),
        "/berkas/b": Reply(302, b"", {"Location": "/berkas/a"}),
        "/berkas/c": Reply(302, b"", {"Location": "/berkas/c"}),
        "/berkas/d": Reply(302, b"", {"Location": "https://lain.example/a"}),
        "/berkas/e": Reply(503),
    }
    at, digest = f"{peer.address}/berkas", hashlib.sha256(b"gambar").hexdigest()
    for good in (f"{at}/a", f"{at}/b", f"{at}/a#sha256={digest}"):
        assert webhook.download("office", named(good)).content == b"gambar"
    for bad, code in (
        (f"{at}/a#sha256={'0' * 64}", "wrong-hash"),
        (f"{at}/c", "gone"),
        (f"{at}/d", "host-not-allowed"),
        (f"{at}/nothing", "gone"),
        ("https://lain.example/a", "host-not-allowed"),
        ("file:///etc/passwd", "host-not-allowed"),
        ("http://169.254.169.254/latest", "host-not-allowed"),
    ):
        with pytest.raises(Undeliverable, match=code):
            webhook.download("office", named(bad))
    with pytest.raises(TryLater, match="away"):
        webhook.download("office", named(f"{at}/e"))
