"""Nobody hears a password who should not, tokens are fetched in time, and a trial tells all."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from adapters.email.channel import EmailChannel, make
from adapters.settings import Account, ChannelSettings
from tests.adapters.fakes.site import Reply, Site
from tests.adapters.fakes.site import serving as serving_site
from tests.adapters.imap_fake import Fault, PretendImap
from tests.adapters.mail_server import PostOffice, certificate, serving
from tests.adapters.shown import shows
from tests.adapters.terms import NOW
from workflow.core.messages import ChannelDown, OutboundMessage, Probe, TryLater

CHANNEL = "email"
MAIL = b"From: sari@warga.example\r\n\r\nHalo\r\n"
PASSWORD = "rahasia-ké-2"
TOKEN = "tok-en.9_x"


@pytest.fixture
def there(there: PretendImap) -> PretendImap:
    there.add(MAIL)
    return there


@pytest.fixture
def site() -> Iterator[Site]:
    with serving_site(Site()) as site:
        yield site


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with PostOffice() as server, serving(server):
        yield server


def options(there: PretendImap, **more: str) -> dict[str, str]:
    return {
        "imap_host": "127.0.0.1",
        "imap_port": str(there.port),
        "imap_security": "none",
        "imap_password": PASSWORD,
        "imap_seconds": "2",
        **more,
    }


def with_tokens(site: Site) -> dict[str, str]:
    return {
        "imap_auth": "xoauth2",
        "oauth_token_url": f"{site.address}/token",
        "oauth_client_id": "tuntas-dinsos",
        "oauth_client_secret": "rahasia-klien",
        "oauth_refresh_token": "segar-1",
        "oauth_scope": "surat luring",
    }


def channel(options: Mapping[str, str]) -> EmailChannel:
    account = Account(
        id="office", unit="x", address="kantor@dinas.example", name="Kantor", options=options
    )
    return make(ChannelSettings(accounts=(account,), now=lambda: NOW))


def token_reply(text: str = TOKEN, lasts: object = 3_600, **more: object) -> Reply:
    return Reply(body=json.dumps({"access_token": text, "expires_in": lasts, **more}).encode())


def mails(office: EmailChannel) -> int:
    return sum(step.raw is not None for step in office.fetch("office", ""))


def down(office: EmailChannel) -> ChannelDown:
    with pytest.raises(ChannelDown) as ended:
        mails(office)
    return ended.value


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_line_is_encrypted_and_its_certificate_trusted_or_nothing_is_said(
    security: str, there: PretendImap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.certificate = certificate(tmp_path)
    there.encrypts_at_once = security == "ssl"
    there.offers += b" STARTTLS"
    office = channel(options(there, imap_security=security))
    refused = down(office)
    assert (refused.code, refused.detail) == ("tls-failed", "CERTIFICATE_VERIFY_FAILED")
    assert not any(b"AUTH" in command for command in there.commands)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    assert mails(office) == 1


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_a_server_without_encryption_hears_no_password(security: str, there: PretendImap) -> None:
    assert down(channel(options(there, imap_security=security))).code == "tls-failed"
    assert not any(b"AUTH" in command or b"LOGIN" in command for command in there.commands)


def test_a_password_may_have_any_letters(there: PretendImap) -> None:
    there.password = b"\0kantor@dinas.example\0" + PASSWORD.encode()
    assert mails(channel(options(there))) == 1


@pytest.mark.parametrize("password", ["ké", "a\r\nb LOGOUT"])
def test_a_password_that_the_server_cannot_hear_is_not_said(
    password: str, there: PretendImap
) -> None:
    there.offers = b"IMAP4REV1"
    assert down(channel(options(there, imap_password=password))).code == "login-refused"
    assert not any(b"LOGIN" in command for command in there.commands)


def test_a_server_that_knows_no_more_than_login_is_logged_in_to(there: PretendImap) -> None:
    there.offers = b"IMAP4REV1"
    assert mails(channel(options(there, imap_password='ra"ha\\sia'))) == 1
    assert rb'LOGIN "kantor@dinas.example" "ra\"ha\\sia"' in there.commands


def test_an_access_token_stands_in_for_the_password(there: PretendImap, site: Site) -> None:
    there.password = f"user=kantor@dinas.example\x01auth=Bearer {TOKEN}\x01\x01".encode()
    site.replies.append(token_reply())
    assert mails(channel(options(there, **with_tokens(site)))) == 1
    [called] = site.calls
    assert (called.method, called.path) == ("POST", "/token")
    assert parse_qs(called.body.decode()) == {
        "grant_type": ["refresh_token"],
        "client_id": ["tuntas-dinsos"],
        "client_secret": ["rahasia-klien"],
        "refresh_token": ["segar-1"],
        "scope": ["surat luring"],
    }


def test_a_program_that_signs_in_by_itself_needs_no_consent(there: PretendImap, site: Site) -> None:
    site.replies.append(token_reply())
    words = {**with_tokens(site), "oauth_refresh_token": ""}
    assert mails(channel(options(there, **words))) == 1
    asked = parse_qs(site.calls[0].body.decode())
    assert asked["grant_type"] == ["client_credentials"]
    assert "refresh_token" not in asked


def test_a_token_is_used_until_a_minute_before_its_end(there: PretendImap, site: Site) -> None:
    site.replies += [token_reply(lasts="3600"), token_reply()]
    office = channel(options(there, **with_tokens(site)))
    assert mails(office) == mails(office) == 1
    assert len(site.calls) == 1
    site.replies.clear()
    site.replies += [token_reply(lasts=59, refresh_token="segar-2"), token_reply()]
    other = channel(options(there, **with_tokens(site)))
    assert mails(other) == mails(other) == 1
    assert len(site.calls) == 3
    assert parse_qs(site.calls[-1].body.decode())["refresh_token"] == ["segar-2"]


def test_many_threads_ask_for_one_token(there: PretendImap, site: Site) -> None:
    site.replies.append(replace(token_reply(), waits=0.2))
    office = channel(options(there, **with_tokens(site)))
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(mails, [office] * 8)) == [1] * 8
    assert len(site.calls) == 1


def test_a_token_that_the_mail_server_refuses_is_not_used_again(
    there: PretendImap, site: Site
) -> None:
    there.password = b"Bearer tok-2\x01"
    site.replies += [token_reply("tok-1"), token_reply("tok-2")]
    office = channel(options(there, **with_tokens(site)))
    assert down(office).code == "login-refused"
    assert mails(office) == 1


TOKEN_ENDS: dict[str, tuple[Reply, str, str]] = {
    "consent withdrawn": (Reply(400, b'{"error": "invalid_grant"}'), "refused", "invalid_grant"),
    "secret run out": (Reply(401, b'{"error": "invalid_client"}'), "refused", "invalid_client"),
    "talkative": (Reply(400, b'{"error": "kantor@dinas.example"}'), "refused", "status 400"),
    "no JSON": (Reply(403, b"<html>"), "refused", "status 403"),
    "elsewhere": (Reply(302, headers={"Location": "https://x.example/"}), "refused", "status 302"),
    "busy": (Reply(429), "unreachable", "status 429"),
    "broken": (Reply(503), "unreachable", "status 503"),
    "hung up": (Reply(hangs_up=True), "unreachable", "no-answer"),
    "endless": (Reply(body=b" " * 100_000), "unreachable", "answer-too-large"),
    "no token": (Reply(body=b'{"expires_in": 9}'), "unreachable", "no token in the answer"),
    "a list": (Reply(body=b"[1]"), "unreachable", "no token in the answer"),
    "odd token": (token_reply("a\x01b"), "unreachable", "no token in the answer"),
}


@pytest.mark.parametrize("case", TOKEN_ENDS)
def test_a_token_server_that_refuses_is_told_from_one_that_is_away(
    case: str, there: PretendImap, site: Site
) -> None:
    reply, code, detail = TOKEN_ENDS[case]
    site.replies.append(reply)
    ended = down(channel(options(there, **with_tokens(site))))
    assert (ended.code, ended.detail) == (f"oauth-{code}", detail)
    assert there.commands == []


def test_mail_is_sent_by_token_too(there: PretendImap, site: Site, post: PostOffice) -> None:
    site.replies += [token_reply(), Reply(503), Reply(400, b'{"error": "invalid_grant"}')]
    post.scripts.append({"EHLO": "250-here\r\n250 AUTH XOAUTH2", "AUTH": "235 2.7.0 in"})
    words = {**with_tokens(site), "smtp_auth": "xoauth2", "smtp_user": "kantor@dinas.example"}
    line = {"smtp_host": "127.0.0.1", "smtp_port": str(post.port), "smtp_security": "none"}
    channel(options(there, **words, **line)).send(message())
    assert len(post.arrived) == 1
    for code in ("oauth-unreachable", "oauth-refused"):
        with pytest.raises(TryLater, match=code):
            channel(options(there, **words, **line)).send(message())
    assert len(post.arrived) == 1


@shows("T28")
def test_a_mail_server_that_explains_its_refusal_of_a_token_is_heard_out(
    there: PretendImap, site: Site, post: PostOffice
) -> None:
    site.replies += [token_reply()] * 2
    post.scripts += [{"EHLO": "250-here\r\n250 AUTH XOAUTH2", "AUTH": "334 eyJ9", "": "535 no"}] * 2
    words = {**with_tokens(site), "smtp_auth": "xoauth2", "smtp_user": "kantor@dinas.example"}
    line = {"smtp_host": "127.0.0.1", "smtp_port": str(post.port), "smtp_security": "none"}
    office = channel(options(there, **words, **line, smtp_seconds="1"))
    for _ in range(2):
        with pytest.raises(TryLater, match="login-refused"):
            office.send(message())
    assert len(site.calls) == 2  # the first token was not tried again


def test_a_trial_says_for_each_part_whether_it_goes(
    there: PretendImap, site: Site, post: PostOffice
) -> None:
    site.replies.append(token_reply(refresh_token_expires_in=604_800))
    there.add(*[MAIL] * 1_202)
    line = {"smtp_host": "127.0.0.1", "smtp_port": str(post.port), "smtp_security": "none"}
    office = channel(options(there, **with_tokens(site), **line))
    week = NOW + timedelta(days=7)
    assert office.probe("office") == (
        Probe(what="sign_in", expires_at=week),
        Probe(what="mailbox", detail="1,203 mails"),
        Probe(what="send"),
    )
    assert post.arrived == []
    assert not any(b"SELECT" in command for command in there.commands)


NO_FOLDER = Fault(b"EXAMINE", b"%s NO no such folder", ends=False)
AWAY = {"imap_port": "1"}
AWAY_TO_SEND = {"smtp_host": "127.0.0.1", "smtp_port": "1"}
TRIALS: dict[str, tuple[dict[str, str], list[Fault], list[tuple[str, str]]]] = {
    "reading": (AWAY, [], [("sign_in", "unreachable")]),
    "folder": ({}, [NO_FOLDER], [("sign_in", ""), ("mailbox", "no-such-folder")]),
    "both": (AWAY | AWAY_TO_SEND, [], [("sign_in", "unreachable"), ("send", "unreachable")]),
}


@pytest.mark.parametrize("case", TRIALS)
def test_a_trial_names_what_does_not_go_and_never_raises(case: str, there: PretendImap) -> None:
    more, faults, told = TRIALS[case]
    there.faults = [replace(fault) for fault in faults]
    probes = channel(options(there) | more).probe("office")
    assert [(probe.what, probe.code) for probe in probes] == told


def test_a_trial_of_sending_signs_in_and_says_why_it_may_not(
    there: PretendImap, post: PostOffice
) -> None:
    post.scripts.append({"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 no"})
    line = {"smtp_host": "127.0.0.1", "smtp_port": str(post.port), "smtp_security": "none"}
    office = channel(options(there, **line, smtp_user="kantor", smtp_password="salah"))
    assert [probe.code for probe in office.probe("office")] == ["", "", "login-refused"]


def message() -> OutboundMessage:
    return OutboundMessage(
        key="k", channel="email", account="office", to="siti@warga.example", text="Halo."
    )
