"""What people delete is sealed where the office must keep it, and opened with a reason alone."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.web.desk_story import DeskOffice, trail, words
from tests.web.taken_back import FIRST, LATER, an_office, deletes
from workflow.core.commands import Classify
from workflow.core.roles import Role
from workflow.erasing import ERASED
from workflow.store.platform_tables import WithheldRow
from workflow.withholding import OPENED

ACCUSED = "rsbn-malang"


@pytest.fixture
def url(new_database: NewDatabase) -> str:
    return new_database(migrated)


def sealed(office: DeskOffice) -> list[bytes]:
    with office.installation.sessions.reading() as db:
        return list(db.scalars(select(WithheldRow.sealed).order_by(WithheldRow.id)))


def test_deleted_words_are_sealed_opened_with_a_reason_and_let_go_in_time(
    tmp_path: Path, url: str
) -> None:
    office = an_office(tmp_path, url, keep_deleted="legal_hold", keep_deleted_days=90)
    reference = deletes(office, "m-1")
    office.does(Classify(complaint=office.id(reference), reported_unit=ACCUSED))
    [kept] = sealed(office)
    assert b"uang" not in kept
    boss = office.desk("boss", Role.SUPERVISOR)
    address = f"/aduan/{reference}/pesan/1/dihapus"
    assert f'href="{address}"' in boss.opens(f"/aduan/{reference}")
    assert LATER not in boss.opens(address)
    assert boss.client.get(f"/aduan/{reference}/pesan/2/dihapus").status_code == 404
    boss.sends(address, 422)
    assert trail(office, OPENED) == []
    shown = boss.sends(address, 200, reason="protect_person")
    assert FIRST in words(shown.text)
    assert LATER in words(shown.text)
    assert "no-store" in shown.headers["Cache-Control"]
    assert [(one.actor, one.detail) for one in trail(office, OPENED)] == [
        (boss.actor.name, "1 protect_person")
    ]
    for login, role, unit, status in (
        ("intake", Role.INTAKE_OFFICER, "", 403),
        ("accused", Role.SUPERVISOR, ACCUSED, 404),
    ):
        assert office.desk(login, role, unit).client.get(address).status_code == status
    office.waits(days=90)
    office.story.tick()
    assert sealed(office) == []
    boss.returns()
    boss.sends(address, 404, reason="protect_person")
    office.installation.close()


def test_whoever_is_forgotten_is_forgotten_here_too_and_by_default_nothing_is_kept(
    tmp_path: Path, url: str
) -> None:
    office = an_office(tmp_path, url, keep_deleted="legal_hold")
    deletes(office, "m-2")
    office.installation.erasing.asked(("memory", "office"), "sari.7", office.story.clock.at)
    assert len(trail(office, ERASED)) == 1
    assert sealed(office) == []
    usual = an_office(tmp_path, url)
    usual.story.clock.at += timedelta(hours=1)
    reference = deletes(usual, "m-3")
    assert sealed(usual) == []
    boss = usual.desk("boss", Role.SUPERVISOR)
    assert "dihapus" not in boss.opens(f"/aduan/{reference}")
    for one in (office, usual):
        one.installation.close()
