"""What is signed between Meta and us: pushes, the handshake, our own calls, requests to erase.

Meta signs the bytes as it sent them, with every letter beyond ASCII escaped: who parses and
writes them again gets another signature. Secrets are compared in constant time. No network.
"""

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping
from contextlib import suppress
from urllib.parse import parse_qs

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from adapters.signing import check_any, header_in
from workflow.core.messages import BadSignature, WebhookCall

HEADER = "x-hub-signature-256"
"""In lower case; `X-Hub-Signature` beside it is made with SHA-1 and counts for nothing."""

MARK = "sha256="


def signature_of(secret: str, body: bytes) -> str:
    """The header's value for these bytes under the secret of the app."""
    return MARK + hmac.new(secret.encode(), body, "sha256").hexdigest()


def check_signature(headers: Mapping[str, str], body: bytes, secrets: Iterable[str]) -> None:
    """Raise `BadSignature` unless one of the secrets signed these very bytes.

    An app has two secrets while one replaces the other, and Meta does not say which of an
    app's secrets signs for Instagram: any will do, an empty one never.
    """
    wanted = [signature_of(secret, body) for secret in secrets if secret]
    check_any(header_in(headers, HEADER), wanted)


def answer_challenge(query: Mapping[str, str], verify_token: str) -> str:
    """What to answer when Meta asks whether an address is ours; raises `BadSignature`."""
    given = query.get("hub.verify_token", "").encode("utf-8", "replace")
    known = hmac.compare_digest(given, verify_token.encode()) and bool(verify_token)
    words = query.get("hub.challenge", "")
    if not (known and words and query.get("hub.mode") == "subscribe"):
        raise BadSignature("wrong")
    return words


def proof_of(token: str, secret: str) -> str:
    """`appsecret_proof`: shows that whoever uses a token has the app's secret, too."""
    return hmac.new(secret.encode(), token.encode(), "sha256").hexdigest()


def read_signed_request(signed: str, secret: str) -> Fields:
    """What Meta asks in a `signed_request` (erasure, deauthorisation); raises `BadSignature`."""
    signature, _, payload = signed.encode("utf-8", "replace").partition(b".")
    wanted = hmac.digest(secret.encode(), payload, "sha256")
    if not (secret and hmac.compare_digest(_decoded(signature), wanted)):
        raise BadSignature("wrong")
    try:
        return Fields(read_object(_decoded(payload)), "")
    except BadDocument as error:
        raise BadSignature("malformed") from error


def user_to_forget(body: bytes, secrets: Iterable[str]) -> str:
    """Whom a data deletion request is about, by their id in the app; raises `BadSignature`.

    The form of the request: field `signed_request`, signed by any of the app's secrets.
    https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
    """
    form = parse_qs(body.decode("ascii", "replace"))
    signed = form.get("signed_request", [""])[0]
    for secret in filter(None, secrets):
        try:
            return read_signed_request(signed, secret).needed_id("user_id")
        except BadSignature:
            continue
        except BadDocument as error:
            raise BadSignature("malformed") from error
    raise BadSignature("wrong")


def accounts_of_app(call: WebhookCall, secrets: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Accounts of the app that Meta says was taken off by somebody; raises `BadSignature`.

    The deauthorize callback has the form of a data deletion request, and names nobody but the
    person who connected the app: which accounts were theirs only a trial of each can tell.
    `secrets` are those of each account's app, by the account's id.
    """
    found = []
    for account, some in secrets.items():
        with suppress(BadSignature):
            user_to_forget(call.body, some)
            found.append(account)
    if call.account not in found:
        raise BadSignature("wrong")
    return tuple(found)


def _decoded(text: bytes) -> bytes:
    """Base 64 for addresses, without its filling (RFC 4648 5); empty if it is none."""
    try:
        return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except ValueError:
        return b""
