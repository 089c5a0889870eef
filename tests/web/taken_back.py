"""An office where somebody deletes what they have written: with a legal hold, or without."""

from pathlib import Path

from config.wiring import open_office, with_home
from tests.story import HandClock, Story, fakes, settings_for
from tests.web.conftest import CHEAP
from tests.web.desk_story import DeskOffice
from web.app import make_app

FIRST, LATER = "Petugas meminta uang kepada saya.", "Petugas X meminta uang."


def an_office(home: Path, url: str = "", **settings: object) -> DeskOffice:
    """A new office in a folder, with settings of its own."""
    clock = HandClock()
    own = with_home(settings_for(home, url), **settings)
    office = open_office(own, now=clock, channels=fakes(clock))
    return DeskOffice(Story(office, clock), make_app(office, passwords=CHEAP))


def deletes(office: DeskOffice, id: str) -> str:
    """Somebody comments, edits it and deletes it; gives the complaint's reference."""
    reference = office.hears(FIRST, "sari.7", id=id, public=True, conversation=f"c:{id}")
    for number, kind in enumerate(("edit", "delete")):
        event = {"type": kind, "author": "sari.7", "target": id, "id": f"{id}{number}"}
        office.story.memory.platform.happens({**event, "text": LATER})
        for raw in office.story.memory.platform.hand_over():
            office.installation.intake.take(raw, office.story.clock.at)
    return reference
