"""Clocks in each of their tones, as an officer sees them: on the worklist, and on each page.

It is Friday 20 November 2026, 15.00 in Surabaya; the office closes at 16.30.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page

from tests.browser.demo_office import Served, served
from tests.browser.looking import Look, speaks
from tests.story import HEAD, Story, tell
from tests.web.conftest import CHEAP, shell_of
from web.app import make_app
from web.demo.office import PASSWORD
from workflow.core import commands as c
from workflow.core.roles import CHANNEL, Role
from workflow.staff import By, NewStaff

# Assigned on, tone, and what the clock of the first answer (5 working days) says. Day 0 is
# the day of the assignment; three quarters of the time of Monday's are over on Friday, 14.37.
TONES = {
    "calm": (17, "on_time", "2 hari kerja lagi", "2 working days left"),
    "soon": (16, "due_soon", "1 hari kerja lagi", "1 working day left"),
    "today": (13, "due_soon", "hari ini sampai 16.30", "today until 16:30"),
    "late": (10, "late", "terlambat 2 hari kerja", "2 working days late"),
    "paused": (19, "paused", "dijeda", "paused"),
}
LANGUAGES = {"id": 2, "en": 3}
"""Where in a row its words stand."""

FIRST = {"id": "Tanggapan pertama", "en": "First answer"}
WHOLE = {"id": "Penyelesaian", "en": "Resolution"}
"""The clock that a page is looked at for: of the first answer; after it, of the whole."""


def assigned(story: Story, day: int) -> str:
    """A complaint that a unit has had since nine o'clock of a day; gives its reference."""
    story.clock.at = datetime(2026, 11, day, 2, 0, tzinfo=UTC)
    story.files(f"Kursi roda yang dijanjikan tanggal {day} belum datang")
    story.assign()
    return story.facts.reference


def answered(story: Story) -> None:
    """The unit answers, and the answer arrives: what is left waits for the complainant."""
    story.act("respond", HEAD, answer="Kursi roda sudah dikirim.", evidence="Tanda terima")
    id, number = story.complaint, story.facts.messages
    arrived = c.RecordDelivery(complaint=id, message=number, outcome="delivered", at=story.clock.at)
    story.does(arrived, CHANNEL)


@dataclass(frozen=True)
class Toned:
    """An office that is served, and its complaints by what their clocks say."""

    at: Served
    references: dict[str, str]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Toned]:
    """One complaint of each tone, on a Friday afternoon."""
    story = tell(tmp_path)
    references = {name: assigned(story, day) for name, (day, *_) in TONES.items()}
    answered(story)
    hire(make_app(story.office, passwords=CHEAP), story.clock.at)
    story.office.close()
    with served(story.office.settings) as at:
        yield Toned(at, references)


def hire(app: Flask, at: datetime) -> None:
    """Somebody who sees them all."""
    clerk = NewStaff(
        login="petugas", name="Petugas", role=Role.INTAKE_OFFICER, unit="", language="id"
    )
    shell_of(app).accounts.add(clerk, PASSWORD, By("console", at))


def badge(place: Locator) -> tuple[str, str]:
    """Tone and words of a clock that is shown."""
    found = place.locator(".badge-plain").first
    names = (found.get_attribute("class") or "").split()
    tone = next(name for name in names if name.startswith("tone-")).removeprefix("tone-")
    assert found.locator("svg").count() == 1  # never by colour alone
    return tone, " ".join(found.inner_text().split())


def test_every_tone_says_in_words_how_much_time_is_left(
    office: Toned, page: Page, look: Look
) -> None:
    office.at.sign_in(page, "petugas")
    worklist = f"{office.at.address}/aduan?view=open"
    at = {name: f"{office.at.address}/aduan/{one}" for name, one in office.references.items()}
    for language, place in LANGUAGES.items():
        speaks(page, office.at.address, language)
        page.goto(worklist)
        for name, reference in office.references.items():
            row = page.locator(".work-row", has_text=reference)
            assert badge(row.locator(".r-clock")) == (TONES[name][1], TONES[name][place])
        for name, address in at.items():
            page.goto(address)
            clock = (WHOLE if name == "paused" else FIRST)[language]
            line = page.locator(".clock-line", has_text=clock)
            assert badge(line) == (TONES[name][1], TONES[name][place])
    look(page, "tones-worklist", worklist)
    for name, address in at.items():
        look(page, f"tones-{name}", address)
