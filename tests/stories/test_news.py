"""Another system hears where its complaints stand: called, or coming for it by itself."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from adapters.form.channel import make as make_form
from adapters.settings import Account, ChannelSettings
from adapters.signing import HEADER, sign
from adapters.webhook.channel import make as make_webhook
from config.wiring import open_office
from tests.adapters.fakes.faults import Fault
from tests.adapters.fakes.peer import Peer
from tests.adapters.fakes.site import serving
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.commenting import complaints
from tests.story import MONDAY, NAMES, HandClock, Story, settings_for
from web.app import make_app
from web.delivery_words import told
from workflow.core import commands as c
from workflow.core.messages import Channel
from workflow.store import messages, news

SECRET = "rahasia-aplikasi"
PORTAL = "webhook", "portal"
HOTLINE = "webhook", "hotline"


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with serving(Peer(SECRET, MONDAY)) as site:
        yield site


@pytest.fixture
def story(tmp_path: Path, new_database: NewDatabase, peer: Peer) -> Iterator[Story]:
    """An office with a portal that can be called, and a hotline behind a wall."""
    peer.empty()
    clock = HandClock()
    portal = Account(id="portal", unit="sekretariat", address="kantor", name="Portal",
                     options={"secret": SECRET, "url": f"{peer.address}/masuk"})  # fmt: skip
    hotline = Account(id="hotline", unit="sekretariat", address="kantor", name="Hotline",
                      options={"secret": SECRET, "fetched": "yes"})  # fmt: skip
    # Signatures grow old by the hand clock of the peer, which stands still.
    settings = ChannelSettings(accounts=(portal, hotline), now=lambda: MONDAY)
    channels: dict[str, Channel] = {
        "form": make_form(settings),
        "webhook": make_webhook(settings),
    }
    url = new_database(migrated)
    office = open_office(settings_for(tmp_path, url), now=clock, channels=channels)
    told = Story(office, clock)
    yield told
    told.check_books()
    office.close()


def event(number: int, **more: object) -> bytes:
    document = {
        "id": f"evt-{number}",
        "type": "message.created",
        "conversation": {"external_id": f"LAPOR-{number}"},
        "sender": {"external_id": "pelapor-88", "display_name": NAMES[0], "verified": True},
        "message": {"external_id": f"m-{number}", "text": "Bansos saya belum cair."},
        **more,
    }
    return json.dumps(document).encode()


def hands_in(story: Story, account: str, number: int) -> TestResponse:
    """The other system posts an event, and intake takes its turn."""
    headers = {HEADER: sign(SECRET, event(number), MONDAY)}
    pages = make_app(story.office).test_client()
    answer = pages.post(f"/hooks/v1/{account}", data=event(number), headers=headers)
    story.tick()
    story.complaint = next(row.id for row in reversed(complaints(story)) if row.account == account)
    return answer


def fetches(story: Story, query: str = "", secret: str = SECRET) -> TestResponse:
    """The hotline comes for what we say."""
    address = f"/hooks/v1/hotline/events{query}"
    headers = {HEADER: sign(secret, address.encode(), MONDAY)}
    return make_app(story.office).test_client().get(address, headers=headers)


def fetched(story: Story, query: str = "") -> dict[str, Any]:
    """What it gets."""
    answer = fetches(story, query)
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.data)
    return found


def stands(peer: Peer) -> list[str]:
    """The states that the peer was told, in the order in which it took them."""
    found = [one.document for one in peer.taken if one.document["type"] == "status.changed"]
    return [one["status"]["value"] for one in found]


def test_a_portal_is_told_each_state_once_in_order_and_nothing_of_any_person(
    story: Story, peer: Peer
) -> None:
    answers = [hands_in(story, "portal", 1).status_code for _ in range(2)]
    assert answers == [202, 200]
    peer.faults.append(Fault.AWAY)
    story.assign()
    story.tick()
    story.respond("Bansos dikirim hari Kamis.")
    assert stands(peer) == ["received"], "the later state waits for the earlier one"
    story.clock.at += timedelta(minutes=2)
    story.tick()
    story.tick()
    assert stands(peer) == ["received", "assigned", "responded"]
    told = [one for one in peer.taken if one.document["type"] == "status.changed"]
    assert len({one.call.headers["idempotency-key"] for one in told}) == len(told)
    assert told[0].document["conversation"] == {"external_id": "LAPOR-1"}
    assert told[0].document["status"]["of"] == ["m-1"]
    said = b" ".join(one.call.body for one in told)
    assert not any(name.encode() in said for name in (*NAMES, "pelapor-88", "Bansos", "Kamis"))


def test_what_the_portal_does_not_take_is_told_again_once_somebody_asks(
    story: Story, peer: Peer
) -> None:
    peer.faults.append(Fault.REFUSED)  # the receipt has a delay of none and goes first
    peer.faults.append(Fault.REFUSED)
    hands_in(story, "portal", 2)
    assert stands(peer) == []
    again = story.office.sessions.settled(lambda db: news.again(db, PORTAL, story.clock.at))
    story.tick()
    assert (again, stands(peer)) == (1, ["received"])


def test_a_system_behind_a_wall_comes_for_all_of_it_and_loses_nothing(
    story: Story, peer: Peer
) -> None:
    hands_in(story, "hotline", 3)
    story.does(c.Reply(complaint=story.complaint, text="Kami periksa dulu."))
    story.tick()
    assert peer.taken == []
    assert fetches(story, secret="salah").status_code == 401
    first = fetched(story, "?limit=2")
    lost = fetched(story, "?limit=2")  # the answer did not arrive: the same once more
    assert first == lost
    assert [one["type"] for one in first["events"]] == ["reply.created", "reply.created"]
    assert "Kami periksa dulu." in first["events"][1]["message"]["text"]
    assert {row.state for row in story.conversation if row.direction == "out"} == {"queued"}
    with story.office.sessions.reading() as db:
        going = messages.correspondence(db, story.complaint)[-1][1]
    assert going is not None
    assert told(going, "queued").endswith("fetched it and not confirmed it yet.")
    rest = fetched(story, f"?after={first['next']}")
    assert [one["type"] for one in rest["events"]] == ["status.changed"]
    assert {row.state for row in story.conversation if row.direction == "out"} == {"sent"}
    # What comes meanwhile is not taken for confirmed, though the mark is far beyond it.
    story.assign()
    end = fetched(story, "?after=999999-999999")
    assert [one["status"]["value"] for one in end["events"]] == ["assigned"]
    assert fetched(story, f"?after={end['next']}")["events"] == []
    headers = {HEADER: sign(SECRET, b"/hooks/v1/hotline/events", MONDAY)}
    pages = make_app(story.office).test_client()
    other = pages.get("/hooks/v1/hotline/events?after=9-9", headers=headers)
    assert other.status_code == 401, "a signature is good for the address that was signed"
    assert pages.get("/hooks/v1/hotline/events?after=%FF", headers=headers).status_code == 401
    garbage = {"QUERY_STRING": "after=\xff"}
    assert pages.get("/hooks/v1/hotline/events", environ_overrides=garbage).status_code == 401
    assert pages.get("/hooks/v1/nobody/events").status_code == 404
