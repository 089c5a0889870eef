"""What goes out by Facebook: in public, in private, once, by hand, and what comes of it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.facebook.channel import FacebookChannel
from tests.adapters.fakes.facebook import PAGE, Facebook
from tests.adapters.fakes.graph import LOST, Fault, failing
from tests.adapters.pages import (
    PERSON,
    Clock,
    answer,
    read_one,
)
from tests.adapters.shown import shows
from tests.adapters.terms import NOW
from workflow.core.messages import (
    Attachment,
    Hides,
    Kind,
    TryLater,
    Undeliverable,
    Unsure,
    Visibility,
)

CHANNEL = "facebook"
COMMENT = "500000000000001_500000000000002"
PRIVATE = answer("facebook")
PUBLIC = replace(PRIVATE, visibility=Visibility.PUBLIC, target=f"c:{COMMENT}")
ONCE = replace(PRIVATE, private_reply=True, target=f"c:{COMMENT}")


@shows("T30")
def test_a_message_says_what_metas_pages_say_and_carries_our_key(
    facebook: FacebookChannel, there: Facebook
) -> None:
    sent = facebook.send(replace(PRIVATE, in_reply_to="m:m_1"))
    [posted] = there.posted
    assert posted.path == f"{PAGE}/messages"
    assert posted.document == {
        "recipient": {"id": PERSON},
        "messaging_type": "RESPONSE",
        "message": {"text": "Sudah kami periksa.", "metadata": "key-1"},
        "reply_to": {"mid": "m_1"},
    }
    assert (sent.external_id, sent.delivered) == (f"m:{posted.id}", False)


@shows("T30")
@pytest.mark.parametrize(
    ("target", "path"),
    [
        (f"c:{COMMENT}", f"{COMMENT}/comments"),
        ("p:102938475610293_5", "102938475610293_5/comments"),
        ("mn:669_1:122_2", "122_2/comments"),
        ("mn:669_1:-", "669_1/comments"),
    ],
)
def test_a_public_answer_stands_below_what_it_answers(
    facebook: FacebookChannel, there: Facebook, target: str, path: str
) -> None:
    sent = facebook.send(replace(PUBLIC, target=target))
    [posted] = there.posted
    assert (posted.path, posted.document) == (path, {"message": PRIVATE.text})
    assert (sent.external_id, sent.delivered) == (f"c:{posted.id}", True)


@pytest.mark.parametrize("target", ["", "c:", "c:1/2", "c:../me", "m:m_1", "mn:1:x", "c:1_2_3"])
def test_a_public_answer_to_nothing_that_we_know_goes_nowhere(
    facebook: FacebookChannel, there: Facebook, target: str
) -> None:
    with pytest.raises(Undeliverable, match="no-target"):
        facebook.send(replace(PUBLIC, target=target))
    assert there.calls == []


def test_files_are_refused_in_public_and_in_the_one_private_answer(
    facebook: FacebookChannel, there: Facebook
) -> None:
    file = Attachment(name="a.pdf", media_type="application/pdf", content=b"%PDF")
    for message in (PUBLIC, ONCE):
        with pytest.raises(Undeliverable, match="no-attachments"):
            facebook.send(replace(message, attachments=(file,)))
    large = replace(file, content=bytes(25 * 1024 * 1024 + 1))
    with pytest.raises(Undeliverable, match="too-large"):
        facebook.send(replace(PRIVATE, attachments=(large,)))
    assert there.calls == []


@shows("T38")
def test_whoever_commented_is_answered_in_private_once(
    facebook: FacebookChannel, there: Facebook
) -> None:
    facebook.send(ONCE)
    assert there.posted[0].document == {
        "recipient": {"comment_id": COMMENT},
        "message": {"text": PRIVATE.text, "metadata": "key-1"},
    }
    with pytest.raises(Undeliverable, match="private-reply-used"):
        facebook.send(ONCE)
    facebook.send(replace(ONCE, target="p:102938475610293_5"))
    assert there.posted[1].document["recipient"] == {"post_id": "102938475610293_5"}


def test_a_private_answer_to_a_comment_is_never_too_late_or_in_parts(
    facebook: FacebookChannel, there: Facebook
) -> None:
    with pytest.raises(Undeliverable, match="too-long"):
        facebook.send(replace(ONCE, text="Panjang sekali. " * 150))
    there.commented[COMMENT] = NOW - timedelta(days=8)
    with pytest.raises(Undeliverable, match="private-reply-used"):
        facebook.send(ONCE)
    assert there.posted == []


@shows("T37")
def test_after_a_day_only_what_a_person_typed_goes_out_with_the_tag_for_it(
    facebook: FacebookChannel, there: Facebook
) -> None:
    there.wrote[PERSON] = NOW - timedelta(days=1)
    facebook.send(replace(PRIVATE, automatic=True))
    there.wrote[PERSON] -= timedelta(seconds=1)
    with pytest.raises(Undeliverable, match="window-closed"):
        facebook.send(replace(PRIVATE, automatic=True))
    facebook.send(PRIVATE)
    assert [one.document.get("tag") for one in there.posted] == [None, "HUMAN_AGENT"]
    assert there.posted[1].document["messaging_type"] == "MESSAGE_TAG"
    assert there.posted[1].document["message"]["metadata"] == "key-1"


@pytest.mark.parametrize("days", [1, 8])
def test_without_the_tag_or_after_a_week_nothing_goes_out(
    facebook: FacebookChannel, there: Facebook, days: int
) -> None:
    there.may_answer_by_hand = days > 1
    there.wrote[PERSON] = NOW - timedelta(days=days, seconds=1)
    with pytest.raises(Undeliverable, match="window-closed"):
        facebook.send(PRIVATE)
    assert there.posted == []


@shows("T37")
def test_what_the_office_knows_to_be_too_late_calls_nobody(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    late = replace(PRIVATE, window_until=NOW + timedelta(seconds=1))
    facebook.send(late)
    clock.moves(seconds=1)
    with pytest.raises(Undeliverable, match="window-closed"):
        facebook.send(late)
    assert len(there.calls) == 1


def test_an_answer_to_a_message_that_is_gone_goes_out_without_quoting_it(
    facebook: FacebookChannel, there: Facebook
) -> None:
    there.moods.faults.append(failing(100))
    facebook.send(replace(PRIVATE, in_reply_to="m:m_1"))
    assert "reply_to" not in there.posted[0].document
    there.moods.faults.append(failing(100))
    with pytest.raises(Undeliverable, match="rejected"):
        facebook.send(PRIVATE)


@shows("T41")
@pytest.mark.parametrize(
    ("code", "subcode", "word"),
    [(551, 0, "unreachable-person"), (100, 33, "gone"), (100, 0, "rejected")],
)
def test_what_will_never_arrive_is_named(
    facebook: FacebookChannel, there: Facebook, code: int, subcode: int, word: str
) -> None:
    there.moods.faults.append(failing(code, subcode))
    with pytest.raises(Undeliverable, match=word):
        facebook.send(PUBLIC)


@shows("T28", "T31", "T32")
@pytest.mark.parametrize(
    ("fault", "word", "after"),
    [
        (failing(190, status=401), "login-refused", timedelta(hours=1)),
        (failing(200, status=403), "permission-missing", timedelta(hours=1)),
        (failing(368), "account-blocked", timedelta(hours=1)),
        (failing(2, status=500), "broken", None),
        (failing(32), "throttled", None),
    ],
)
def test_what_may_arrive_later_is_kept(
    facebook: FacebookChannel, there: Facebook, fault: Fault, word: str, after: timedelta | None
) -> None:
    there.moods.faults.append(fault)
    with pytest.raises(TryLater, match=word) as later:
        facebook.send(PRIVATE)
    assert later.value.after == after
    assert there.posted == []


@shows("T31")
def test_a_page_waits_as_long_as_meta_says_and_asks_nobody_meanwhile(
    facebook: FacebookChannel, there: Facebook, clock: Clock
) -> None:
    busy = [{"type": "messenger", "call_count": 100, "estimated_time_to_regain_access": 7}]
    there.moods.usage["X-Business-Use-Case-Usage"] = json.dumps({PAGE: busy})
    facebook.send(PRIVATE)
    there.moods.usage.clear()
    with pytest.raises(TryLater, match="throttled") as later:
        facebook.send(PRIVATE)
    assert later.value.after == timedelta(minutes=7)
    clock.moves(minutes=7)
    facebook.send(PRIVATE)
    assert len(there.posted) == 2


@shows("T34")
def test_a_lost_answer_leaves_us_unsure_and_the_echo_brings_our_key_back(
    facebook: FacebookChannel, there: Facebook
) -> None:
    there.moods.faults.append(LOST)
    with pytest.raises(Unsure):
        facebook.send(PRIVATE)
    [posted] = there.posted
    message = {"mid": posted.id, "text": posted.text, "is_echo": True, "app_id": 1}
    echo = {
        "sender": {"id": PAGE},
        "recipient": {"id": PERSON},
        "timestamp": 1_795_140_900_000,
        "message": {**message, "metadata": posted.document["message"]["metadata"]},
    }
    body, _ = there.delivery("page", {"id": PAGE, "time": 1, "messaging": [echo]})
    read = read_one(facebook, body)
    assert (read.kind, read.key) == (Kind.OWN_ECHO, "key-1")
    assert read.external_id == f"m:{posted.id}"


def test_a_comment_can_be_hidden_again_and_again(
    facebook: FacebookChannel, there: Facebook
) -> None:
    assert isinstance(facebook, Hides)
    for _ in range(2):
        facebook.hide("office", f"c:{COMMENT}")
    assert there.hidden == {COMMENT: {"is_hidden": True}}
    facebook.hide("office", "p:102938475610293_5")  # what a visitor wrote on the page itself
    assert there.hidden["102938475610293_5"] == {"is_hidden": True}
    there.gone.add(COMMENT)
    with pytest.raises(Undeliverable, match="gone"):
        facebook.hide("office", f"c:{COMMENT}")
    for id in ("m:m_1", "c:../me", f"mn:{COMMENT}"):
        with pytest.raises(Undeliverable, match="no-target"):
            facebook.hide("office", id)


@shows("T34")
def test_a_file_that_is_lost_after_its_text_leaves_us_unsure(
    facebook: FacebookChannel, there: Facebook
) -> None:
    file = Attachment(name="a.pdf", media_type="application/pdf", content=b"%PDF")
    there.moods.faults.extend((Fault(), failing(551)))
    with pytest.raises(Unsure, match="part-2-of-2"):
        facebook.send(replace(PRIVATE, attachments=(file,)))
