"""A complaint by WhatsApp from the first word to the receipt of the answer, through the office."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.form.channel import make as make_form
from adapters.whatsapp.channel import WhatsappChannel, make
from config.wiring import open_office
from tests.adapters.fakes.graph import LOST
from tests.adapters.fakes.whatsapp import PHONE, Posted, Whatsapp
from tests.adapters.shown import shows
from tests.adapters.whatsapp_number import HER_PHONE, SITI, settings_of, siti_writes
from tests.story import HandClock, Story, settings_for
from workflow.core.messages import Channel, RawMessage, WebhookCall
from workflow.store.models import ComplaintRow, MessageRow

CHANNEL = "whatsapp"


@pytest.fixture
def story(tmp_path: Path, there: Whatsapp) -> Iterator[Story]:
    clock = HandClock()
    settings = replace(settings_of(there), now=clock)
    bare = tuple(replace(account, options={}) for account in settings.accounts)
    form = make_form(replace(settings, accounts=bare))
    channels: dict[str, Channel] = {"form": form, "whatsapp": make(settings)}
    office = open_office(settings_for(tmp_path), now=clock, channels=channels)
    yield Story(office, clock)
    office.close()


def pushed(story: Story, there: Whatsapp, **value: object) -> RawMessage:
    """A delivery that was verified."""
    channel = story.office.channels.get("whatsapp")
    assert isinstance(channel, WhatsappChannel)
    body, headers = there.pushed(**value)
    return channel.verify(WebhookCall(account="office", body=body, headers=headers))


def says(story: Story, there: Whatsapp, number: int, words: str, **more: object) -> None:
    """Siti writes, and the office takes its turn."""
    at = {"timestamp": str(int(story.clock.at.timestamp()))}
    message = siti_writes(number, type="text", text={"body": words}, **at, **more)
    story.office.intake.keep(pushed(story, there, messages=[message]), story.clock.at)
    story.office.runners.tick(story.clock.at)


def told(story: Story, there: Whatsapp, status: str, posted: Posted, **more: object) -> None:
    """WhatsApp says what became of a message of ours."""
    data = posted.document["biz_opaque_callback_data"]
    at = str(int(story.clock.at.timestamp()))
    news = {"id": posted.id, "status": status, "timestamp": at, "recipient_user_id": SITI}
    whole = {**news, "biz_opaque_callback_data": data, **more}
    story.office.intake.keep(pushed(story, there, statuses=[whole]), story.clock.at)
    story.office.runners.tick(story.clock.at)


def ours(story: Story) -> list[str]:
    """The state of each message that we sent by WhatsApp."""
    with story.office.sessions.reading() as db:
        out = select(MessageRow.state).where(
            MessageRow.direction == "out", MessageRow.channel == "whatsapp"
        )
        return list(db.scalars(out.order_by(MessageRow.id)))


def came(story: Story) -> list[tuple[str, str]]:
    with story.office.sessions.reading() as db:
        rows = select(MessageRow.text, MessageRow.rule).where(MessageRow.direction == "in")
        return [(text, rule) for text, rule in db.execute(rows.order_by(MessageRow.id))]


def complaints(story: Story) -> int:
    with story.office.sessions.reading() as db:
        return len(list(db.scalars(select(ComplaintRow.id))))


def test_from_the_first_word_to_the_receipt_and_back(story: Story, there: Whatsapp) -> None:
    says(story, there, 1, "Atap panti bocor")
    [receipt] = there.sent
    assert receipt.document["recipient"] == SITI
    assert receipt.document["context"] == {"message_id": "wamid.S1"}
    assert ours(story) == ["sent"]
    told(story, there, "delivered", receipt)
    assert ours(story) == ["delivered"]
    told(story, there, "read", receipt)
    told(story, there, "sent", receipt)
    assert ours(story) == ["read"]
    quoted = {"from": PHONE, "id": receipt.id}
    says(story, there, 2, "Sudah seminggu begini", context=quoted)
    assert came(story) == [("Atap panti bocor", "new"), ("Sudah seminggu begini", "threaded_reply")]
    assert complaints(story) == 1


@shows("T08")
def test_what_whatsapp_does_not_hand_over_is_somebodys_all_the_same(
    story: Story, there: Whatsapp
) -> None:
    """A picture to be seen once: nobody is lost for it, and nobody answers into the void."""
    said = "(pesan tidak terbaca)"
    for number in (1, 2):
        lost = {"type": "unsupported", "errors": [{"code": 131051, "title": "unknown"}]}
        at = {"timestamp": str(int(story.clock.at.timestamp()))}
        raw = pushed(story, there, messages=[siti_writes(number, **lost, **at)])
        story.office.intake.keep(raw, story.clock.at)
        story.office.runners.tick(story.clock.at)
        says(story, there, number + 10, "Itu foto atapnya")
    assert complaints(story) == 1
    with story.office.sessions.reading() as db:
        [row] = db.scalars(select(ComplaintRow))
        rows = db.scalars(select(MessageRow).where(MessageRow.direction == "in"))
        told = [(row.subject, row.text, row.rule) for row in rows.all()]
    assert row.first_line == said
    words = ("", "Itu foto atapnya", "conversation")
    assert told == [(said, "", "new"), words, (said, "", "conversation"), words]
    [receipt] = there.sent
    assert receipt.document["recipient"] == SITI


@shows("T01", "T02")
def test_the_same_delivery_ten_times_at_once_is_one_complaint(
    story: Story, there: Whatsapp
) -> None:
    message = siti_writes(1, type="text", text={"body": "Atap panti bocor"})
    raw = pushed(story, there, messages=[message])
    with ThreadPoolExecutor(4) as threads:
        kept = list(threads.map(lambda _: story.office.intake.keep(raw, story.clock.at), range(10)))
    assert sorted(kept) == [False] * 9 + [True]
    story.office.runners.tick(story.clock.at)
    packed_anew = pushed(story, there, messages=[message], contacts=[{"wa_id": HER_PHONE}])
    assert story.office.intake.keep(packed_anew, story.clock.at)
    story.office.runners.tick(story.clock.at)
    assert complaints(story) == 1


@shows("T34")
def test_an_answer_whose_fate_was_unclear_is_found_by_its_key_and_not_sent_again(
    story: Story, there: Whatsapp
) -> None:
    there.moods.faults.append(LOST)
    says(story, there, 1, "Atap panti bocor")
    assert ours(story) == ["unsure"]
    [posted] = there.sent
    told(story, there, "delivered", posted)
    assert ours(story) == ["delivered"]
    assert len(there.sent) == 1


@shows("T41")
def test_a_message_that_whatsapp_could_not_deliver_is_shown_as_refused(
    story: Story, there: Whatsapp
) -> None:
    says(story, there, 1, "Atap panti bocor")
    [posted] = there.sent
    told(story, there, "failed", posted, errors=[{"code": 131026, "title": "x"}])
    assert ours(story) == ["refused"]


@shows("T09")
def test_a_hundred_echoes_of_our_own_telephone_open_and_answer_nothing(
    story: Story, there: Whatsapp
) -> None:
    channel = story.office.channels.get("whatsapp")
    echoes = [
        {"from": PHONE, "to": HER_PHONE, "id": f"wamid.E{number}", "timestamp": "1795000000",
         "type": "text", "text": {"body": "Sudah kami cek"}}
        for number in range(100)
    ]  # fmt: skip
    body, headers = there.pushed(message_echoes=echoes)
    body = body.replace(b'"field":"messages"', b'"field":"smb_message_echoes"')
    headers = {"X-Hub-Signature-256": there.signature(body)}
    raw = channel.verify(WebhookCall(account="office", body=body, headers=headers))
    story.office.intake.keep(raw, story.clock.at)
    story.office.runners.tick(story.clock.at)
    assert complaints(story) == 0
    assert there.sent == []
