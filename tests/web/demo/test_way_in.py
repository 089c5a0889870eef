"""The demo office shows everybody the way in; a real office shows nobody one."""

from pathlib import Path

from config.wiring import Installation, open_office
from tests.story import HandClock, fakes, settings_for
from tests.web.conftest import CHEAP, Visitor, hire
from tests.web.desk_story import words
from web.app import make_app
from web.commands.tryout import people, sign_ins
from web.demo.office import PASSWORD, TOLD
from web.demo.office import hire as hire_the_demo
from workflow.core.roles import Role

ROLES = (Role.INTAKE_OFFICER, Role.UNIT_HEAD, Role.SUPERVISOR, Role.ADMINISTRATOR)


def an_office(home: Path) -> Installation:
    """One that demands second factors, as every office does unless it is set otherwise."""
    clock = HandClock()
    settings = settings_for(home).model_copy(update={"second_factor": "required"})
    return open_office(settings, now=clock, channels=fakes(clock))


def test_a_supervisor_tries_the_demo_with_what_its_sign_in_page_says(tmp_path: Path) -> None:
    office = an_office(tmp_path)
    hire_the_demo(office, office.now())
    app = make_app(office, passwords=CHEAP)
    page = words(Visitor(app).opens("/masuk"))
    assert "Demo office: nobody in it is real" in page
    assert [staff.role for staff in people(office)] == list(ROLES)
    assert all(staff.login in page and staff.login in " ".join(sign_ins(office))
               for staff in people(office))  # fmt: skip
    visitor = Visitor(app)
    visitor.signs_in("pengawas", PASSWORD)
    assert "Endang Susilowati" in visitor.opens("/ikhtisar")
    office.close()


def test_a_real_office_shows_nothing_even_with_the_same_names_and_demands_the_factor(
    tmp_path: Path,
) -> None:
    office = an_office(tmp_path)
    app = make_app(office, passwords=CHEAP)
    for login, role in zip(TOLD, ROLES, strict=True):
        hire(app, login, role, "pstw-jember" if role is Role.UNIT_HEAD else "")
    page = Visitor(app).opens("/masuk")
    assert "Demo office" not in words(page)
    assert PASSWORD not in page
    assert sign_ins(office) == []
    visitor = Visitor(app)
    visitor.signs_in("pengawas")
    assert visitor.client.get("/ikhtisar").status_code == 303
    office.close()
