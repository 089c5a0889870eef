"""How the machine does: for people who keep it running, and for machines that watch it."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import Visitor, hire
from workflow.core.roles import MAY, May, Role

BANNER = 'class="watchdog"'


def test_machines_are_told_whether_everything_turns_and_nothing_else(
    app: Flask, story: Story
) -> None:
    client = app.test_client()
    answer = client.get("/health")
    assert (answer.status_code, answer.json) == (200, {"status": "ok", "silent": []})
    story.clock.at += timedelta(minutes=2)
    answer = client.get("/health")
    assert answer.status_code == 503
    found = json.loads(answer.text)
    assert found["status"] == "silent"
    assert "alarms" in found["silent"]
    assert "housekeeping" not in found["silent"]


def test_a_runner_is_missed_after_two_of_its_turns(app: Flask, story: Story) -> None:
    client = app.test_client()
    story.clock.at += timedelta(minutes=20)
    for runner in story.office.runners.all:
        if runner.name != "housekeeping":
            story.office.runners.run(runner, story.clock.at)
    assert client.get("/health").status_code == 200
    story.clock.at += timedelta(seconds=1)
    assert client.get("/health").json == {"status": "silent", "silent": ["housekeeping"]}


def test_everybody_at_a_desk_sees_that_something_stands_still(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "budi", Role.UNIT_STAFF, "pstw-jember")
    visitor.signs_in("budi")
    assert BANNER not in visitor.opens("/akun/sandi")
    story.clock.at += timedelta(minutes=2)
    page = visitor.opens("/akun/sandi")
    assert BANNER in page
    assert "Ringing alarms" in page
    assert BANNER not in Visitor(app).opens("/")


@pytest.mark.parametrize("role", list(Role))
def test_the_page_is_for_those_who_may_see_it(app: Flask, visitor: Visitor, role: Role) -> None:
    hire(app, "sari", role, "pstw-jember")
    visitor.signs_in("sari")
    allowed = May.SEE_HEALTH in MAY[role]
    assert visitor.client.get("/kesehatan").status_code == (200 if allowed else 403)
    assert ('href="/kesehatan"' in visitor.opens("/akun/sandi")) is allowed


def test_it_counts_what_waits_and_tells_what_failed(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    story.files("Pegangan tangga rusak.")
    hire(app, "sari", Role.SUPERVISOR)
    visitor.signs_in("sari")
    page = visitor.opens("/kesehatan")
    assert "SQLite" in page
    assert "Pegangan" not in page
    rows = page.split("Messages that go out")[1]
    assert '<td class="text-end">1</td>' in rows.split("being sent")[0]
