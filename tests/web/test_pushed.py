"""What platforms push is kept once, if it is signed; everything else leaves nothing behind."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from adapters.form.channel import make as make_form
from adapters.memory.channel import MemoryChannel
from adapters.memory.channel import make as make_memory
from adapters.settings import Account, ChannelSettings
from adapters.signing import sign
from adapters.webhook.channel import make as make_webhook
from config.wiring import open_office
from tests.adapters.shown import PUSHED, shows
from tests.story import MONDAY, HandClock, Story, settings_for
from web.app import make_app
from workflow.core.messages import BadSignature, Channel, WebhookCall
from workflow.store import audit, inbox
from workflow.store.tables import InboxRow

CHANNEL = PUSHED
SECRET = "rahasia-sekali"
PLACE = "/kanal/memory/office"


class Asked(MemoryChannel):
    """A platform that wants to see a word before it sends anything."""

    def challenge(self, call: WebhookCall) -> str:
        if call.query.get("token") != SECRET:
            raise BadSignature("wrong")
        return call.query["word"]


def account(**options: str) -> Account:
    return Account(id="office", unit="sekretariat", address="office", name="D", options=options)


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    clock = HandClock()
    settings = ChannelSettings(accounts=(account(secret=SECRET),), now=clock)
    channels: dict[str, Channel] = {
        "form": make_form(settings),
        "memory": Asked(settings),
        "webhook": make_webhook(settings),
    }
    office = open_office(settings_for(tmp_path), now=clock, channels=channels)
    yield Story(office, clock)
    office.close()


@pytest.fixture
def app(story: Story) -> Flask:
    return make_app(story.office)


def event(number: int = 1, text: str = "Air mati.") -> bytes:
    return json.dumps(
        {"id": f"e-{number}", "type": "message", "author": "sari.7", "text": text}
    ).encode()


def push(app: Flask, body: bytes, place: str = PLACE, secret: str = SECRET) -> TestResponse:
    headers = {"X-Signature": sign(secret, body, MONDAY)}
    return app.test_client().post(place, data=body, headers=headers)


def kept(story: Story) -> int:
    with story.office.sessions.reading() as db:
        return db.scalar(select(func.count()).select_from(InboxRow)) or 0


def refused(story: Story) -> int:
    with story.office.sessions.reading() as db:
        return audit.count(db, "push.refused", MONDAY.replace(year=2000))


def test_a_signed_push_is_kept_as_it_came_and_read_at_the_next_turn(
    app: Flask, story: Story
) -> None:
    answer = push(app, event())
    assert (answer.status_code, answer.json) == (200, {"accepted": True, "code": "accepted"})
    with story.office.sessions.reading() as db:
        [row] = db.scalars(select(InboxRow))
        assert (row.state, row.body, row.arrived_at) == ("new", event(), MONDAY)
    assert story.office.intake.turn(MONDAY) == {"opened": 1}


def test_what_is_not_understood_is_kept_all_the_same(app: Flask, story: Story) -> None:
    assert push(app, b"\x00\xff no words").status_code == 200
    assert story.office.intake.turn(MONDAY) == {"set_aside": 1}


@shows("T01")
def test_the_same_bytes_again_are_accepted_and_kept_once(app: Flask, story: Story) -> None:
    assert [push(app, event()).status_code for _ in range(3)] == [200, 200, 200]
    assert kept(story) == 1


@shows("T02")
def test_ten_deliveries_of_the_same_bytes_at_once_open_one_complaint(
    app: Flask, story: Story
) -> None:
    with ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(lambda _: push(app, event()).status_code, range(10)))
    assert answers == [200] * 10
    assert kept(story) == 1
    assert story.office.intake.turn(MONDAY) == {"opened": 1}


def test_an_old_id_with_new_words_is_told_and_not_kept(app: Flask, story: Story) -> None:
    one, other = (json.dumps({"id": "evt_1", "type": kind}).encode() for kind in ("a", "b"))
    place = "/kanal/webhook/office"
    assert [push(app, body, place).status_code for body in (one, other, one)] == [200, 409, 200]
    assert kept(story) == 1


@pytest.mark.parametrize("headers", [{}, {"X-Signature": "t=1,v1=" + "0" * 64}])
def test_a_push_that_nobody_signed_leaves_nothing_but_a_count(
    app: Flask, story: Story, headers: dict[str, str]
) -> None:
    answer = app.test_client().post(PLACE, data=event(), headers=headers)
    assert answer.status_code == 401
    assert (kept(story), refused(story)) == (0, 1)


def test_touched_bytes_are_refused(app: Flask, story: Story) -> None:
    headers = {"X-Signature": sign(SECRET, event(), MONDAY)}
    answer = app.test_client().post(PLACE, data=event() + b" ", headers=headers)
    assert (answer.status_code, kept(story)) == (401, 0)


@pytest.mark.parametrize(
    "place", ["/kanal/memory/nobody", "/kanal/pigeon/office", "/kanal/form/office"]
)
@shows("T33")
def test_where_nothing_is_pushed_there_is_nothing(app: Flask, story: Story, place: str) -> None:
    assert push(app, event(), place).status_code == 404
    assert app.test_client().get(place).status_code == 404
    assert (kept(story), refused(story)) == (0, 2)


def test_a_body_beyond_the_limit_is_not_read(app: Flask, story: Story) -> None:
    assert push(app, b"x" * 3_000_000).status_code == 200
    assert push(app, b"x" * 3_000_001).status_code == 413
    assert kept(story) == 1


def test_wrong_pushes_are_slowed_down_and_right_ones_beside_them_are_not(
    app: Flask, story: Story
) -> None:
    answers = [push(app, event(), secret="salah-salah").status_code for _ in range(302)]
    assert answers == [401] * 300 + [429] * 2
    assert refused(story) == 300
    assert push(app, event()).status_code == 200


@shows("T04")
def test_a_challenge_is_answered_in_plain_words_or_refused(app: Flask) -> None:
    browser = app.test_client()
    right = browser.get(PLACE, query_string={"token": SECRET, "word": "1158201444"})
    assert (right.status_code, right.text, right.mimetype) == (200, "1158201444", "text/plain")
    assert browser.get(PLACE, query_string={"token": "x", "word": "1"}).status_code == 403


@shows("T46")
def test_while_the_database_is_away_the_platform_is_asked_to_come_again(
    app: Flask, story: Story
) -> None:
    with story.office.sessions.transaction() as db:
        db.connection().exec_driver_sql("alter table inbox rename to away")
    answer = push(app, event())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    with story.office.sessions.transaction() as db:
        db.connection().exec_driver_sql("alter table away rename to inbox")
    assert push(app, event()).status_code == 200
    with story.office.sessions.reading() as db:
        assert inbox.counts(db) == {"new": 1}


def test_what_two_accounts_are_pushed_is_kept_apart(tmp_path: Path) -> None:
    clock = HandClock()
    accounts = (account(secret=SECRET), replace(account(secret="lain-lagi-ya"), id="jember"))
    memory = make_memory(ChannelSettings(accounts=accounts, now=clock))
    office = open_office(settings_for(tmp_path), now=clock, channels={"memory": memory})
    app = make_app(office)
    assert push(app, event(), "/kanal/memory/jember").status_code == 401
    assert push(app, event(), "/kanal/memory/jember", "lain-lagi-ya").status_code == 200
    assert push(app, event()).status_code == 200
    assert kept(Story(office, clock)) == 2
    office.close()


@shows("T47")
def test_thirty_accounts_are_answered_at_once_and_nothing_of_theirs_is_lost(tmp_path: Path) -> None:
    """A sample of the load; `tuntas bench webhooks` is where all of it is measured."""
    clock = HandClock()
    accounts = tuple(replace(account(secret=SECRET), id=f"unit-{one}") for one in range(30))
    memory = make_memory(ChannelSettings(accounts=accounts, now=clock))
    office = open_office(settings_for(tmp_path), now=clock, channels={"memory": memory})
    app, story = make_app(office), Story(office, clock)

    def timed(number: int) -> float:
        place, began = f"/kanal/memory/unit-{number % 30}", perf_counter()
        assert push(app, event(number, f"Air mati {number}."), place).status_code == 200
        return perf_counter() - began

    with ThreadPoolExecutor(4) as threads:
        times = sorted(threads.map(timed, range(90)))
    assert times[round(0.95 * len(times))] < 0.25
    assert kept(story) == 90
    office.close()
