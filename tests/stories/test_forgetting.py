"""Somebody is forgotten: nothing of them is left anywhere, and nothing that was counted changes."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import inspect, select, table, text

from adapters.facebook.channel import FacebookChannel
from adapters.facebook.channel import make as make_facebook
from adapters.form.channel import make as make_form
from adapters.settings import Account, ChannelSettings
from config.wiring import open_office
from tests.adapters.shown import shows
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.commenting import BUDI, SITI, comments, happens, writes_directly
from tests.story import SUPERVISOR, HandClock, Story, settings_for
from web.app import make_app
from workflow.core import commands as c
from workflow.core.messages import Channel
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.staff import Accounts, By, NewStaff
from workflow.store import accounts, drafts, people
from workflow.store.tables import AuditRow
from workflow.troubles import troubles

NAME, PHONE = "Sumiyati Wiratmoko", "081234567890"
THEIRS = (SITI, NAME, "Sumiyati", PHONE, "melati", "ktp.txt", "c:post-1")
COUNTED = ("complaint", "event", "clock", "breach", "account_day")
SECRET = "rahasia-aplikasi"


def everything(story: Story) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables, the search index's own ones included."""
    with story.office.sessions.reading() as db:
        names = inspect(db.connection()).get_table_names()
        return {
            name: [
                dict(row)
                for row in db.execute(select(text("*")).select_from(table(name))).mappings()
            ]
            for name in names
        }


def found(rows: dict[str, list[dict[str, Any]]], word: str) -> set[str]:
    """The tables in which a word stands, in text or in bytes."""
    return {
        name
        for name, some in rows.items()
        if any(word.lower().encode() in _bytes(value).lower() for row in some
               for value in row.values())
    }  # fmt: skip


def _bytes(value: object) -> bytes:
    if isinstance(value, bytes | memoryview):
        return bytes(value)
    return str(value).encode()


def counted(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """All that figures and reports are made from."""
    kept = {name: rows[name] for name in COUNTED}
    return {
        name: [{key: row[key] for key in row if key != "first_line"} for row in some]
        for name, some in kept.items()
    }


def tell_all(story: Story) -> None:
    """A complaint with a comment, private words, an edit, a file, an answer and news of it."""
    units = story.office.office.policy.units
    new = NewStaff(login="rina", name="Rina", role=Role.INTAKE_OFFICER)
    Accounts(story.office.sessions, units).add_without_password(new, By("x", story.clock.at))
    file = {"name": "ktp.txt", "media_type": "text/plain", "content": "bWVsYXRp"}
    comments(story, "Panti Melati gelap", id="m-1", name=NAME)
    happens(story, type="edit", id="e-1", target="m-1", text=f"Panti Melati gelap, {PHONE}")
    writes_directly(story, f"Saya Sumiyati, telepon {PHONE}", name=NAME, files=[file])
    writes_directly(story, "Bansos belum datang", author=BUDI)
    mine = story.complaint - 1
    story.complaint = mine
    story.tick()
    story.assign()
    story.respond(f"Bu Sumiyati, nomor {PHONE} kami hubungi.")
    happens(story, type="receipt", status="read", up_to=story.clock.at.isoformat())
    story.complaint = mine
    place, at = (1, mine), story.clock.at
    words = {"reply.text": "Kepada Sumiyati"}
    story.office.sessions.settled(lambda db: drafts.keep(db, place, words, at))


@shows("T44", channels=("facebook", "instagram", "whatsapp", "telegram", "mastodon"))
def test_nothing_of_a_person_is_left_and_no_figure_changes(story: Story) -> None:
    tell_all(story)
    person = story.facts.person
    with pytest.raises(Refused, match="open"):
        story.office.erasing.person(person, SUPERVISOR.name, story.clock.at)
    story.does(c.Act(complaint=story.complaint, move="resolve",
                     values={"reason": "Sudah terang."}), SUPERVISOR)  # fmt: skip
    before = everything(story)
    assert all(found(before, word) for word in THEIRS)
    story.office.erasing.person(person, SUPERVISOR.name, story.clock.at)
    after = everything(story)
    assert {word: found(after, word) for word in THEIRS} == {word: set() for word in THEIRS}
    assert counted(after) == counted(before)
    assert found(after, "Bansos")  # another person's words stay
    last = after["audit"][-1]
    assert (last["action"], last["person_id"]) == ("person.erased", person)
    with story.office.sessions.reading() as db:
        assert people.known_contact(db, story.office.vault, "memory", SITI) is None
    # Whoever writes again from there is somebody new.
    assert writes_directly(story, "Halo").rule == "new"
    assert story.facts.person != person


def signed(payload: dict[str, object], secret: str = SECRET) -> bytes:
    """The form in which Meta asks."""
    told = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=")
    signature = hmac.digest(secret.encode(), told, hashlib.sha256)
    head = base64.urlsafe_b64encode(signature).rstrip(b"=")
    return urlencode({"signed_request": f"{head.decode()}.{told.decode()}"}).encode()


def an_office(
    tmp_path: Path, database: str, pages: Mapping[str, str]
) -> tuple[Story, FacebookChannel]:
    """An office with an account for each page; `pages` are the secrets of their apps by name."""
    clock = HandClock()
    known = tuple(
        Account(id=id, unit="sekretariat", address="x", name="D",
                options={"page": str(number), "token": "EAAtoken", "app_secret": secret})
        for number, (id, secret) in enumerate(pages.items(), 1029)
    )  # fmt: skip
    settings = ChannelSettings(accounts=known, now=clock)
    facebook = make_facebook(settings)
    channels: dict[str, Channel] = {"form": make_form(settings), "facebook": facebook}
    office = open_office(settings_for(tmp_path, database), now=clock, channels=channels)
    return Story(office, clock), facebook


@shows("T44", channels=("facebook", "instagram"))
def test_meta_asks_with_its_signature_and_can_look_what_became_of_it(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    story, facebook = an_office(tmp_path, new_database(migrated), {"office": SECRET})
    office, clock = story.office, story.clock
    event = {"sender": {"id": "218471"}, "recipient": {"id": "1029"}, "timestamp": 1791338400000,
             "message": {"mid": "m1", "text": "Panti Melati gelap"}}  # fmt: skip
    pushed = {"object": "page", "entry": [{"id": "1029", "time": 1, "messaging": [event]}]}
    raw = facebook.raw("office", json.dumps(pushed).encode())
    story.complaint = office.intake.take(raw, clock.at).complaint or 0
    client = make_app(office).test_client()
    place = "/kanal/facebook/office/hapus-data"
    wish = {"user_id": "218471", "algorithm": "HMAC-SHA256", "issued_at": 1291836800}
    wrong = client.post(place, data=signed(wish, "another"))
    assert wrong.status_code == 401
    assert client.post(place, data=b"signed_request=x").status_code == 401
    assert found(everything(story), "melati")
    answer = client.post(place, data=signed(wish))
    assert answer.status_code == 200
    told = answer.get_json()
    assert told["url"].endswith(f"/hapus-data/{told['confirmation_code']}")
    assert found(everything(story), "melati") == found(everything(story), "218471") == set()
    page = client.get(f"/hapus-data/{told['confirmation_code']}").get_data(as_text=True)
    assert told["confirmation_code"] in page
    again = client.post(place, data=signed(wish)).get_json()["confirmation_code"]
    assert again != told["confirmation_code"]
    assert client.get("/hapus-data/unknown").status_code == 404
    assert client.post("/kanal/form/office/hapus-data", data=signed(wish)).status_code == 404
    office.close()


def test_meta_tells_that_our_access_was_taken_away_and_the_alarm_stays_until_a_trial_goes_well(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    pages = {"office": SECRET, "panti": SECRET, "elsewhere": "another"}
    story, _ = an_office(tmp_path, new_database(migrated), pages)
    office, client = story.office, make_app(story.office).test_client()

    def alarms() -> list[tuple[str, str, str]]:
        with office.sessions.reading() as db:
            told = troubles(db, office.channels, "Asia/Jakarta", story.clock.at)
        return [(str(one.kind), one.account, one.code) for one in told]

    told = {"user_id": "218471", "algorithm": "HMAC-SHA256", "issued_at": 1291836800}
    place = "/kanal/facebook/office/izin-dicabut"
    for body in (signed(told, "another"), signed({"user_id": []}), b"signed_request=x", b""):
        assert client.post(place, data=body).status_code == 401
    assert client.post("/kanal/form/office/izin-dicabut", data=signed(told)).status_code == 404
    assert alarms() == []
    for _ in range(2):  # Meta may tell it again
        assert client.post(place, data=signed(told)).status_code == 200
    lost = [("faulty", "office", "token-refused"), ("faulty", "panti", "token-refused")]
    assert alarms() == lost
    with office.sessions.reading() as db:
        trail = [(row.action, row.detail) for row in db.scalars(select(AuditRow))]
        due = {row.account for row in accounts.polled(db) if row.tried_at is None}
    assert trail[-1] == ("account.withdrawn", "facebook panti")
    assert due == {"office", "panti"}
    # A trial that goes well shows that it was not this account's consent.
    at = story.clock.at
    office.sessions.settled(lambda db: accounts.tried(db, ("facebook", "panti"), ("", None), at))
    assert alarms() == lost[:1]
    office.close()
