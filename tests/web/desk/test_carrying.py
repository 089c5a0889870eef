"""A message is moved to another complaint from the desk, with a reason, and stands there."""

from pathlib import Path

from tests.web.desk_story import area, open_desk_office, words
from workflow.core.roles import Role

SAID = "Dan bansos saya belum cair."


def test_an_officer_moves_a_message_and_the_complainant_sees_it_where_it_belongs(
    tmp_path: Path,
) -> None:
    office = open_desk_office(tmp_path)
    pension = office.hears("Bansos sudah tiga bulan tidak ada.", conversation="dm:1")
    ramp = office.hears("Jalur kursi roda rusak.", conversation="dm:2")
    assert office.hears(SAID, conversation="dm:2") == ramp
    officer = office.desk("petugas", Role.INTAKE_OFFICER)
    number = office.facts(ramp).messages
    address = f"/aduan/{ramp}/pesan/{number}/pindah"
    assert f'href="{address}"' in officer.opens(f"/aduan/{ramp}")
    assert SAID in words(officer.opens(address))
    seen = office.facts(ramp).seq
    told = officer.sends(address, 422, other="C-0000-0000", reason="Tentang bansos.", seen=seen)
    assert "There is no such other complaint." in words(told.text)
    assert area(told.text, "reason") == "Tentang bansos."
    officer.sends(address, 409, other=pension, reason="Tentang bansos.", seen=1)
    officer.sends(address, 422, other=pension, reason="", seen=seen)
    page = officer.follows(officer.sends(address, other=pension, reason="Ya.", seen=seen))
    assert f"The message was moved to {pension}." in words(page)
    assert f"A message was moved to {pension}." in words(page)
    assert "Moved to another complaint" in words(page)
    assert SAID not in words(page)
    there = words(officer.opens(f"/aduan/{pension}"))
    assert SAID in there
    assert f"A message was moved here from {ramp}." in there
    found = words(officer.opens("/aduan?view=open&q=belum+cair"))
    assert pension in found
    assert ramp not in found
    unit = office.desk("kepala", Role.UNIT_HEAD, "pstw-jember")
    assert unit.client.get(address).status_code == 403
    office.installation.close()
