"""No bytes make the mail reader raise, tarry or grow; half a minute of proof, more on request.

`TUNTAS_TEST_FUZZ=20000` tries that many broken mails instead of 200.
"""

import os
import random
import resource
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.email.channel import EmailChannel, raw_of
from adapters.email.quoting import new_words
from tests.adapters.expected import assert_clean

SLOWEST = 2.0
"""Seconds of this process for one mail, whatever it is."""

LARGEST = 200
"""Megabytes by which reading one mail may make the process larger."""

CHANNEL = EmailChannel()
BODIES = [
    file.read_bytes() for file in sorted((Path(__file__).parent / "samples/email").glob("*.eml"))
]
WORDS = (
    b"\r\n", b"\n", b"\r", b"\x00", b"--", b"=?utf-8?B?", b"?=", b"=?x?Q?=", b'"', b"<", b">",
    b"(", b"=\n", b"====", b"\xff\xfe", b"\xed\xa0\x80", b"e\xcc\x81", b"> ", b"&#xE000;",
    b"Content-Type: multipart/mixed; boundary=b1\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-16", b"; filename*0*=utf-7''",
    b"begin 644 a\n", b"From: a@b.example\n", b"On 1.1.2026 a@b.example wrote:\n",
    b"<blockquote type=cite>", b"<div id=divRplyFwdMsg>",
)  # fmt: skip
RUNS = settings(
    max_examples=int(os.environ.get("TUNTAS_TEST_FUZZ", "200")),
    deadline=None,
    database=None,
    derandomize="TUNTAS_TEST_FUZZ" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)


def survives(body: bytes) -> None:
    raw = raw_of("office", body)
    started = process_time()
    reads = CHANNEL.parse(raw)
    assert process_time() - started < SLOWEST
    assert len(reads) == 1
    assert_clean(reads[0], raw)
    assert "reader-failed" not in reads[0].warnings


def broken(dice: random.Random) -> bytes:
    """A sample to which several things have happened."""
    body = bytearray(dice.choice(BODIES))
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(body) + 1)
        until = at + dice.randrange(60)
        what = dice.randrange(5)
        if what == 0:
            body[at:until] = dice.choice(WORDS)
        elif what == 1:
            body[at:at] = dice.choice(WORDS) * dice.randint(1, 40)
        elif what == 2:
            body[at:until] = dice.randbytes(dice.randrange(20))
        elif what == 3:
            del body[at:until]
        else:
            other = dice.choice(BODIES)
            body[at:] = other[dice.randrange(len(other) + 1) :]
    return bytes(body)


@RUNS
@given(dice=st.randoms(use_true_random=True))
def test_a_broken_mail_is_read_all_the_same(dice: random.Random) -> None:
    survives(broken(dice))


@RUNS
@given(body=st.binary(max_size=600))
def test_any_bytes_are_read_all_the_same(body: bytes) -> None:
    survives(body)


@RUNS
@given(text=st.text(alphabet=st.sampled_from("ab >:<@-_.\n1On")), answers=st.booleans())
def test_new_words_are_made_of_lines_that_somebody_wrote(text: str, *, answers: bool) -> None:
    lines = {line.strip() for line in text.split("\n")}
    new = new_words(text, is_reply=answers, is_forward=False)
    assert {line.strip() for line in new.split("\n")} <= lines | {""}


HEAD = b"From: a@x.example\r\nSubject: x\r\nMessage-ID: <1@x.example>\r\nMIME-Version: 1.0\r\n"
DAEMON = b"From: MAILER-DAEMON@x.example\r\n\r\n"
MILLION = 1_000_000


def of_type(media_type: bytes, body: bytes, encoding: bytes = b"8bit") -> bytes:
    kind = b"Content-Type: " + media_type + b"\r\nContent-Transfer-Encoding: " + encoding
    return HEAD + kind + b"\r\n\r\n" + body


BOMBS: dict[str, Callable[[], bytes]] = {
    "parts without end": lambda: of_type(b"multipart/mixed; boundary=b", b"--b\r\n" * 400_000),
    "boundaries inside lines": lambda: of_type(b"multipart/mixed; boundary=b", b"x--b" * MILLION),
    "mails inside mails": lambda: b"Content-Type: message/rfc822\r\n\r\n" * 100_000,
    "a header of ten megabytes": lambda: HEAD + b"X-A: " + b"a" * 10 * MILLION + b"\r\n\r\nx",
    "a million headers": lambda: b"a:b\r\n" * MILLION + b"\r\nx",
    "a million folds": lambda: b"Subject: x\r\n" + b" a\r\n" * MILLION + b"\r\nx",
    "encoded words without end": lambda: b"Subject: " + b"=?utf-8?q?a" * 50_000 + b"\r\n\r\nx",
    "open quotes": lambda: b"From: " + b'"\\' * 200_000 + b"\r\n\r\nx",
    "open comments": lambda: b"From: " + b"(a" * 200_000 + b"\r\n\r\nx",
    "one endless word as sender": lambda: b"From: " + b"a" * 500_000 + b"\r\n\r\nx",
    "many To fields": lambda: (b"To: " + b'"\\' * 15_000 + b"\r\n") * 60 + b"\r\nx",
    "a type with a megabyte of room": lambda: of_type(b"text/plain" + b" " * MILLION, b"x"),
    "parameters without number": lambda: of_type(b"text/plain" + b"; a*0*=b" * 100_000, b"x"),
    "nested comments of a server": lambda: b"Authentication-Results: x; " + b"((" * 9_999,
    "a text of thirty megabytes": lambda: of_type(
        b"text/plain", b"Saya mau lapor\r\n" * 2 * MILLION
    ),
    "one line of thirty megabytes": lambda: of_type(b"text/plain", b"a" * 30 * MILLION),
    "nothing but line ends": lambda: of_type(b"text/plain", b"\n" * 10 * MILLION),
    "attributions only": lambda: of_type(b"text/plain", b"On 2020 a@b.example wrote:\n" * 100_000),
    "quoted headers only": lambda: of_type(b"text/plain", b"From: x\n" * 300_000),
    "flowed lines only": lambda: of_type(b"text/plain; format=flowed", b"a \n" * MILLION),
    "marks on one letter": lambda: of_type(
        b"text/plain; charset=utf-8", ("a" + "\u0301\u0316" * 100_000).encode()
    ),
    "armour without end": lambda: of_type(
        b"text/plain", b"-----BEGIN PGP SIGNED MESSAGE-----\n" * 9_999
    ),
    "padding on each line": lambda: of_type(b"application/pdf", b"QQ==\r\n" * MILLION, b"base64"),
    "soft breaks only": lambda: of_type(
        b"application/pdf", b"=41=\r\n" * MILLION, b"quoted-printable"
    ),
    "files that begin and never are": lambda: of_type(b"text/plain", b"begin 644 a\n" * 100_000),
    "elements without end": lambda: of_type(b"text/html", b"<div>" * 500_000),
    "attributes without end": lambda: of_type(b"text/html", b"<div " + b"a=1 " * MILLION + b">x"),
    "small elements": lambda: of_type(b"text/html", b"<p>a</p>" * 200_000),
    "formatting never closed": lambda: of_type(b"text/html", b"<b><i><u><font>x</p>" * 30_000),
    "a table that a layout engine would pad": lambda: of_type(
        b"text/html", b"<table><tr><td>" + b"x" * 100_000 + b"<tr><td>y" * 20_000
    ),
    "a package without end": lambda: of_type(
        b"application/ms-tnef",
        b"\x78\x9f\x3e\x22\x00\x00" + b"\x02\x02\x90" + b"\x00" * 5 * MILLION,
    ),
    "a notice of one phrase": lambda: DAEMON + b"unknown user ke " * 99_999,
    "recipients of a report": lambda: of_type(
        b"multipart/report; report-type=delivery-status; boundary=b",
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + b"Final-Recipient: rfc822;a@b.example\r\nAction: failed\r\n\r\n" * 50_000,
    ),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_read_in_time_and_within_memory(bomb: str) -> None:
    body = BOMBS[bomb]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    survives(body)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown / 1024 < LARGEST
