"""Signs our mail with the domain's own key (DKIM, RFC 6376), where the settings have one.

Most offices leave this to their mail server; then nothing here is set. The key is a secret
and is read only when a mail is signed.
"""

from dataclasses import dataclass, field
from importlib import import_module

from adapters.settings import Account, Option

DKIM_DOMAIN = Option(
    name="dkim_domain", meaning="the domain that signs our mail; empty: the mail server does it"
)
DKIM_SELECTOR = Option(
    name="dkim_selector", meaning="the name under which the public key stands in the DNS"
)
DKIM_KEY = Option(name="dkim_key", secret=True, meaning="the private RSA key that signs, as PEM")
DKIM_OPTIONS = (DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY)

SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"reply-to", b"auto-submitted", b"mime-version", b"content-type",
)  # fmt: skip
"""Headers that nobody on the way may change; nor add, where the mail has none (5.4.2)."""

OVERSIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"auto-submitted",
)  # fmt: skip
"""Named once more than they stand there, so that a second one breaks the signature."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """A domain's key; `key` is PEM."""

    domain: str
    selector: str
    key: str = field(repr=False)


class BadSigningKey(ValueError):
    """The key cannot sign: it is no PEM of a private RSA key."""


def signing_of(account: Account) -> Signing | None:
    """The key of an account; none unless all three options are set."""
    domain, selector, key = (option.of(account) for option in DKIM_OPTIONS)
    if not (domain and selector and key):
        return None
    return Signing(domain=domain, selector=selector, key=key)


def lacking_of(account: Account) -> str:
    """The option that is missing where another one of the three is set; empty: none."""
    lacking = [option.name for option in DKIM_OPTIONS if not option.of(account)]
    return lacking[0] if 0 < len(lacking) < len(DKIM_OPTIONS) else ""


def signed(mail: bytes, signing: Signing) -> bytes:
    """The mail (lines ended by CRLF) with its signature on top; raises `BadSigningKey`.

    The library dates the signature itself; nothing else differs between two attempts.
    """
    # Asked for by name: with its DNS library it is 3 MB that few offices need.
    dkim = import_module("dkim")
    signer = dkim.DKIM(mail)
    present = {name.lower() for name, _ in signer.headers}
    named = [name for name in SIGNED if name in present]
    try:
        signature: bytes = signer.sign(
            signing.selector.encode("idna"),
            signing.domain.encode("idna"),
            signing.key.replace("\r\n", "\n").encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*named, *OVERSIGNED],
        )
    except (dkim.DKIMException, ValueError, TypeError) as error:
        raise BadSigningKey from error
    return signature + mail
