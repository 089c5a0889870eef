"""The form keeps the contract, and what the page hands over is what intake reads."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adapters.documents import BadDocument
from adapters.form import inbound
from adapters.form.inbound import Form, encode, file_of
from adapters.form.outbound import CAN
from adapters.form.wire import hand_over
from adapters.plain import plain
from tests.adapters.contract import TOKEN, ChannelContract
from tests.adapters.expected import assert_clean
from tests.adapters.reading import FUZZ
from tests.adapters.shown import shows
from workflow.core.messages import Check, InboundMessage, Kind, RawMessage

SMALL: Form = {"id": "f-12345678", "what": "Air mati"}


class TestForm(ChannelContract):
    name = "form"
    recorded = False
    can = CAN
    wired = False
    to = "form:f-12345678"


def read(raw: RawMessage) -> InboundMessage:
    [message] = inbound.read(raw)
    assert isinstance(message, InboundMessage)
    return message


@shows("T01", channels=("form",))
def test_pressing_the_button_twice_is_one_message() -> None:
    assert hand_over("office", {**SMALL, "wish": ""}) == hand_over("office", SMALL)


def test_a_corrected_form_is_another_message_of_the_same_conversation() -> None:
    first, second = hand_over("office", SMALL), hand_over("office", {**SMALL, "wish": "Nyala"})
    assert first.external_id != second.external_id
    assert read(first).conversation == read(second).conversation == "form:f-12345678"


def test_the_order_of_the_answers_does_not_matter() -> None:
    backwards: Form = {"what": SMALL["what"], "id": SMALL["id"]}
    assert encode(backwards) == encode(SMALL)


def test_who_left_no_contact_is_reached_on_the_tracking_page() -> None:
    assert read(hand_over("office", SMALL)).sender.address == "form:f-12345678"


def test_the_name_of_the_complainant_is_not_among_the_answers() -> None:
    form: Form = {**SMALL, "name": "Sari Wulandari", "email": "s@x.example", "phone": "081200000"}
    message = read(hand_over("office", form))
    assert message.sender.name == "Sari Wulandari"
    assert set(message.answers) == {"what"}


def test_a_reply_with_the_secret_code_proved_carries_its_token() -> None:
    form: Form = {**SMALL, "token": TOKEN, "sender": "s@x.example"}
    message = read(hand_over("office", form))
    assert (message.tokens, message.sender.address) == ((TOKEN,), "s@x.example")
    assert message.sender_check is Check.PASSED
    assert message.conversation == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "short"),
        ("id", "f-1234 5678"),
        ("what", "   "),
        ("what", "x" * 15_001),
        ("email", "nobody"),
        ("email", "a@b.example\nBcc: c@d.example"),
        ("phone", "12345"),
        ("phone", "call me"),
        ("about", "everybody"),
        ("visibility", "Open"),
        ("language", "xx"),
        ("token", "tt-not-ours"),
        ("files", [{"name": "a", "media_type": "b", "content": "c"}]),
        ("files", [{"name": "a", "content": "YQ=="}]),
        ("files", [file_of("a", "b", b"")] * 11),
        ("files", [file_of("a", "b", b"x" * (10 * 1024 * 1024 + 9))]),
        ("colour", "green"),
    ],
)
def test_the_page_cannot_hand_over_what_intake_could_not_read(field: str, value: object) -> None:
    document: dict[str, object] = {**SMALL, field: value}
    with pytest.raises(BadDocument):
        encode(document)  # type: ignore[arg-type]
    body = json.dumps({**document, "version": 1}).encode()
    assert read(RawMessage("form", "office", "x", body)).kind is Kind.UNREADABLE


def test_files_too_large_together_are_refused() -> None:
    form: Form = {**SMALL, "files": [file_of("a", "b", b"x" * (9 * 1024 * 1024))] * 3}
    with pytest.raises(BadDocument, match="together"):
        encode(form)


def test_a_refusal_never_quotes_what_was_written() -> None:
    with pytest.raises(BadDocument) as refused:
        encode({**SMALL, "visibility": "Sari Wulandari"})
    assert "Sari" not in str(refused.value)


TEXT = st.text(max_size=40)
FORMS = st.fixed_dictionaries(
    {"id": st.from_regex(r"[A-Za-z0-9_-]{8,64}", fullmatch=True), "what": TEXT},
    optional={
        **dict.fromkeys(("wish", "place", "happened_on", "unit", "officer", "name"), TEXT),
        "visibility": st.sampled_from(["open", "anonymous", "confidential", ""]),
        "about": st.sampled_from(["unit", "officer", "unsure"]),
        "email": st.sampled_from(["", "Sari@Surel.example"]),
        "phone": st.sampled_from(["", "+62 812 0000 0007"]),
        "files": st.lists(st.builds(file_of, TEXT, TEXT, st.binary(max_size=50)), max_size=3),
    },
)


@FUZZ
@given(form=FORMS)
def test_whatever_the_page_accepts_intake_reads_in_full(form: Form) -> None:
    assume(plain(form["what"]).strip())
    raw = hand_over("office", form)
    message = read(raw)
    assert_clean(message, raw)
    assert message.kind is Kind.PERSON
    for written, kept in (
        (form["what"], "what"),
        (form.get("wish", ""), "wish"),
        (form.get("officer", ""), "officer"),
    ):
        assert _letters(written) == _letters(message.answers.get(kept, ""))
    wanted = [b64decode(file["content"]) for file in form.get("files", [])]
    assert [file.content for file in message.attachments] == wanted


def _letters(text: str) -> str:
    """What nobody may lose: letters and digits, whatever happens to spaces and controls."""
    return "".join(sign for sign in plain(text) if sign.isalnum())


def test_documents_come_from_lines_as_well(tmp_path: Path) -> None:
    (tmp_path / "notes.json5").write_text("not ours")
    file = tmp_path / "kept.jsonl"
    file.write_bytes(encode(SMALL) + b"\n\n" + encode({**SMALL, "wish": "Nyala"}) + b"\n")
    found = list(TestForm().channel().files("office", file))
    assert [label for label, _ in found] == [f"{file}:1", f"{file}:3"]
    assert found[0][1] == hand_over("office", SMALL)
    assert list(TestForm().channel().files("office", tmp_path)) == found
