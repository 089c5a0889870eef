"""Handing a mail over by SMTP ends as it really ended, and never in the open by mistake."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.email.accounts import SmtpServer
from adapters.email.outbound import Mail
from adapters.email.wire import hand_over
from tests.adapters.mail_server import PostOffice, certificate, serving
from workflow.core.messages import Trouble, TryLater, Undeliverable, Unsure


@pytest.fixture(scope="module")
def office() -> Iterator[PostOffice]:
    with PostOffice() as server, serving(server):
        yield server


MAIL = Mail("<1@x.example>", "a@x.example", "b@x.example", b"Subject: x\r\n\r\n.titik\r\n..dua\r\n")
ENDS: dict[str, tuple[dict[str, str], type[Trouble], str]] = {
    "no greeting": ({"CONNECT": ""}, TryLater, "unreachable"),
    "too many calls": ({"CONNECT": "421 busy"}, TryLater, "throttled"),
    "sender refused": ({"MAIL": "550 no"}, TryLater, "sender-refused"),
    "greylisted": ({"RCPT": "450 4.2.0 come back"}, TryLater, "throttled"),
    "unknown": ({"RCPT": "550 no"}, Undeliverable, "no-such-mailbox"),
    "full": ({"RCPT": "552 5.2.2 full"}, Undeliverable, "mailbox-full"),
    "policy": ({"RCPT": "550 5.7.1 not here"}, Undeliverable, "refused"),
    "moved": ({"RCPT": "551 moved"}, Undeliverable, "moved-away"),
    "odd refusal": ({"RCPT": "599 odd"}, Undeliverable, "refused"),
    "garbled recipient": ({"RCPT": "banana"}, TryLater, "throttled"),
    "silent before the text": ({"DATA": ""}, TryLater, "no-answer"),
    "no data": ({"DATA": "451 not now"}, TryLater, "throttled"),
    "text refused": ({".": "554 5.7.1 spam"}, Undeliverable, "refused"),
    "text too large": ({".": "552 5.3.4 large"}, Undeliverable, "too-large"),
    "text later": ({".": "452 disk full"}, TryLater, "throttled"),
    "silent after the text": ({".": ""}, Unsure, "no-answer"),
    "garbled after the text": ({".": "banana"}, Unsure, "strange-answer"),
    "size known": ({"EHLO": "250-here\r\n250 SIZE 10"}, Undeliverable, "too-large"),
}


@pytest.mark.parametrize("case", ENDS)
def test_a_call_ends_in_one_of_three_ways_with_a_code(case: str, office: PostOffice) -> None:
    script, end, code = ENDS[case]
    office.empty()
    office.scripts.append(script)
    patient = server(office)
    hasty = replace(patient, answer_seconds=1.5)
    with pytest.raises(end) as ended:
        hand_over(MAIL, hasty if "silent" in case else patient)
    assert ended.value.code == code
    assert office.arrived == []


def test_lines_that_begin_with_a_dot_arrive_as_they_were(office: PostOffice) -> None:
    office.empty()
    hand_over(MAIL, server(office))
    assert office.arrived == [MAIL.data]


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_what_should_be_encrypted_is_never_sent_in_the_open(
    security: str, office: PostOffice
) -> None:
    office.empty()
    with pytest.raises(TryLater, match="tls-failed"):
        hand_over(MAIL, replace(server(office), security=security))
    assert office.arrived == []


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_an_encrypted_line_is_used_if_its_certificate_is_trusted_and_only_then(
    security: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PostOffice() as office, serving(office):
        office.certificate = certificate(tmp_path)
        office.encrypts_at_once = security == "ssl"
        wanted = replace(server(office), security=security)
        office.scripts += [{"EHLO": "250-here\r\n250 STARTTLS"}] * 2
        with pytest.raises(TryLater, match="tls-failed"):
            hand_over(MAIL, wanted)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        hand_over(MAIL, wanted)
        assert office.arrived == [MAIL.data]


def test_a_refused_password_waits_for_somebody_to_mend_it(office: PostOffice) -> None:
    office.empty()
    office.scripts.append({"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 no"})
    with pytest.raises(TryLater) as ended:
        hand_over(MAIL, replace(server(office), user="kantor", password="salah"))
    assert ended.value.code == "login-refused"


def server(office: PostOffice) -> SmtpServer:
    """It answers at once; the machine under it may be busy."""
    return SmtpServer(host="127.0.0.1", port=office.port, security="none", answer_seconds=20)
