"""The administrator's page: accounts opened, moved, closed and helped, each act on the trail."""

import re

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import PASSWORD, Visitor, hire, shell_of
from tests.web.desk_story import words
from web.leafing import FROM, leaf
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.staff import By
from workflow.store import audit
from workflow.store.audit import Kept

LINK = re.compile(r"http://[^\s<]+(/undangan/[\w-]{43})<")
NEW = {"name": "Rini Wulandari", "login": "Rini", "role": "unit_head", "unit": "pstw-jember"}


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """An administrator at the desk."""
    hire(app, "joko", Role.ADMINISTRATOR)
    visitor = Visitor(app)
    visitor.signs_in("joko")
    return visitor


def _trail(story: Story, action: str) -> list[Kept]:
    with story.office.sessions.reading() as db:
        return audit.latest(db, limit=20, actions=(action,))


def test_a_new_account_comes_with_a_link_that_is_shown_once(
    app: Flask, admin: Visitor, story: Story
) -> None:
    admin.opens("/staf/tambah")
    page = admin.sends("/staf/tambah", 200, **NEW).text
    [link] = LINK.findall(page)
    assert "/undangan/" not in admin.opens("/staf/akun/rini")
    rini = Visitor(app)
    rini.opens(link)
    rini.sends(link, new="gunung biru jauh", again="gunung biru jauh")
    rini.signs_in("rini", "gunung biru jauh")
    assert rini.client.get("/aduan").status_code == 200
    [added] = _trail(story, "staff.added")[:1]
    assert added.actor == shell_of(app).accounts.find("joko").actor.name
    assert added.detail.endswith("unit_head pstw-jember")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"login": "joko"}, "is taken"),
        ({"login": "r!"}, "A login has"),
        ({"name": " "}, "Give the name"),
        ({"unit": ""}, "belongs to a unit"),
        ({"unit": "nowhere"}, "There is no unit"),
        ({"language": "jv"}, "The language is one of"),
    ],
)
def test_what_is_unfit_comes_back_with_what_was_typed(
    admin: Visitor, changed: dict[str, str], said: str
) -> None:
    admin.opens("/staf/tambah")
    page = admin.sends(
        "/staf/tambah", 409, **{**NEW, "email": "rini@dinas.example", **changed}
    ).text
    assert said in page
    assert "rini@dinas.example" in page


def test_a_made_up_role_opens_nothing(app: Flask, admin: Visitor) -> None:
    admin.opens("/staf/tambah")
    admin.sends("/staf/tambah", 409, **{**NEW, "role": "root"})
    assert [one.login for one in shell_of(app).accounts.everyone()] == ["joko"]


def test_the_list_is_found_by_words_role_and_whether_it_is_closed(
    app: Flask, admin: Visitor, story: Story
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    gone = hire(app, "budi", Role.UNIT_STAFF, "pstw-jember")
    shell_of(app).accounts.close(gone.id, By("console", story.clock.at))
    assert _logins(admin, "/staf") == {"joko", "sari"}
    assert _logins(admin, "/staf?stand=closed") == {"budi"}
    assert _logins(admin, "/staf?stand=all") == {"joko", "sari", "budi"}
    assert _logins(admin, "/staf?stand=all&q=JEMBER") == {"budi"}
    assert _logins(admin, "/staf?role=supervisor") == {"sari"}
    assert _logins(admin, "/staf?q=zzz&stand=<x>") == set()
    assert "missing" in admin.opens("/staf")  # a supervisor without a second factor


def test_a_long_list_is_leafed_through_and_keeps_what_was_asked(app: Flask) -> None:
    asked = {"q": "a&b", FROM: "250"}
    with app.test_request_context("/staf", query_string=asked):
        last = leaf(range(260))
    assert (list(last.rows), last.older) == (list(range(200, 260)), "")
    assert last.newer == f"/staf?q=a%26b&{FROM}=100"
    with app.test_request_context("/staf", query_string={FROM: "9" * 30}):
        first = leaf(range(101))
    assert (list(first.rows), first.newer) == (list(range(100)), "")
    assert first.older == f"/staf?{FROM}=100"
    with app.test_request_context("/staf"):
        assert not leaf(()).older


def _logins(visitor: Visitor, address: str) -> set[str]:
    return set(re.findall(r'href="/staf/akun/([\w.-]+)"', visitor.opens(address)))


def test_a_changed_role_ends_sign_ins_and_the_trail_has_before_and_after(
    app: Flask, admin: Visitor, story: Story
) -> None:
    hire(app, "sari", Role.UNIT_STAFF, "pstw-jember")
    sari = Visitor(app)
    sari.signs_in("sari")
    admin.opens("/staf/akun/sari")
    admin.sends("/staf/akun/sari/peran", role="supervisor", unit="")
    assert sari.client.get("/akun").status_code == 303
    [entry] = _trail(story, "staff.role_changed")
    assert entry.detail.endswith("supervisor < unit_staff pstw-jember")
    assert "Supervisor (before: Unit staff, PSTW Jember)" in admin.opens("/audit").replace(
        "  ", " "
    )


def test_an_administrator_cannot_change_their_own_role(app: Flask, admin: Visitor) -> None:
    hire(app, "second", Role.ADMINISTRATOR)
    assert "another administrator changes your role" in admin.opens("/staf/akun/joko")
    page = admin.sends("/staf/akun/joko/peran", 409, role="supervisor", unit="").text
    assert "Another administrator changes your role." in page
    assert shell_of(app).accounts.find("joko").role is Role.ADMINISTRATOR


def test_the_last_administrator_is_neither_closed_nor_moved(
    app: Flask, admin: Visitor, story: Story
) -> None:
    accounts, by = shell_of(app).accounts, By("console", story.clock.at)
    joko = accounts.find("joko")
    admin.opens("/staf/akun/joko")
    admin.sends("/staf/akun/joko/tutup", 409)
    for role in (None, Role.SUPERVISOR):
        with pytest.raises(Refused) as refused:
            accounts.move(joko.id, role, "", by) if role else accounts.close(joko.id, by)
        assert refused.value.code == "last-administrator"
    second = hire(app, "second", Role.ADMINISTRATOR)
    accounts.close(joko.id, by)
    with pytest.raises(Refused):
        accounts.close(second.id, by)


def test_a_closed_account_opens_again_without_its_old_password(app: Flask, admin: Visitor) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    admin.opens("/staf/akun/sari")
    admin.sends("/staf/akun/sari/tutup")
    admin.opens("/staf/akun/sari")
    admin.sends("/staf/akun/sari/tautan", 409)
    admin.sends("/staf/akun/sari/buka")
    Visitor(app).signs_in("sari", PASSWORD, 409)
    admin.opens("/staf/akun/sari")
    assert LINK.findall(admin.sends("/staf/akun/sari/tautan", 200).text)


def test_who_lost_everything_is_helped_and_signed_out(app: Flask, admin: Visitor) -> None:
    staff = hire(app, "sari", Role.SUPERVISOR)
    sari = Visitor(app)
    sari.signs_in("sari")
    admin.opens("/staf/akun/sari")
    admin.sends("/staf/akun/sari/faktor")
    assert sari.client.get("/akun").status_code == 303
    sari.signs_in("sari")
    admin.opens("/staf/akun/sari")
    admin.sends("/staf/akun/sari/keluar")
    assert sari.client.get("/akun").status_code == 303
    assert not shell_of(app).factors.state(staff.id).on


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_opens_or_changes_an_account(app: Flask, role: Role) -> None:
    hire(app, "sari", role, "pstw-jember")
    hire(app, "budi", Role.INTAKE_OFFICER)
    visitor = Visitor(app)
    visitor.signs_in("sari")
    visitor.opens("/akun")
    visitor.opens("/staf/akun/budi", 403)
    visitor.opens("/akun")
    for act in ("peran", "tutup", "buka", "tautan", "faktor", "sso", "keluar"):
        visitor.sends(f"/staf/akun/budi/{act}", 403, role="administrator")
    visitor.sends("/staf/tambah", 403, **NEW)
    budi = shell_of(app).accounts.find("budi")
    assert (budi.role, budi.active) == (Role.INTAKE_OFFICER, True)


def test_an_address_is_given_and_taken_away_and_stands_on_no_trail(
    app: Flask, admin: Visitor, story: Story
) -> None:
    hire(app, "rini", Role.UNIT_HEAD, "pstw-jember")
    page, address = "/staf/akun/rini", "rini.w@dinas.example"
    head = Visitor(app)
    head.signs_in("rini")
    mine = words(head.opens("/akun"))
    assert "has no e-mail address" in mine
    assert "Who can change the address: Joko Prasetya." in mine
    admin.opens(page)
    refused = admin.sends(f"{page}/surel", 409, email="rini@dinas").text
    assert "That is no e-mail address." in refused
    assert 'value="rini@dinas"' in refused
    admin.sends(f"{page}/surel", email=f" {address} ")
    assert address in admin.opens(page)
    assert f"It goes to {address}." in words(head.opens("/akun"))
    [entry] = _trail(story, "staff.email_changed")
    assert entry.actor == shell_of(app).accounts.find("joko").actor.name
    assert "@" not in entry.detail
    admin.sends(f"{page}/surel", email="")
    assert shell_of(app).accounts.find("rini").email == ""
    admin.opens("/staf/tambah")
    assert "no e-mail address" in admin.sends("/staf/tambah", 409, **NEW, email="a b@c.id").text
