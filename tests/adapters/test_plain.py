"""Text from outside is made safe to keep without taking anything that a person wrote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.documents import LARGEST, BadDocument, as_flag, read_object
from adapters.plain import one_line, plain
from tests.adapters.reading import FUZZ
from workflow.core.messages import LONGEST_TEXT

ANY = st.text(st.characters(exclude_categories=[]) | st.sampled_from("\x00\r\n\u0301\ud83d "))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("nol\x00 bel\x07 \ud83d.", "nol bel ."),
        ("e\u0301", "é"),
        ("👨‍👩‍👧 ꦤ꧀ꦗ مرحبا\ttab", "👨‍👩‍👧 ꦤ꧀ꦗ مرحبا\ttab"),
    ],
)
def test_only_what_no_screen_shows_is_dropped(written: str, kept: str) -> None:
    assert plain(written) == kept


def test_a_very_long_text_is_cut_and_the_raw_bytes_keep_the_rest() -> None:
    assert plain("x" * (LONGEST_TEXT + 1)) == "x" * LONGEST_TEXT


def test_a_name_is_one_line() -> None:
    assert one_line(" Sari\r\n\x00 Bcc: x@y.example\t") == "Sari Bcc: x@y.example"


@FUZZ
@given(text=ANY)
def test_whatever_comes_the_result_can_be_kept_and_is_final(text: str) -> None:
    for clean in (plain, one_line):
        kept = clean(text)
        assert kept.encode("utf-8").decode("utf-8") == kept
        assert "\x00" not in kept
        assert unicodedata.is_normalized("NFC", kept)
        assert clean(kept) == kept


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"1", b"null", b"{", b'{"a":NaN}', b'{"a":1,"a":2}', b"\xff", b'{"a":' * 99_999],
)
def test_whatever_is_no_object_is_refused_the_same_way(body: bytes) -> None:
    with pytest.raises(BadDocument):
        read_object(body)


def test_a_number_of_a_million_digits_costs_nothing() -> None:
    with pytest.raises(BadDocument):
        read_object(b'{"a":' + b"9" * 1_000_000 + b"}")


def test_a_document_too_large_is_not_looked_at() -> None:
    with pytest.raises(BadDocument, match="too large"):
        read_object(b" " * (LARGEST + 1))


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_a_flag_is_true_or_false_and_nothing_like_it(value: object) -> None:
    with pytest.raises(BadDocument, match="sent: neither true nor false"):
        as_flag(value, "sent")
