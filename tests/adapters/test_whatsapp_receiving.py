"""What comes in by WhatsApp: for the right number, from the right person, with its files."""

import json
from dataclasses import replace
from typing import Any

import pytest

from adapters.whatsapp.channel import WhatsappChannel
from tests.adapters.fakes.whatsapp import NUMBER, Whatsapp
from tests.adapters.shown import shows
from tests.adapters.whatsapp_number import (
    HEADER,
    HER_PHONE,
    OTHER,
    SECRET,
    SITI,
    VERIFY,
    all_in,
    opened,
    read_by,
    siti_writes,
    two_numbers,
)
from workflow.core.messages import (
    BadSignature,
    InboundMessage,
    Kind,
    RawMessage,
    Receipt,
    WebhookCall,
)

CHANNEL = "whatsapp"


def delivery(*values: dict[str, Any]) -> RawMessage:
    changes = [{"field": "messages", "value": value} for value in values]
    document = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return RawMessage("whatsapp", "office", "raw-1", json.dumps(document).encode())


def to_number(number: str, *messages: dict[str, Any]) -> dict[str, Any]:
    return {"metadata": {"phone_number_id": number}, "messages": list(messages)}


# -- Which account ------------------------------------------------------------------------


@shows("T05")
def test_one_address_serves_all_numbers_of_an_app(there: Whatsapp) -> None:
    first, second, third = (
        siti_writes(number, type="text", text={"body": str(number)}) for number in (1, 2, 3)
    )
    raw = delivery(to_number(NUMBER, first, third), to_number(OTHER, second))
    reads = two_numbers(there).parse(raw)
    assert [(read.account, read.text) for read in reads] == [
        ("office", "1"),
        ("unit-7", "2"),
        ("office", "3"),
    ]
    conversations = {read.conversation for read in reads if isinstance(read, InboundMessage)}
    assert conversations == {f"whatsapp:{NUMBER}:dm:{SITI}", f"whatsapp:{OTHER}:dm:{SITI}"}


@shows("T33")
def test_nobody_writes_to_the_number_of_another_app_with_the_secret_of_this_one(
    there: Whatsapp,
) -> None:
    raw = delivery(to_number(OTHER, siti_writes(1, type="text", text={"body": "Halo"})))
    [read] = two_numbers(there, other_secret="rahasia-lain").parse(raw)
    assert (read.kind, read.account) == (Kind.UNREADABLE, "office")
    [status] = two_numbers(there).parse(
        delivery({"statuses": [{"id": "wamid.1", "status": "read"}]})
    )
    assert isinstance(status, Receipt)
    assert status.account == "office"


def test_an_account_that_is_not_there_reads_nothing(whatsapp: WhatsappChannel) -> None:
    raw = delivery(to_number(NUMBER, siti_writes(1, type="text", text={"body": "Halo"})))
    assert {read.kind for read in whatsapp.parse(replace(raw, account="nobody"))} == {
        Kind.UNREADABLE
    }


# -- Who wrote ----------------------------------------------------------------------------


def card(name: str, **ids: str) -> dict[str, Any]:
    return {"profile": {"name": name}, **ids}


def names(
    channel: WhatsappChannel, there: Whatsapp, *cards: object, **message: object
) -> list[str]:
    said = {"type": "text", "text": {"body": "Halo"}, **message}
    messages = [siti_writes(1, **said)]
    reads = all_in(channel, there, contacts=list(cards), messages=messages)
    return [read.sender.name for read in reads if isinstance(read, InboundMessage)]


def test_a_card_belongs_to_whom_its_ids_say_wherever_it_stands(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    budi = card("Budi", wa_id="62811", user_id="ID.2")
    by_phone, by_id = card("Siti", wa_id=HER_PHONE), card("Siti", user_id=SITI)
    assert names(whatsapp, there, budi, by_phone) == ["Siti"]
    assert names(whatsapp, there, budi, by_id) == ["Siti"]
    assert names(whatsapp, there, by_id, budi) == ["Siti"]


def test_a_card_without_ids_goes_by_its_place_and_a_contradicting_one_to_nobody(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    assert names(whatsapp, there, card("Siti")) == ["Siti"]
    assert names(whatsapp, there, card("Budi", wa_id="62811")) == [""]
    assert names(whatsapp, there, card("Budi", user_id="ID.2")) == [""]
    assert names(whatsapp, there, {"wa_id": 5.5}, card("Siti", user_id=SITI)) == ["Siti"]
    assert names(whatsapp, there, "rusak") == [""]


def test_metas_own_id_comes_first_and_the_number_is_a_further_name(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    said = {"type": "text", "text": {"body": "Halo"}}
    both = read_by(whatsapp, there, **said).sender
    assert (both.address, both.phone, both.aliases) == (SITI, f"+{HER_PHONE}", (HER_PHONE,))
    number = read_by(whatsapp, there, **said, from_user_id=None).sender
    assert (number.address, number.phone, number.aliases) == (HER_PHONE, f"+{HER_PHONE}", ())
    hidden = read_by(whatsapp, there, **{**said, "from": None}).sender
    assert (hidden.address, hidden.phone, hidden.aliases) == (SITI, "", ())


@shows("T17")
def test_a_card_that_somebody_sends_is_not_their_own_number(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    budi = [{"name": {"first_name": "Budi"}, "phones": [{"phone": "+62 811"}]}]
    read = read_by(whatsapp, there, type="contacts", contacts=budi)
    assert (read.sender.phone, read.text) == (f"+{HER_PHONE}", "Budi +62 811")


# -- Handshake and signature --------------------------------------------------------------


def asked(word: str, account: str = "office") -> WebhookCall:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": word}
    return WebhookCall(account=account, body=b"", headers={}, query=query)


@shows("T04")
def test_meta_hears_its_challenge_if_it_knows_our_word(there: Whatsapp) -> None:
    assert opened(there).challenge(asked(VERIFY)) == "1158201444"
    for channel, call in [
        (opened(there), asked("lain")),
        (opened(there), asked(VERIFY, "nobody")),
        (opened(there, verify_token=""), asked("")),
    ]:
        with pytest.raises(BadSignature):
            channel.challenge(call)


@shows("T03")
def test_a_push_under_the_secret_that_is_being_replaced_is_taken(there: Whatsapp) -> None:
    body, headers = there.pushed(messages=[])
    call = WebhookCall(account="office", body=body, headers=headers)
    assert opened(there, secret="baru", old_secret=SECRET).verify(call).body == body
    with pytest.raises(BadSignature):
        opened(there, secret="baru").verify(call)


@shows("T01")
def test_a_repeated_delivery_is_the_same_and_a_delivery_packed_anew_has_the_same_messages(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    one = siti_writes(1, type="text", text={"body": "Halo"})
    two = siti_writes(2, type="text", text={"body": "Halo lagi"})
    together = all_in(whatsapp, there, messages=[one, two])
    apart = [*all_in(whatsapp, there, messages=[one]), *all_in(whatsapp, there, messages=[two])]
    ids = [read.external_id for read in together]
    assert ids == [read.external_id for read in apart] == ["wamid.S1", "wamid.S2"]
    body, headers = there.pushed(messages=[one])
    call = WebhookCall(account="office", body=body, headers={HEADER: headers[HEADER]})
    assert whatsapp.verify(call) == whatsapp.verify(call)


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"type": "image"}, "message: without what its kind says"),
        ({"type": "interactive", "interactive": {"type": "hologram"}}, "interactive: of a kind"),
        ({"type": "interactive", "interactive": {"type": "list_reply"}}, "interactive: of a kind"),
        ({"text": {"body": "x"}}, "message.type: missing"),
    ],
)
@shows("T08")
def test_a_message_without_what_its_kind_promises_is_unreadable(
    whatsapp: WhatsappChannel, there: Whatsapp, message: dict[str, object], why: str
) -> None:
    read = read_by(whatsapp, there, **message)
    assert read.kind is Kind.UNREADABLE
    assert read.warnings[0].startswith(why)


def test_the_answers_of_a_form_are_words_even_if_they_are_no_document(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    form = {"type": "nfm_reply", "nfm_reply": {"body": "Terkirim", "response_json": "{rusak"}}
    read = read_by(whatsapp, there, type="interactive", interactive=form)
    assert (read.text, read.tokens) == ("Terkirim\n{rusak", ())


def test_a_refusal_with_an_error_that_nobody_can_read_is_still_a_refusal(
    whatsapp: WhatsappChannel, there: Whatsapp
) -> None:
    broken: tuple[object, ...] = ("x", [{"code": "x"}], [5], [{}])
    for errors in broken:
        status = {"id": "wamid.OUR1", "status": "failed", "errors": errors}
        [receipt] = all_in(whatsapp, there, statuses=[status])
        assert isinstance(receipt, Receipt)
        assert (receipt.outcome, receipt.code, receipt.permanent) == ("refused", "", False)


def test_there_is_nobody_to_wait_for(whatsapp: WhatsappChannel) -> None:
    assert whatsapp.wait("office", 60) is False
