"""The office's own sign-in, against a real OpenID Connect provider on this machine."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
import requests
from flask import Flask
from pydantic import SecretStr

from config.issuer import Attempt, IssuerFailed
from config.openid import OpenIdConnect, challenge, claim_of
from config.wiring import with_home
from tests.ports import free_port
from tests.story import Story
from tests.web.conftest import CHEAP, Visitor, hire, shell_of
from web.app import make_app
from workflow.core.roles import Role
from workflow.staff import By, NewStaff
from workflow.store import audit

DOOR, BACK = "/masuk/sso", "/masuk/sso/kembali"
SECONDS = 120


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider that lets in whoever is named to it."""
    port = free_port()
    program = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)],
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address)
        yield address
    finally:
        program.terminate()
        program.wait(SECONDS)


def _wait_for(address: str) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        try:
            requests.get(f"{address}/jwks", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)


@pytest.fixture
def office(story: Story, provider: str) -> Story:
    """The office with that provider; its clock is right, for tokens run out."""
    story.clock.at = datetime.fromtimestamp(_provider_time(provider), UTC)
    settings = with_home(
        story.office.settings,
        oidc_issuer=provider,
        oidc_client_id="tuntas",
        oidc_client_secret=SecretStr("made-up"),
        oidc_name="SSO Jatim",
        public_url="http://127.0.0.1:8000",
    )
    return replace(story, office=replace(story.office, settings=settings))


def _provider_time(provider: str) -> float:
    told = requests.get(f"{provider}/jwks", timeout=5).headers["Date"]
    return datetime.strptime(told, "%a, %d %b %Y %H:%M:%S %Z").replace(tzinfo=UTC).timestamp()


@pytest.fixture
def door(office: Story) -> Flask:
    return make_app(office.office, passwords=CHEAP)


@pytest.fixture
def visitor(door: Flask) -> Visitor:
    return Visitor(door)


def _knows(provider: str, subject: str, **claims: object) -> None:
    answer = requests.put(f"{provider}/users/{subject}", json=claims, timeout=5)
    assert answer.status_code == 204


def _leaves(visitor: Visitor, then: str = "") -> str:
    answer = visitor.client.get(f"{DOOR}?next={then}" if then else DOOR)
    assert answer.status_code == 303
    return str(answer.location)


def _is_let_in(address: str, subject: str) -> str:
    """What the provider answers to the browser: the way back, as a path of ours."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def _trail(story: Story) -> list[str]:
    with story.office.sessions.reading() as db:
        return [entry.action for entry in audit.latest(db, limit=20)]


def test_a_known_login_gets_in_by_the_offices_own_sign_in(
    door: Flask, office: Story, visitor: Visitor, provider: str
) -> None:
    hire(door, "sari", Role.INTAKE_OFFICER)
    _knows(provider, "u-1", preferred_username="Sari")
    assert "Sign in with SSO Jatim" in visitor.opens("/masuk")
    address = _leaves(visitor, "/akun/sandi")
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [f"http://127.0.0.1:8000{BACK}"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43
    answer = visitor.client.get(_is_let_in(address, "u-1"))
    assert answer.location == "/akun/sandi"
    assert visitor.client.get("/akun").status_code == 200
    assert {"staff.linked", "signin.done"} <= set(_trail(office))


def test_nobody_unknown_closed_or_renamed_gets_in_and_no_account_is_made(
    door: Flask, office: Story, visitor: Visitor, provider: str
) -> None:
    accounts, by = shell_of(door).accounts, By("console", office.clock.at)
    hire(door, "sari", Role.INTAKE_OFFICER)
    hire(door, "bos", Role.ADMINISTRATOR)
    gone = hire(door, "gone", Role.INTAKE_OFFICER)
    accounts.close(gone.id, by)
    _knows(provider, "u-2", preferred_username="stranger")
    _knows(provider, "u-3", preferred_username="gone")
    _knows(provider, "u-4", preferred_username="sari")
    for subject in ("u-2", "u-3"):
        answer = visitor.client.get(_is_let_in(_leaves(visitor), subject))
        assert answer.status_code == 403
        assert "no open account" in answer.text
    visitor.client.get(_is_let_in(_leaves(visitor), "u-4"))
    _knows(provider, "u-4", preferred_username="bos")  # renamed: still sari, never the boss
    other = Visitor(door)
    other.client.get(_is_let_in(_leaves(other), "u-4"))
    assert "Sari Prasetya" in other.opens("/akun")
    _knows(provider, "u-5", preferred_username="sari")  # another person with her old name
    answer = Visitor(door).client.get(BACK)
    assert answer.status_code == 400
    third = Visitor(door)
    assert third.client.get(_is_let_in(_leaves(third), "u-5")).status_code == 403
    assert len(accounts.everyone()) == 3


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(
    door: Flask, visitor: Visitor, provider: str
) -> None:
    hire(door, "sari", Role.INTAKE_OFFICER)
    _knows(provider, "u-1", preferred_username="sari")
    back = _is_let_in(_leaves(visitor), "u-1")
    victim = Visitor(door)
    assert victim.client.get(back).status_code == 400  # no way was begun there
    _leaves(victim)
    assert victim.client.get(back).status_code == 400  # another one was
    assert visitor.client.get(back).status_code == 303
    assert visitor.client.get(back).status_code == 400


def test_a_way_that_takes_too_long_and_one_that_was_refused_there_lead_nowhere(
    office: Story, visitor: Visitor, door: Flask
) -> None:
    state = parse_qs(urlsplit(_leaves(visitor)).query)["state"][0]
    answer = visitor.client.get(f"{BACK}?state={state}&error=access_denied")
    assert answer.status_code == 403
    assert "You were not signed in there" in answer.text
    state = parse_qs(urlsplit(_leaves(visitor)).query)["state"][0]
    answer = visitor.client.get(f"{BACK}?state={state}&code=made-up")
    assert answer.status_code == 502
    assert "Sign in with your password" in answer.text
    assert visitor.client.get("/akun").status_code == 303


def test_the_second_factor_is_asked_for_all_the_same(
    door: Flask, office: Story, visitor: Visitor, provider: str
) -> None:
    staff, factors = hire(door, "sari", Role.SUPERVISOR), shell_of(door).factors
    secret = factors.begin(staff)
    factors.confirm(staff, pyotp.TOTP(secret).at(office.clock.at), office.clock.at)
    _knows(provider, "u-1", preferred_username="sari")
    answer = visitor.client.get(_is_let_in(_leaves(visitor), "u-1"))
    assert answer.location.startswith("/masuk/kode")
    assert visitor.client.get("/akun").status_code == 303


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_was_not_verified_proves_nothing(verified: object) -> None:
    claims = {"sub": "u-1", "email": "sari@dinas.example", "email_verified": verified}
    with pytest.raises(IssuerFailed) as failed:
        claim_of(claims, "https://sso.example", "email")
    assert failed.value.code == "email-not-verified"


@pytest.mark.parametrize("claims", [{"sub": ""}, {"sub": "u"}, {"sub": "u", "login": ["a"]}, {}])
def test_claims_without_a_subject_or_a_name_are_nobody(claims: dict[str, object]) -> None:
    with pytest.raises(IssuerFailed):
        claim_of(claims, "https://sso.example", "login")


def test_a_verified_address_is_that_of_one_account_only(
    door: Flask, office: Story, provider: str
) -> None:
    settings = with_home(office.office.settings, oidc_claim="email")
    app = make_app(replace(office.office, settings=settings), passwords=CHEAP)
    accounts, by = shell_of(app).accounts, By("console", office.clock.at)
    for login, email in (
        ("sari", "Sari@dinas.example"),
        ("a", "dua@x.example"),
        ("b", "dua@x.example"),
    ):
        new = NewStaff(login=f"{login}1", name=login, role=Role.INTAKE_OFFICER, email=email)
        accounts.add_without_password(new, by)
    for subject, email, status in (
        ("e-1", "sari@dinas.example", 303),
        ("e-2", "dua@x.example", 403),
    ):
        _knows(provider, subject, email=email, email_verified=True)
        visitor = Visitor(app)
        assert visitor.client.get(_is_let_in(_leaves(visitor), subject)).status_code == status


def test_a_token_for_another_way_time_or_office_is_not_believed(
    office: Story, provider: str
) -> None:
    settings = office.office.settings
    issuer = OpenIdConnect(settings)
    way = Attempt(redirect="http://127.0.0.1:8000/x", state="s", nonce="n" * 43, verifier="v" * 64)
    _knows(provider, "u-9", preferred_username="sari")

    def code() -> str:
        return parse_qs(urlsplit(_is_let_in(issuer.door(way), "u-9")).query)["code"][0]

    now = office.clock.at
    assert issuer.claim(way, code(), now).login == "sari"
    for wrong, at in (
        (replace(way, nonce="another"), now),
        (way, now + timedelta(days=365)),
    ):
        with pytest.raises(IssuerFailed) as failed:
            issuer.claim(wrong, code(), at)
        assert failed.value.code == "bad-id-token"


def test_no_host_but_the_issuers_is_called(provider: str, office: Story) -> None:
    for address in (f"{provider}/elsewhere", provider.replace("127.0.0.1", "127.0.0.2")):
        settings = with_home(office.office.settings, oidc_issuer=address)
        with pytest.raises(IssuerFailed):
            OpenIdConnect(settings).door(Attempt(redirect="x", state="s", nonce="n", verifier="v"))


def test_the_challenge_is_that_of_the_standard() -> None:
    # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_without_an_issuer_there_is_no_button_and_the_way_leads_to_the_door(app: Flask) -> None:
    visitor = Visitor(app)
    assert not re.search(r"/masuk/sso", visitor.opens("/masuk"))
    assert visitor.client.get(DOOR).location == "/masuk"
    assert visitor.client.get(BACK).location == "/masuk"
