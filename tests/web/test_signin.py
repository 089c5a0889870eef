"""Signing in: what is kept, what is told, and what ends it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.story import Story
from tests.web.conftest import PASSWORD, Visitor, hire, shell_of
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import Role
from workflow.staff import By, NewStaff
from workflow.store import audit
from workflow.store.tables import SessionRow, StaffRow

WRONG = "The login or the password is not right."


def _sessions(story: Story) -> list[SessionRow]:
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(SessionRow)))


def _row(story: Story) -> StaffRow:
    with story.office.sessions.reading() as db:
        return db.scalars(select(StaffRow)).one()


def _trail(story: Story) -> list[str]:
    with story.office.sessions.reading() as db:
        return [entry.action for entry in audit.latest(db, limit=50)]


def test_the_cookie_holds_a_token_of_which_only_the_hash_is_kept(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    answer = visitor.signs_in("sari")
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("sign_in="))
    token = cookie.split("=", 1)[1].split(";", 1)[0]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    [kept] = _sessions(story)
    assert token not in kept.token_hash
    assert len(token) >= 43
    assert "Sari Prasetya" in visitor.opens("/akun/sandi")


def test_over_https_the_cookie_is_for_https_only(app: Flask) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    client = app.test_client()
    page = client.get("/masuk", base_url="https://localhost").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"login": "sari", "password": PASSWORD, "csrf_token": token}
    answer = client.post("/masuk", data=data, base_url="https://localhost")
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert "Strict-Transport-Security" in answer.headers


def test_signing_in_again_ends_the_sign_in_before_and_takes_a_new_token(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.signs_in("sari")
    [first] = _sessions(story)
    before = visitor.client.get_cookie("sign_in")
    visitor.opens("/akun/sandi")
    visitor.sends("/masuk", login="sari", password=PASSWORD)
    [second] = _sessions(story)
    assert second.token_hash != first.token_hash
    stolen = app.test_client()
    assert before
    stolen.set_cookie("sign_in", before.value)
    assert stolen.get("/akun/sandi").status_code == 303


@pytest.mark.parametrize("token", ["", "null", "None", "a" * 43])
def test_a_blank_or_made_up_token_is_nobody(app: Flask, token: str) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    client = app.test_client()
    client.set_cookie("sign_in", token)
    assert client.get("/akun/sandi").status_code == 303


def test_a_sign_in_ends_after_its_hours_whatever_is_done(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.signs_in("sari")
    for _ in range(9):
        story.clock.at += timedelta(hours=1)
        assert visitor.client.get("/akun/sandi").status_code == 200
    story.clock.at += timedelta(hours=1)
    assert visitor.client.get("/akun/sandi").status_code == 303


def test_signing_out_ends_it_on_the_server_too(app: Flask, story: Story, visitor: Visitor) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.signs_in("sari")
    cookie = visitor.client.get_cookie("sign_in")
    visitor.opens("/akun/sandi")
    visitor.sends("/keluar")
    assert _sessions(story) == []
    assert cookie
    visitor.client.set_cookie("sign_in", cookie.value)
    assert visitor.client.get("/akun/sandi").status_code == 303
    assert _trail(story)[:2] == ["signin.ended", "signin.done"]


def test_unknown_wrong_locked_and_closed_all_get_the_same_answer(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    gone = hire(app, "budi", Role.SUPERVISOR)
    shell_of(app).accounts.close(gone.id, By("console", story.clock.at))
    told = set()
    for login, password in (("nobody", PASSWORD), ("sari", "not this one"), ("budi", PASSWORD)):
        page = visitor.signs_in(login, password, 409).text
        told.add(page.split('role="status"')[1].split("</div>")[0])
    for _ in range(5):
        page = visitor.signs_in("sari", "not this one", 409).text
    page = visitor.signs_in("sari", PASSWORD, 409).text
    told.add(page.split('role="status"')[1].split("</div>")[0])
    assert len(told) == 1
    assert WRONG in told.pop()


def test_five_wrong_tries_lock_for_a_quarter_of_an_hour_and_no_longer(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    for _ in range(4):
        visitor.signs_in("sari", "wrong wrong", 409)
    visitor.signs_in("sari")  # a right one before the fifth forgets them
    visitor.client.delete_cookie("sign_in")
    for _ in range(5):
        visitor.signs_in("sari", "wrong wrong", 409)
    assert "signin.locked" in _trail(story)
    story.clock.at += timedelta(minutes=14)
    visitor.signs_in("sari", PASSWORD, 409)
    story.clock.at += timedelta(minutes=1)
    visitor.signs_in("sari")
    assert _row(story).failures == 0


def test_what_was_typed_is_nowhere_in_the_trail(app: Flask, story: Story, visitor: Visitor) -> None:
    visitor.signs_in("my-password-by-mistake", "x" * 12, 409)
    with story.office.sessions.reading() as db:
        entries = audit.latest(db, limit=10)
    assert entries
    assert "mistake" not in str(entries)


def test_one_network_cannot_try_for_ever(app: Flask, story: Story, visitor: Visitor) -> None:
    for number in range(50):
        visitor.signs_in(f"guess{number}", "wrong wrong", 409)
    assert "tried too often" in visitor.signs_in("guess", "wrong wrong", 429).text
    story.clock.at += timedelta(minutes=16)
    visitor.signs_in("guess", "wrong wrong", 409)


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/akun/sandi?a=1", "/akun/sandi?a=1"),
        ("https://evil.example/", "/meja"),
        ("//evil.example/", "/meja"),
        ("/\\evil.example", "/meja"),
        ("javascript:alert(1)", "/meja"),
    ],
)
def test_after_signing_in_one_lands_on_a_page_of_ours(
    app: Flask, visitor: Visitor, wanted: str, leads_to: str
) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.opens("/masuk")
    answer = visitor.sends("/masuk", login="sari", password=PASSWORD, next=wanted)
    assert answer.location == leads_to


def test_a_changed_password_ends_every_other_sign_in(app: Flask, story: Story) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    here, elsewhere = Visitor(app), Visitor(app)
    for browser in (here, elsewhere):
        browser.signs_in("sari")
    here.opens("/akun/sandi")
    new = "gunung biru jauh"
    here.sends("/akun/sandi", 409, old="wrong wrong", new=new, again=new)
    here.sends("/akun/sandi", 409, old=PASSWORD, new=new, again="another one")
    here.sends("/akun/sandi", 409, old=PASSWORD, new="short", again="short")
    here.sends("/akun/sandi", old=PASSWORD, new=new, again=new)
    assert here.client.get("/akun/sandi").status_code == 200
    assert elsewhere.client.get("/akun/sandi").status_code == 303
    elsewhere.signs_in("sari", PASSWORD, 409)
    elsewhere.signs_in("sari", new)


@pytest.mark.parametrize(
    ("role", "unit", "code"),
    [
        (Role.UNIT_HEAD, "", "unit-needed"),
        (Role.UNIT_STAFF, "", "unit-needed"),
        (Role.UNIT_HEAD, "no-such", "no-such-unit"),
        (Role.SUPERVISOR, "no-such", "no-such-unit"),
    ],
)
def test_a_role_of_a_unit_needs_one_that_exists(
    app: Flask, role: Role, unit: str, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        hire(app, "sari", role, unit)
    assert refused.value.code == code


def test_a_login_is_taken_once_however_it_is_written(app: Flask, story: Story) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    accounts, by = shell_of(app).accounts, By("console", story.clock.at)
    for login, code in (("SARI ", "login-taken"), ("s", "bad-login"), ("s a", "bad-login")):
        new = NewStaff(login=login, name="Sari", role=Role.SUPERVISOR)
        with pytest.raises(Refused) as refused:
            accounts.add(new, PASSWORD, by)
        assert refused.value.code == code
    for password, code in (("short", "bad-password"), ("sari-sari-sari", "password-is-login")):
        new = NewStaff(login="sari-sari-sari", name="Sari", role=Role.SUPERVISOR)
        with pytest.raises(Refused) as refused:
            accounts.add(new, password, by)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("name", "language", "code"), [("  ", "id", "no-name"), ("Sari", "jv", "bad-language")]
)
def test_an_account_needs_a_name_and_a_language_that_we_speak(
    app: Flask, story: Story, name: str, language: str, code: str
) -> None:
    new = NewStaff(login="sari", name=name, role=Role.SUPERVISOR, language=language)
    with pytest.raises(Refused) as refused:
        shell_of(app).accounts.add(new, PASSWORD, By("console", story.clock.at))
    assert refused.value.code == code
    with pytest.raises(NotFound):
        shell_of(app).accounts.find("sari")


def test_closing_an_account_and_changing_its_role_end_its_sign_ins(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    staff = hire(app, "sari", Role.SUPERVISOR)
    accounts, by = shell_of(app).accounts, By("console", story.clock.at)
    visitor.signs_in("sari")
    accounts.move(staff.id, Role.UNIT_HEAD, "pstw-jember", by)
    assert visitor.client.get("/akun/sandi").status_code == 303
    visitor.signs_in("sari")
    accounts.close(staff.id, by)
    assert visitor.client.get("/akun/sandi").status_code == 303
    assert [one.active for one in accounts.everyone()] == [False]
    assert _trail(story)[0] == "staff.closed"
