"""Access tokens for accounts that sign in by OAuth (RFC 6749), fetched and kept for a while.

One object for a whole channel, used by any thread. Nothing that a token server says is
told on but the error codes that the standard knows.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic

from adapters.email.accounts import OAuth
from adapters.http import BadAddress, Call, Http, reach_of
from workflow.core.messages import (
    ChannelDown,
    Fresh,
    Held,
    Renewals,
    TryLater,
    Undeliverable,
    Unsure,
)

LONGEST_ANSWER = 65_536
SPARE_SECONDS = 60.0
SPARE = timedelta(seconds=SPARE_SECONDS)
"""How long before its end a token is no longer used."""

_UNSAID = 300.0
"""How many seconds a token lives of which the server does not say it."""

_MOST_DIGITS = 9
_ERROR = re.compile(r"[a-z_]{1,40}")
_BUSY = 429
_SERVER_FAULT = 500
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """`text` is the secret, `ends` is on the clock that never jumps.

    `expires_at` is when the owner's consent ends, if the server tells; the token itself is
    renewed without anybody's doing.
    """

    text: str = field(repr=False)
    ends: float
    expires_at: datetime | None


def bearer(user: str, token: str) -> bytes:
    """What XOAUTH2 says first (RFC 7628 is the same by another name)."""
    return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()


class Tokens:
    """The tokens of all accounts. `now` only dates an expiry for people to read."""

    def __init__(
        self, now: Callable[[], datetime] | None = None, renewals: Renewals | None = None
    ) -> None:
        self._now = now
        self._shared = Shared(renewals, now) if renewals and now else None
        self._lock = Lock()
        self._kept: dict[OAuth, Token] = {}
        self._refresh: dict[OAuth, str] = {}
        self._turns: dict[OAuth, Lock] = {}

    def token(self, oauth: OAuth) -> Token:
        """A token that is good for a minute at least.

        Raises `ChannelDown`: `oauth-refused`, `oauth-unreachable`.
        """
        with self._lock:
            turn = self._turns.setdefault(oauth, Lock())
        with turn:  # so that ten threads ask once, and other accounts need not wait
            kept = self._kept.get(oauth)
            if kept is None or kept.ends - SPARE_SECONDS <= monotonic():
                kept = self._kept[oauth] = self._fetched(oauth)
            return kept

    def forget(self, oauth: OAuth) -> None:
        """The mail server did not take the token: ask for another one next time."""
        kept = self._kept.pop(oauth, None)
        if kept is not None and self._shared is not None:
            self._shared.refused.add(kept.text)

    def _fetched(self, oauth: OAuth) -> Token:
        if self._shared is not None:
            return self._shared.token(oauth)
        said = _answer(oauth.token_url, _question(oauth, self._refresh.get(oauth)))
        text = _access_in(said)
        if newer := _newer_in(said):
            self._refresh[oauth] = newer  # some servers give another one each time
        lasts = _seconds(said.get("expires_in")) or _UNSAID
        consent = _seconds(said.get("refresh_token_expires_in"))
        expires_at = self._now() + timedelta(seconds=consent) if self._now and consent else None
        return Token(text=text, ends=monotonic() + lasts, expires_at=expires_at)


class Shared:
    """Tokens that all processes of an office have in common: asked for once, kept sealed.

    A server that gives another refresh token each time takes the one before it away; two
    processes that asked at once would lock the office out of its mailbox.
    """

    def __init__(self, renewals: Renewals, now: Callable[[], datetime]) -> None:
        self._renewals = renewals
        self._now = now
        self.refused: set[str] = set()
        """Access tokens that a mail server did not take."""

    def token(self, oauth: OAuth) -> Token:
        """A token that is good for a minute at least; raises `ChannelDown`."""
        given = oauth.refresh_token or oauth.client_secret
        held = self._renewals.renewed(
            _which(oauth), given, self._is_due, lambda held: self._renewed(oauth, held)
        )
        if not held.renewed or held.ends_at is None:
            raise ChannelDown("oauth-unreachable", "another process waits for the answer")
        kept = _object(held.text.encode())
        consent = str(kept.get("consent") or "")
        return Token(
            text=str(kept.get("access") or ""),
            ends=monotonic() + (held.ends_at - self._now()).total_seconds(),
            expires_at=datetime.fromisoformat(consent) if consent else None,
        )

    def _is_due(self, held: Held) -> bool:
        if not held.renewed or held.ends_at is None:
            return True
        access = _object(held.text.encode()).get("access")
        return access in self.refused or held.ends_at - self._now() <= SPARE

    def _renewed(self, oauth: OAuth, held: Held) -> Fresh:
        before = _object(held.text.encode()) if held.renewed else {}
        refresh = str(before.get("refresh") or "")
        said = _answer(oauth.token_url, _question(oauth, refresh))
        access, now = _access_in(said), self._now()
        lasts = _seconds(said.get("expires_in")) or _UNSAID
        consent = _seconds(said.get("refresh_token_expires_in"))
        until = (now + timedelta(seconds=consent)).isoformat() if consent else ""
        kept = {"access": access, "refresh": _newer_in(said) or refresh, "consent": until}
        return Fresh(json.dumps(kept), now + timedelta(seconds=lasts))


def _which(oauth: OAuth) -> tuple[str, str]:
    """Accounts with one consent between them share its token."""
    named = f"{oauth.token_url}\n{oauth.client_id}\n{oauth.scope}\n{oauth.refresh_token}"
    return "email", f"oauth-{hashlib.sha256(named.encode()).hexdigest()[:20]}"


def _access_in(said: dict[str, object]) -> str:
    text = said.get("access_token")
    if not isinstance(text, str) or not text.isascii() or not text.isprintable() or not text:
        raise ChannelDown("oauth-unreachable", "no token in the answer")
    return text


def _newer_in(said: dict[str, object]) -> str:
    newer = said.get("refresh_token")
    return newer if isinstance(newer, str) else ""


def _question(oauth: OAuth, newer: str | None) -> dict[str, str]:
    refresh = newer or oauth.refresh_token
    fields = {
        "grant_type": "refresh_token" if refresh else "client_credentials",
        "client_id": oauth.client_id,
        "client_secret": oauth.client_secret,
        "refresh_token": refresh,
        "scope": oauth.scope,
    }
    return {name: value for name, value in fields.items() if value}


def _answer(url: str, question: dict[str, str]) -> dict[str, object]:
    """What the server says, which may stand in the office's own network."""
    call = Call(
        path=url,
        fields=question,
        headers={"Accept": "application/json"},
        largest=LONGEST_ANSWER,
    )
    try:
        answer = Http(reach_of(url, private=True)).call(call)
    except BadAddress as error:
        raise ChannelDown("oauth-unreachable", "bad address") from error
    except (TryLater, Undeliverable, Unsure) as error:
        raise ChannelDown("oauth-unreachable", error.code) from error
    said = _object(answer.body)
    if answer.status == _OK:
        return said
    if answer.status == _BUSY or answer.status >= _SERVER_FAULT:
        raise ChannelDown("oauth-unreachable", f"status {answer.status}")
    why = said.get("error")
    known = isinstance(why, str) and _ERROR.fullmatch(why)
    raise ChannelDown("oauth-refused", str(why) if known else f"status {answer.status}")


def _object(body: bytes) -> dict[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _seconds(said: object) -> float:
    """Some servers say a number, others its digits; 0 for anything else."""
    digits = str(said) if isinstance(said, int | str) else ""
    usable = digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS
    return float(digits) if usable else 0.0
