"""Who speaks: one person under several names of a platform, and two who only look like one."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import func, select

from adapters.form.channel import make as make_form
from adapters.settings import Account, ChannelSettings
from adapters.whatsapp.channel import make
from config.wiring import open_office
from tests.adapters.shown import shows
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.commenting import came, complaints
from tests.stories.racing import INBOX, race
from tests.story import INTAKE, HandClock, Story, settings_for
from workflow.core import commands as c
from workflow.core.messages import Channel, RawMessage
from workflow.intake import Outcome
from workflow.store import erasing, inbox, people
from workflow.store.tables import ContactRow, PersonRow
from workflow.vault import normal_form

CHANNEL = "whatsapp"
NUMBER = "106540352242922"
SITI, PHONE, NEW_PHONE = "ID.13491208655302741918", "6281398765432", "6281300000000"
BUDI = "ID.77777777777777777777"


@pytest.fixture
def story(tmp_path: Path, new_database: NewDatabase) -> Iterator[Story]:
    clock = HandClock()
    options = {"number": NUMBER, "token": "EAA-contoh", "secret": "s", "verify_token": "v"}
    account = Account(id="office", unit="sekretariat", address="+62", name="A", options=options)
    settings = ChannelSettings(accounts=(account,), now=clock)
    bare = ChannelSettings(accounts=(replace(account, options={}),), now=clock)
    channels: dict[str, Channel] = {"form": make_form(bare), "whatsapp": make(settings)}
    url = new_database(migrated)
    office = open_office(settings_for(tmp_path, url), now=clock, channels=channels)
    told = Story(office, clock)
    yield told
    told.check_books()
    office.close()


numbers = count(1)


def raw_of(story: Story, message: Mapping[str, object], card: Mapping[str, object]) -> RawMessage:
    """What WhatsApp hands over: one element of `messages` with the card beside it."""
    number = next(numbers)
    at = {"id": f"wamid.{number}", "timestamp": str(int(story.clock.at.timestamp()))}
    value = {"metadata": {"phone_number_id": NUMBER}, "messages": [{**at, **message}]}
    change = {"field": "messages", "value": {**value, "contacts": [card] if card else []}}
    entry = {"id": "102290129340398", "changes": [change]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    return RawMessage("whatsapp", "office", f"raw-{number}", body)


def takes(story: Story, raw: RawMessage) -> Outcome:
    return story.office.intake.take(raw, story.clock.at)


def written(
    story: Story, text: str, phone: str = "", user: str = "", name: str = "siti"
) -> RawMessage:
    """Somebody writes, under the names that WhatsApp shows of them."""
    ids = {"from": phone, "from_user_id": user}
    named = {"wa_id": phone, "user_id": user, "profile": {"name": "Siti", "username": name}}
    message = {key: id for key, id in ids.items() if id}
    return raw_of(story, {**message, "type": "text", "text": {"body": text}}, named)


def says(story: Story, text: str, *names: str, **more: str) -> Outcome:
    """The same, and the office reads it."""
    return takes(story, written(story, text, *names, **more))


def changes(story: Story, before: str, **after: str) -> Outcome:
    """WhatsApp says that somebody goes by another number or id now."""
    kind = {"type": "user_changed_number", **after}
    return takes(story, raw_of(story, {"from": before, "type": "system", "system": kind}, {}))


def persons(story: Story) -> int:
    with story.office.sessions.reading() as db:
        return db.scalar(select(func.count()).select_from(PersonRow)) or 0


def contacts(story: Story) -> list[tuple[str, list[str]]]:
    """The address of each contact, and its further names."""
    vault = story.office.vault
    with story.office.sessions.reading() as db:
        rows = list(db.scalars(select(ContactRow).order_by(ContactRow.id)))
        opened = {row.id: vault.open(row.address_sealed, "address") for row in rows}
        return [
            (opened[row.id], sorted(opened[one.id] for one in rows if one.alias_of_id == row.id))
            for row in rows
            if row.alias_of_id is None
        ]


@shows("T23")
def test_a_person_stays_one_while_their_names_on_the_platform_change(story: Story) -> None:
    first = says(story, "Lampu panti padam", PHONE)
    later = [
        says(story, "Masih padam", PHONE, SITI),
        says(story, "Tolong dicek", user=SITI, name="siti.baru"),
        says(story, "Sudah malam", PHONE),
    ]
    assert contacts(story) == [(SITI, [PHONE])]
    assert changes(story, PHONE, wa_id=NEW_PHONE).fate == "ignored"
    assert contacts(story) == [(NEW_PHONE, [PHONE, SITI])]
    later.append(says(story, "Nomor saya baru", NEW_PHONE, "ID.99999999999999999999"))
    later.append(says(story, "Ini saya lagi", user="ID.99999999999999999999", name="lain"))
    changes(story, PHONE, wa_id=NEW_PHONE)
    assert {one.complaint for one in later} == {first.complaint}
    assert persons(story) == len(complaints(story)) == len(contacts(story)) == 1
    assert contacts(story)[0][0] == "ID.99999999999999999999"
    assert len({row.contact_id for row in came(story)}) == 1


@shows("T23")
def test_two_names_that_come_at_once_are_one_person(story: Story) -> None:
    people = {f"ID.{place}": f"62813987654{place}" for place in range(10, 18)}
    raws = [
        written(story, "Lampu panti padam", phone, user)
        for id, phone in people.items()
        for user in ("", id, "", id)
    ]
    with ThreadPoolExecutor(8) as pool:
        fates = Counter(one.fate for one in pool.map(lambda raw: takes(story, raw), raws))
    assert fates == {"opened": 8, "continued": 24}
    assert sorted(contacts(story)) == [(id, [phone]) for id, phone in people.items()]
    assert persons(story) == 8


def test_an_answer_goes_to_the_best_name_that_is_known(story: Story) -> None:
    says(story, "Lampu panti padam", PHONE)
    says(story, "Masih padam", PHONE, SITI)
    story.complaint = complaints(story)[0].id
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"), INTAKE)
    with story.office.sessions.reading() as db:
        to = people.open_contact(db, story.office.vault, complaints(story)[0].reply_contact_id or 0)
    assert to is not None
    assert to.address == SITI


def test_a_number_that_somebody_else_has_now_brings_nothing_of_its_former_holder(
    story: Story,
) -> None:
    hers = says(story, "Lampu panti padam", PHONE, SITI)
    his = says(story, "Saya baru dengan nomor ini", PHONE, BUDI)
    assert his.fate == "opened"
    assert says(story, "Halo", PHONE).complaint == his.complaint
    assert says(story, "Masih padam", user=SITI).complaint == hers.complaint
    assert persons(story) == 2
    assert contacts(story) == [(SITI, []), (BUDI, [PHONE])]


def test_two_who_both_wrote_are_not_made_one_by_what_is_learned_later(story: Story) -> None:
    by_number = says(story, "Lampu panti padam", PHONE)
    by_id = says(story, "Genset rusak", user=SITI)
    assert says(story, "Masih rusak", PHONE, SITI).complaint == by_id.complaint
    assert says(story, "Masih padam", PHONE).complaint == by_number.complaint
    assert persons(story) == 2


def test_what_is_typed_into_a_form_ties_nobody_together(story: Story) -> None:
    says(story, "Lampu panti padam", PHONE, SITI)
    for number, email in enumerate(("siti@warga.example", "budi@warga.example")):
        story.files(f"Atap bocor {number}", email=email, phone=f"+{PHONE}")
    assert persons(story) == 3
    assert len(contacts(story)) == 3


def test_erasing_somebody_takes_every_name_with_them(story: Story) -> None:
    first = says(story, "Lampu panti padam", PHONE)
    says(story, "Masih padam", PHONE, SITI)
    vault, sessions = story.office.vault, story.office.sessions
    with sessions.reading() as db:
        person = db.scalars(select(PersonRow.id)).one()
        names = [contact.address for contact in people.contacts_of(db, vault, person)]
    assert set(names) == {SITI, PHONE}
    sessions.settled(lambda db: erasing.erase(db, person, names, story.clock.at))
    assert contacts(story) == [("", [""])]
    again = [says(story, "Saya lagi", PHONE), says(story, "Ini saya", user=SITI)]
    assert first.complaint not in {one.complaint for one in again}
    assert persons(story) == 3


def test_an_id_with_letters_is_never_read_as_a_number() -> None:
    assert normal_form("ID.81398765432") == "ID.81398765432"
    assert normal_form("+62 813-9876-5432") == normal_form("081398765432") == "+6281398765432"


def test_two_known_names_of_one_person_each_alone_at_once_are_one_complaint(story: Story) -> None:
    says(story, "Lampu panti padam", PHONE, SITI)
    story.complaint = complaints(story)[0].id
    story.complainant("withdraw", reason="Sudah terang.")
    now, intake = story.clock.at, story.office.intake
    for raw in (written(story, "Atap bocor", PHONE), written(story, "Dindingnya juga", user=SITI)):
        assert intake.keep(raw, now)
    with story.office.sessions.reading() as db:
        waiting = inbox.waiting(db, 10)
    ends = race(story.office.sessions, INBOX, *[partial(intake.handle, id, now) for id in waiting])
    assert [end.fate for end in ends if isinstance(end, Outcome)] == ["opened", "continued"]
