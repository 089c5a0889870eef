"""The second factor: set up, asked for, taken once, and demanded of who sees everything."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from flask import Flask

from config.wiring import with_home
from tests.story import Story
from tests.web.conftest import CHEAP, PASSWORD, Visitor, hire, shell_of
from web.app import make_app
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.staff import By, Staff
from workflow.store import audit

FACTOR = "/akun/faktor-kedua"
KEY = re.compile(r'class="factor-key">([A-Z2-7 ]+)<')
CODES = re.compile(r"<li><code>([a-z2-9-]+)</code></li>")


def _digits(secret: str, story: Story, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(story.clock.at + timedelta(seconds=30 * steps))


def _sets_up(visitor: Visitor, story: Story) -> tuple[str, list[str]]:
    """Somebody signed in turns theirs on; gives the app's secret and the recovery codes."""
    visitor.opens(FACTOR)
    visitor.follows(visitor.sends(f"{FACTOR}/mulai"))
    secret = KEY.findall(visitor.page)[0].replace(" ", "")
    page = visitor.sends(f"{FACTOR}/nyalakan", 200, code=_digits(secret, story)).text
    visitor.page = ""
    return secret, CODES.findall(page)


def _trail(story: Story) -> list[str]:
    with story.office.sessions.reading() as db:
        return [entry.action for entry in audit.latest(db, limit=30)]


@pytest.fixture
def sari(app: Flask) -> Staff:
    return hire(app, "sari", Role.INTAKE_OFFICER)


@pytest.fixture
def strict(story: Story) -> Flask:
    """The office as a real one has it: the second factor is demanded."""
    demanding = with_home(story.office.settings, second_factor="required")
    return make_app(replace(story.office, settings=demanding), passwords=CHEAP)


def test_it_is_set_up_with_a_square_and_asked_for_from_then_on(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    visitor.opens(FACTOR)
    page = visitor.follows(visitor.sends(f"{FACTOR}/mulai"))
    secret = KEY.findall(page)[0].replace(" ", "")
    assert re.search(r'<svg [^>]*class="qr"', page)
    address = unescape(re.findall(r'href="(otpauth://[^"]+)"', page)[0])
    read = pyotp.parse_uri(address)
    assert isinstance(read, pyotp.TOTP)
    assert read.at(story.clock.at) == _digits(secret, story)
    visitor.sends(f"{FACTOR}/nyalakan", 409, code="000000")
    page = visitor.sends(f"{FACTOR}/nyalakan", 200, code=_digits(secret, story)).text
    assert len(set(CODES.findall(page))) == 10
    assert secret not in visitor.opens(FACTOR)

    other = Visitor(app)
    answer = other.signs_in("sari")
    assert answer.location.startswith("/masuk/kode")
    assert other.client.get("/akun").status_code == 303  # half a sign-in opens nothing
    half = other.client.get_cookie("sign_in")
    other.follows(answer)
    story.clock.at += timedelta(seconds=60)
    answer = other.sends("/masuk/kode", code=_digits(secret, story), next="/akun?x=1")
    assert answer.location == "/akun?x=1"
    whole = other.client.get_cookie("sign_in")
    assert half
    assert whole
    assert half.value != whole.value
    assert other.client.get("/akun").status_code == 200
    other.client.set_cookie("sign_in", half.value)
    assert other.client.get("/masuk/kode").status_code == 303


def test_a_code_is_taken_once_and_none_that_is_older(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    secret, _ = _sets_up(visitor, story)
    factors, now = shell_of(app).factors, story.clock.at
    for used in (_digits(secret, story), _digits(secret, story, -1)):
        with pytest.raises(Refused):
            factors.check(sari, used, now)
    ahead = _digits(secret, story, 1)
    factors.check(sari, ahead, now)
    with pytest.raises(Refused):
        factors.check(sari, ahead, now + timedelta(seconds=30))
    with pytest.raises(Refused):
        factors.check(sari, _digits(secret, story, 4), now)
    factors.check(sari, _digits(secret, story, 2), now + timedelta(seconds=60))


def test_a_recovery_code_opens_once_however_it_is_written(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    _, codes = _sets_up(visitor, story)
    other = Visitor(app)
    other.follows(other.signs_in("sari"))
    other.sends("/masuk/kode", code=codes[0].upper().replace("-", " "))
    assert "9 recovery codes are left" in other.opens(FACTOR)
    third = Visitor(app)
    third.follows(third.signs_in("sari"))
    third.sends("/masuk/kode", 409, code=codes[0])
    third.sends("/masuk/kode", code=codes[1])
    assert "factor.recovery_used" in _trail(story)


def test_five_wrong_codes_lock_it_in_the_database_for_a_quarter_of_an_hour(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    secret, codes = _sets_up(visitor, story)
    other = Visitor(app)
    other.follows(other.signs_in("sari"))
    for _ in range(5):
        other.sends("/masuk/kode", 409, code="123456")
    story.clock.at += timedelta(minutes=1)
    other.sends("/masuk/kode", 409, code=_digits(secret, story))
    other.sends("/masuk/kode", 409, code=codes[0])
    assert "factor.locked" in _trail(story)
    story.clock.at += timedelta(minutes=15)
    again = Visitor(app)  # half a sign-in lasts ten minutes only
    assert other.client.get("/masuk/kode").status_code == 303
    again.follows(again.signs_in("sari"))
    again.sends("/masuk/kode", code=_digits(secret, story))


def test_one_network_cannot_try_codes_for_ever(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    _sets_up(visitor, story)
    other = Visitor(app)
    other.follows(other.signs_in("sari"))
    for _ in range(30):
        other.sends("/masuk/kode", 409, code="123456")
    assert "tried too often" in other.sends("/masuk/kode", 429, code="123456").text


def test_it_is_turned_off_with_a_code_or_by_an_administrator_only(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    _, codes = _sets_up(visitor, story)
    visitor.opens(FACTOR)
    visitor.sends(f"{FACTOR}/matikan", 409, code="")
    visitor.sends(f"{FACTOR}/mulai", 409)
    visitor.sends(f"{FACTOR}/matikan", code=codes[3])
    assert not shell_of(app).factors.state(sari.id).on
    _sets_up(visitor, story)
    assert shell_of(app).factors.reset(sari, By("staff:9", story.clock.at))
    assert not shell_of(app).factors.state(sari.id).on


def test_turning_it_on_ends_every_sign_in_that_had_the_password_alone(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    elsewhere = Visitor(app)
    elsewhere.signs_in("sari")
    visitor.signs_in("sari")
    before = visitor.client.get_cookie("sign_in")
    _sets_up(visitor, story)
    assert elsewhere.client.get("/akun").status_code == 303
    after = visitor.client.get_cookie("sign_in")
    assert before
    assert after
    assert before.value != after.value
    assert visitor.client.get("/akun").status_code == 200


def test_new_recovery_codes_end_the_old_ones(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    _, old = _sets_up(visitor, story)
    visitor.opens(FACTOR)
    visitor.sends(f"{FACTOR}/kode-baru", 409, code="000000")
    page = visitor.sends(f"{FACTOR}/kode-baru", 200, code=old[0]).text
    new = CODES.findall(page)
    assert len(new) == 10
    assert not set(new) & set(old)
    factors, now = shell_of(app).factors, story.clock.at
    with pytest.raises(Refused):
        factors.check(sari, old[1], now)
    factors.check(sari, new[1], now)


def test_neither_secret_nor_codes_stand_readable_in_the_database(
    app: Flask, sari: Staff, story: Story, visitor: Visitor
) -> None:
    visitor.signs_in("sari")
    secret, codes = _sets_up(visitor, story)
    kept = b"".join(path.read_bytes() for path in story.office.settings.home.glob("tuntas.db*"))
    assert b"second_factor" in kept
    for told in (secret, *codes, *(code.replace("-", "") for code in codes)):
        assert told.encode() not in kept


@pytest.mark.parametrize("role", list(Role))
def test_supervisors_and_administrators_set_one_up_before_anything_else(
    strict: Flask, story: Story, role: Role
) -> None:
    hire(strict, "sari", role, "pstw-jember")
    visitor = Visitor(strict)
    visitor.signs_in("sari")
    answer = visitor.client.get("/akun")
    if role not in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        assert answer.status_code == 200
        return
    assert answer.location == FACTOR
    assert visitor.client.get("/kesehatan").location == FACTOR
    visitor.opens(FACTOR)
    assert (
        visitor.sends("/akun/sandi", old=PASSWORD, new="x" * 12, again="x" * 12).location == FACTOR
    )
    _sets_up(visitor, story)
    assert visitor.client.get("/akun").status_code == 200


def test_a_trial_says_that_a_real_office_demands_it(app: Flask, visitor: Visitor) -> None:
    hire(app, "sari", Role.SUPERVISOR)
    visitor.signs_in("sari")
    assert "A real office demands a second factor" in visitor.opens("/akun")
