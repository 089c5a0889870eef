"""Files wait for the virus scanner of the office, on their way in and on their way out."""

import re
import socket
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from config.wiring import open_office
from tests.clamd import read_stream, scanner
from tests.story import HandClock, Story, fakes, settings_for
from tests.web.conftest import CHEAP
from tests.web.desk_story import JEMBER, DeskOffice, words
from tests.web.file_story import PDF, came, rows, sent, token
from web.app import make_app
from workflow.core.roles import Role


def behave(line: socket.socket) -> None:
    """A scanner that knows one virus."""
    bad = b"virus" in read_stream(line)
    line.sendall(b"stream: Jahat FOUND\0" if bad else b"stream: OK\0")


@pytest.fixture
def scanned(tmp_path: Path) -> Iterator[DeskOffice]:
    """An office whose scanner is there from the second turn on."""
    clock, address = HandClock(), str(tmp_path / "clamd.sock")
    settings = settings_for(tmp_path).model_copy(update={"clamav": address})
    house = open_office(settings, now=clock, channels=fakes(clock))
    yield DeskOffice(Story(house, clock), make_app(house, passwords=CHEAP))
    house.close()


def test_files_wait_for_the_scanner_and_its_absence_unlocks_none(
    scanned: DeskOffice, tmp_path: Path
) -> None:
    ani = scanned.desk("ani", Role.INTAKE_OFFICER)
    dewi = scanned.desk("dewi", Role.SUPERVISOR)
    reference = came(
        scanned, ("biasa.txt", "text/plain", b"biasa"), ("jahat.txt", "text/plain", b"virus")
    )
    good, bad = (row.token for row in rows(scanned, reference))
    assert scanned.story.tick()["scan"] == {"failed": 1}
    assert "ScannerDown" in words(ani.opens("/kesehatan"))
    assert "biasa.txt It is being looked at for viruses." in words(ani.opens(f"/aduan/{reference}"))
    assert ani.client.get(f"/berkas/{good}").status_code == 409
    dewi.opens(f"/berkas/{good}/buka-kunci", status=404)
    with scanner(behave, tmp_path / "clamd.sock"):
        counts = scanned.installation.runners.tick(scanned.story.clock.at)
    assert counts["scan"] == {"clean": 1, "infected": 1, "unscannable": 0}
    assert ani.client.get(f"/berkas/{good}").data == b"biasa"
    assert ani.client.get(f"/berkas/{bad}").status_code == 409
    assert "jahat.txt There is a virus in it: Jahat." in words(ani.opens(f"/aduan/{reference}"))
    dewi.opens(f"/berkas/{bad}/buka-kunci", status=404)


def test_an_unlocked_file_is_looked_at_before_anybody_gets_it(
    scanned: DeskOffice, tmp_path: Path
) -> None:
    dewi = scanned.desk("dewi", Role.SUPERVISOR)
    reference = came(scanned, ("jahat.exe", "application/x-msdownload", b"MZ virus"))
    link = token(scanned, reference)
    dewi.opens(f"/berkas/{link}/buka-kunci")
    dewi.sends(f"/berkas/{link}/buka-kunci", seen="type_not_allowed", reason="evidence")
    assert dewi.client.get(f"/berkas/{link}").status_code == 409
    with scanner(behave, tmp_path / "clamd.sock"):
        scanned.installation.runners.tick(scanned.story.clock.at)
    assert "There is a virus in it: Jahat." in words(dewi.opens(f"/aduan/{reference}"))
    dewi.opens(f"/berkas/{link}/buka-kunci", status=404)


def test_an_officers_file_waits_for_the_scanner_too(scanned: DeskOffice, tmp_path: Path) -> None:
    harun = scanned.desk("harun", Role.UNIT_HEAD, JEMBER)
    page = sent(scanned, harun, "surat.pdf", PDF, 422)
    assert "It is being looked at for viruses. Try again in a moment." in words(page)
    [link] = re.findall(r'name="file" value="(\w+)"', page)
    with scanner(behave, tmp_path / "clamd.sock"):
        scanned.installation.runners.tick(scanned.story.clock.at)
    [address] = re.findall(r'data-keep="(/aduan/[^/]+)/', page)
    check = harun.sends(f"{unescape(address)}/balas", 200, text="See.", file=link).text
    assert "surat.pdf" in words(check)
