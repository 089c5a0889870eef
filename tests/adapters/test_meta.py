"""What Meta's platforms share: signatures by their published numbers, deliveries in all shapes."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest

from adapters.documents import BadDocument
from adapters.meta.envelope import Part, parts_in, pieces_of
from adapters.meta.signature import (
    answer_challenge,
    check_signature,
    proof_of,
    read_signed_request,
    signature_of,
)
from workflow.core.messages import BadSignature

KEY = "rahasia-aplikasi"
PAGE = b'{"object":"page","entry":[{"id":"1","time":1,"messaging":[]}]}'
ESCAPED = rb'{"text":"jalan rusak di Jl. Sudirman \u2639"}'
PUBLISHED = {
    PAGE: "sha256=7a1100111c94a64df6cfd949fd29eaceecb8894419ac0fcece6d45293bddd5d2",
    ESCAPED: "sha256=48a857e5c63c7854ef58089a2f09f76c53b10c8c6312af13b2b179b4fe773832",
}
REQUEST = (
    "OgxLBuKMwoGq8zvvfdBCEIK6O-ejBl9iXYZrQSecM-c.eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoi"
    "SE1BQy1TSEEyNTYiLCJpc3N1ZWRfYXQiOjEyOTE4MzY4MDB9"
)


# -- Signatures ---------------------------------------------------------------------------


@pytest.mark.parametrize("body", PUBLISHED, ids=["page", "escaped letters"])
def test_the_published_signatures_are_ours(body: bytes) -> None:
    assert signature_of(KEY, body) == PUBLISHED[body]
    check_signature({"X-Hub-Signature-256": PUBLISHED[body]}, body, (KEY,))


def test_bytes_that_were_written_again_with_the_letter_itself_are_not_believed() -> None:
    again = '{"text":"jalan rusak di Jl. Sudirman ☹"}'.encode()
    with pytest.raises(BadSignature):
        check_signature({"x-hub-signature-256": PUBLISHED[ESCAPED]}, again, (KEY,))


def test_either_of_two_secrets_signs_but_never_an_empty_one() -> None:
    headers = {"X-HUB-SIGNATURE-256": signature_of("lama", PAGE)}
    check_signature(headers, PAGE, ("baru", "lama"))
    check_signature(headers, PAGE, ("lama", ""))
    for secrets in [("baru",), ("baru", ""), ()]:
        with pytest.raises(BadSignature):
            check_signature(headers, PAGE, secrets)
    with pytest.raises(BadSignature):
        check_signature({"X-Hub-Signature-256": signature_of("", PAGE)}, PAGE, ("",))


def test_the_old_kind_of_signature_counts_for_nothing() -> None:
    with pytest.raises(BadSignature):
        check_signature({"X-Hub-Signature": PUBLISHED[PAGE]}, PAGE, (KEY,))


ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "kata"}


def test_whoever_knows_the_word_hears_its_challenge_back() -> None:
    assert answer_challenge(ASKED, "kata") == "1158201444"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"hub.verify_token": "lain"}, "kata"),
        ({"hub.verify_token": ""}, ""),
        ({"hub.mode": "unsubscribe"}, "kata"),
        ({"hub.challenge": ""}, "kata"),
        ({"hub.verify_token": "é\ud800"}, "kata"),
    ],
)
def test_nobody_else_hears_anything(change: dict[str, str], word: str) -> None:
    with pytest.raises(BadSignature):
        answer_challenge({**ASKED, **change}, word)
    with pytest.raises(BadSignature):
        answer_challenge({}, "kata")


def test_the_published_proof_is_ours() -> None:
    wanted = "1c8bf18d3a0b10ec626092b9d05e3cc81cae00c99f900219b8c6b817a5b6cd53"
    assert proof_of("EAAtoken", KEY) == wanted


def test_the_published_request_to_erase_is_read() -> None:
    asked = read_signed_request(REQUEST, KEY)
    assert (asked.id("user_id"), asked.id("issued_at")) == ("218471", "1291836800")


@pytest.mark.parametrize(
    "signed", ["", ".", REQUEST[1:], REQUEST + "x", REQUEST.partition(".")[2], "é.é", "a" * 9]
)
def test_a_request_to_erase_that_nobody_signed_is_refused(signed: str) -> None:
    with pytest.raises(BadSignature):
        read_signed_request(signed, KEY)
    with pytest.raises(BadSignature):
        read_signed_request(REQUEST, "")


def test_a_signed_request_that_is_no_document_is_malformed() -> None:
    payload = urlsafe_b64encode(b"[1]").rstrip(b"=").decode()
    signature = bytes.fromhex(signature_of(KEY, payload.encode()).removeprefix("sha256="))
    signed = urlsafe_b64encode(signature).rstrip(b"=").decode() + "." + payload
    with pytest.raises(BadSignature, match="malformed"):
        read_signed_request(signed, KEY)


# -- Deliveries ---------------------------------------------------------------------------


def told(body: bytes) -> list[str]:
    """Each part in a word: its owner, place and event, or what is wrong with it."""
    return [
        f"{part.owner} {part.place} {part.event['n']}" if isinstance(part, Part) else str(part)
        for part in parts_in(body, "page")
    ]


def test_every_entry_and_every_list_in_it_is_taken_apart() -> None:
    body = b"""{"object":"page","entry":[
        {"id":"1","time":1700000000,"changes":[{"n":1},{"n":2}],"messaging":[{"n":3}]},
        {"id":2,"standby":[{"n":4}],"messaging":null}]}"""
    assert told(body) == ["1 changes 1", "1 changes 2", "1 messaging 3", "2 standby 4"]
    first = next(iter(parts_in(body, "page")))
    assert isinstance(first, Part)
    assert first.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_list_of_deliveries_is_one_after_the_other() -> None:
    one = b'{"object":"page","entry":[{"id":"1","changes":[{"n":1}]}]}'
    assert told(b" [" + one + b"," + one + b"]") == ["1 changes 1", "1 changes 1"]


def test_a_broken_part_takes_nothing_else_along() -> None:
    body = b"""[7, {"object":"user","entry":[]}, {"object":"page","entry":[5,
        {"id":{},"time":"x","changes":[null,{"n":1}]}, {"id":"2","changes":{"n":2}}]}]"""
    assert told(body) == [
        "all: not an object",
        "object: not page",
        "entry: not an object",
        "changes: not an object",
        " changes 1",
        "changes: not a list",
    ]


@pytest.mark.parametrize("body", [b"", b"\xff", b"[", b'[],"more":[1]', b"[" * 100_000, b"7"])
def test_what_is_no_delivery_is_told_once(body: bytes) -> None:
    [why] = parts_in(body, "page")
    assert isinstance(why, BadDocument)


def test_a_list_that_is_not_there_is_empty() -> None:
    assert pieces_of({"a": None}, "a") == pieces_of({}, "a") == []
