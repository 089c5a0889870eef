"""What somebody should look at before complainants notice."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.settings import Account, ChannelSettings
from adapters.whatsapp.channel import make as make_whatsapp
from config.wiring import open_office
from tests.adapters.shown import shows
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.sources import Told, an_office, polls
from tests.story import MONDAY, Story, fakes
from workflow.channels import Channels
from workflow.core.messages import Channel, RawMessage
from workflow.store import account_notices
from workflow.troubles import Kind, troubles

ZONE = "Asia/Jakarta"
PLATFORMS = ("facebook", "instagram", "mastodon", "telegram", "whatsapp")


@pytest.fixture
def told(tmp_path: Path, new_database: NewDatabase) -> Iterator[Told]:
    """An office whose platform has three accounts."""
    with an_office(tmp_path, new_database(migrated)) as told:
        yield told


def alarms(story: Story) -> list[tuple[str, str]]:
    office = story.office
    with office.sessions.reading() as db:
        found = troubles(db, office.channels, ZONE, story.clock.at)
    return [(str(trouble.kind), trouble.account) for trouble in found]


def test_an_account_that_is_down_for_half_an_hour_is_told(told: Told) -> None:
    story, source = told
    source.faults["two"].down = "unreachable"
    polls(story)
    polls(story, 30 * 60)
    assert alarms(story) == []
    polls(story, 1)
    assert alarms(story) == [(Kind.DOWN, "two")]


def test_a_message_that_nobody_reads_is_told(told: Told) -> None:
    story, source = told
    source.says("Lampu padam")
    polls(story)
    story.clock.at += timedelta(minutes=15)
    assert alarms(story) == []
    story.clock.at += timedelta(seconds=1)
    assert alarms(story) == [(Kind.UNREAD, "one")]
    story.tick()
    assert alarms(story) == []


@shows("T50", channels=PLATFORMS)
def test_a_token_is_told_a_week_before_it_ends(told: Told) -> None:
    story, source = told
    source.faults["three"].expires_at = MONDAY + timedelta(days=8)
    story.tick()
    assert alarms(story) == []
    story.clock.at += timedelta(days=1, seconds=1)
    assert alarms(story) == [(Kind.ENDING, "three")]
    source.faults["three"].expires_at = MONDAY + timedelta(days=90)
    story.tick()
    assert alarms(story) == []


def test_a_template_that_is_paused_is_told_until_it_is_well_again_or_somebody_saw_it(
    story: Story,
) -> None:
    def tells(event: str, hours: int) -> None:
        change = {"event": event, "message_template_name": "tindak_lanjut",
                  "message_template_language": "id", "message_template_id": 5941}  # fmt: skip
        at = int((MONDAY + timedelta(hours=hours)).timestamp())
        changes = [{"field": "message_template_status_update", "value": change}]
        entry = {"id": "1022", "time": at, "changes": changes}
        body = {"object": "whatsapp_business_account", "entry": [entry]}
        raw = RawMessage("whatsapp", "one", f"t-{event}-{hours}", json.dumps(body).encode())
        assert story.office.intake.take(raw, story.clock.at).fate == "ignored"

    number = Account(id="one", unit="sekretariat", address="+62811", name="Dinas",
                     options={"number": "110110", "token": "t", "secret": "s"})  # fmt: skip
    settings = ChannelSettings(accounts=(number,), now=story.clock)
    channels: dict[str, Channel] = {**fakes(story.clock), "whatsapp": make_whatsapp(settings)}
    office = open_office(story.office.settings, now=story.clock, channels=channels)
    story = Story(office, story.clock)
    story.clock.at += timedelta(hours=9)
    tells("PAUSED", 2)
    tells("FLAGGED", 1)  # told late
    assert alarms(story) == [(Kind.NOTICE, "one")]
    tells("APPROVED", 3)
    assert alarms(story) == []
    tells("REJECTED", 4)
    assert alarms(story) == [(Kind.NOTICE, "one")]
    about = "tindak_lanjut (id)"
    story.office.sessions.settled(
        lambda db: account_notices.put_aside(db, ("whatsapp", "one"), about)
    )
    assert alarms(story) == []
    tells("PENDING", 5)
    assert alarms(story) == []
    office.close()


@shows("T50", channels=PLATFORMS)
def test_a_trial_that_fails_is_told_until_it_goes_well_again(told: Told) -> None:
    story, source = told
    source.faults["two"].tried = "push-failed"
    story.tick()
    assert alarms(story) == [(Kind.FAULTY, "two")]
    source.faults["two"].tried = ""
    story.clock.at += timedelta(minutes=59)
    story.tick()
    assert alarms(story) == [(Kind.FAULTY, "two")]
    story.clock.at += timedelta(minutes=1)
    story.tick()
    assert alarms(story) == []


@shows("T50", channels=PLATFORMS)
def test_an_account_that_was_busy_and_brings_nothing_for_a_week_is_told(told: Told) -> None:
    story, source = told
    for day in range(12):
        story.clock.at += timedelta(days=1)
        source.says(f"Laporan {day}", "one")
        if day > 8:
            source.says(f"Laporan {day}", "two")
        story.tick()
    story.clock.at += timedelta(days=6)
    story.tick()
    assert alarms(story) == []
    story.clock.at += timedelta(days=1)
    story.tick()
    # The second one never was busy: that it is still says nothing.
    assert alarms(story) == [(Kind.SILENT, "one")]
    source.says("Halo", "one")
    story.tick()
    assert alarms(story) == []


def test_what_was_switched_off_is_no_trouble(told: Told) -> None:
    story, source = told
    source.faults["two"].down = "unreachable"
    polls(story)
    polls(story, 3600)
    left: dict[str, Channel] = fakes(story.clock)
    with story.office.sessions.reading() as db:
        assert troubles(db, Channels(left), ZONE, story.clock.at) == []


def test_nobody_is_named_in_the_log(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    story, source = told
    source.says("Sumiyati Wiratmoko")
    source.faults["two"].down = "unreachable"
    story.tick()
    assert not any("Sumiyati" in f"{record.__dict__}" for record in caplog.records)
