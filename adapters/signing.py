"""Keyed signatures over a pushed body, with the time inside so that they grow old.

The office's own scheme, `X-Signature: t=<unix seconds>,v1=<hex>`, where v1 is HMAC-SHA256
over `<t>.<raw body>`. It signs bytes as they came: nothing is parsed before it is believed.
Platforms with schemes of their own check them in their `wire.py`, with the same care.
"""

import hmac
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from workflow.core.messages import BadSignature, WebhookCall

HEADER = "X-Signature"
FRESH = timedelta(minutes=5)
"""How far the signed time may be from ours, either way."""
_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, at: datetime) -> str:
    """The header's value for a body sent at `at` (aware)."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def check(header: str, body: bytes, secrets: Iterable[str], now: datetime) -> None:
    """Raises `BadSignature` unless one of the secrets signed these bytes just now.

    Two secrets are valid while one replaces the other; empty ones never are. Every secret
    is tried, in constant time, whatever came of the one before.
    """
    form = _FORM.fullmatch(header)
    if form is None:
        raise BadSignature("malformed")
    seconds = int(form[1])
    hits = [hmac.compare_digest(_digest(s, seconds, body), form[2]) for s in secrets if s]
    if not any(hits):
        raise BadSignature("wrong")
    if abs(now.timestamp() - seconds) > FRESH.total_seconds():
        raise BadSignature("stale")


def check_call(call: WebhookCall, secrets: Iterable[str], now: datetime) -> None:
    """The same for a push as it came, whatever the case of its header's name."""
    check(header_in(call.headers, HEADER), call.body, secrets, now)


def check_any(given: str, wanted: Iterable[str]) -> None:
    """Raises `BadSignature` unless what came along is one of these, compared in constant time.

    For platforms with schemes of their own; each of `wanted` is tried, and none may be empty.
    """
    sent = given.encode("utf-8", "replace")
    hits = [hmac.compare_digest(sent, one.encode()) for one in wanted]
    if not any(hits):
        raise BadSignature("wrong")


def header_in(headers: Mapping[str, str], name: str) -> str:
    """The value of a header, whatever the case of its name; empty if it is not there."""
    return next((value for key, value in headers.items() if key.lower() == name.lower()), "")


def _digest(secret: str, seconds: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d.%s" % (seconds, body), "sha256").hexdigest()
