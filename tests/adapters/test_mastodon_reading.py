"""What a notification of Mastodon says: its words without HTML, who wrote it, and nonsense."""

import json
from time import perf_counter

import pytest

from adapters.mastodon.channel import MastodonChannel
from adapters.mastodon.listing import notices_in
from adapters.mastodon.page_text import words_in
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.mastodon_office import fetched, notification, opened, read_by
from tests.adapters.shown import shows
from workflow.core.messages import (
    Kind,
    RawMessage,
)

CHANNEL = "mastodon"
SLOWEST = 5.0
"""Seconds for a page of a size that no server takes."""


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b"[", b"\xff", b"5", b"[5]", b"[{}]", b'[{"id":"1"}', b"[" * 10_000]
)
def test_an_answer_that_is_no_list_is_refused(answer: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a list|id: missing|not an object"):
        notices_in(answer)


def test_an_answer_is_cut_into_its_notifications_byte_for_byte() -> None:
    answer = b' [ {"id":"2","x":"]}"} ,\n{"id":1, "status":{"id":7}} ]'
    found = notices_in(answer)
    assert [one.id for one in found] == ["2", "1"]
    assert [json.loads(one.body) for one in found] == json.loads(answer)
    assert all(one.body in answer for one in found)


def test_a_post_longer_than_a_line_may_be_is_read_whole(mastodon: MastodonChannel) -> None:
    words = "panjang " * 2_000
    body = notification(1, content="<p>" + "<br />".join([words[:-1]]) + "<span></span>" * 900)
    assert read_by(mastodon, RawMessage("mastodon", "office", "raw-1", body)).text == words[:-1]


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b'{"event":"delete","payload":5}', "payload: not a text"),
        (b'{"event":"delete","payload":"../1"}', "event: unknown"),
        (b'{"event":"announcement","payload":"1"}', "event: unknown"),
        (b'{"event":"status.update","payload":"[]"}', "the document: not an object"),
        (b'{"event":"status.update","payload":"{}"}', "payload.id: missing"),
        (b'{"id":5,"type":"mention","status":7,"account":{}}', "status: not an object"),
    ],
)
@shows("T08")
def test_a_change_that_makes_no_sense_is_unreadable_and_says_why(
    mastodon: MastodonChannel, document: bytes, why: str
) -> None:
    read = read_by(mastodon, RawMessage("mastodon", "office", "raw-1", document))
    assert (read.kind, read.warnings) == (Kind.UNREADABLE, (why,))


def test_a_notification_that_is_strange_inside_is_listed_and_left_for_a_person(
    mastodon: MastodonChannel, there: Mastodon
) -> None:
    body = b'{"id":"7","type":"mention","status":[],"account":{}}'
    there.arrives(body)
    [read], _ = fetched(mastodon)
    assert read.kind is Kind.UNREADABLE


def test_a_file_whose_address_is_none_is_named_by_its_id(mastodon: MastodonChannel) -> None:
    files = [{"id": "4", "type": "image", "url": "https://[::1"}]
    raw = RawMessage("mastodon", "office", "raw-1", notification(1, media_attachments=files))
    assert [file.name for file in read_by(mastodon, raw).attachments] == ["image-4.jpg"]


def test_the_same_name_on_two_servers_is_two_people(there: Mastodon) -> None:
    body = notification(1, account={"id": "5", "acct": "siti"})
    document = json.loads(body)
    document["account"] = {"id": "5", "acct": "siti"}
    raw = RawMessage("mastodon", "office", "raw-1", json.dumps(document).encode())
    senders = [
        read_by(opened(there.address, ours), raw).sender.address
        for ours in ("@kantor@dinas.example", "kantor@lain.example")
    ]
    assert senders == ["siti@dinas.example", "siti@lain.example"]


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("", ""),
        ("polos", "polos"),
        ("<p>satu</p><p>dua</p>", "satu\n\ndua"),
        ("<p>satu<br>dua<br/>tiga</p>", "satu\ndua\ntiga"),
        ("1 < 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ('<a href="https://x.example/">https://x.example/</a>', "https://x.example/"),
        ('<a href="https://x.example/a">x.example/a</a>', "https://x.example/a"),
        ('<a href="https://x.example/panjang">x.example/pan…</a>', "https://x.example/panjang"),
        ('<a href="https://x.example/a">di sini</a>', "di sini (https://x.example/a)"),
        ('<a href="https://jahat.example/">https://x.example/</a>',
         "https://x.example/ (https://jahat.example/)"),
        ('<a href="https://x.example/a"></a>', "https://x.example/a"),
        ('<a href="https://x.example/@siti" class="mention">@siti</a>', "@siti"),
        ('<a href="javascript:alert(1)">klik</a>', "klik"),
        ("<a>tanpa alamat</a> <a href='https://x.example/b'>b", "tanpa alamat b"),
        ("<p>a<!-- rahasia -->b</p>", "ab"),
        ("</p></p>x</a>", "x"),
    ],
)  # fmt: skip
def test_pages_become_the_words_that_a_reader_sees(markup: str, words: str) -> None:
    assert words_in(markup) == words


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<a href=", "&", "<!--", "\n ", "<a href='https://x'>"]
)
def test_no_page_takes_long_to_read(piece: str) -> None:
    started = perf_counter()
    words_in(piece * 100_000)
    assert perf_counter() - started < SLOWEST
