"""Mail that we sign is genuine to whoever receives it, and nobody can change what is signed."""

from base64 import b64encode
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from adapters.email.accounts import EmailAccount
from adapters.email.dkim import Signing
from adapters.email.outbound import build
from tests.adapters.contract import NOW
from tests.adapters.test_email_writing import ACCOUNT, MESSAGE
from workflow.core.messages import TryLater


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65_537, 2048)


def signing(key: RSAPrivateKey) -> EmailAccount:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    own = Signing(domain="dinsos.example", selector="aduan", key=pem.decode())
    return replace(ACCOUNT, signing=own)


def is_genuine(mail: bytes, key: RSAPrivateKey) -> bool:
    """What a receiving server finds, with the DNS in a dictionary."""
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    zone = {b"aduan._domainkey.dinsos.example.": b"v=DKIM1; k=rsa; p=" + b64encode(public)}
    return bool(dkim.verify(mail, dnsfunc=lambda name, timeout=5: zone.get(name)))


def test_a_signed_mail_holds_in_the_eyes_of_a_server(key: RSAPrivateKey) -> None:
    message = replace(MESSAGE, automatic=True, in_reply_to="<a@x.example>", text=".\nÄ\n" * 30)
    data = build(message, signing(key), NOW).data
    assert is_genuine(data, key)
    assert b"c=relaxed/relaxed" in data
    assert not is_genuine(build(message, ACCOUNT, NOW).data, key)


@pytest.mark.parametrize(
    "extra",
    [b"From: x@y.example", b"To: x@y.example", b"Subject: lain", b"Date: lain",
     b"References: <x@y>", b"In-Reply-To: <x@y>", b"Message-ID: <x@y>", b"Auto-Submitted: no"],
)  # fmt: skip
def test_nobody_can_add_or_change_what_is_signed(key: RSAPrivateKey, extra: bytes) -> None:
    data = build(MESSAGE, signing(key), NOW).data
    assert is_genuine(data, key)
    assert not is_genuine(extra + b"\r\n" + data, key)
    assert not is_genuine(data.replace(b"periksa", b"tolak"), key)


def test_a_key_that_cannot_sign_sends_nothing_and_says_so(key: RSAPrivateKey) -> None:
    bad = replace(ACCOUNT, signing=Signing(domain="dinsos.example", selector="a", key="rahasia"))
    with pytest.raises(TryLater, match="no-signing-key"):
        build(MESSAGE, bad, NOW)
    assert "rahasia" not in repr(bad)
