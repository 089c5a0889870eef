"""Triage on one page, and acts on the clocks of a complaint."""

import re
from typing import Any

from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from workflow.core.commands import Classify
from workflow.core.roles import Role

PICKED: dict[str, Any] = {"klass": "complaint", "category": "fasilitas_panti", "priority": "normal",
          "reported_unit": "", "unit": JEMBER, "lowered_because": ""}  # fmt: skip


def test_triage_classifies_and_assigns_in_one_go(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    ani.opens(f"/aduan/{reference}/telaah")
    ani.sends(f"/aduan/{reference}/telaah", safety="none", **PICKED)
    facts = office.facts(reference)
    assert (facts.state, facts.unit, facts.category) == ("assigned", JEMBER, "fasilitas_panti")


def test_triage_asks_for_danger_first(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    form = ani.opens(f"/aduan/{reference}/telaah")
    assert form.index('name="safety"') < form.index('name="klass"')
    assert 'name="safety" value="none" checked' not in form
    page = ani.sends(f"/aduan/{reference}/telaah", 422, **PICKED).text
    assert "Say first whether somebody is in danger." in words(page)
    assert f'<option value="{JEMBER}" selected>' in page


def test_when_assigning_is_refused_nothing_was_classified(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("They take money at the door")
    ani.opens(f"/aduan/{reference}/telaah")
    picked: dict[str, Any] = {**PICKED, "reported_unit": JEMBER}
    page = ani.sends(f"/aduan/{reference}/telaah", 422, safety="none", **picked).text
    assert "The complaint is about" in words(page)
    facts = office.facts(reference)
    assert (facts.state, facts.klass, facts.safety) == ("received", "", "")


def test_the_accused_unit_is_not_offered_as_owner(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", reported_unit=JEMBER))
    page = ani.opens(f"/aduan/{reference}/telaah")
    select = re.search(r'<select[^>]* name="unit".*?</select>', page, re.DOTALL)
    assert select
    assert f'value="{JEMBER}"' not in select[0]
    assert 'value="pstw-magetan"' in select[0]


def test_the_next_new_complaint_opens_after_the_last(office: DeskOffice, ani: Desk) -> None:
    first, second = office.hears("Water is out", "adi"), office.hears("Lamps", "budi")
    ani.opens(f"/aduan/{first}/telaah")
    answer = ani.sends(f"/aduan/{first}/telaah", safety="none", then="next", **PICKED)
    assert answer.location == f"/aduan/{second}/telaah"


def test_two_at_triage_at_once_do_not_overwrite_each_other(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    budi = office.desk("budi", Role.INTAKE_OFFICER)
    ani.opens(f"/aduan/{reference}/telaah")
    budi.opens(f"/aduan/{reference}/telaah")
    budi.sends(f"/aduan/{reference}/telaah", safety="none", **PICKED)
    picked: dict[str, Any] = {**PICKED, "category": "layanan_petugas", "unit": "pstw-magetan"}
    page = ani.sends(f"/aduan/{reference}/telaah", 409, safety="none", **picked).text
    assert "Assigned to PSTW Jember." in words(page)
    assert '<option value="pstw-magetan" selected>' in page
    assert office.facts(reference).unit == JEMBER


def test_only_a_supervisor_lowers_confidentiality_and_says_why(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("They take money at the door")
    office.does(Classify(complaint=office.id(reference), safety="none", category="pungli"))
    assert office.facts(reference).confidential
    picked: dict[str, Any] = {**PICKED, "category": "pungli", "oversight": "on", "unit": ""}
    ani.opens(f"/aduan/{reference}/telaah")
    page = ani.sends(f"/aduan/{reference}/telaah", 422, safety="none", **picked).text
    assert "Only a supervisor lowers confidentiality." in words(page)
    bima = office.desk("bima", Role.SUPERVISOR)
    bima.opens(f"/aduan/{reference}/telaah")
    page = bima.sends(f"/aduan/{reference}/telaah", 422, safety="none", **picked).text
    assert "Say why it need not be confidential any longer." in words(page)
    assert office.facts(reference).confidential
    picked["lowered_because"] = "wrongly_marked"
    bima.sends(f"/aduan/{reference}/telaah", safety="none", **picked)
    assert not office.facts(reference).confidential
    assert [entry.detail for entry in trail(office, "complaint.lowered")] == ["wrongly_marked"]


def test_a_supervisor_gives_a_clock_more_time_and_the_complainant_hears_why(
    office: DeskOffice, ani: Desk
) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    ani.opens(f"/aduan/{reference}/perpanjang", status=403)
    bima = office.desk("bima", Role.SUPERVISOR)
    address = f"/aduan/{reference}/perpanjang"
    typed: dict[str, Any] = {
        "clock": "resolution",
        "count": "7",
        "ground": "site_visit",
        "letter": "We dig.",
    }
    bima.opens(address)
    check = words(bima.sends(address, 200, **typed).text)
    assert "We dig." in check
    assert "More time: Resolution, 7 working days" in check
    assert office.facts(reference).clocks["resolution"].extended_by == ""
    bima.sends(address, step="send", **typed)
    assert office.facts(reference).clocks["resolution"].extended_by == "7 working days"
    page = bima.opens(address)
    assert 'value="resolution"' not in page


def test_a_report_to_the_police_is_put_on_record(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("My daughter was harmed")
    office.does(Classify(complaint=office.id(reference), safety="sexual_violence"))
    assert "Done: Report to the police" in words(ani.opens(f"/aduan/{reference}"))
    address = f"/aduan/{reference}/kewajiban/police_report"
    ani.opens(address)
    ani.sends(address, text="Reported to Polres Jember, LP/B/12/XI/2026.")
    assert not office.facts(reference).clocks["police_report"].running
    ani.opens(f"/aduan/{reference}/kewajiban/resolution", status=404)


def test_the_file_is_declared_complete_once(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Water is out")
    ani.opens(f"/aduan/{reference}/lengkap")
    ani.sends(f"/aduan/{reference}/lengkap")
    assert office.facts(reference).complete
    page = ani.sends(f"/aduan/{reference}/lengkap", 422).text
    assert "The file is declared complete already." in words(page)
